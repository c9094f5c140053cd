"""Decisions: guards of the flow, groups of like needs, the facts of an agreement."""
