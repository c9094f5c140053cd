"""Opening and closing sessions."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.people.models import Account
from gongqiao.kernel.people.queries import actor_for
from gongqiao.web.doors import at_of


def open_session(request: HttpRequest, account: Account, *, strength: str) -> Actor:
    """Let an account in; the session remembers how, and the posts in force, so that it can die with one."""
    at = at_of(request)
    actor = actor_for(account, strength=strength, at=at)
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    request.session["strength"] = strength
    request.session["posts"] = [post.id for post in actor.posts]
    request.by = actor  # type: ignore[attr-defined]
    write("door", f"session.{strength}", thing="person", thing_id=account.person_id, at=at, by=actor)
    return actor


def close_session(request: HttpRequest) -> None:
    """End the session and forget what it held."""
    logout(request)


def landing(actor: Actor) -> str:
    """Return where somebody starts: heads at the board, other posts at the desk, everybody else on the phone."""
    if actor.posts and all(post.kind == "head" for post in actor.posts):
        return "/board"
    return "/desk" if actor.posts else "/"


def local_address(request: HttpRequest, wanted: str, otherwise: str) -> str:
    """Return ``wanted`` when it is an address of this site, else ``otherwise``."""
    safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if safe else otherwise
