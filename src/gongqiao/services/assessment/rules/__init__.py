"""Decisions: how points are earned, what a circular is printed from."""
