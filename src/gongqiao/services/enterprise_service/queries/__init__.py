"""Everything that reads, one file a noun. Every query starts from the actor."""
