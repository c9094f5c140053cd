"""Read cases, tasks, timelines and drafts. Every query starts from the actor."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.audit.models import Entry
from gongqiao.kernel.base.errors import Reason
from gongqiao.kernel.calendar.queries import CITY_TIME, local_date, local_time
from gongqiao.kernel.cases.flow import Move
from gongqiao.kernel.cases.kinds import CaseKind, kind_of
from gongqiao.kernel.cases.models import Case, CaseQuerySet, Draft, Task
from gongqiao.kernel.documents.models import Attachment
from gongqiao.kernel.documents.queries import must_see
from gongqiao.kernel.documents.queries import row as attachment_row
from gongqiao.kernel.people.queries import names_of
from gongqiao.kernel.tree.queries import line_of, roles_on


@dataclass(frozen=True, kw_only=True)
class OpenMove:
    """A move that the actor holds the power for, and every reason why it is not possible now."""

    move: Move
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a case's timeline, in words."""

    at: datetime
    who: str
    told: str
    reason: str
    version: int | None
    by_system: bool


@dataclass(frozen=True, kw_only=True)
class Band:
    """A part of what is asked of somebody (``late``, ``soon`` or ``later``): how many there are, and the first of them."""

    name: str
    count: int
    rows: list[Task]

    @property
    def more(self) -> int:
        """How many are not among the rows."""
        return self.count - len(self.rows)


def cases(*, by: Actor) -> CaseQuerySet:
    """Return the cases that ``by`` may see, with what a list shows."""
    return Case.objects.visible_to(by).select_related("org", "enterprise").order_by("-opened_at", "-pk")


def case(pk: int, *, by: Actor) -> Case:
    """Return one case. Raises NotFound."""
    return Case.objects.visible_to(by).select_related("org__node", "enterprise__area", "owner").one(pk=pk)


def case_numbered(number: str, *, by: Actor) -> Case:
    """Return the case with this public number. Raises NotFound."""
    return (
        Case.objects.visible_to(by).select_related("org__node", "enterprise__area", "owner").one(number=number.upper())
    )


def detail_of(case: Case) -> Any:
    """Return the detail of a case that the caller was allowed to see."""
    return kind_of(case).detail._default_manager.get(case_id=case.pk)


def place_of(case: Case, *, at: datetime, by: Actor) -> Place:
    """Return where a power must reach to act on this case, with the roles that ``by`` has on it."""
    roles = roles_on("case", case.pk, by.person_id, at=at) if by.person_id is not None else frozenset()
    return Place(
        line=tuple(case.org.node.line) if "org" in case._state.fields_cache else line_of(case.org_id),
        enterprise_id=case.enterprise_id,
        person_id=case.person_id,
        roles=roles,
    )


def open_moves(case: Case, detail: Any, *, place: Place | None = None, at: datetime, by: Actor) -> list[OpenMove]:
    """Return the moves from here that ``by`` may take, each with the reasons against it, if any."""
    kind = kind_of(case)
    place = place or place_of(case, at=at, by=by)
    return [
        OpenMove(move=move, reasons=tuple(kind.reasons_against(move, detail, at=at, by=by)))
        for move in kind.flow_of(case).moves_from(case.state)
        if not move.by_clock and by.may(move.power, at=place)
    ]


def tasks_of(case: Case) -> list[Task]:
    """Return the open tasks of a case, the first due first."""
    return list(Task.objects.filter(case=case, done_at=None).order_by("due_at", "pk"))


def is_asked_of(task: Task, by: Actor) -> bool:
    """Whether a task is the actor's to do."""
    match task.kind:
        case "person":
            return task.person_id == by.person_id
        case "post":
            return any(post.node_id == task.union_id and post.kind == task.post_kind for post in by.posts)
        case "enterprise":
            return task.enterprise_id in by.contact_of
        case "principal":
            return task.enterprise_id in by.principal_of
    return False


def inbox(*, by: Actor) -> list[Task]:
    """Return everything that is asked of the actor now, over all services, the first due first."""
    rows = _asked_of(by).select_related("case__enterprise", "case__org")
    return list(rows.order_by("due_at", "pk")[:500])


def inbox_in_bands(*, most: int, at: datetime, by: Actor) -> list[Band]:
    """Return what is asked of the actor as overdue, due later today, and the rest; at most so many rows of each."""
    tonight = local_time(local_date(at) + timedelta(days=1), time(0))
    late, soon = Q(due_at__lt=at), Q(due_at__gte=at, due_at__lt=tonight)
    later = Q(due_at__gte=tonight) | Q(due_at=None)
    asked = _asked_of(by)
    counts = asked.aggregate(
        late=Count("pk", filter=late), soon=Count("pk", filter=soon), later=Count("pk", filter=later)
    )
    rows = asked.select_related("case__enterprise", "case__org").order_by("due_at", "pk")
    parts = (("late", late), ("soon", soon), ("later", later))
    return [Band(name=name, count=counts[name], rows=list(rows.filter(part)[:most])) for name, part in parts]


def inbox_size(*, by: Actor) -> int:
    """Return how many things are asked of the actor now."""
    return _asked_of(by).count()


def _asked_of(by: Actor) -> QuerySet[Task]:
    mine = Q(pk=None)
    if by.person_id is not None:
        mine |= Q(kind="person", person_id=by.own_id)
    for post in by.posts:
        mine |= Q(kind="post", union_id=post.node_id, post_kind=post.kind)
    if by.contact_of:
        mine |= Q(kind="enterprise", enterprise_id__in=sorted(by.contact_of))
    if by.principal_of:
        mine |= Q(kind="principal", enterprise_id__in=sorted(by.principal_of))
    return Task.objects.filter(mine, done_at=None)


def waiting_for_others(*, most: int = 200, by: Actor) -> list[Task]:
    """Return the open tasks of others in the actor's own open cases, the first due first: what one waits for.

    Own cases are those of the actor's union, of the actor's enterprises, or shared with the actor; an officer's also
    those below his union in which he made a move himself.
    """
    seen = Case.objects.visible_to(by).filter(closed_at=None)
    rows = Task.objects.filter(done_at=None, case__in=seen).exclude(case_id__in=_asked_of(by).values("case_id"))
    if by.posts:
        own = Q(case__owner_id=by.person_id) | Q(case__enterprise_id__in=sorted(by.contact_of))
        own |= Q(case__person_id=by.own_id)
        if by.holds("officer"):
            moves = Entry.objects.filter(case_id=OuterRef("case_id"), kind="move", person_id=by.person_id)
            own |= Q(case__org_id__in=sorted(by.nodes)) | Q(Exists(moves))
        rows = rows.filter(own)
    rows = rows.select_related("case__enterprise", "case__org").order_by("due_at", "pk")
    first: dict[int, Task] = {}
    for task in rows[:most]:
        first.setdefault(task.case_id, task)
    return list(first.values())


def open_cases_to_watch(*, by: Actor) -> list[Case]:
    """Return the open cases with a due date under a reader's eyes, the most overdue first."""
    return list(cases(by=by).filter(closed_at=None, due_at__isnull=False).order_by("due_at", "pk")[:300])


def timeline(case: Case, *, by: Actor) -> list[Line]:
    """Return what happened to a case, newest first, in words that ordinary people read."""
    rows = list(Entry.objects.filter(case_id=case.pk, kind__in=["move", "edit"]).select_related("side").order_by("-pk"))
    names = names_of((row.person_id for row in rows), by=by)
    kind = kind_of(case)
    return [
        Line(
            at=row.at,
            who="系统" if row.person_id is None else names.get(row.person_id) or "已注销用户",
            told=_told(kind, row),
            reason=_side(row)[0],
            version=row.case_version,
            by_system=row.person_id is None,
        )
        for row in rows
    ]


def changes_since(case: Case, version: int, *, by: Actor) -> str:
    """Say in one sentence what others did after ``version`` was shown."""
    lines = [line for line in timeline(case, by=by) if (line.version or 0) > version]
    if not lines:
        return "您打开本页以后，这件事又有变化。请刷新页面，看清楚再决定。"
    told = "；".join(f"{line.at:%H:%M} {line.who}{line.told}" for line in _localised(reversed(lines)))
    return f"您打开本页以后，{told}。请先看改了什么，再决定。"


def attachment(attachment_id: uuid.UUID, *, by: Actor) -> Attachment:
    """Return a file of a case in sight, of another thing in sight, or of one's own unfinished form. Raises NotFound."""
    found = attachment_row(attachment_id)
    if found.thing == "case" and found.thing_id is not None:
        case(found.thing_id, by=by)
    else:
        must_see(found, by=by)
    return found


def draft_for(form: str, *, about: str = "", at: datetime, by: Actor) -> Draft:
    """Return the actor's unfinished form of this kind, beginning one when there is none."""
    found, _ = Draft.objects.get_or_create(person_id=by.own_id, form=form, about=about, defaults={"saved_at": at})
    return found


def drafts(*, by: Actor) -> list[Draft]:
    """Return the actor's unfinished forms that hold something, newest first."""
    return list(Draft.objects.filter(person_id=by.own_id).exclude(body={}).order_by("-saved_at"))


def search(words: str, *, by: Actor, most: int = 50) -> list[Case]:
    """Find cases in sight by number (or its tail), title or enterprise; pinyin initials of the enterprise too."""
    words = words.strip()
    like = Q(number__iendswith=words) | Q(title__icontains=words) | Q(enterprise__name__icontains=words)
    like |= Q(enterprise__initials__startswith=words.lower()) | Q(number=words.upper())
    return list(cases(by=by).filter(like)[:most]) if words else []


def is_overdue(due_at: datetime | None, at: datetime) -> bool:
    """Whether a moment lies before now."""
    return due_at is not None and due_at < at


def is_due_today(due_at: datetime | None, at: datetime) -> bool:
    """Whether something is due later today."""
    return due_at is not None and due_at >= at and local_date(due_at) == local_date(at)


def _told(kind: CaseKind[Any], row: Entry) -> str:
    name = row.what.partition(".")[2]
    words = _side(row)[1]
    if name == "open":
        return kind.flow.open_done.format_map(_Blank(words))
    move = next((move for move in kind.flow.moves if move.name == name), None)
    if move is None:
        return str(words.get("told") or name)
    return move.done.format_map(_Blank(words))


def _side(row: Entry) -> tuple[str, Mapping[str, Any]]:
    side = getattr(row, "side", None)
    return (side.reason, side.values.get("words", {})) if side else ("", {})


def _localised(lines: Iterable[Line]) -> Iterable[Line]:
    return (replace(line, at=line.at.astimezone(CITY_TIME)) for line in lines)


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""
