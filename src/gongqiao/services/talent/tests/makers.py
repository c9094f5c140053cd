"""Make craftsmen, experts and pairs, quickly and by the real actions. Say only what matters."""

from __future__ import annotations

import base64
import io
import uuid
from datetime import date, datetime, timedelta

from PIL import Image, ImageDraw
from tests.cast import MONDAY, Cast

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.ids import uuid7
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.documents.actions import keep_file
from gongqiao.kernel.org.models import Enterprise
from gongqiao.services.talent.actions import experts, pairs
from gongqiao.services.talent.models import Craftsman, Expert, ExpertInvitation, Pair

BOTH = (pairs.MASTER_SIGNED, pairs.APPRENTICE_SIGNED)


def the_craftsman(cast: Cast, name: str = "leader") -> Craftsman:
    """Return somebody of the cast as a craftsman."""
    return Craftsman.objects.select_related("person", "union__node").get(person=cast.person(name))


def a_signature(text: str = "王") -> bytes:
    """Return a picture as a finger draws it: some strokes on nothing."""
    image = Image.new("RGBA", (360, 135), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    for n in range(3 + len(text)):
        pen.line((20 + 40 * n, 20, 60 + 40 * n, 110), fill="black", width=5)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def as_sent(picture: bytes) -> str:
    """Return a picture as the page sends it."""
    return "data:image/png;base64," + base64.b64encode(picture).decode()


def papers(*labels: str, by: Actor, at: datetime = MONDAY) -> uuid.UUID:
    """Begin a form and put papers into it; return its draft."""
    draft = uuid7()
    for label in labels:
        keep_file(io.BytesIO(a_signature(label)), name=f"{label}.png", label=label, draft=draft, at=at, by=by)
    return draft


def a_pair_form(**changes) -> pairs.PairForm:
    plain = {
        "apprentice_name": "丁小工",
        "trade": "维修电工",
        "goals": "一年内能独立检修 11 千瓦电机",
        "starts_on": date(2026, 11, 16),
        "ends_on": date(2027, 11, 16),
    }
    return pairs.PairForm(**{**plain, **changes})


def a_pair(
    cast: Cast,
    *,
    master: str = "leader",
    enterprise: Enterprise | None = None,
    order: Case | None = None,
    signed: tuple[str, ...] = BOTH,
    at: datetime = MONDAY,
    by: Actor | None = None,
    **changes,
) -> Pair:
    """Sign a pair at the desk of the county, unless somebody else does."""
    by = by or cast.officer
    draft = papers(*signed, by=by, at=at)
    return pairs.sign_pair(
        the_craftsman(cast, master), enterprise or cast.enterprise, a_pair_form(**changes), order=order, draft=draft,
        at=at, by=by,
    )  # fmt: skip


def an_expert_form(**changes) -> experts.ExpertForm:
    plain = {
        "fields": ["电气与自动化", "电机"],
        "title": "正高级工程师",
        "employer_kind": "university",
        "recommended_by": "市总工会",
    }
    return experts.ExpertForm(**{**plain, **changes})


def an_expert(cast: Cast, name: str = "stranger", *, at: datetime = MONDAY, **changes) -> Expert:
    """Enrol somebody of the cast in the library of the county."""
    return experts.enrol_expert(cast.person(name), an_expert_form(**changes), union=cast.county, at=at, by=cast.officer)


def an_invitation(cast: Cast, expert: Expert, *, at: datetime = MONDAY, **changes) -> ExpertInvitation:
    """Invite an expert in the county's name."""
    plain = {
        "occasion": "review",
        "title": "压铸机改造方案论证",
        "text": "看图纸，半天时间。",
        "answer_by": at + timedelta(days=3),
    }
    form = experts.InvitationForm(**{**plain, **changes})
    return experts.invite_expert(expert, form, union=cast.county, at=at, by=cast.officer)
