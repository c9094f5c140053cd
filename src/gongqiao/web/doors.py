"""Doors: read the request, make one call, show. A form is carried out once, and nothing typed is lost."""

from __future__ import annotations

import functools
import io
import uuid
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.access.powers import Power
from gongqiao.kernel.base.errors import GongqiaoError, NotAllowed, NotSignedIn
from gongqiao.kernel.base.once import earlier, once
from gongqiao.kernel.cases.models import Case, Draft
from gongqiao.kernel.cases.queries import place_of
from gongqiao.kernel.documents.actions import drop_file, keep_file
from gongqiao.kernel.documents.models import Attachment
from gongqiao.kernel.documents.queries import attachments_in_draft, attachments_of
from gongqiao.web.forms import Form

P = ParamSpec("P")
REPEATED = "已经提交过了，没有重复办理。"
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def at_of(request: HttpRequest) -> datetime:
    """Return the moment of the request."""
    return cast(datetime, request.at)  # type: ignore[attr-defined]


def by_of(request: HttpRequest) -> Actor:
    """Return who acts. Raises NotSignedIn for a visitor."""
    by = request.by  # type: ignore[attr-defined]
    if by is None:
        raise NotSignedIn
    return cast(Actor, by)


def visitor_or_actor(request: HttpRequest) -> Actor | None:
    """Return who acts, or None for a visitor."""
    return cast("Actor | None", request.by)  # type: ignore[attr-defined]


def looked_at(request: HttpRequest, thing: str, thing_id: int) -> None:
    """Remember what the page shows, so that the look of somebody who only reads is written in the book."""
    request.looked_at = (thing, thing_id)  # type: ignore[attr-defined]


def place_on(request: HttpRequest, case: Case) -> Place:
    """Return where a power must reach to act on this case; read once a request."""
    known: dict[int, Place] = request.__dict__.setdefault("places", {})
    if case.pk not in known:
        known[case.pk] = place_of(case, at=at_of(request), by=by_of(request))
    return known[case.pk]


def files_on(request: HttpRequest, case: Case, *labels: str) -> list[Attachment]:
    """Return the files of a case in sight, oldest first, or those with one of the labels; read once a request."""
    known: dict[int, list[Attachment]] = request.__dict__.setdefault("files_of_cases", {})
    if case.pk not in known:
        known[case.pk] = attachments_of("case", case.pk)
    return [file for file in known[case.pk] if not labels or file.label in labels]


def door(*methods: str, power: Power | None = None) -> Callable[[View[P]], View[P]]:
    """Let signed-in people through, with one of ``methods`` (GET unless said), and where given with a power."""
    allowed = methods or ("GET",)

    def wrap(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            check_method(request, *allowed)
            by = by_of(request)
            if power is not None and not by.may_anywhere(power):
                raise NotAllowed(f"您没有“{power.label}”的权限。如确需办理，请联系本单位管理员。")
            if answered := _answered_before(request, by):
                return answered
            return view(request, *args, **kwargs)

        return guarded

    return wrap


def _answered_before(request: HttpRequest, by: Actor) -> HttpResponse | None:
    """Lead the second sending of a form to where the first one led, even when the page behind it has moved on."""
    key = request.POST.get("once", "") if request.method == "POST" else ""
    outcome = earlier(f"{by.person_id}:{key}", _body(request)) if key else None
    if outcome is None:
        return None
    messages.info(request, REPEATED)
    return go(request, outcome.answer)


class WrongMethod(GongqiaoError):
    """这个地址不能这样打开，请从页面上的按钮进入。"""

    code, status = "wrong_method", 405


def check_method(request: HttpRequest, *allowed: str) -> None:
    """Raise WrongMethod unless the request uses one of the methods; HEAD counts as GET."""
    method = "GET" if request.method == "HEAD" else request.method
    if method not in allowed:
        raise WrongMethod


def carry_out(
    request: HttpRequest, form: Form, act: Callable[[], str], *, done: str = "", key: str = ""
) -> HttpResponse | None:
    """Carry a valid form out once and go to the address that ``act`` returns; None when it was refused.

    What the action said against it stands in the form then. A second submission of the same form goes to the
    same address and changes nothing.
    """
    by = visitor_or_actor(request)
    who = by.person_id if by else "visitor"
    own_key = key or form.cleaned_data.get("once") or uuid.uuid4().hex
    try:
        outcome = once(f"{who}:{own_key}", _body(request), act, at=at_of(request))
    except NotSignedIn:
        raise
    except GongqiaoError as refused:
        form.take(refused)
        return None
    if outcome.is_repeat:
        messages.info(request, REPEATED)
    elif done:
        messages.success(request, done)
    return go(request, outcome.answer)


def go(request: HttpRequest, address: str) -> HttpResponse:
    """Go to an address; a form that was sent by a script is told so in a header.

    A script that followed a redirect by itself would use up the message that waits there for the person.
    """
    if request.headers.get("HX-Request") or request.headers.get("X-Sent-By") == "script":
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return redirect(address)


def show_form(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Show a form; with 422 or the refusal's own status when it came back."""
    form = context.get("form")
    status = 200
    if isinstance(form, Form) and form.is_bound:
        status = form.refusal.status if form.refusal else 422
    return render(request, template, context, status=status)


def keep_uploads(
    request: HttpRequest, form: Form, draft: Draft, names: Collection[str], *, pictures_only: bool = False
) -> bool:
    """Take the files of a form in at once, so that a refusal for another reason does not lose them.

    Returns whether all were good; a bad one is named next to its field.
    """
    good = True
    for name in names:
        uploaded: list[UploadedFile[Any]] = request.FILES.getlist(name)
        for file in uploaded:
            try:
                keep_file(
                    file, name=file.name or "照片", label=name, draft=draft.pk, pictures_only=pictures_only,
                    at=at_of(request), by=by_of(request),
                )  # fmt: skip
            except GongqiaoError as wrong:
                form.add_error(name, wrong.message)
                good = False
    return good


def keep_signatures(request: HttpRequest, form: Form, draft: Draft, names: Collection[str]) -> None:
    """Keep the signatures drawn in a valid form with its files, and only those: one drawn for others is dropped."""
    at, by = at_of(request), by_of(request)
    drop_signatures(request, draft, names)
    for name in names:
        if drawn := form.cleaned_data.get(name):
            keep_file(
                io.BytesIO(drawn), name=f"{form.fields[name].label}.png", label=name, draft=draft.pk,
                pictures_only=True, at=at, by=by,
            )  # fmt: skip


def drop_signatures(request: HttpRequest, draft: Draft, names: Collection[str]) -> None:
    """Drop the signatures of a form that was refused: they come again with its next sending."""
    by = by_of(request)
    for kept in attachments_in_draft(draft.pk, by=by) if names else ():
        if kept.label in names:
            drop_file(kept.pk, draft=draft.pk, by=by)


def _body(request: HttpRequest) -> dict[str, object]:
    """Return what was typed, without the key and the token: two submissions with one key must agree in it."""
    skipped = {"csrfmiddlewaretoken", "once", "seen"}
    return {name: values for name, values in sorted(request.POST.lists()) if name not in skipped}
