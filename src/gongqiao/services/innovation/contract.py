"""What other services may know of common problems and the joint work on them."""

from __future__ import annotations

from dataclasses import dataclass

from gongqiao.kernel.contracts import Fact


@dataclass(frozen=True, kw_only=True)
class CommonProblemFound(Fact):
    """A problem that several enterprises have was found; ``need_ids`` are the needs that say so, if there were any."""

    problem_id: int
    case_id: int
    enterprise_ids: tuple[int, ...]
    need_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class AgreementSigned(Fact):
    """The parties of a joint work signed its framework agreement."""

    case_id: int
    enterprise_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CommonProblemSettled(Fact):
    """A joint work has a result for a common problem: solved or not."""

    problem_id: int
    case_id: int
    is_solved: bool
