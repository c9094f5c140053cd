"""The doors in: demo roles, phone and code, password and second factor, passkeys."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from gongqiao.kernel.base.errors import GongqiaoError, NotFound, NotSignedIn
from gongqiao.kernel.documents.prints import qr_svg
from gongqiao.kernel.notices.channels import ChannelFailed, sms
from gongqiao.kernel.people import doors as people
from gongqiao.kernel.people import passkeys
from gongqiao.kernel.people.models import Account
from gongqiao.kernel.people.queries import actor_for
from gongqiao.web.demo import ROLES, account_of
from gongqiao.web.doors import at_of, check_method, visitor_or_actor
from gongqiao.web.forms import Form, PhoneField
from gongqiao.web.reading import address_of
from gongqiao.web.sessions import close_session, landing, local_address, open_session

HALF_OPEN_S = 600


class PhoneForm(Form):
    """Which phone gets the code."""

    phone = PhoneField(label="手机号", error_messages={"required": "请填手机号。"})


class CodeForm(Form):
    """The code that came."""

    code = forms.CharField(
        label="验证码",
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": "请填验证码。"},
    )


class PasswordForm(Form):
    """Phone and password of staff."""

    phone = PhoneField(label="手机号", error_messages={"required": "请填手机号。"})
    password = forms.CharField(
        label="密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请填密码。"},
    )


class NewPasswordForm(Form):
    """A password that staff choose themselves."""

    password = forms.CharField(
        label="新密码",
        max_length=200,
        strip=False,
        help_text="至少 10 位，不要用常见密码或纯数字。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def enter_demo(request: HttpRequest, role: str) -> HttpResponse:
    check_method(request, "POST")
    if not settings.DEMO:
        raise NotFound
    actor = open_session(request, account_of(role), strength="demo")
    return redirect(landing(actor))


def ask_code(request: HttpRequest) -> HttpResponse:
    check_method(request, "GET", "POST")
    _remember_next(request)
    form = PhoneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _send_code(request, form.cleaned_data["phone"])
        except GongqiaoError as refused:
            form.take(refused)
    context = {"form": form, "why": request.GET.get("why", "")[:120], "roles": ROLES if settings.DEMO else ()}
    return _shown(request, "web/sign_in/phone.html", context)


def _send_code(request: HttpRequest, phone: str) -> HttpResponse:
    phone, code = people.new_code(phone, address=address_of(request), at=at_of(request))
    request.session["asking"] = phone
    request.session.pop("shown_code", None)
    if settings.DEMO:
        request.session["shown_code"] = code
        return redirect("/sign-in/code")
    try:
        sms().send(phone, "code", {"code": code})
    except ChannelFailed as failed:
        raise GongqiaoError("短信没有发出去，请稍后再试，或拨打服务热线。") from failed
    return redirect("/sign-in/code")


def enter_code(request: HttpRequest) -> HttpResponse:
    check_method(request, "GET", "POST")
    phone = request.session.get("asking")
    if not phone:
        return redirect("/sign-in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            account = people.account_by_code(phone, form.cleaned_data["code"], at=at_of(request))
        except GongqiaoError as refused:
            form.take(refused)
        else:
            wanted = request.session.pop("next", "")
            open_session(request, account, strength="code")
            return redirect(local_address(request, wanted, "/"))
    context = {"form": form, "phone": phone, "shown_code": request.session.get("shown_code", "")}
    return _shown(request, "web/sign_in/code.html", context)


def enter_password(request: HttpRequest) -> HttpResponse:
    check_method(request, "GET", "POST")
    _remember_next(request)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            account = people.account_by_password(
                given["phone"], given["password"], address=address_of(request), at=at_of(request)
            )
        except GongqiaoError as refused:
            form.take(refused)
        else:
            request.session["half_open"] = {"account": account.pk, "at": at_of(request).timestamp()}
            known = bool(account.totp_confirmed_at) or account.passkeys.exists()
            return redirect("/sign-in/second" if known else "/sign-in/enrol")
    return _shown(request, "web/sign_in/password.html", {"form": form})


def enter_second(request: HttpRequest) -> HttpResponse:
    check_method(request, "GET", "POST")
    account = _half_open(request)
    if not account.totp_confirmed_at and not account.passkeys.exists():
        return redirect("/sign-in/enrol")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and account.totp_confirmed_at:
        try:
            people.check_totp(account, form.cleaned_data["code"], at=at_of(request))
        except GongqiaoError as refused:
            form.take(refused)
        else:
            return _enter_fully(request, account)
    context = {
        "form": form,
        "has_totp": bool(account.totp_confirmed_at),
        "has_passkey": passkeys.works_here(request.get_host()) and account.passkeys.exists(),
    }
    return _shown(request, "web/sign_in/second.html", context)


def enrol(request: HttpRequest) -> HttpResponse:
    """Bind an authenticator app at the first sign-in; nothing else is open before."""
    check_method(request, "GET", "POST")
    account = _half_open(request)
    if account.totp_confirmed_at:
        return redirect("/sign-in/second")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if "totp" not in request.session:
        request.session["totp"] = people.offer_totp(account)
    raw, uri = request.session["totp"]
    if request.method == "POST" and form.is_valid():
        by = actor_for(account, strength="code", at=at_of(request))
        try:
            people.confirm_totp(account, raw, form.cleaned_data["code"], at=at_of(request), by=by)
        except GongqiaoError as refused:
            form.take(refused)
        else:
            del request.session["totp"]
            return _enter_fully(request, account)
    context = {"form": form, "qr": qr_svg(uri), "secret": people.as_base32(raw)}
    return _shown(request, "web/sign_in/enrol.html", context)


def change_password(request: HttpRequest) -> HttpResponse:
    check_method(request, "GET", "POST")
    account = get_user(request)
    by = visitor_or_actor(request)
    if by is None or not isinstance(account, Account) or request.session.get("strength") != "full":
        raise NotSignedIn("请先用密码登录，再修改密码。")
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            people.set_password(account, form.cleaned_data["password"], at=at_of(request), by=by)
        except GongqiaoError as refused:
            form.take(refused)
        else:
            open_session(request, account, strength="full")
            return redirect(landing(by))
    return _shown(request, "web/sign_in/new_password.html", {"form": form})


def passkey_options(request: HttpRequest) -> HttpResponse:
    """Give the browser the challenge for a passkey, as the second step of the staff's sign-in."""
    check_method(request, "POST")
    account = _half_open(request)
    options, challenge = passkeys.options_for_entering(account, host=request.get_host())
    request.session["challenge"] = challenge
    return HttpResponse(options, content_type="application/json")


def enter_passkey(request: HttpRequest) -> HttpResponse:
    check_method(request, "POST")
    account = _half_open(request)
    challenge = request.session.pop("challenge", "")
    passkeys.check(
        account, request.body, challenge, host=request.get_host(), scheme=request.scheme or "", at=at_of(request)
    )
    _enter_fully(request, account)
    return JsonResponse({"go": _after(request, account)})


def leave(request: HttpRequest) -> HttpResponse:
    check_method(request, "POST")
    close_session(request)
    return redirect("/")


def _enter_fully(request: HttpRequest, account: Account) -> HttpResponse:
    request.session.pop("half_open", None)
    wanted = request.session.pop("next", "")
    actor = open_session(request, account, strength="full")
    if account.must_change_password:
        return redirect("/me/password")
    return redirect(local_address(request, wanted, landing(actor)))


def _after(request: HttpRequest, account: Account) -> str:
    by = visitor_or_actor(request)
    if account.must_change_password or by is None:
        return "/me/password"
    return landing(by)


def _half_open(request: HttpRequest) -> Account:
    half = request.session.get("half_open") or {}
    if not half or at_of(request).timestamp() - half["at"] > HALF_OPEN_S:
        raise NotSignedIn("请先填手机号和密码。")
    account = Account.objects.select_related("person").filter(pk=half["account"], is_active=True).first()
    if account is None:
        raise NotSignedIn
    return account


def _remember_next(request: HttpRequest) -> None:
    if wanted := request.GET.get("next"):
        request.session["next"] = local_address(request, wanted[:500], "")


def _shown(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    form = context["form"]
    status = (form.refusal.status if form.refusal else 422) if form.is_bound else 200
    return render(request, template, context, status=status)
