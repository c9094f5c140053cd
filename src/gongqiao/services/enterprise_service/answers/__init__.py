"""Answers to what other services ask, one file for each of them."""
