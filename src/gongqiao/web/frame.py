"""What every page's frame shows: who one is, theme and care mode, the menu, what is unread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.access.powers import READ_ONLY_POSTS
from gongqiao.kernel.cases.queries import inbox_size
from gongqiao.kernel.notices.queries import unread_count
from gongqiao.kernel.org.queries import area
from gongqiao.web.faces import menu


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's context; what needs the database is read only when it is shown."""
    by: Actor | None = getattr(request, "by", None)
    return {
        "by": by,
        "at": getattr(request, "at", None),
        "is_demo": settings.DEMO,
        "hotline": settings.HOTLINE,
        "theme": request.COOKIES.get("theme") if request.COOKIES.get("theme") in {"light", "dark"} else "",
        "is_care": request.COOKIES.get("care") == "1",
        "is_staff_person": bool(by and by.posts),
        "is_reader": bool(by and by.posts and all(post.kind in READ_ONLY_POSTS for post in by.posts)),
        "post": by.posts[0] if by and by.posts else None,
        "desk_menu": [entry for entry in menu() if by and entry.is_for(by)],
        "city": _lazily(_city),
        "unread": _lazily(lambda: unread_count(by=by) if by else 0),
        "inbox_count": _lazily(lambda: inbox_size(by=by) if by else 0),
    }


def _city() -> str:
    """Return the city's name without its last syllable; kept for ten minutes."""
    name = cache.get("city")
    if not isinstance(name, str):
        name = area(settings.REGION).name.removesuffix("市")
        cache.set("city", name, 600)
    return name


def _lazily(read: Callable[[], Any]) -> Any:
    return SimpleLazyObject(read)
