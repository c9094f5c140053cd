"""Needs are written down and become orders; some are dropped, sent back or withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gongqiao.kernel.calendar.queries import local_date
from gongqiao.services.enterprise_service.actions import orders
from gongqiao.services.enterprise_service.models import Need
from gongqiao.site.replay.scene import Scene, plays

OPEN_STATES_TO_WITHDRAW = {"ordered", "returned", "matched", "scheduled"}
MORE = (
    "补充设备型号和铭牌照片，最近一周停了两次。",
    "补充：夜班也出现过，班长做了记录。",
    "补充：换过一次备件，没有好转。",
)
ASKED_FOR_MORE = ("请补写设备型号和出现的时间。", "请写明大约多少人参加、哪天方便。", "请补充已经试过的办法。")
WHY_WITHDRAWN = ("设备厂家已经来修好了。", "订单紧，暂时安排不开。", "内部先试着解决。", "产线要搬，过段时间再点。")


@plays("gathering")
def begin(scene: Scene) -> None:
    """Let the orders of a gathering be wished for: the host's first, the guests' around the same days."""
    first, *others = scene.body["tales"]
    scene.later("wish", scene.in_hours(0, 4), tale=first, guests=others, tales=None)
    for key in others:
        scene.later("wish", scene.in_hours(1, 30), tale=key, is_guest=True, tales=None)


@plays("wish")
def wish(scene: Scene) -> None:
    """Write a need down, by the county's officer after a talk or by the contact; some order at once."""
    if scene.tale.has("straight") or scene.body.get("hurried"):
        scene.later("order", scene.at)
        return
    by = scene.officer if scene.chance.random() < 0.6 or not scene.has_contact() else scene.contact
    form = orders.NeedForm(**_words(scene))
    need = scene.do(orders.register_need, scene.firm, form, at=scene.at, by=by)
    if scene.tale.has("dropped"):
        scene.later("drop", scene.in_days(3), need=need.pk)
    elif not scene.tale.has("need_only"):
        scene.later("order", scene.in_hours(6, 50), need=need.pk)


@plays("drop")
def drop(scene: Scene) -> None:
    """Let a need go."""
    need = Need.objects.select_related("org__node").get(pk=scene.body["need"])
    scene.do(orders.drop_need, need, "已经自己解决了。", at=scene.at, by=scene.officer)


@plays("order")
def order(scene: Scene) -> None:
    """Let the contact order."""
    tale, need_id = scene.tale, scene.body.get("need")
    need = Need.objects.get(pk=need_id) if need_id else None
    people = {"people": str(tale.wish.people)} if tale.wish.people else {}
    form = orders.OrderForm(**_words(scene), extra=people)
    placed = scene.do(orders.place_order, scene.firm, form, need=need, at=scene.at, by=scene.contact)
    scene.keep(f"order:{tale.key}", placed.pk)
    scene.body["order"] = placed.pk
    if tale.has("two_problems"):
        scene.later("second_problem", scene.in_hours(0.3, 3))
    if tale.has("withdrawn"):
        scene.later("withdraw", scene.in_hours(3, 40))
    elif tale.has("sent_back"):
        scene.later("send_back", scene.in_hours(2, 8))
    elif tale.stops != "ordered" and not scene.body.get("is_guest"):
        scene.later("offer", scene.in_hours(1, 10))
    if tale.has("supplemented"):
        scene.later("supplement", scene.in_hours(0.5, 6))


@plays("second_problem")
def second_problem(scene: Scene) -> None:
    """Let the contact remember a second problem."""
    title = f"{scene.tale.wish.title[:44]}（同类另一台）"
    scene.do(orders.add_problem, scene.order(), title, seen=None, at=scene.at, by=scene.contact)


@plays("supplement")
def supplement(scene: Scene) -> None:
    """Let the contact add what became known, unless the order is over by then."""
    text = scene.chance.choice(MORE)
    scene.attempt(orders.supplement, scene.order(), text, seen=None, at=scene.at, by=scene.contact)


@plays("send_back")
def send_back(scene: Scene) -> None:
    """Let the officer ask for more."""
    why = scene.chance.choice(ASKED_FOR_MORE)
    scene.do(orders.send_back, scene.order(), why, seen=None, at=scene.at, by=scene.officer)
    if scene.tale.stops != "returned":
        scene.later("resubmit", scene.in_hours(4, 30))


@plays("resubmit")
def resubmit(scene: Scene) -> None:
    """Let the contact give what was asked for."""
    scene.do(orders.resubmit, scene.order(), scene.chance.choice(MORE), seen=None, at=scene.at, by=scene.contact)
    if not scene.body.get("is_guest"):
        scene.later("offer", scene.in_hours(1, 10))


@plays("withdraw")
def withdraw(scene: Scene) -> None:
    """Let the contact take the order back, unless a team is on its way."""
    found = scene.order()
    if found.case.state in OPEN_STATES_TO_WITHDRAW:
        why = scene.chance.choice(WHY_WITHDRAWN)
        scene.do(orders.withdraw, found, why, seen=None, at=scene.at, by=scene.contact)


def _words(scene: Scene) -> dict[str, Any]:
    wished = scene.tale.wish
    urgency = scene.chance.choice(("affected", "affected", "planned", "stopped"))
    some_day = local_date(scene.at) + timedelta(days=scene.chance.randint(10, 30))
    return {
        "dish": wished.dish, "title": wished.title, "description": wished.description, "domain": wished.domain,
        "urgency": urgency, "wished_on": some_day if scene.chance.random() < 0.3 else None,
    }  # fmt: skip
