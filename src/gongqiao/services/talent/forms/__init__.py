"""What the pages of talent may send in, one file a noun."""
