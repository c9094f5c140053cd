"""Pairs of the demo: signed on visits that took place, some well under way, one finished, one ended."""

from __future__ import annotations

import io
import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from PIL import Image, ImageDraw

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.ids import uuid7
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.documents.actions import keep_file
from gongqiao.kernel.people.seeds import Crowd, invented_actor
from gongqiao.services.enterprise_service.contract import OrdersOnSite
from gongqiao.services.talent.actions import pairs as actions
from gongqiao.services.talent.models import Pair
from gongqiao.services.talent.queries.craftsmen import craftsmen_among

PROGRESS = (
    "跟班看了两次检修，会看图纸，会用万用表判断通断。",
    "在师傅看着的情况下独立完成了一次保养，记录写得清楚。",
    "能独立处理常见故障，停机时间比以前少了一半。",
)


def sign_pairs(
    visited: Sequence[tuple[Case, datetime]],
    crowd: Crowd,
    *,
    seed: int,
    now: datetime,
) -> list[Pair]:
    """Sign a pair on each of these visits (the order's case, and when), by the master himself where he still serves it."""
    chance = random.Random(seed)
    made = []
    for number, (case, at) in enumerate(visited):
        site = ask(OrdersOnSite(case_ids=(case.pk,)))[case.pk]
        masters = craftsmen_among(site.team_ids)
        if not masters or case.enterprise is None:
            continue
        by = invented_actor(masters[0].person_id, at=at)
        start = local_date(at)
        form = actions.PairForm(
            apprentice_name=crowd.name(),
            trade=masters[0].trade,
            goals=f"一年内能独立做{masters[0].trade}的日常工作，会判断三种以上常见故障。",
            starts_on=start,
            ends_on=start.replace(year=start.year + 1, day=min(start.day, 28)),
            place=site.place,
        )
        pair = actions.sign_pair(
            masters[0], case.enterprise, form, order=case, draft=_papers(chance, at=at, by=by), at=at, by=by
        )
        _go_on(pair, number, by, at=at, now=now)
        made.append(pair)
    return made


def _go_on(pair: Pair, number: int, by: Actor, *, at: datetime, now: datetime) -> None:
    """Let a pair live: an entry every two months, then one finishes, one ends, the others go on."""
    for step, text in enumerate(PROGRESS, 1):
        later = at + timedelta(days=20 if step == 1 else 20 + 60 * (step - 1))
        if later > now:
            return
        actions.check_in(pair, text, seen=None, at=later, by=by)
    last = min(now, at + timedelta(days=200))
    if number == 0:
        form = actions.ResultForm(result="能独立检修常用设备，班里有事先找他。", level=3, problem="设备频繁停机")
        actions.finish_pair(pair, form, seen=None, at=last, by=by)
    elif number == 1:
        actions.end_pair(pair, "徒弟调到别的岗位，双方商量后终止。", seen=None, at=last, by=by)


def _papers(chance: random.Random, *, at: datetime, by: Actor) -> uuid.UUID:
    draft = uuid7()
    for label in (actions.MASTER_SIGNED, actions.APPRENTICE_SIGNED):
        keep_file(_signature(chance), name="签名.png", label=label, draft=draft, pictures_only=True, at=at, by=by)
    return draft


def _signature(chance: random.Random) -> io.BytesIO:
    """Draw what stands for a signature: a few strokes that are nobody's name."""
    image = Image.new("RGBA", (720, 270), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    for left in range(120, 560, 150):
        for _ in range(5):
            ends = [(left + chance.randint(0, 110), chance.randint(60, 210)) for _ in range(3)]
            pen.line(ends, fill="#111111", width=6, joint="curve")
    out = io.BytesIO()
    image.save(out, "PNG")
    out.seek(0)
    return out
