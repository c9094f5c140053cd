"""Read wall screens, and open the board to one."""

from __future__ import annotations

from datetime import datetime

from gongqiao.kernel.access.actor import Actor, PostHeld
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.base.seals import digest
from gongqiao.services.enterprise_service.models import Screen
from gongqiao.services.enterprise_service.models.screen import ScreenQuerySet


def screens(*, by: Actor) -> ScreenQuerySet:
    """Return the screens in sight, the newest first."""
    return Screen.objects.visible_to(by).select_related("union").order_by("-made_at", "-pk")


def screen(pk: int, *, by: Actor) -> Screen:
    """Return one screen. Raises NotFound."""
    return screens(by=by).one(pk=pk)


def actor_of(token: str, *, at: datetime) -> Actor:
    """Return the actor that a device with this token is: it sees the figures of its union and no names.

    Without by: the token says which screen asks. Raises NotFound for a token that is unknown or was revoked.
    """
    found = Screen.objects.select_related("union__node").filter(token_digest=digest("screen", token)).first()
    if found is None or (found.revoked_at and found.revoked_at <= at):
        raise NotFound("这个大屏链接已失效，请联系工会干部重新生成。")
    post = PostHeld(
        id=0, kind="screen", title="大屏", node_id=found.union_id, line=tuple(found.union.node.line),
        place_name=found.union.name,
    )  # fmt: skip
    return Actor(person_id=None, name="大屏", posts=(post,), via="screen", may_see_names=False)
