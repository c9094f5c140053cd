"""Doors of the kernel itself: signing in, the home, the inbox, cases, files, messages, oneself."""
