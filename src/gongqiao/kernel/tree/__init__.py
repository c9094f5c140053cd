"""Nodes, their dates and their line of ancestors; and shares, which give sight of one thing for a while.

A node means nothing here: the room ``org`` says that it is a union. Rows of the business carry a node's id and
are never rewritten when the node moves; only the lines of the nodes below it are.
"""
