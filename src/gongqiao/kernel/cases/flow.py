"""A flow is the drawing of a kind of case: its states, the moves between them, and what each asks of whom.

Plain values, no Django: it is checked at start-up, drawn by ``make docs`` and fixed once a case has used it.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
from dataclasses import dataclass

from gongqiao.kernel.access.powers import Power
from gongqiao.kernel.base.errors import WrongState

SHAPES = {
    "todo": "待办",
    "run": "办理中",
    "hold": "等对方",
    "done": "办结",
    "stop": "停止",
}
"""The shape before a state's word: open ring, half ring, square, disc, block."""


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Something asked of somebody: ``who`` is one of the kind's audiences.

    Due after ``days`` working days, or after ``calendar_days``; ``set_by`` names a number or a moment that the
    detail may give instead (promised days of the menu, the day of a visit).
    """

    name: str
    label: str
    who: str
    days: int | None = None
    calendar_days: int | None = None
    set_by: str = ""


@dataclass(frozen=True, kw_only=True)
class State:
    """Where a case can stand. ``pier`` is its short name on the span of the main way, when it lies on it."""

    name: str
    label: str
    shape: str
    duties: tuple[Duty, ...] = ()
    pier: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the case still has to be worked on here."""
        return self.shape not in {"done", "stop"} or bool(self.duties)


@dataclass(frozen=True, kw_only=True)
class Tell:
    """A message that a move sends: ``text`` may use the words that the action gives."""

    who: str
    text: str
    by_sms: bool = False


@dataclass(frozen=True, kw_only=True)
class Move:
    """One arrow. ``to`` is empty when the case stays where it is; ``or_to`` are other ends that it may take.

    ``label`` is the button's verb, ``done`` completes a name in the timeline. ``settles`` are duties that it
    discharges, ``asks`` duties that it opens, ``may_ask`` those that the action opens when they are needed.
    ``stays_open`` are duties that survive a change of state.
    """

    name: str
    label: str
    done: str
    frm: tuple[str, ...]
    to: str
    power: Power
    or_to: tuple[str, ...] = ()
    guard: str = ""
    needs_reason: bool = False
    reason_label: str = "原因"
    settles: tuple[str, ...] = ()
    asks: tuple[Duty, ...] = ()
    may_ask: tuple[Duty, ...] = ()
    stays_open: tuple[str, ...] = ()
    tells: tuple[Tell, ...] = ()
    is_main: bool = False
    is_quiet: bool = False
    by_clock: bool = False

    def ends(self, frm: str) -> tuple[str, ...]:
        """Return all states in which the move can end when it starts at ``frm``."""
        return (self.to or frm, *self.or_to)


@dataclass(frozen=True, kw_only=True)
class Flow:
    """All states and moves of one kind of case. ``prefix`` starts its public numbers.

    ``audiences`` are the words for those of whom something is asked or who are told, each with its label.
    """

    name: str
    label: str
    service: str
    prefix: str
    version: int
    start: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    open_power: Power
    open_done: str
    audiences: tuple[tuple[str, str], ...]
    open_tells: tuple[Tell, ...] = ()
    retention_years: int = 10

    def state(self, name: str) -> State | None:
        """Return a state, or None for a name that this version does not know."""
        return next((state for state in self.states if state.name == name), None)

    def move(self, name: str, *, frm: str) -> Move:
        """Return the move ``name`` that leaves ``frm``. Raises WrongState in words."""
        named = [move for move in self.moves if move.name == name]
        for move in named:
            if frm in move.frm:
                return move
        here = self.state(frm)
        standing = here.label if here else frm
        verb = named[0].label if named else name
        raise WrongState(f"现在是“{standing}”，不能“{verb}”。请刷新页面，看清当前进度。")

    def called(self, who: str) -> str:
        """Return the label of an audience."""
        return dict(self.audiences).get(who, who)

    def moves_from(self, frm: str) -> list[Move]:
        """Return the moves that leave a state, in the order of the drawing."""
        return [move for move in self.moves if frm in move.frm]

    @property
    def piers(self) -> list[State]:
        """The states of the main way, in order."""
        return [state for state in self.states if state.pier]

    @property
    def duties(self) -> dict[str, Duty]:
        """All duties by name."""
        every = [*(d for s in self.states for d in s.duties), *(d for m in self.moves for d in (*m.asks, *m.may_ask))]
        return {duty.name: duty for duty in every}

    def fingerprint(self) -> str:
        """Return a digest of the whole drawing: a version that was used may not change."""
        return self._fingerprint

    @functools.cached_property
    def _fingerprint(self) -> str:
        text = json.dumps(dataclasses.asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def faults_of(flow: Flow) -> list[str]:
    """Return what is wrong with a drawing; empty when it may be used."""
    names = [state.name for state in flow.states]
    faults = [f"state {name} is drawn twice" for name in sorted({n for n in names if names.count(n) > 1})]
    faults += [f"state {state.name} has no such shape" for state in flow.states if state.shape not in SHAPES]
    faults += _loose_ends(flow, set(names))
    faults += _unreachable(flow)
    faults += _stuck(flow)
    faults += _loose_duties(flow)
    faults += _unknown_audiences(flow)
    return faults


def _loose_ends(flow: Flow, names: set[str]) -> list[str]:
    faults = [] if flow.start in names else [f"it starts at {flow.start}, which is not drawn"]
    for move in flow.moves:
        ends = {*move.frm, *move.or_to, *([move.to] if move.to else [])}
        faults += [f"move {move.name} touches {end}, which is not drawn" for end in sorted(ends - names)]
        if not move.power.held_by:
            faults.append(f"move {move.name} is guarded by a power that nobody can hold")
    return faults


def _unreachable(flow: Flow) -> list[str]:
    reached, ahead = set(), [flow.start]
    while ahead:
        here = ahead.pop()
        if here not in reached:
            reached.add(here)
            ahead += [end for move in flow.moves_from(here) for end in move.ends(here)]
    return [f"state {state.name} cannot be reached" for state in flow.states if state.name not in reached]


def _stuck(flow: Flow) -> list[str]:
    faults = []
    for state in flow.states:
        if not state.is_open:
            continue
        if not any(set(move.ends(state.name)) - {state.name} for move in flow.moves_from(state.name)):
            faults.append(f"no move leaves the open state {state.name}")
        if not any(_is_dated(duty) for duty in state.duties):
            faults.append(f"the open state {state.name} has no deadline")
    return faults


def _loose_duties(flow: Flow) -> list[str]:
    known = set(flow.duties)
    faults = []
    for move in flow.moves:
        for name in sorted({*move.settles, *move.stays_open} - known):
            faults.append(f"move {move.name} names the duty {name}, which nobody has")
    return faults


def _unknown_audiences(flow: Flow) -> list[str]:
    known = dict(flow.audiences)
    meant = {duty.who for duty in flow.duties.values()}
    meant |= {message.who for message in (*flow.open_tells, *(t for move in flow.moves for t in move.tells))}
    return [f"nobody is called {who}" for who in sorted(meant - set(known))]


def _is_dated(duty: Duty) -> bool:
    return duty.days is not None or duty.calendar_days is not None or bool(duty.set_by)
