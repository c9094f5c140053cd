"""What every request passes: headers, the wall against malformed input, errors in words, who acts."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user, logout
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse, RawPostDataException
from django.http.multipartparser import MultiPartParserError

from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.clock import now
from gongqiao.kernel.base.errors import GongqiaoError, Malformed, NotFound, NotSignedIn, TooLarge
from gongqiao.kernel.people.models import Account
from gongqiao.kernel.people.queries import actor_for
from gongqiao.web.errors import show
from gongqiao.web.reading import MAY_REPEAT, fault_in_text

logger = logging.getLogger(__name__)
Next = Callable[[HttpRequest], HttpResponse]

CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


class SecurityHeaders:
    """Nothing from elsewhere is loaded, nothing personal is kept by caches."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers to every answer."""
        response = self._next(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        if settings.SECURE_HSTS_SECONDS:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}")
        return response


class InputWall:
    """Refuse centrally what would break PostgreSQL or Python, before anything reads it."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 4xx to NUL bytes, lone surrogates, repeated parameters, broken or oversized bodies."""
        try:
            self._check(request)
        except GongqiaoError as refused:
            return show(request, refused)
        return self._next(request)

    def _check(self, request: HttpRequest) -> None:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isascii() or not length.isdigit():
            raise Malformed
        if int(length) > settings.MOST_REQUEST_BYTES:
            raise TooLarge
        for text in (request.path, request.META.get("HTTP_REFERER", ""), request.META.get("HTTP_USER_AGENT", "")):
            if fault_in_text(text):
                raise Malformed
        try:
            self._check_fields(request.GET)
            if request.method not in {"GET", "HEAD"} and request.content_type != "application/json":
                self._check_fields(request.POST)
                self._check_names(request)
        except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent) as too_much:
            raise TooLarge from too_much
        except (MultiPartParserError, RawPostDataException, UnicodeError, BadRequest, SuspiciousOperation) as broken:
            raise Malformed from broken

    def _check_fields(self, fields: Any) -> None:
        for name, values in fields.lists():
            if fault_in_text(name) or any(fault_in_text(value) for value in values):
                raise Malformed("填写的内容里有不能保存的字符（例如空字符），请删掉后再提交。")
            if len(values) > 1 and name not in MAY_REPEAT:
                raise Malformed("同一个参数给了两次，不知道该用哪一个，请返回重新操作。")

    def _check_names(self, request: HttpRequest) -> None:
        for _, files in request.FILES.lists():
            if any(fault_in_text(file.name or "") for file in files):
                raise Malformed("文件名里有不能保存的字符，请改名后再上传。")


class Errors:
    """Turn our own errors into a page in words; everything else is a bug and stays one."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self._next(request)

    def process_exception(self, request: HttpRequest, raised: Exception) -> HttpResponse | None:
        """Show a GongqiaoError, an unknown address, or what Django refused."""
        if isinstance(raised, GongqiaoError):
            return show(request, raised)
        if isinstance(raised, Http404):
            return show(request, NotFound("没有这个页面，请核对地址。"))
        if isinstance(raised, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
            return show(request, TooLarge())
        if isinstance(raised, SuspiciousOperation | MultiPartParserError | RawPostDataException | BadRequest):
            return show(request, Malformed())
        return None


class WhoActs:
    """Put the time and the actor on the request; a session dies with the post it was opened under."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find out who acts."""
        request.at = now()  # type: ignore[attr-defined]
        request.by = None  # type: ignore[attr-defined]
        if not request.path.startswith("/api/"):
            try:
                self._recognise(request)
            except NotSignedIn as ended:
                return show(request, ended)
        response = self._next(request)
        self._note_look(request, response)
        return response

    def _recognise(self, request: HttpRequest) -> None:
        account = get_user(request)
        if not isinstance(account, Account):
            return
        if not account.is_active:
            logout(request)
            raise NotSignedIn("这个账号已停用，请联系工会。")
        at = request.at  # type: ignore[attr-defined]
        actor = actor_for(account, strength=request.session.get("strength", "code"), at=at)
        opened_under = set(request.session.get("posts", []))
        if opened_under - {post.id for post in actor.posts}:
            logout(request)
            raise NotSignedIn("您的职务有变动，已自动退出。请重新登录。")
        request.by = actor  # type: ignore[attr-defined]

    def _note_look(self, request: HttpRequest, response: HttpResponse) -> None:
        """Write down what auditors and heads look at."""
        by = request.by  # type: ignore[attr-defined]
        looked = request.method == "GET" and response.status_code == 200
        if by is None or not by.looks_are_logged or not looked:
            return
        thing, thing_id = getattr(request, "looked_at", ("page", 0))
        write(
            "look", f"look.{(request.resolver_match.view_name if request.resolver_match else '') or 'page'}"[:80],
            thing=thing, thing_id=thing_id, case_id=thing_id if thing == "case" else None,
            at=request.at, by=by,  # type: ignore[attr-defined]
        )  # fmt: skip
