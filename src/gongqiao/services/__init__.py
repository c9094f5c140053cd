"""The services, one folder each, all with the same rooms."""
