"""The entrance, the phone's four tabs, messages, and oneself."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from gongqiao.kernel.access.powers import every_scope
from gongqiao.kernel.base.errors import Invalid, NotSignedIn
from gongqiao.kernel.cases.queries import cases, drafts, inbox
from gongqiao.kernel.notices.actions import mark_read
from gongqiao.kernel.notices.queries import notices
from gongqiao.kernel.people import doors as people
from gongqiao.kernel.people import passkeys
from gongqiao.kernel.people.actions import rename
from gongqiao.kernel.people.models import Account
from gongqiao.web.demo import ROLES
from gongqiao.web.doors import at_of, by_of, carry_out, check_method, door, show_form, visitor_or_actor
from gongqiao.web.faces import home_parts, tiles
from gongqiao.web.forms import Form, Ticks
from gongqiao.web.reading import may_repeat
from gongqiao.web.sessions import local_address

may_repeat("scopes")
TOKEN_DAYS = [("7", "7 天"), ("30", "30 天"), ("90", "90 天")]


class NameForm(Form):
    """One's own name."""

    name = forms.CharField(label="姓名", max_length=20, error_messages={"required": "请填姓名。"})


class TokenForm(Form):
    """A token for programs that act in one's name."""

    label = forms.CharField(label="给谁用", max_length=40, error_messages={"required": "请写明给哪个程序用。"})
    scopes = forms.MultipleChoiceField(
        label="能做什么",
        choices=lambda: every_scope().items(),
        widget=Ticks,
        error_messages={"required": "请至少选一项。"},
    )
    days = forms.ChoiceField(label="有效期", choices=TOKEN_DAYS)


def home(request: HttpRequest) -> HttpResponse:
    """Show the entrance to a visitor, the phone's home to somebody."""
    check_method(request, "GET")
    by = visitor_or_actor(request)
    if by is None:
        return render(request, "web/entrance.html", {"roles": ROLES if settings.DEMO else ()})
    parts = [panel for part in home_parts() if (panel := part.build(request))]
    under_way = list(cases(by=by).filter(closed_at=None)[:3]) if not by.posts else []
    context = {"tab": "home", "parts": parts, "tiles": tiles(), "tasks": inbox(by=by)[:5], "under_way": under_way}
    return render(request, "web/home.html", context)


@door("GET")
def services(request: HttpRequest) -> HttpResponse:
    return render(request, "web/services.html", {"tab": "services", "tiles": tiles()})


@door("GET")
def mine(request: HttpRequest) -> HttpResponse:
    """Show all that is asked of me, and all cases of mine, open ones first."""
    by = by_of(request)
    rows = cases(by=by)
    context = {
        "tab": "me",
        "tasks": inbox(by=by),
        "open": list(rows.filter(closed_at=None)[:200]),
        "closed": list(rows.exclude(closed_at=None)[:100]),
        "drafts": drafts(by=by),
    }
    return render(request, "web/mine.html", context)


@door("GET", "POST")
def messages_page(request: HttpRequest) -> HttpResponse:
    by = by_of(request)
    if request.method == "POST":
        mark_read(by.own_id, at=at_of(request))
        return redirect("/messages")
    return render(request, "web/messages.html", {"tab": "messages", "notices": notices(by=by)})


@door("POST")
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a message as read and go where it leads."""
    by = by_of(request)
    found = next((notice for notice in notices(by=by, most=1000) if notice.pk == pk), None)
    mark_read(by.own_id, at=at_of(request), notice_id=pk)
    return redirect(found.url if found and found.url else "/messages")


@door("GET", "POST")
def me(request: HttpRequest) -> HttpResponse:
    """Show and change what concerns oneself."""
    account = _account(request)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": account.person.name})
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            rename(account.person, form.cleaned_data["name"], at=at_of(request), by=by_of(request))
            return "/me"

        if answer := carry_out(request, form, act, done="已改好。"):
            return answer
    context = {
        "tab": "me",
        "form": form,
        "account": account,
        "passkeys": list(account.passkeys.order_by("pk")),
        "offers_passkeys": passkeys.works_here(request.get_host()) and request.session.get("strength") == "full",
        "tokens": people.tokens_of(account, at=at_of(request)),
    }
    return render(request, "web/me.html", context, status=422 if form.is_bound else 200)


@door("GET", "POST")
def tokens(request: HttpRequest) -> HttpResponse:
    """Issue a token; it is shown once."""
    account = _account(request)
    form = TokenForm(request.POST if request.method == "POST" else None, initial={"days": "30"})
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            given = form.cleaned_data
            request.session["issued"] = people.issue_token(
                account,
                label=given["label"],
                scopes=given["scopes"],
                strength=str(request.session.get("strength", "code")),
                post_ids=list(request.session.get("posts", [])),
                lives=timedelta(days=int(given["days"])),
                at=at_of(request),
                by=by_of(request),
            )
            return "/me/tokens"

        if answer := carry_out(request, form, act):
            return answer
    issued = request.session.pop("issued", "") if request.method == "GET" else ""
    context = {"form": form, "issued": issued, "tokens": people.tokens_of(account, at=at_of(request)), "tab": "me"}
    return show_form(request, "web/tokens.html", context)


@door("POST")
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    people.revoke_token(_account(request), pk, at=at_of(request), by=by_of(request))
    messages.success(request, "令牌已停用。")
    return redirect("/me/tokens")


@door("POST")
def passkey_options(request: HttpRequest) -> HttpResponse:
    account = _account(request)
    options, challenge = passkeys.options_for_adding(account, host=request.get_host())
    request.session["challenge"] = challenge
    return HttpResponse(options, content_type="application/json")


@door("POST")
def add_passkey(request: HttpRequest) -> HttpResponse:
    if request.session.get("strength") != "full":
        raise Invalid("请先用密码和动态码登录，再添加通行密钥。")
    challenge = request.session.pop("challenge", "")
    passkeys.add(
        _account(request), request.body, challenge, host=request.get_host(), scheme=request.scheme or "",
        label=request.headers.get("X-Label", ""), at=at_of(request), by=by_of(request),
    )  # fmt: skip
    return JsonResponse({"go": "/me"})


def look(request: HttpRequest) -> HttpResponse:
    """Change theme or care mode; kept in cookies on the device, so that it works before signing in."""
    check_method(request, "POST")
    response = redirect(local_address(request, request.POST.get("back", "/"), "/"))
    for name, allowed in (("theme", ("light", "dark", "")), ("care", ("1", ""))):
        value = request.POST.get(name)
        if value is not None and value in allowed:
            response.set_cookie(name, value, max_age=365 * 86400, samesite="Lax", secure=request.is_secure())
    return response


def _account(request: HttpRequest) -> Account:
    account = get_user(request)
    if not isinstance(account, Account):
        raise NotSignedIn
    return account
