"""The case: one typed header, one typed detail, one way to change it.

A *flow* draws the states and moves of a kind of case; a *duty* is what a state or move asks of somebody; a *task*
is that duty for one case. A case changes only through ``open_case``, ``take_move`` and ``edit_case``.
"""
