"""Persons, their accounts, posts and enterprise contacts; who they are when they knock.

A *person* is somebody; an *account* lets the person in; a *post* is an office at a union with dates; a *contact*
speaks for an enterprise. Posts with rights over others need a second factor.
"""
