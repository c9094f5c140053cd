"""Pure calculations: no Django, no clock, no unseeded randomness."""
