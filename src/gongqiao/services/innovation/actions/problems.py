"""Find common problems, from needs, from a proposal or from a talk; change who has them; settle them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import Invalid, NotFound, WrongState
from gongqiao.kernel.cases.actions import edit_case, open_case
from gongqiao.kernel.cases.queries import cases
from gongqiao.kernel.org.models import Enterprise, Union
from gongqiao.kernel.org.queries import enterprises
from gongqiao.kernel.outbox.actions import announce
from gongqiao.services.enterprise_service.contract import NeedCard
from gongqiao.services.innovation.actions._steps import within
from gongqiao.services.innovation.contract import CommonProblemFound, CommonProblemSettled
from gongqiao.services.innovation.flow import FIND, LEAD, UNDER_WAY
from gongqiao.services.innovation.models import CommonProblem, JointWork, ProblemHolder, Proposal, ResultOrder
from gongqiao.services.innovation.queries.works import needs_seen
from gongqiao.services.innovation.rules.kinds import JOINT_WORKS
from gongqiao.services.innovation.rules.likeness import shared_node

WORK_IS_OVER = "这项联合攻关已经办结，不能再改；可以另开一项。"


class NeedAlreadyTaken(WrongState):
    """选中的需求里有的已经归入别的共性问题，请刷新页面后重选。"""

    code = "need_already_taken"


@dataclass(frozen=True, kw_only=True)
class ProblemForm:
    """A problem that several enterprises have: the needs that say so, and enterprises that said so in a talk.

    ``lead_id``: the enterprise that leads a new joint work; the first one when nobody is named.
    """

    title: str
    description: str = ""
    industry: str = ""
    need_ids: Sequence[int] = ()
    enterprise_ids: Sequence[int] = ()
    lead_id: int | None = None


@transaction.atomic
def find_problem(form: ProblemForm, *, proposal: Proposal | None = None, at: datetime, by: Actor) -> CommonProblem:
    """Write a common problem down and open the joint work on it, at the lowest union that oversees all its enterprises.

    Raises NotAllowed, NotFound, NeedAlreadyTaken, Invalid.
    """
    title = within(form.title, 60, "title", "请用一句话说清是什么问题。")
    industry = within(form.industry, 60, "industry", "请写是哪个行业。")
    needs, firms = _holders(form, by)
    if not firms:
        text = "请至少选一条需求，或写一家企业。"
        raise Invalid(text, fields={"enterprises": [text]})
    lead = next((firm for firm in firms if firm.pk == form.lead_id), firms[0])
    org = _union_of(firms)
    words = {"problem": title}
    with open_case(JOINT_WORKS, title=title, org=org, enterprise=lead, words=words, at=at, by=by) as case:
        work = JointWork.objects.create(case=case, title=title, industry=industry, found_at=at)
        problem = _write(work, form, needs, firms, proposal, at=at, by=by)
    _announce(problem, needs, firms, at=at, by=by)
    return problem


def add_problem(
    work: JointWork,
    form: ProblemForm,
    *,
    proposal: Proposal | None = None,
    seen: int | None,
    at: datetime,
    by: Actor,
) -> CommonProblem:
    """Take a further common problem of the same industry into a joint work that is under way."""
    with edit_case(JOINT_WORKS, work.case_id, FIND, seen=seen, what="add_problem", at=at, by=by) as taken:
        _must_be_under_way(taken.case.state)
        within(form.title, 60, "title", "请用一句话说清是什么问题。")
        needs, firms = _holders(form, by)
        problem = _write(taken.detail, form, needs, firms, proposal, at=at, by=by)
        taken.fields = ["problems"]
        taken.words = {"told": f"加了共性问题：{problem.title}"}
    _announce(problem, needs, firms, at=at, by=by)
    return problem


def change_holders(
    problem: CommonProblem,
    *,
    keep: Sequence[int],
    add: Sequence[int],
    seen: int | None,
    at: datetime,
    by: Actor,
) -> None:
    """Change which enterprises have a problem: ``keep`` are holders that stay, ``add`` are enterprises that join."""
    with edit_case(JOINT_WORKS, problem.work.case_id, FIND, seen=seen, what="change_holders", at=at, by=by) as taken:
        _must_be_under_way(taken.case.state)
        gone = problem.holders.filter(ended_at=None).exclude(pk__in=list(keep)).update(ended_at=at)
        here = set(problem.holders.filter(ended_at=None).values_list("enterprise_id", flat=True))
        joined = [firm for firm in _enterprises(add, by) if firm.pk not in here]
        if not here and not joined:
            raise Invalid("至少要留一家企业；不是共性问题就放弃这项攻关。")
        ProblemHolder.objects.bulk_create(
            ProblemHolder(problem=problem, enterprise=firm, added_at=at) for firm in joined
        )
        taken.fields = ["holders"]
        taken.words = {"told": f"调整了“{problem.title}”的企业：加 {len(joined)} 家，去 {gone} 条"}


def settle_problem(
    problem: CommonProblem,
    *,
    is_solved: bool,
    result: str,
    order_numbers: Sequence[str] = (),
    seen: int | None,
    at: datetime,
    by: Actor,
) -> None:
    """Write down how a problem ended, and which orders came of it; benefit stays with the orders. Raises Invalid."""
    with edit_case(JOINT_WORKS, problem.work.case_id, LEAD, seen=seen, what="settle_problem", at=at, by=by) as taken:
        if taken.case.state not in {"signed", "working"}:
            raise WrongState("协议签订以后、见效以前才能记结果。")
        held = CommonProblem.objects.select_for_update().get(pk=problem.pk)
        held.state = "solved" if is_solved else "unsolved"
        held.result = within(result, 2000, "result", "请写明怎么解决的，或为什么没有解决。")
        held.settled_at = at
        held.save(update_fields=["state", "result", "settled_at"])
        _link_orders(held, order_numbers, at=at, by=by)
        taken.fields = ["result"]
        taken.words = {"told": f"记下“{held.title}”：{held.get_state_display()}"}
        fact = CommonProblemSettled(problem_id=held.pk, case_id=taken.case.pk, is_solved=is_solved)
        announce(fact, thing="case", thing_id=taken.case.pk, at=at, by=by)


def _must_be_under_way(state: str) -> None:
    if state not in UNDER_WAY:
        raise WrongState(WORK_IS_OVER)


def _holders(form: ProblemForm, by: Actor) -> tuple[list[NeedCard], list[Enterprise]]:
    """Return the needs and the enterprises of a form, both in sight of ``by``. Raises NotFound, NeedAlreadyTaken."""
    cards = needs_seen(form.need_ids, by=by)
    if len(cards) < len(set(form.need_ids)):
        raise NotFound("有的需求没有找到，或者您看不到它，请刷新页面后重选。")
    needs = [cards[pk] for pk in dict.fromkeys(form.need_ids)]
    if ProblemHolder.objects.filter(need_id__in=list(cards), ended_at=None).exists():
        raise NeedAlreadyTaken
    return needs, _enterprises([*(need.enterprise_id for need in needs), *form.enterprise_ids], by)


def _enterprises(ids: Sequence[int], by: Actor) -> list[Enterprise]:
    wanted = list(dict.fromkeys(ids))
    found = enterprises(by=by).select_related("org__node").in_bulk(wanted)
    if len(found) < len(wanted):
        raise NotFound("有的企业没有找到，或者不在您的辖区。")
    return [found[pk] for pk in wanted]


def _union_of(firms: Sequence[Enterprise]) -> Union:
    return Union.objects.select_related("node").get(pk=shared_node(firm.org.node.line for firm in firms))


def _write(
    work: JointWork,
    form: ProblemForm,
    needs: Sequence[NeedCard],
    firms: Sequence[Enterprise],
    proposal: Proposal | None,
    *,
    at: datetime,
    by: Actor,
) -> CommonProblem:
    problem = CommonProblem.objects.create(
        work=work,
        title=form.title.strip(),
        description=within(form.description, 2000, "description"),
        source="proposal" if proposal else "needs" if needs else "talk",
        terms=list(proposal.terms) if proposal else [],
        found_at=at,
        found_by=by.own_id,
    )
    said = {need.enterprise_id for need in needs}
    rows = [ProblemHolder(problem=problem, enterprise_id=n.enterprise_id, need_id=n.id, added_at=at) for n in needs]
    rows += [ProblemHolder(problem=problem, enterprise=firm, added_at=at) for firm in firms if firm.pk not in said]
    try:
        with transaction.atomic():
            ProblemHolder.objects.bulk_create(rows)
    except IntegrityError as taken:
        raise NeedAlreadyTaken from taken
    if proposal:
        _accept(proposal, problem, at=at, by=by)
    return problem


def _accept(proposal: Proposal, problem: CommonProblem, *, at: datetime, by: Actor) -> None:
    open_one = Proposal.objects.filter(pk=proposal.pk, state="open")
    if not open_one.update(state="accepted", problem=problem, decided_at=at, decided_by=by.own_id):
        raise WrongState("这一组已经有人处理过了，请刷新页面。")


def _announce(
    problem: CommonProblem, needs: Sequence[NeedCard], firms: Sequence[Enterprise], *, at: datetime, by: Actor
) -> None:
    fact = CommonProblemFound(
        problem_id=problem.pk,
        case_id=problem.work.case_id,
        enterprise_ids=tuple(firm.pk for firm in firms),
        need_ids=tuple(need.id for need in needs),
    )
    announce(fact, thing="case", thing_id=problem.work.case_id, at=at, by=by)


def _link_orders(problem: CommonProblem, numbers: Sequence[str], *, at: datetime, by: Actor) -> None:
    wanted = list(dict.fromkeys(number.strip().upper() for number in numbers if number.strip()))
    found = {case.number: case for case in cases(by=by).filter(number__in=wanted, flow="order")}
    if unknown := [number for number in wanted if number not in found]:
        text = f"没有找到点菜单 {'、'.join(unknown)[:80]}，请核对编号。"
        raise Invalid(text, fields={"order_numbers": [text]})
    for number in wanted:
        ResultOrder.objects.get_or_create(problem=problem, case=found[number], defaults={"added_at": at})
