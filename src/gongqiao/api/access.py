"""Who calls: a bearer token, its scopes, and what they open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.clock import now
from gongqiao.kernel.base.errors import NotAllowed, NotSignedIn
from gongqiao.kernel.people.doors import note_use, token_row
from gongqiao.kernel.people.queries import actor_for, narrowed

USE_NOTED_EVERY = timedelta(minutes=1)


class Token(HttpBearer):
    """Puts the time and the actor on the request. A token dies with the post it was issued under."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the actor. Raises NotSignedIn."""
        at = now()
        row = token_row(token, at=at)
        actor = actor_for(row.account, strength=row.strength, via="api", at=at)
        if set(row.post_ids) - {post.id for post in actor.posts}:
            raise NotSignedIn("您的职务有变动，令牌已失效。请重新获取。")
        if row.used_at is None or at - row.used_at > USE_NOTED_EVERY:
            note_use(row, at=at)
        request.at, request.by = at, narrowed(actor, row.scopes)  # type: ignore[attr-defined]
        return actor


def reader(request: HttpRequest, *services: str) -> Actor:
    """Return the actor, who must hold the scope to read or to write one of the services. Raises NotAllowed."""
    by: Actor = request.by  # type: ignore[attr-defined]
    scopes = by.scopes or frozenset()
    if not scopes & {f"{service}:{verb}" for service in services for verb in ("read", "write")}:
        raise NotAllowed(f"这个令牌没有“{services[0]}:read”的范围，请重新申请令牌。")
    return by
