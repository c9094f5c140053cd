"""Decisions about articles, one file a matter."""
