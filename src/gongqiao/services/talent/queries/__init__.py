"""Everything that one may read of talent, one file a noun."""
