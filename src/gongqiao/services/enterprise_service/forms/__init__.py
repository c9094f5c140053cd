"""What pages may send in, one file a noun."""
