"""Decisions: the extra questions of a dish, which team fits, what a move needs, who is meant by an audience."""
