"""Read joint works and what belongs to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Count, Prefetch, Q

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.org.models import Enterprise
from gongqiao.kernel.org.queries import enterprises
from gongqiao.kernel.org.uscc import tidy
from gongqiao.services.enterprise_service.contract import NeedCard, NeedsNamed
from gongqiao.services.innovation.flow import UNDER_WAY
from gongqiao.services.innovation.models import (
    AgreementDraft,
    CommonProblem,
    FollowUp,
    JointWork,
    Party,
    PillarEntry,
    ProblemHolder,
)
from gongqiao.services.innovation.models.work import CommonProblemQuerySet, JointWorkQuerySet
from gongqiao.services.innovation.rules.agreement import entries_of

OPEN_HOLDERS = Q(holders__ended_at=None)


def works(*, by: Actor) -> JointWorkQuerySet:
    """Return the joint works that ``by`` may see, newest first, with what a list shows."""
    rows = JointWork.objects.visible_to(by).select_related("case__org", "case__enterprise")
    parties = Count("parties", filter=Q(parties__ended_at=None), distinct=True)
    return rows.annotate(party_count=parties, problem_count=Count("problems", distinct=True)).order_by(
        "-found_at", "-pk"
    )


def work_of_case(case: Case, *, by: Actor) -> JointWork:
    """Return the joint work behind a case. Raises NotFound."""
    rows = JointWork.objects.visible_to(by).select_related("case__org__node", "case__enterprise")
    return rows.one(case=case)


def works_to_join(*, by: Actor) -> list[JointWork]:
    """Return the joint works under way that take further problems in, newest first."""
    return list(works(by=by).filter(case__state__in=UNDER_WAY)[:100])


def problems(*, by: Actor) -> CommonProblemQuerySet:
    """Return the common problems that ``by`` may see, newest first, with how many enterprises have each."""
    rows = CommonProblem.objects.visible_to(by).select_related("work__case__org")
    firms = Count("holders__enterprise_id", filter=OPEN_HOLDERS, distinct=True)
    return rows.annotate(enterprise_count=firms).order_by("-found_at", "-pk")


def problems_of(work: JointWork) -> list[CommonProblem]:
    """Return the problems of a work in sight, oldest first, with who has them and the orders that came of them."""
    holders = ProblemHolder.objects.filter(ended_at=None).select_related("enterprise__org").order_by("pk")
    rows = work.problems.order_by("pk")
    return list(rows.prefetch_related(Prefetch("holders", holders, to_attr="held_by"), "orders__case"))


def needs_seen(need_ids: Iterable[int | None], *, by: Actor) -> Mapping[int, NeedCard]:
    """Return those of these needs that the actor oversees or speaks for; a partner's stay with the partner."""
    ids = tuple(sorted({need_id for need_id in need_ids if need_id is not None}))
    if not ids:
        return {}
    question = NeedsNamed(need_ids=ids, below=tuple(sorted(by.nodes)), of_enterprises=tuple(sorted(by.contact_of)))
    return ask(question)


def drafts_of(work: JointWork) -> list[AgreementDraft]:
    """Return the versions of a work's agreement, newest first."""
    return list(work.drafts.order_by("-version"))


def draft_of_case(case: Case, version: int, *, by: Actor) -> AgreementDraft:
    """Return one version of an agreement. Raises NotFound."""
    return AgreementDraft.objects.visible_to(by).select_related("work__case").one(work__case=case, version=version)


def follow_ups_of(work: JointWork) -> list[FollowUp]:
    """Return the follow-ups of a work, newest first."""
    return list(work.follow_ups.order_by("-on", "-pk"))


def party_of(work: JointWork, pk: int) -> Party:
    """Return one who takes part in a work in sight. Raises NotFound."""
    found = work.parties.filter(pk=pk, ended_at=None).select_related("enterprise", "union").first()
    if found is None:
        raise NotFound("没有这个参加方，可能已经退出了。")
    return found


def entry_of(work: JointWork, pk: int) -> PillarEntry:
    """Return one entry of a work's pillars. Raises NotFound."""
    found = next((entry for entry in entries_of(work) if entry.pk == pk), None)
    if found is None:
        raise NotFound("没有这一项，可能已经退出了。")
    return found


def problem_of(work: JointWork, pk: int) -> CommonProblem:
    """Return one problem of a work in sight. Raises NotFound."""
    found = work.problems.filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这个共性问题。")
    return found


def industries_to_choose(by: Actor) -> list[tuple[str, str]]:
    """Return the industries of the joint works in sight, for filters."""
    found = JointWork.objects.visible_to(by).order_by("industry").values_list("industry", flat=True).distinct()
    return [(industry, industry) for industry in found]


def held_need_ids() -> set[int]:
    """Return the needs that already belong to a common problem.

    Without by: ids alone, so that the look for new groups leaves them out.
    """
    rows = ProblemHolder.objects.filter(ended_at=None, need_id__isnull=False)
    return {need_id for need_id in rows.values_list("need_id", flat=True) if need_id is not None}


def firm_named(text: str, *, by: Actor) -> Enterprise | None:
    """Return the one enterprise in sight that has this credit code, name or short name; None for none or several."""
    text = text.strip()
    same = Q(name=text) | Q(short_name=text) | Q(uscc=tidy(text))
    found = list(enterprises(by=by).filter(same)[:2])
    return found[0] if len(found) == 1 else None


def own_works(*, by: Actor) -> list[JointWork]:
    """Return the joint works in which one's enterprises take part, the open ones first."""
    rows = works(by=by).filter(case__state__in=[*UNDER_WAY, "done", "closed"]) if by.contact_of else works(by=by).none()
    return sorted(rows[:50], key=lambda work: work.case.closed_at is not None)
