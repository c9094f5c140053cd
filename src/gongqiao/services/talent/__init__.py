"""Talent: model workers and craftsmen, their skills, and the teams in which they serve.

Words used here: a *craftsman* is a person with a trade, a level and skills; a *team* has a leader and members and is
pooled for the whole city; a *recusal* keeps a craftsman away from an enterprise he belongs to; a *leave* is a booking.
"""
