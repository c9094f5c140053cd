"""Composition: which services there are, how they are configured, started and watched."""
