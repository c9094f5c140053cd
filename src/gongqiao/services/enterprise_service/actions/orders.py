"""Write needs down and order dishes; supplement, resubmit and withdraw orders."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, WrongState
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.cases.actions import edit_case, open_case, take_move
from gongqiao.kernel.cases.drafts import finish
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.documents.actions import bind_files
from gongqiao.kernel.org.models import Enterprise
from gongqiao.kernel.org.uscc import fault_of
from gongqiao.kernel.outbox.actions import announce
from gongqiao.kernel.places.points import Point
from gongqiao.kernel.tree.actions import end_shares
from gongqiao.services.enterprise_service.actions._steps import cancel_open_visit
from gongqiao.services.enterprise_service.contract import NeedRegistered, OrderPlaced
from gongqiao.services.enterprise_service.flow import (
    DISHES,
    DISHES_WITH_DOMAIN,
    DISHES_WITH_PROBLEMS,
    DISHES_WITH_TRAINING,
    REGISTER_NEED,
    SUPPLEMENT,
)
from gongqiao.services.enterprise_service.models import (
    MenuItem,
    Need,
    Order,
    Problem,
    Programme,
    SurveyAnswer,
    TrainingWish,
)
from gongqiao.services.enterprise_service.rules.kinds import ORDERS
from gongqiao.services.enterprise_service.rules.questions import answered, questions
from gongqiao.services.talent.contract import DomainsOfSkills

OPEN_STATES = ("ordered", "matched", "scheduled", "delivering", "returned")


class NoProgramme(WrongState):
    """现在没有进行中的助企行方案，暂时不能点菜。可以先登记需求，方案发布后再点。"""

    code = "no_programme"


class NeedAlreadyOrdered(WrongState):
    """这条需求已经点过菜或不再需要了，请到“正在办理”里查看。"""

    code = "need_already_ordered"


class BadCreditCode(Invalid):
    """企业的统一社会信用代码有误，不能点菜。请先联系工会更正登记。"""

    code = "bad_credit_code"


@dataclass(frozen=True, kw_only=True)
class NeedForm:
    """What an enterprise wants. ``urgency`` as in ``models.need.URGENCIES``."""

    dish: str
    title: str
    description: str = ""
    domain: str = ""
    urgency: str = "affected"
    wished_on: date | None = None
    people: int | None = None


@dataclass(frozen=True, kw_only=True)
class OrderForm(NeedForm):
    """A need as an order: where, and the answers to the dish's own questions."""

    place: str = ""
    point: Point | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def register_need(
    enterprise: Enterprise, form: NeedForm, *, answer: SurveyAnswer | None = None, at: datetime, by: Actor
) -> Need:
    """Write down what an enterprise wants; ``answer``: what it said in a survey. Raises Invalid with every wrong field."""
    by.must(REGISTER_NEED, at=Place(line=tuple(enterprise.org.node.line), enterprise_id=enterprise.pk))
    _check(form, at)
    need = Need.objects.create(
        enterprise=enterprise,
        org=enterprise.org,
        dish=form.dish,
        title=form.title.strip(),
        description=form.description.strip(),
        domain=form.domain,
        urgency=form.urgency,
        wished_on=form.wished_on,
        people=form.people,
        source="survey" if answer else "contact" if enterprise.pk in by.contact_of else "officer",
        survey_answer=answer,
        person_id=by.own_id,
        registered_at=at,
    )
    announce(NeedRegistered(need_id=need.pk, enterprise_id=enterprise.pk), thing="need", thing_id=need.pk, at=at, by=by)
    return need


@transaction.atomic
def drop_need(need: Need, reason: str, *, at: datetime, by: Actor) -> None:
    """Let a need go that nobody wants any more, and say why. Raises NeedAlreadyOrdered, Invalid."""
    by.must(REGISTER_NEED, at=Place(line=tuple(need.org.node.line), enterprise_id=need.enterprise_id))
    held = Need.objects.select_for_update().get(pk=need.pk)
    if held.state != "open":
        raise NeedAlreadyOrdered
    if not reason.strip():
        raise Invalid(fields={"reason": ["请写明为什么不需要了。"]})
    held.state, held.drop_reason = "dropped", reason.strip()[:300]
    held.save(update_fields=["state", "drop_reason"])
    _write_need("drop_need", held, at=at, by=by)


@transaction.atomic
def place_order(
    enterprise: Enterprise,
    form: OrderForm,
    *,
    need: Need | None = None,
    draft: uuid.UUID | None = None,
    at: datetime,
    by: Actor,
) -> Order:
    """Order a dish for one's enterprise: a need becomes a case, with its photos.

    Raises BadCreditCode, NoProgramme, NeedAlreadyOrdered, NotAllowed, or Invalid with every wrong field.
    """
    if fault := fault_of(enterprise.uscc):
        raise BadCreditCode(f"不能点菜：{fault}")
    programme = _open_programme(at)
    item = MenuItem.objects.filter(programme=programme, dish=form.dish, is_current=True).first()
    if item is None:
        raise Invalid("请选择要点的菜。", fields={"dish": ["请选择要点的菜。"]})
    _check(form, at)
    if form.wished_on and form.wished_on > programme.closes_on:
        text = f"方案到 {programme.closes_on:%Y年%-m月%-d日} 为止，希望上门的日期请改早一些。"
        raise Invalid(fields={"wished_on": [text]})
    extra = answered(questions(item.order_form), form.extra)
    need = _claim_need(need, enterprise) if need else register_need(enterprise, form, at=at, by=by)
    words = {"enterprise": enterprise.short_name}
    with open_case(
        ORDERS, title=form.title, org=enterprise.org, enterprise=enterprise, words=words, at=at, by=by
    ) as case:
        order = Order.objects.create(
            case=case,
            enterprise=enterprise,
            programme=programme,
            menu_item=item,
            need=need,
            dish=form.dish,
            title=form.title.strip(),
            description=form.description.strip(),
            domain=form.domain if form.dish in DISHES_WITH_DOMAIN else "",
            urgency=form.urgency,
            wished_on=form.wished_on,
            place=form.place.strip() or enterprise.address,
            latitude=form.point.lat if form.point else enterprise.latitude,
            longitude=form.point.lng if form.point else enterprise.longitude,
            ordered_by=by.own_id,
            extra=extra,
            ordered_at=at,
        )
        _add_wishes(order, at)
    Need.objects.filter(pk=need.pk).update(state="ordered")
    if draft:
        bind_files(draft, thing="case", thing_id=case.pk, at=at, by=by)
        finish(draft, by=by)
    fact = OrderPlaced(case_id=case.pk, enterprise_id=enterprise.pk, dish=order.dish)
    announce(fact, thing="case", thing_id=case.pk, at=at, by=by)
    return order


def supplement(
    order: Order, text: str, *, draft: uuid.UUID | None = None, seen: int | None, at: datetime, by: Actor
) -> None:
    """Add what became known, in words and photos; the case stays where it is."""
    with edit_case(ORDERS, order.case_id, SUPPLEMENT, seen=seen, what="supplement", at=at, by=by) as taken:
        if taken.case.state not in OPEN_STATES:
            raise WrongState("这张点菜单已经办结，不能再补充；请另点一道菜。")
        added = _bind(draft, order, at=at, by=by)
        if not text.strip() and not added:
            raise Invalid("请写补充的情况，或加照片。", fields={"text": ["请写补充的情况，或加照片。"]})
        _append(taken.detail, text)
        taken.fields = ["description"]
        taken.words = {"told": "补充了情况" + (f"、照片 {added} 张" if added else "")}
        taken.reason = text.strip()


def add_problem(order: Order, title: str, *, seen: int | None, at: datetime, by: Actor) -> Problem:
    """Register a further problem of an open order, found on site or remembered later."""
    with edit_case(ORDERS, order.case_id, SUPPLEMENT, seen=seen, what="add_problem", at=at, by=by) as taken:
        if not title.strip() or len(title.strip()) > 60:
            text = "请用一句话写清难题，最多 60 个字。"
            raise Invalid(text, fields={"title": [text]})
        if taken.case.state not in OPEN_STATES:
            raise WrongState("这张点菜单已经办结，不能再加难题；请另点一道菜。")
        problem = Problem.objects.create(order=taken.detail, title=title.strip(), registered_at=at)
        taken.fields = ["problems"]
        taken.words = {"told": f"登记了难题：{problem.title}"}
    return problem


def resubmit(
    order: Order, text: str, *, draft: uuid.UUID | None = None, seen: int | None, at: datetime, by: Actor
) -> None:
    """Give what was asked for and put the order back to be matched."""
    with take_move(ORDERS, "resubmit", order.case_id, seen=seen, at=at, by=by) as taken:
        added = _bind(draft, order, at=at, by=by)
        if not text.strip() and not added:
            raise Invalid("请写补充的情况，或加照片。", fields={"text": ["请写补充的情况，或加照片。"]})
        _append(taken.detail, text)
        taken.reason = text.strip()


def send_back(order: Order, reason: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Ask the enterprise for more before a team is looked for."""
    with take_move(ORDERS, "send_back", order.case_id, seen=seen, reason=reason, at=at, by=by):
        pass


def withdraw(order: Order, reason: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Take the order back; an open offer and an agreed visit fall with it."""
    with take_move(ORDERS, "withdraw", order.case_id, seen=seen, reason=reason, at=at, by=by) as taken:
        offer = taken.detail.offers.filter(state="open").first()
        if offer:
            offer.state, offer.answered_at, offer.reason = "recalled", at, "企业撤回"
            offer.save()
        cancel_open_visit(taken.detail, at=at)
        end_shares("case", order.case_id, "offered", at=at)


def _open_programme(at: datetime) -> Programme:
    """Return the programme that is open on this day. Raises NoProgramme."""
    today = local_date(at)
    found = Programme.objects.filter(state="open", opens_on__lte=today, closes_on__gte=today).first()
    if found is None:
        raise NoProgramme
    return found


def _check(form: NeedForm, at: datetime) -> None:
    faults: dict[str, list[str]] = {}
    if form.dish not in DISHES:
        faults["dish"] = ["请选择要点的菜。"]
    if not form.title.strip():
        faults["title"] = ["请用一句话说清是什么事。"]
    elif len(form.title.strip()) > 60:
        faults["title"] = ["一句话最多 60 个字，详细情况写在下面。"]
    if len(form.description) > 2000:
        faults["description"] = ["现场情况最多 2000 个字。"]
    if form.wished_on and form.wished_on < local_date(at):
        faults["wished_on"] = ["希望上门的日期已经过去了，请改为今天以后。"]
    if form.dish in DISHES_WITH_DOMAIN and form.domain not in ask(DomainsOfSkills()):
        faults["domain"] = ["请选专业领域；拿不准就选最接近的。"]
    if faults:
        raise Invalid(fields=faults)


def _claim_need(need: Need, enterprise: Enterprise) -> Need:
    """Return the enterprise's own need, locked. Raises NotFound for another one's, NeedAlreadyOrdered."""
    held = Need.objects.select_for_update().filter(enterprise=enterprise).one(pk=need.pk)
    if held.state != "open":
        raise NeedAlreadyOrdered
    return held


def _add_wishes(order: Order, at: datetime) -> None:
    if order.dish in DISHES_WITH_PROBLEMS:
        Problem.objects.create(order=order, title=order.title, registered_at=at)
    if order.dish in DISHES_WITH_TRAINING:
        people = str(order.extra.get("people", "") or "1")
        TrainingWish.objects.create(order=order, topic=order.title, people=min(int(people), 100_000))


def _bind(draft: uuid.UUID | None, order: Order, *, at: datetime, by: Actor) -> int:
    if draft is None:
        return 0
    added = bind_files(draft, thing="case", thing_id=order.case_id, at=at, by=by)
    finish(draft, by=by)
    return added


def _append(order: Order, text: str) -> None:
    if text.strip():
        together = f"{order.description}\n补充：{text.strip()}".strip()
        if len(together) > 2000:
            raise Invalid("加上补充后超过 2000 个字，请写短一些。", fields={"text": ["请写短一些。"]})
        order.description = together
        order.save(update_fields=["description"])


def _write_need(what: str, need: Need, *, at: datetime, by: Actor) -> None:
    write("edit", f"enterprise_service.{what}", thing="need", thing_id=need.pk, at=at, by=by)
