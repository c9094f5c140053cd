"""The facts that fill the framework agreement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gongqiao.kernel.contracts import ask
from gongqiao.services.innovation.models import JointWork, Party, PillarEntry
from gongqiao.services.talent.contract import ExpertCard, ExpertsNamed


def agreement_facts(work: JointWork, *, number: str, on: date) -> dict[str, Any]:
    """Return everything that the agreement says, as words: it is kept with the version and never changes."""
    entries = entries_of(work)
    cards = experts_named(entries)
    named = [entry for entry in entries if entry.expert_id is None]
    return {
        "title": work.title,
        "number": number,
        "industry": work.industry,
        "drafted_on": in_words(on),
        "valid_from": in_words(work.valid_from),
        "valid_to": in_words(work.valid_to),
        "federation": work.case.org.name,
        "parties": parties_in_words(work),
        "problems": _problems_in_words(work),
        "experts": [
            {"name": card.name, "trade": "、".join(card.fields) or card.title, "union": card.union_name}
            for entry in entries
            if entry.expert_id is not None and (card := cards.get(entry.expert_id))
        ]
        + _named(named, "expert_library", "name", "trade"),
        "studios": _named(named, "studio_alliance", "name", "host"),
        "bases": _named(named, "training_base", "name", "host"),
        "duties": work.duties,
        "follow_up": work.follow_up,
        "is_demo": bool(work.case.enterprise and work.case.enterprise.is_demo),
    }


def parties_of(work: JointWork) -> list[Party]:
    """Return those who take part now, who leads first."""
    rows = work.parties.filter(ended_at=None).select_related("enterprise", "union").order_by("pk")
    return sorted(rows, key=lambda party: (party.role != "lead", party.pk))


def parties_in_words(work: JointWork) -> list[dict[str, str]]:
    """Return the parties as the agreement names them."""
    return [
        {
            "name": str(party),
            "role": party.get_role_display(),
            "credit_code": party.enterprise.uscc if party.enterprise else "",
            "duties": party.duties,
        }
        for party in parties_of(work)
    ]


def entries_of(work: JointWork) -> list[PillarEntry]:
    """Return what the pillars of a work hold now, in the order in which it came."""
    rows = PillarEntry.objects.filter(pillar__work=work, pillar__ended_at=None, ended_at=None)
    return list(rows.select_related("pillar", "union").order_by("pk"))


def experts_named(entries: list[PillarEntry]) -> Mapping[int, ExpertCard]:
    """Return the cards of the experts among the entries, by their id."""
    ids = tuple(sorted({entry.expert_id for entry in entries if entry.expert_id is not None}))
    return ask(ExpertsNamed(expert_ids=ids)) if ids else {}


def in_words(on: date | None) -> str:
    """Return 2026年11月24日, or nothing."""
    return f"{on.year}年{on.month}月{on.day}日" if on else ""


def _problems_in_words(work: JointWork) -> list[dict[str, str]]:
    told = []
    for problem in work.problems.order_by("pk").prefetch_related("holders__enterprise"):
        names = {holder.enterprise.name: None for holder in problem.holders.all() if holder.ended_at is None}
        told.append({"title": problem.title, "enterprises": "、".join(names), "description": problem.description})
    return told


def _named(entries: list[PillarEntry], kind: str, first: str, second: str) -> list[dict[str, str]]:
    """Return the entries of a kind that have no card, each with its union where it has one."""
    return [
        {first: entry.name, second: entry.host, "union": entry.union.name if entry.union else ""}
        for entry in entries
        if entry.pillar.kind == kind
    ]
