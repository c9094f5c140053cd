"""Pool experts, studios and training bases for a joint work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import Invalid, WrongState
from gongqiao.kernel.cases.actions import edit_case
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.org.models import Union
from gongqiao.services.innovation.actions._steps import one_of, within
from gongqiao.services.innovation.flow import LEAD, PILLAR_KINDS, UNDER_WAY
from gongqiao.services.innovation.models import JointWork, Pillar, PillarEntry
from gongqiao.services.innovation.rules.kinds import JOINT_WORKS
from gongqiao.services.talent.contract import ExpertsNamed


@dataclass(frozen=True, kw_only=True)
class EntryForm:
    """What is pooled: an expert by the id of the library, or a name with its host and union."""

    kind: str
    expert_id: int | None = None
    name: str = ""
    host: str = ""
    union: Union | None = None


def add_entry(work: JointWork, form: EntryForm, *, seen: int | None, at: datetime, by: Actor) -> PillarEntry:
    """Add an expert, a studio or a training base; the first of a kind raises its pillar. Raises Invalid, WrongState."""
    with edit_case(JOINT_WORKS, work.case_id, LEAD, seen=seen, what="add_entry", at=at, by=by) as taken:
        _must_be_under_way(taken.case.state)
        kind = one_of(form.kind, PILLAR_KINDS, "kind")
        name = within(form.name, 60, "name")
        expert_id = _expert(form, kind, name)
        pillar, _ = Pillar.objects.get_or_create(work=taken.detail, kind=kind, ended_at=None, defaults={"begun_at": at})
        if pillar.entries.filter(ended_at=None, expert_id=expert_id, name=name).exists():
            raise Invalid(fields={"name": ["已经在里面了。"]})
        host = within(form.host, 80, "host")
        entry = PillarEntry.objects.create(
            pillar=pillar, expert_id=expert_id, name=name, host=host, union=form.union, added_at=at
        )
        taken.fields = ["pillars"]
        taken.words = {"told": f"{pillar.get_kind_display()}加入了{_called(entry)}"}
    return entry


def remove_entry(entry: PillarEntry, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Take an expert, a studio or a base out; a pillar without entries ends. Raises WrongState."""
    pillar = entry.pillar
    with edit_case(JOINT_WORKS, pillar.work.case_id, LEAD, seen=seen, what="remove_entry", at=at, by=by) as taken:
        _must_be_under_way(taken.case.state)
        entry.ended_at = at
        entry.save(update_fields=["ended_at"])
        if not pillar.entries.filter(ended_at=None).exists():
            pillar.ended_at = at
            pillar.save(update_fields=["ended_at"])
        taken.fields = ["pillars"]
        taken.words = {"told": f"{pillar.get_kind_display()}去掉了{_called(entry)}"}


def _expert(form: EntryForm, kind: str, name: str) -> int | None:
    """Return the expert's id where one is named. Raises Invalid unless there is either an expert or a name."""
    if (form.expert_id is None) == (not name):
        raise Invalid(fields={"name": ["请从专家库选一位专家，或写名称，两样里只要一样。"]})
    if form.expert_id is None:
        return None
    if kind != "expert_library" or form.expert_id not in ask(ExpertsNamed(expert_ids=(form.expert_id,))):
        raise Invalid(fields={"expert_id": ["专家库里没有这位专家，请重新选择。"]})
    return form.expert_id


def _called(entry: PillarEntry) -> str:
    """Return what the timeline calls an entry: heads read it, who see no names of people."""
    return "一位专家" if entry.pillar.kind == "expert_library" else entry.name


def _must_be_under_way(state: str) -> None:
    if state not in UNDER_WAY:
        raise WrongState("这项联合攻关已经办结，不能再改支撑资源。")
