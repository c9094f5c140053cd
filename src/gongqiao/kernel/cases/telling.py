"""Messages of the cases: who is told what after a move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.cases.flow import Tell
from gongqiao.kernel.cases.kinds import Audience
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.notices.actions import tell
from gongqiao.kernel.people.queries import contacts_of, people_in_post, principal_of


class _Words(dict[str, str]):
    """Words for a text; a missing one leaves nothing rather than an error in the middle of a move."""

    def __missing__(self, key: str) -> str:
        return ""


def tell_audiences(
    case: Case,
    tells: Iterable[Tell],
    meant: Mapping[str, Audience | None],
    words: Mapping[str, str],
    *,
    event: str,
    at: datetime,
    by: Actor,
) -> None:
    """Send the messages of one event to whom their words meant; nobody is told what they did themselves."""
    for index, message in enumerate(tells):
        audience = meant.get(message.who)
        if audience is None:
            continue
        people = [person for person in people_of(audience, at=at) if person != by.person_id]
        text = message.text.format_map(_Words({"title": case.title, **words}))
        tell(
            people,
            event=f"{event}:{index}",
            title=text,
            body=f"{case.number}·{case.title}",
            url=f"/cases/{case.number}",
            by_sms=message.by_sms,
            at=at,
        )


def people_of(audience: Audience, *, at: datetime) -> list[int]:
    """Return the persons whom an audience stands for now."""
    match audience.kind:
        case "person":
            return [audience.person_id] if audience.person_id is not None else []
        case "post":
            return people_in_post(audience.union_id or 0, audience.post_kind, on=local_date(at))
        case "enterprise":
            return [contact.person_id for contact in contacts_of(audience.enterprise_id or 0)]
        case "principal":
            principal = principal_of(audience.enterprise_id or 0)
            return [principal.person_id] if principal else []
    return []
