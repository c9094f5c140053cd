"""How services show their cases: panels, the forms of moves, prints. They register; the kit knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.access.powers import Power
from gongqiao.kernel.cases.models import Case, Task
from gongqiao.web.forms import Form


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of a case page: a template and what it shows. ``heading`` may be empty."""

    template: str
    context: Mapping[str, Any]
    heading: str = ""
    beside: str = ""


@dataclass(frozen=True, kw_only=True)
class MoveDoor:
    """The form of a move or edit and the call that it makes.

    ``form(request, detail, move, draft)`` returns the form, bound when the request is a POST; ``act`` makes the
    one call and may return an address. ``files`` are upload fields, ``signatures`` fields that are drawn,
    ``template`` a body of its own.
    """

    form: Callable[..., Form] | None = None
    act: Callable[..., str | None]
    files: Sequence[str] = ()
    signatures: Sequence[str] = ()
    pictures_only: bool = True
    template: str = ""
    title: str = ""
    button: str = ""
    done: str = ""
    context: Callable[..., Mapping[str, Any]] | None = None
    power: Power | None = None
    in_states: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class CaseFace:
    """How a kind of case looks. ``detail(case, by)`` reads it through the service's own query.

    ``whole`` reads it for the case page with all that the page shows; without one ``detail`` does.
    ``prints`` gives the label of each paper and the address of its pages.
    """

    detail: Callable[..., Any]
    desk: Callable[[HttpRequest, Case, Any], Sequence[Panel]]
    phone: Callable[[HttpRequest, Case, Any], Sequence[Panel]]
    doors: Mapping[str, MoveDoor]
    edits: Mapping[str, MoveDoor] = field(default_factory=dict)
    subject: Callable[[HttpRequest, Case, Any], str] = lambda request, case, detail: ""
    now: Callable[[HttpRequest, Case, Any, Sequence[Task]], str] = lambda request, case, detail, tasks: ""
    prints: Callable[[Case, Any], Sequence[tuple[str, str]]] = lambda case, detail: ()
    whole: Callable[..., Any] | None = None
    tags: Callable[[Case, Any], Sequence[str]] = lambda case, detail: ()


@dataclass(frozen=True, kw_only=True)
class MenuEntry:
    """An entry of the desk's menu, shown to whoever holds ``power`` somewhere, or to whom ``who`` says."""

    label: str
    icon: str
    address: str
    power: Power | None = None
    who: Callable[[Actor], bool] = lambda by: False
    section: str = "服务"
    place: int = 50
    is_overview: bool = False

    def is_for(self, by: Actor) -> bool:
        """Whether somebody sees the entry."""
        return by.may_anywhere(self.power) if self.power else self.who(by)


@dataclass(frozen=True, kw_only=True)
class HomePart:
    """A part of the phone's home that a service adds: ``build(request)`` returns a panel or None."""

    build: Callable[[HttpRequest], Panel | None]
    place: int = 50


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A round icon on the phone's first screen."""

    label: str
    icon: str
    address: str
    place: int = 50


_faces: dict[str, CaseFace] = {}
_menu: list[MenuEntry] = []
_home: list[HomePart] = []
_tiles: list[Tile] = []


def register_face(flow: str, face: CaseFace) -> None:
    """Make known how a kind of case looks."""
    _faces[flow] = face


def face_of(case: Case) -> CaseFace:
    """Return how a case looks."""
    return _faces[case.flow]


def add_menu(*entries: MenuEntry) -> None:
    """Add entries to the desk's menu."""
    _menu.extend(entries)
    _menu.sort(key=lambda entry: entry.place)


def menu() -> list[MenuEntry]:
    """Return the desk's menu in order."""
    return list(_menu)


def add_home(*parts: HomePart) -> None:
    """Add parts to the phone's home."""
    _home.extend(parts)
    _home.sort(key=lambda part: part.place)


def home_parts() -> list[HomePart]:
    """Return the parts of the phone's home in order."""
    return list(_home)


def add_tiles(*tiles: Tile) -> None:
    """Add icons to the phone's first screen."""
    _tiles.extend(tiles)
    _tiles.sort(key=lambda tile: tile.place)


def tiles() -> list[Tile]:
    """Return the icons of the phone's first screen in order."""
    return list(_tiles)
