"""What stands against a move of a joint work: every reason at once."""

from __future__ import annotations

from datetime import datetime

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import Reason
from gongqiao.services.innovation.models import AgreementDraft, JointWork, ProblemHolder
from gongqiao.services.innovation.rules.agreement import parties_in_words, parties_of

LEAST_ENTERPRISES = 2
LEAST_PARTIES = 2


def several_enterprises_have_it(work: JointWork, by: Actor, at: datetime) -> list[Reason]:
    """Each problem is one of at least two enterprises."""
    holders = ProblemHolder.objects.filter(problem__work=work, ended_at=None)
    firms: dict[int, set[int]] = {}
    for problem_id, enterprise_id in holders.values_list("problem_id", "enterprise_id"):
        firms.setdefault(problem_id, set()).add(enterprise_id)
    return [
        Reason(text=f"“{problem.title}”只有 {len(firms.get(problem.pk, ()))} 家企业，至少要 2 家才是共性问题。")
        for problem in work.problems.order_by("pk")
        if len(firms.get(problem.pk, ())) < LEAST_ENTERPRISES
    ]


def has_parties_to_sign(work: JointWork, by: Actor, at: datetime) -> list[Reason]:
    """There are at least two parties, one of them a union."""
    parties = parties_of(work)
    reasons = []
    if len(parties) < LEAST_PARTIES:
        reasons.append(Reason(text=f"现在只有 {len(parties)} 个参加方，至少要 2 个才能订协议，请先加参加方。"))
    if not any(party.kind == "union" for party in parties):
        reasons.append(Reason(text="参加方里没有工会，请先加上。"))
    return reasons


def is_ready_to_sign(work: JointWork, by: Actor, at: datetime) -> list[Reason]:
    """There is a draft, and it names the parties as they are now."""
    reasons = has_parties_to_sign(work, by, at)
    latest = latest_draft(work)
    if latest is None:
        reasons.append(Reason(text="还没有草拟框架协议。"))
    elif latest.facts["parties"] != parties_in_words(work):
        reasons.append(Reason(text=f"第 {latest.version} 稿以后参加方有变化，请重新草拟一稿。"))
    return reasons


def every_problem_has_a_result(work: JointWork, by: Actor, at: datetime) -> list[Reason]:
    """Each problem is solved or said not to be, in words."""
    open_ones = work.problems.filter(state="open").order_by("pk")
    return [Reason(text=f"“{problem.title}”还没有记结果。") for problem in open_ones]


def latest_draft(work: JointWork) -> AgreementDraft | None:
    """Return the last version of the agreement."""
    return work.drafts.order_by("-version").first()


GUARDS = {
    guard.__name__: guard
    for guard in (
        several_enterprises_have_it,
        has_parties_to_sign,
        is_ready_to_sign,
        every_problem_has_a_result,
    )
}
