"""How values read on screens."""

from __future__ import annotations


def mask_number(number: str) -> str:
    """Return a certificate's number with all but its last four characters hidden."""
    return f"****{number[-4:]}" if len(number) > 4 else "****" if number else ""
