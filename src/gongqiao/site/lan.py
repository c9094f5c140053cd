"""The address under which a phone in the same network finds this machine."""

from __future__ import annotations

import io
import socket

import segno


def lan_address() -> str | None:
    """Return this machine's address in the local network, or None when there is none. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith("127.") else address


def qr_for_terminal(text: str) -> str:
    """Draw ``text`` as a QR code in block characters."""
    out = io.StringIO()
    segno.make(text, error="m").terminal(out, compact=True, border=2)
    return out.getvalue()
