"""The commands as an operator uses them: start, stop, fault and advice."""
