"""How an order looks on the desk and on the phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from gongqiao.cores.matching import Span
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.org.queries import name_as_seen
from gongqiao.kernel.people.queries import masked_phones, names_of
from gongqiao.services.enterprise_service.flow import CONFIRM, DISHES, DISHES_WITH_TRAINING, OFFER, SERVE
from gongqiao.services.enterprise_service.pages.order_doors import DOORS, EDITS
from gongqiao.services.enterprise_service.pages.prints import papers_of
from gongqiao.services.enterprise_service.pages.solved_before import solved_before
from gongqiao.services.enterprise_service.queries import orders as queries
from gongqiao.services.enterprise_service.rules.candidates import shortlist
from gongqiao.services.enterprise_service.rules.guards import in_force, open_offer, open_visit
from gongqiao.services.enterprise_service.rules.questions import in_words, questions
from gongqiao.services.enterprise_service.rules.wording import when
from gongqiao.services.talent.contract import PairsOfOrders
from gongqiao.web.doors import at_of, by_of, files_on, place_on
from gongqiao.web.faces import CaseFace, Panel, register_face

if TYPE_CHECKING:
    from gongqiao.kernel.cases.models import Case, Task
    from gongqiao.services.enterprise_service.models import Order

SHOWN_CANDIDATES = 4
TEMPLATES = "enterprise_service/parts/"


def desk(request: HttpRequest, case: Case, order: Order) -> Sequence[Panel]:
    """Return the panels of the desk's case page."""
    by = by_of(request)
    place = place_on(request, case)
    panels = [_facts(request, case, order), *solved_before(request, order)]
    if case.state == "ordered" and open_offer(order) is None and by.may(OFFER, at=place):
        panels += _candidates(request, order, panels)
    return [*panels, *_story(request, order)]


def phone(request: HttpRequest, case: Case, order: Order) -> Sequence[Panel]:
    """Return the panels of the phone's case page."""
    by = by_of(request)
    panels = [_next_visit(request, order), _team(request, order)]
    if by.may(SERVE, at=place_on(request, case)):
        panels.append(_site(order))
    before = [_facts(request, case, order), *solved_before(request, order)]
    return [panel for panel in panels if panel] + [*before, *_story(request, order)]


def now(request: HttpRequest, case: Case, order: Order, tasks: Sequence[Task]) -> str:
    """Say in one sentence what is to be done now, beyond the labels of the tasks."""
    offer = open_offer(order)
    if offer and case.state == "ordered":
        team = queries.names_of_teams([offer.team_id])[offer.team_id]
        return f"已向{team}发出邀约，{when(offer.answer_by)} 前答复；不答复会自动问下一支。"
    visit = open_visit(order)
    if visit and case.state == "matched":
        waits = [
            side for side, said in (("企业", visit.contact_agreed_at), ("班组", visit.leader_agreed_at)) if not said
        ]
        return f"提出的时间是 {when(visit.activity.starts_at)}，还等{'和'.join(waits)}确认。"
    if visit and case.state == "scheduled":
        return f"约定 {when(visit.activity.starts_at)} 上门。"
    return ""


def subject(request: HttpRequest, case: Case, order: Order) -> str:
    """Return what the case is about, for its header."""
    return name_as_seen(order.enterprise, by=by_of(request))


def tags(case: Case, order: Order) -> Sequence[str]:
    """Return the tags beside the number."""
    return (f"助企行·{DISHES[order.dish]}",)


def _facts(request: HttpRequest, case: Case, order: Order) -> Panel:
    by = by_of(request)
    names = names_of([order.ordered_by], by=by)
    context = {
        "order": order,
        "case": case,
        "enterprise": name_as_seen(order.enterprise, by=by),
        "contact": names.get(order.ordered_by, ""),
        "phone": masked_phones([order.ordered_by]).get(order.ordered_by, "") if by.may_see_names else "",
        "answers": in_words(questions(order.menu_item.order_form), order.extra),
        "photos": files_on(request, case, "photos"),
        "spans_of_description": (),
        "may_reveal": by.may_see_names and not by.looks_are_logged and by.person_id != order.ordered_by,
    }
    return Panel(template=TEMPLATES + "facts.html", context=context, heading="问题")


def _candidates(request: HttpRequest, order: Order, panels: Sequence[Panel]) -> list[Panel]:
    """Return the ranked teams and, for officers only, why every other team is not among them."""
    listed = shortlist(order, at=at_of(request))
    shown, rest = listed.ranked[:SHOWN_CANDIDATES], listed.ranked[SHOWN_CANDIDATES:]
    if shown:
        panels[0].context["spans_of_description"] = _in_description(order, shown[0].candidate.spans)  # type: ignore[index]
    best = shown[0].candidate.score if shown else 0
    lower = [
        (row.card.name, "分数较低", f"{row.candidate.score} 分，比第一少 {best - row.candidate.score} 分")
        for row in rest
    ]
    others = [(row.card.name, row.why_not.reason, row.why_not.fact) for row in listed.others]
    context = {"order": order, "ranked": shown, "rest": rest, "listed": listed, "others": [*lower, *others]}
    return [Panel(template=TEMPLATES + "candidates.html", context=context)]


def _in_description(order: Order, spans: Sequence[Span]) -> list[Span]:
    """Shift the places of matched words from the whole text (title, full stop, description) to the description."""
    offset = len(order.title) + 1
    inside = [span for span in spans if span.start >= offset]
    return [Span(start=span.start - offset, end=span.end - offset) for span in inside]


def _story(request: HttpRequest, order: Order) -> list[Panel]:
    """Return what happened so far: offers, problems, visits, confirmation."""
    by = by_of(request)
    rows = queries.offers(order)
    visits = queries.visits(order)
    people = [presence.person_id for visit in visits for presence in visit.presences.all()]
    panels = [
        Panel(
            template=TEMPLATES + "problems.html",
            context={"problems": queries.problems(order), "wishes": order.training_wishes.all()},
        ),
        Panel(
            template=TEMPLATES + "visits.html",
            context={
                "visits": visits,
                "names": names_of(people, by=by),
                "photos": files_on(request, order.case, "visit_photos"),
                "order": order,
                "questions": questions(order.menu_item.visit_form),
                "may_see_names": by.may_see_names,
            },
        ),
        _pairs(request, order),
        Panel(template=TEMPLATES + "outcome.html", context=_outcome(request, order)),
    ]
    if rows and by.posts and by.may_see_names:
        teams = queries.names_of_teams(row.team_id for row in rows)
        panels.append(Panel(template=TEMPLATES + "offers.html", context={"offers": rows, "teams": teams}))
    return panels


def _pairs(request: HttpRequest, order: Order) -> Panel:
    """Return the apprenticeship pairs signed for the order, and the way to sign one once somebody was there."""
    by = by_of(request)
    may_sign = order.visited_at is not None and order.dish in DISHES_WITH_TRAINING
    at_desk = bool(by.posts)
    context = {
        "order": order,
        "pairs": ask(PairsOfOrders(case_ids=(order.case_id,))).get(order.case_id, ()),
        "front": "/desk/cases" if at_desk else "/cases" if order.enterprise_id in by.contact_of else "",
        "sign": "/desk/talent/pairs/new" if at_desk else "/talent/pairs/new",
        "may_sign": may_sign and (by.holds("officer") or by.may(SERVE, at=place_on(request, order.case))),
        "may_see_names": by.may_see_names,
    }
    return Panel(template=TEMPLATES + "pairs.html", context=context)


def _outcome(request: HttpRequest, order: Order) -> dict[str, Any]:
    latest = in_force(order)
    by = by_of(request)
    shows_ratings = bool(by.posts) or order.enterprise_id in by.contact_of
    return {
        "order": order,
        "latest": latest,
        "ratings": [
            rating for rating in _newest_first(order.ratings.all()) if shows_ratings or rating.side == "enterprise"
        ],
        "corrections": _newest_first(latest.corrections.all()) if latest else [],
        "revisits": _newest_first(order.revisits.all()),
        "proof": files_on(request, order.case, "proof"),
        "by_whom": names_of([latest.person_id], by=by).get(latest.person_id, "") if latest else "",
    }


def _newest_first(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: -row.pk)


def _next_visit(request: HttpRequest, order: Order) -> Panel | None:
    visit = open_visit(order)
    if visit is None:
        return None
    return Panel(template=TEMPLATES + "next_visit.html", context={"visit": visit, "order": order, "at": at_of(request)})


def _team(request: HttpRequest, order: Order) -> Panel | None:
    card = queries.team_of(order)
    if card is None:
        return None
    by = by_of(request)
    leader = card.members[0] if card.members else None
    return Panel(
        template=TEMPLATES + "team.html",
        context={
            "card": card,
            "leader": leader,
            "order": order,
            "is_contact": by.may(CONFIRM, at=place_on(request, order.case)),
        },
    )


def _site(order: Order) -> Panel | None:
    visit = open_visit(order)
    if visit is None or visit.state != "under_way":
        return None
    return Panel(template=TEMPLATES + "site.html", context={"visit": visit, "count": visit.sign_ins.count()})


register_face(
    "order",
    CaseFace(
        detail=lambda case, by: queries.order_of_case(case, by=by),
        whole=lambda case, by: queries.order_with_story(case, by=by),
        desk=desk,
        phone=phone,
        doors=DOORS,
        edits=EDITS,
        subject=subject,
        now=now,
        tags=tags,
        prints=papers_of,
    ),
)
