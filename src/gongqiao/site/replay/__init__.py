"""A year of the programme played again through the real actions: a script, a driver, and the figures at its end.

``script`` plans the year from a seed and knows no database. ``steps`` keeps what is still to be done in the replay's own
database. ``driver`` takes one step after the other in the order of their time, each in a transaction of its own;
``strands`` say what a step does. ``outcome`` reads the figures back from their rows.
"""
