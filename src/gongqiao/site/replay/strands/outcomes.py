"""The enterprise's word and what follows: confirm, dispute, rate, review, correct, revisit, reopen, close."""

from __future__ import annotations

import functools
import io
import uuid

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.ids import uuid7
from gongqiao.kernel.documents.actions import keep_file
from gongqiao.services.enterprise_service.actions import closing, confirming
from gongqiao.services.enterprise_service.models import Order
from gongqiao.services.enterprise_service.seeds.lives import picture_of
from gongqiao.site.replay.scene import Scene, plays
from gongqiao.site.replay.script.tales import THOUSAND_YUAN

MOST_TRIES_TO_CLOSE = 6
COMMENTS = (
    "师傅很耐心，职工也学会了。",
    "问题解决得快，没收一分钱。",
    "讲得明白，下次还请。",
    "现场解决，当天就恢复了生产。",
    "",
)
BASIS = (
    "停机损失、返工和外请费用按台账计算",
    "良率提高按近三个月产量折算",
    "节约的外请费用和备件费用",
    "按少停机时数乘以小时产值计算",
)


@plays("confirm")
def confirm(scene: Scene) -> None:
    """Let the enterprise say what was solved and what it was worth, or that it is not solved yet."""
    order, tale = scene.order(), scene.tale
    if order.case.state != "claimed":
        return
    words = scene.nth("words")
    if tale.has("disputed") and words == 1:
        why = "开机两天后又出现，请再来看看。"
        scene.do(confirming.dispute, order, why, seen=None, at=scene.at, by=scene.contact)
        scene.later("date", scene.in_hours(3, 20), activity=None, guests=None)
        return
    is_low = tale.has("low") and words == 1
    form = _word(scene, order, is_low=is_low, words=words)
    by, draft = _who_confirms(scene, order, form)
    scene.do(confirming.confirm, order, form, draft=draft, seen=None, at=scene.at, by=by)
    if is_low:
        scene.later("date", scene.in_hours(3, 20), activity=None, guests=None)
        return
    scene.body["hurried"] = None  # what follows a confirmation has time
    if form.score is None:
        scene.later("rate", scene.in_days(9))
    scene.later("review", scene.in_hours(6, 60))
    if not (tale.has("benefit_returned") and words == 1):  # what is given back is confirmed anew, and counts from then
        scene.later("revisit", scene.in_days(31))


@plays("rate")
def rate(scene: Scene) -> None:
    """Let the contact rate afterwards."""
    score = scene.chance.choice((4, 5))
    scene.attempt(confirming.rate, scene.order(), score, "补评：效果不错。", seen=None, at=scene.at, by=scene.contact)


@plays("review")
def review(scene: Scene) -> None:
    """Let the city's officer look at the benefit: give it back, or accept it."""
    order, tale = scene.order(), scene.tale
    if order.case.state not in {"confirmed", "closed"}:
        return
    if tale.has("benefit_returned") and scene.nth("reviews") == 1:
        why = "测算口径不清，请按台账重新测算。"
        scene.do(closing.return_benefit, order, why, seen=None, at=scene.at, by=scene.city)
        scene.later("confirm", scene.in_hours(10, 40))
        return
    scene.do(closing.review, order, seen=None, at=scene.at, by=scene.city)
    if tale.has("corrected") and scene.nth("corrections") == 1:
        scene.later("correct", scene.in_days(4))


@plays("correct")
def correct(scene: Scene) -> None:
    """Let the enterprise correct what it declared; it is reviewed again."""
    order, tale = scene.order(), scene.tale
    by, draft = _who_declares(scene, order, tale.actual_fen + tale.expected_fen)
    scene.do(
        confirming.correct, order, actual_fen=tale.actual_fen, expected_fen=tale.expected_fen,
        reason="财务复核后按实际台账更正。", draft=draft, seen=None, at=scene.at, by=by,
    )  # fmt: skip
    scene.later("review", scene.in_hours(6, 40))


@plays("revisit")
def revisit(scene: Scene) -> None:
    """Let the county's officer call or go there a month later."""
    order = scene.order()
    comes_back = scene.tale.has("relapse") and scene.nth("relapses") == 1
    way = scene.chance.choice(("phone", "phone", "visit"))
    note = "同样的毛病又出现了。" if comes_back else "运行正常，没有反复。"
    is_noted = scene.attempt(
        closing.revisit, order, way=way, still_holds=not comes_back, note=note, seen=None, at=scene.at,
        by=scene.officer,
    )  # fmt: skip
    if is_noted:
        scene.later("reopen" if comes_back else "close", scene.in_hours(1, 30))


@plays("reopen")
def reopen(scene: Scene) -> None:
    """Let the officer open the order again: what was solved is no longer."""
    why = "回访发现问题又出现，请班组再上门。"
    scene.do(closing.reopen, scene.order(), why, seen=None, at=scene.at, by=scene.officer)
    scene.later("date", scene.in_hours(3, 20), activity=None, guests=None)


@plays("close")
def close(scene: Scene) -> None:
    """Let the officer close, as soon as nothing stands against it."""
    is_closed = scene.attempt(closing.close, scene.order(), seen=None, at=scene.at, by=scene.officer)
    if not is_closed and scene.nth("closings") < MOST_TRIES_TO_CLOSE:
        scene.later("close", scene.in_working_days(5))


@plays("give_up")
def give_up(scene: Scene) -> None:
    """Let the officer close what the enterprise never confirmed, once it was reminded twice."""
    why = "多次联系，企业没有确认。"
    is_closed = scene.attempt(closing.close_unanswered, scene.order(), why, seen=None, at=scene.at, by=scene.officer)
    if not is_closed and scene.nth("closings") < MOST_TRIES_TO_CLOSE:
        scene.later("give_up", scene.in_working_days(5))


def _word(scene: Scene, order: Order, *, is_low: bool, words: int) -> confirming.ConfirmationForm:
    tale = scene.tale
    is_denied, is_unsolved = tale.has("denied"), tale.has("unsolved") or tale.has("denied") or is_low
    actual, expected = (0, 0) if is_unsolved else _declared(scene, words)
    score: int | None = scene.chance.choice((5, 5, 5, 4, 4, 3))
    if is_low:
        score = 2
    elif tale.has("late_rating") and words == 1:
        score = None
    return confirming.ConfirmationForm(
        solved={problem.pk: not is_unsolved for problem in order.problems.all()},
        took_place={visit.pk: not is_denied for visit in order.visits.filter(state="reported")},
        actual_fen=actual,
        expected_fen=expected,
        basis=scene.chance.choice(BASIS) if actual or expected else "",
        score=score,
        comment=scene.chance.choice(COMMENTS),
    )


def _declared(scene: Scene, words: int) -> tuple[int, int]:
    """Return what is declared: at first too much where it will be given back or corrected."""
    tale = scene.tale
    if (tale.has("benefit_returned") or tale.has("corrected")) and words == 1:
        much = tale.actual_fen * scene.chance.randint(115, 160) // 100
        return much // THOUSAND_YUAN * THOUSAND_YUAN, tale.expected_fen
    return tale.actual_fen, tale.expected_fen


def _who_confirms(scene: Scene, order: Order, form: confirming.ConfirmationForm) -> tuple[Actor, uuid.UUID | None]:
    """Return who confirms with which proof: large sums are handed to the principal contact first."""
    by, draft = _who_declares(scene, order, form.actual_fen + form.expected_fen)
    if by != scene.contact:
        scene.do(confirming.hand_to_principal, order, draft=None, seen=None, at=scene.at, by=scene.contact)
    return by, draft


def _who_declares(scene: Scene, order: Order, fen: int) -> tuple[Actor, uuid.UUID | None]:
    if fen <= order.programme.benefit_ceiling_fen:
        return scene.contact, None
    by, draft = scene.principal, uuid7()
    keep_file(io.BytesIO(_proof()), name="效益测算.png", label="proof", draft=draft, at=scene.at, by=by)
    return by, draft


@functools.cache
def _proof() -> bytes:
    return picture_of("benefit (demo)")
