"""Areas, the unions that stand in the tree, and enterprises.

A *union* gives a node its meaning: a federation of a city, a county or a town, or a grassroots union. An
*enterprise* is known by its credit code and belongs to the federation in whose area it lies.
"""
