"""Steps that several actions take inside their own transaction, after their own checks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from gongqiao.kernel.base.errors import Invalid
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.cases.actions import Taken
from gongqiao.kernel.notices.actions import tell
from gongqiao.kernel.org.models import Enterprise, Union
from gongqiao.kernel.people.queries import contacts_of, people_in_post
from gongqiao.kernel.tree.actions import share
from gongqiao.services.innovation.models import JointWork, Party
from gongqiao.services.innovation.rules.agreement import parties_of

PARTY = "party"


def join(
    work: JointWork,
    *,
    enterprise: Enterprise | None = None,
    union: Union | None = None,
    name: str = "",
    role: str,
    duties: str = "",
    at: datetime,
) -> Party:
    """Let somebody take part: an enterprise's contacts and a union's people see the work from now on."""
    kind = "enterprise" if enterprise else "union" if union else "body"
    party = Party.objects.create(
        work=work, kind=kind, enterprise=enterprise, union=union, name=name, role=role, duties=duties, joined_at=at
    )
    if enterprise:
        share("case", work.case_id, PARTY, enterprise_id=enterprise.pk, at=at)
    if union:
        share("case", work.case_id, PARTY, node_id=union.pk, at=at)
    return party


def tell_parties(taken: Taken[JointWork], text: str) -> None:
    """Leave a message for everybody of the parties, once a version of the case; nobody hears what they did themselves."""
    people: set[int] = set()
    for party in parties_of(taken.detail):
        if party.enterprise_id:
            people |= {contact.person_id for contact in contacts_of(party.enterprise_id)}
        if party.union_id:
            people |= set(people_in_post(party.union_id, "officer", on=local_date(taken.at)))
    tell(
        people - {taken.by.person_id or 0},
        event=f"joint_work:{taken.case.pk}:{taken.case.version}",
        title=text,
        body=f"{taken.case.number}·{taken.case.title}",
        url=f"/cases/{taken.case.number}",
        at=taken.at,
    )


def within(text: str, most: int, field: str, empty: str = "") -> str:
    """Return a text without its edges. Raises Invalid when it is too long, or empty where ``empty`` says that it must not."""
    tidy = text.strip()
    if not tidy and empty:
        raise Invalid(empty, fields={field: [empty]})
    if len(tidy) > most:
        long = f"最多 {most} 个字，现在有 {len(tidy)} 个。"
        raise Invalid(long, fields={field: [long]})
    return tidy


def one_of(value: str, allowed: Mapping[str, str], field: str) -> str:
    """Return a value that is among the allowed ones. Raises Invalid."""
    if value not in allowed:
        raise Invalid(fields={field: ["请从列表里选择。"]})
    return value
