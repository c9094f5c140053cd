"""What goes into a grouping and what comes out. Frozen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Need:
    """What one enterprise wants, as it wrote it. ``domain`` and ``industry`` may be empty."""

    id: int
    enterprise_id: int
    title: str
    description: str = ""
    domain: str = ""
    industry: str = ""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """From which likeness on needs belong together, and what counts how much.

    ``least``: likeness from 0 to 1 of a need and a group. ``title``: how much more a term of the title weighs.
    ``other_domain``, ``other_industry``: the part of a likeness that is left when these differ.
    ``most_piles_a_term``: a term that stands in more piles than this says little, and no pile is looked for by it.
    ``rounds``: how often all needs are laid anew.
    """

    least: float = 0.16
    title: float = 2.0
    other_domain: float = 0.7
    other_industry: float = 0.85
    most_piles_a_term: int = 100
    rounds: int = 1


@dataclass(frozen=True, kw_only=True)
class Group:
    """Like needs of several enterprises.

    ``terms`` bind the group, the most telling first; ``words`` are what they read like in the texts. ``likeness`` is the
    mean likeness of a member and the group in percent. ``domain`` and ``industry`` are those of most members.
    """

    need_ids: tuple[int, ...]
    enterprise_ids: tuple[int, ...]
    terms: tuple[str, ...]
    words: tuple[str, ...]
    likeness: int
    domain: str = ""
    industry: str = ""
