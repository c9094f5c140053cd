"""The kind of case of this service: flow, detail, guards, and who is meant by an audience's word."""

from __future__ import annotations

from datetime import datetime

from gongqiao.kernel.calendar.queries import end_of_office
from gongqiao.kernel.cases.kinds import Audience, CaseKind
from gongqiao.services.innovation.flow import JOINT_WORK_FLOW
from gongqiao.services.innovation.models import JointWork
from gongqiao.services.innovation.rules.guards import GUARDS


def audience_of_work(work: JointWork, who: str) -> Audience | None:
    """Name whom a word of the flow means."""
    if who != "officer":
        raise LookupError(who)
    return Audience(kind="post", union_id=work.case.org_id, post_kind="officer")


def moment_of_work(work: JointWork, set_by: str) -> int | datetime | None:
    """Return when the next follow-up is due, if the last one named a day."""
    if set_by != "follow_up_by":
        raise LookupError(set_by)
    return end_of_office(work.follow_up_by) if work.follow_up_by else None


JOINT_WORKS: CaseKind[JointWork] = CaseKind(
    flow=JOINT_WORK_FLOW,
    detail=JointWork,
    audience=audience_of_work,
    number_or_moment=moment_of_work,
    guards=GUARDS,
)
