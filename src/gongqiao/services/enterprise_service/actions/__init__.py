"""Everything that changes the programme, one file a noun. One function, one sentence."""
