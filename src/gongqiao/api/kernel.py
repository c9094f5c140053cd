"""Endpoints of the kernel itself: signing in, oneself, what is to be done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Router, Schema

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.access.powers import every_scope
from gongqiao.kernel.base.clock import now
from gongqiao.kernel.base.errors import GongqiaoError, NotFound
from gongqiao.kernel.cases.kinds import kind_of
from gongqiao.kernel.cases.queries import inbox
from gongqiao.kernel.notices.channels import ChannelFailed, sms
from gongqiao.kernel.people import doors
from gongqiao.kernel.people.queries import actor_for
from gongqiao.web.demo import account_of
from gongqiao.web.reading import address_of

router = Router(tags=["登录与本人"])
LIVES = timedelta(hours=12)


class AskCode(Schema):
    """Which phone gets a code."""

    phone: str = Field(max_length=30)


class EnterCode(AskCode):
    """The code that came."""

    code: str = Field(max_length=12)


class EnterStaff(AskCode):
    """Password and second factor of staff."""

    password: str = Field(max_length=200)
    totp: str = Field(max_length=12)


class EnterDemo(Schema):
    """A role of the demo."""

    role: str = Field(max_length=30)


@router.post("/sign-in/code", auth=None, summary="获取验证码")
def ask_code(request: HttpRequest, body: AskCode) -> dict[str, Any]:
    """Send a code to a phone; in demo mode the answer shows it."""
    phone, code = doors.new_code(body.phone, address=address_of(request), at=now())
    if settings.DEMO:
        return {"sent": True, "demo_code": code}
    try:
        sms().send(phone, "code", {"code": code})
    except ChannelFailed as failed:
        raise GongqiaoError("短信没有发出去，请稍后再试。") from failed
    return {"sent": True}


@router.post("/sign-in", auth=None, summary="手机号登录，得到令牌")
def enter_code(request: HttpRequest, body: EnterCode) -> dict[str, Any]:
    """Exchange phone and code for a token; posts stay closed to it."""
    account = doors.account_by_code(body.phone, body.code, at=now())
    return _token(account, "code")


@router.post("/sign-in/staff", auth=None, summary="密码和动态码登录，得到令牌")
def enter_staff(request: HttpRequest, body: EnterStaff) -> dict[str, Any]:
    """Exchange password and time-based code for a token with one's posts."""
    at = now()
    account = doors.account_by_password(body.phone, body.password, address=address_of(request), at=at)
    if not account.totp_confirmed_at:
        raise NotFound("请先在网页上登录一次，绑定动态码。")
    doors.check_totp(account, body.totp, at=at)
    return _token(account, "full")


@router.post("/sign-in/demo", auth=None, summary="演示角色登录，得到令牌")
def enter_demo(request: HttpRequest, body: EnterDemo) -> dict[str, Any]:
    """Exchange a demo role for a token; only in demo mode."""
    if not settings.DEMO:
        raise NotFound
    return _token(account_of(body.role), "demo")


@router.get("/me", summary="本人")
def me(request: HttpRequest) -> dict[str, Any]:
    """Return who one is, with posts and enterprises."""
    by = request.by  # type: ignore[attr-defined]
    return {
        "person_id": by.person_id,
        "name": by.name,
        "posts": [{"kind": p.kind, "title": p.title, "union_id": p.node_id, "union": p.place_name} for p in by.posts],
        "contact_of": sorted(by.contact_of),
        "principal_of": sorted(by.principal_of),
        "scopes": sorted(by.scopes or ()),
    }


@router.get("/inbox", summary="要我办的事")
def what_to_do(request: HttpRequest) -> dict[str, Any]:
    """Return everything that is asked of the actor in the services of the token's scopes, the first due first."""
    by: Actor = request.by  # type: ignore[attr-defined]
    services = {scope.partition(":")[0] for scope in by.scopes or ()}
    tasks = [task for task in inbox(by=by) if task.case.service in services]
    return {
        "items": [
            {
                "number": task.case.number,
                "title": task.case.title,
                "task": task.name,
                "label": task.label,
                "state": task.case.state,
                "state_label": kind_of(task.case).state_of(task.case).label,
                "version": task.case.version,
                "due_at": task.due_at,
            }
            for task in tasks
        ],
        "count": len(tasks),
    }


def _token(account: Any, strength: str) -> dict[str, Any]:
    at = now()
    by = actor_for(account, strength=strength, via="api", at=at)
    scopes = list(every_scope())
    token = doors.issue_token(
        account, label="接口登录", scopes=scopes, strength=strength, post_ids=[post.id for post in by.posts], lives=LIVES,
        at=at, by=by,
    )  # fmt: skip
    return {"token": token, "expires_in_s": int(LIVES.total_seconds()), "scopes": scopes}
