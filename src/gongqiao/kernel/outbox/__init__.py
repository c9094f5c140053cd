"""Facts leave with the transaction that made them true; the worker delivers them, at least once."""
