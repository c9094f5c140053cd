"""Everything that writes: one function, one sentence."""
