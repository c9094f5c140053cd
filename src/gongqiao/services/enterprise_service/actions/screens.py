"""Let a wall screen show the board, and stop it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.ids import secret
from gongqiao.kernel.base.seals import digest
from gongqiao.kernel.org.models import Union
from gongqiao.services.enterprise_service.flow import SHOW_ON_SCREENS
from gongqiao.services.enterprise_service.models import Screen


@transaction.atomic
def set_up_screen(union: Union, label: str, *, at: datetime, by: Actor) -> tuple[Screen, str]:
    """Return a new screen and its token, which is shown this once and not kept."""
    by.must(SHOW_ON_SCREENS, at=Place(line=tuple(union.node.line)))
    token = secret()
    made = Screen.objects.create(
        union=union, label=label, token_digest=digest("screen", token), made_by=by.own_id, made_at=at
    )
    write("edit", "screen.set_up", thing="screen", thing_id=made.pk, at=at, by=by)
    return made, token


@transaction.atomic
def revoke_screen(screen: Screen, *, at: datetime, by: Actor) -> None:
    """Take the board away from a screen, at once; a second time changes nothing."""
    by.must(SHOW_ON_SCREENS, at=Place(line=tuple(screen.union.node.line)))
    if Screen.objects.filter(pk=screen.pk, revoked_at=None).update(revoked_at=at):
        write("edit", "screen.revoked", thing="screen", thing_id=screen.pk, at=at, by=by)
