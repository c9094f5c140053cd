"""A kind of case: its flow bound to its detail model, its guards and its audiences. Services register theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import models

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import Reason
from gongqiao.kernel.cases.flow import Flow, Move, State, faults_of
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.sheets.columns import Standing

D = TypeVar("D", bound=models.Model)


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Of whom something is asked, or who is told: a person, a post at a union, an enterprise, its principal."""

    kind: str
    person_id: int | None = None
    union_id: int | None = None
    post_kind: str = ""
    enterprise_id: int | None = None


Guard = Callable[[Any, Actor, datetime], Sequence[Reason]]


@dataclass(frozen=True, kw_only=True)
class CaseKind(Generic[D]):
    """What the kernel must know of a service's case.

    ``audience(detail, who)`` names who is meant by a duty's word, or None where there is nobody (yet).
    ``number_or_moment(detail, set_by)`` gives promised days or a fixed moment for a duty.
    ``guards`` return every reason against a move at once.
    """

    flow: Flow
    detail: type[D]
    audience: Callable[[D, str], Audience | None]
    number_or_moment: Callable[[D, str], int | datetime | None] = field(default=lambda _detail, _name: None)
    guards: Mapping[str, Guard] = field(default_factory=dict)
    older: tuple[Flow, ...] = ()

    def flow_of(self, case: Case) -> Flow:
        """Return the version of the flow under which a case was opened."""
        for flow in (self.flow, *self.older):
            if flow.version == case.flow_version:
                return flow
        raise LookupError(f"{self.flow.name} has no version {case.flow_version}")

    def state_of(self, case: Case) -> State:
        """Return where a case stands; a state that no version knows is shown as needing care."""
        known = self.flow_of(case).state(case.state)
        return known or State(name=case.state, label="需要管理员核对", shape="stop")

    def reasons_against(self, move: Move, detail: D, *, at: datetime, by: Actor) -> list[Reason]:
        """Return every reason why the move is not possible now."""
        return list(self.guards[move.guard](detail, by, at)) if move.guard else []


_kinds: dict[str, CaseKind[Any]] = {}


def register(kind: CaseKind[Any]) -> None:
    """Make a kind known. Raises RuntimeError for a flow with faults or a guard that is missing."""
    faults = faults_of(kind.flow)
    faults += [f"guard {m.guard} is missing" for m in kind.flow.moves if m.guard and m.guard not in kind.guards]
    if faults:
        raise RuntimeError(f"flow {kind.flow.name}: " + "; ".join(faults))
    _kinds[kind.flow.name] = kind


def kind_of(case: Case) -> CaseKind[Any]:
    """Return the kind of a case."""
    return _kinds[case.flow]


def standing_of(case: Case) -> Standing:
    """Return where a case stands, as a value of a column."""
    here = kind_of(case).state_of(case)
    return Standing(shape=here.shape, label=here.label)


def every_kind() -> list[CaseKind[Any]]:
    """Return all kinds, by the name of their flow."""
    return [_kinds[name] for name in sorted(_kinds)]
