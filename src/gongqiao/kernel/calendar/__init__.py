"""The official working calendar, and people's time: a booking never overlaps another of the same person."""
