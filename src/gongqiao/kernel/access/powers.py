"""Powers: what may be done, by whom. A service names its powers in its ``flow.py``.

A holder is written as one word, so that the reference can list it:

    post:officer      an officer's post at the place or above it
    contact           an enterprise's contact; principal: its principal contact
    self              the person that the thing is about
    share:leader      a person to whom the thing is shared in the role ``leader``
    job:name          a job of ours that acts on a clock
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Power:
    """One thing that may be done. ``code`` is ``service.verb``; ``label`` completes 可以……."""

    code: str
    label: str
    held_by: tuple[str, ...]

    @property
    def service(self) -> str:
        """The service that owns the power."""
        return self.code.partition(".")[0]


_powers: dict[str, Power] = {}


def power(code: str, label: str, *held_by: str) -> Power:
    """Define a power once. Raises RuntimeError when another one has the same code."""
    made = Power(code=code, label=label, held_by=held_by)
    if _powers.setdefault(code, made) != made:
        raise RuntimeError(f"two powers are called {code}")
    return made


def every_power() -> Iterator[Power]:
    """Yield all powers by code."""
    yield from (_powers[code] for code in sorted(_powers))


_scopes: dict[str, str] = {}


def offer_scopes(service: str, label: str) -> None:
    """Let tokens of the API be narrowed to reading, or to reading and writing, of a service."""
    _scopes[f"{service}:read"] = f"查看{label}"
    _scopes[f"{service}:write"] = f"办理{label}（与您本人权限相同）"


def every_scope() -> dict[str, str]:
    """Return all scopes of tokens with their labels, by name."""
    return dict(sorted(_scopes.items()))


POST_KINDS = {
    "officer": "工会干部",
    "head": "领导",
    "auditor": "审计员",
}
READ_ONLY_POSTS = frozenset({"head", "auditor"})
"""Posts that look and never change; each look is written in the book."""
