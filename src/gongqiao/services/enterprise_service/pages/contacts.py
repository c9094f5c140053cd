"""Enterprises and their contacts: registering, inviting, asking to speak, looking a number up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongqiao.kernel.access.actor import Place
from gongqiao.kernel.base.masking import mask_phone
from gongqiao.kernel.cases.drafts import finish
from gongqiao.kernel.cases.queries import case_numbered, draft_for, place_of
from gongqiao.kernel.documents.prints import qr_svg
from gongqiao.kernel.documents.queries import attachments_in_draft, attachments_of
from gongqiao.kernel.org.actions import REGISTER, register_enterprise
from gongqiao.kernel.org.queries import areas, enterprise, is_registered, tag_sources
from gongqiao.kernel.people.actions import release_contact, reveal_phone
from gongqiao.kernel.people.queries import contacts_of
from gongqiao.services.enterprise_service.actions import contacts
from gongqiao.services.enterprise_service.flow import INVITE, READ, READ_AT_DESK
from gongqiao.services.enterprise_service.forms.contacts import (
    AuthorisationForm,
    EnterpriseForm,
    InviteForm,
    ResubmitForm,
)
from gongqiao.services.enterprise_service.pages.enterprise_lists import ENTERPRISES, REFORM_LEDGER
from gongqiao.services.enterprise_service.queries import orders as queries
from gongqiao.web.doors import at_of, by_of, carry_out, door, keep_uploads, show_form
from gongqiao.web.faces import CaseFace, MenuEntry, MoveDoor, Panel, add_menu, register_face
from gongqiao.web.forms import Form, ReasonForm
from gongqiao.web.listings import show_listing

if TYPE_CHECKING:
    from gongqiao.kernel.cases.flow import Move
    from gongqiao.kernel.cases.models import Case, Draft
    from gongqiao.kernel.org.models import Area
    from gongqiao.services.enterprise_service.models import Authorisation


@door("GET", power=READ_AT_DESK)
def every_enterprise(request: HttpRequest) -> HttpResponse:
    by = by_of(request)
    context = {"may_register": by.may_anywhere(REGISTER) and by.holds("officer")}
    return show_listing(request, ENTERPRISES, template="enterprise_service/desk/enterprises.html", context=context)


@door("GET", power=READ_AT_DESK)
def reform_ledger(request: HttpRequest) -> HttpResponse:
    return show_listing(request, REFORM_LEDGER)


@door("GET", "POST", power=REGISTER)
def new_enterprise(request: HttpRequest) -> HttpResponse:
    by = by_of(request)
    form = EnterpriseForm(request.POST if request.method == "POST" else None, towns=_towns(by.posts[0].area_code))
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            made = register_enterprise(form.enterprise(), at=at_of(request), by=by)
            return f"/desk/enterprise-service/enterprises/{made.pk}"

        if answer := carry_out(request, form, act, done="企业已登记。接下来邀请一位联系人。"):
            return answer
    known = is_registered(form.data.get("code", "")) if form.is_bound else False
    return show_form(request, "enterprise_service/desk/enterprise_form.html", {"form": form, "known": known})


@door("GET", power=READ)
def one_enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an enterprise with its contacts, needs and orders."""
    by = by_of(request)
    found = enterprise(pk, by=by)
    request.looked_at = ("enterprise", pk)  # type: ignore[attr-defined]
    place = Place(line=tuple(found.org.node.line), enterprise_id=pk)
    context = {
        "enterprise": found,
        "contacts": [(contact, mask_phone(contact.person.phone or "")) for contact in contacts_of(pk)]
        if by.may_see_names
        else [],
        "invitations": queries.invitations(pk, by=by),
        "needs": list(queries.needs(by=by).filter(enterprise_id=pk)[:20]),
        "orders": list(queries.orders(by=by).filter(enterprise_id=pk)[:20]),
        "may_invite": by.may(INVITE, at=place),
        "is_desk": bool(by.posts),
        "tag_sources": tag_sources(found) if by.posts else [],
    }
    return render(
        request, "enterprise_service/desk/enterprise.html" if by.posts else "enterprise_service/mine.html", context
    )


@door("GET", "POST", power=INVITE)
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite a contact; the link and its QR are shown once."""
    by = by_of(request)
    found = enterprise(pk, by=by)
    form = InviteForm(request.POST if request.method == "POST" else None)
    template = "enterprise_service/desk/invite.html" if by.posts else "enterprise_service/invite.html"
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made: dict[str, str] = {}

        def act() -> str:
            _, made["token"] = contacts.invite(
                found, given["name"], given["phone"], is_principal=given["is_principal"], at=at_of(request), by=by
            )
            return f"/desk/enterprise-service/enterprises/{pk}" if by.posts else f"/enterprise-service/enterprises/{pk}"

        answer = carry_out(request, form, act)
        if answer and made:
            link = request.build_absolute_uri(f"/enterprise-service/invitations/{made['token']}")
            shown = {
                "enterprise": found,
                "link": link,
                "qr": qr_svg(link),
                "name": given["name"],
                "phone": mask_phone(given["phone"]),
            }
            return render(request, template, {"form": form, "enterprise": found, "issued": shown})
        if answer:
            return answer
    return show_form(request, template, {"form": form, "enterprise": found})


@door("GET", "POST")
def take_up(request: HttpRequest, token: str) -> HttpResponse:
    """Become a contact by invitation; one signs in with the invited phone first."""
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            contacts.take_up(token, at=at_of(request), by=by_of(request))
            return "/"

        if answer := carry_out(request, form, act, done="您已是企业联系人，可以点菜了。"):
            return answer
    return show_form(request, "enterprise_service/invitation.html", {"form": form})


@door("POST")
def release(request: HttpRequest, pk: int, contact: int) -> HttpResponse:
    by = by_of(request)
    found = enterprise(pk, by=by)
    row = next((one for one in contacts_of(found.pk) if one.pk == contact), None)
    if row is not None:
        release_contact(row, at=at_of(request), by=by)
        messages.success(request, "已解除。")
    return redirect(f"/desk/enterprise-service/enterprises/{pk}" if by.posts else "/")


@door("GET", "POST")
def ask_to_speak(request: HttpRequest) -> HttpResponse:
    """Ask to become a contact, with a photo of the stamped authorisation."""
    by, at = by_of(request), at_of(request)
    draft = draft_for("authorisation", at=at, by=by)
    form = AuthorisationForm(
        **({"data": request.POST, "files": request.FILES} if request.method == "POST" else {}),
        towns=_towns(), once_key=draft.pk.hex, initial={"applicant_name": by.name, **draft.body},
    )  # fmt: skip
    if request.method == "POST":
        good = keep_uploads(request, form, draft, ["authorisation"])
        if form.is_valid() and good:

            def act() -> str:
                made = contacts.ask_to_speak(form.application(), draft=draft.pk, at=at, by=by)
                finish(draft.pk, by=by)
                return f"/cases/{made.case.number}"

            if answer := carry_out(request, form, act, done="已提交，工会 2 个工作日内审核。"):
                return answer
    context = {"form": form, "draft": draft, "kept": attachments_in_draft(draft.pk, by=by)}
    return show_form(request, "enterprise_service/ask_to_speak.html", context)


@door("GET", "POST")
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Show the full number of an order's contact; the reason and the look stand in the book."""
    by, at = by_of(request), at_of(request)
    case = case_numbered(number, by=by)
    order = queries.order_of_case(case, by=by)
    form = ReasonForm(request.POST if request.method == "POST" else None, label="查看原因")
    shown = ""
    if request.method == "POST" and form.is_valid():
        shown = reveal_phone(
            order.ordered_by, place=place_of(case, at=at, by=by), reason=form.cleaned_data["reason"], case_id=case.pk,
            at=at, by=by,
        )  # fmt: skip
    back = f"/desk/cases/{number}" if by.posts else f"/cases/{number}"
    context = {"form": form, "phone": shown, "case": case, "back": back}
    template = "enterprise_service/desk/reveal.html" if by.posts else "enterprise_service/reveal.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _towns(area_code: str = "") -> list[Area]:
    """Return the towns under an area, or all of the deployment's city."""
    root = area_code or settings.REGION
    return [town for county in _counties(root) for town in areas(parent=county)]


def _counties(root: str) -> list[str]:
    return [root] if len(root) == 6 else [root[:6]] if len(root) == 9 else [area.code for area in areas(parent=root)]


def _panels(request: HttpRequest, case: Case, detail: Authorisation) -> Sequence[Panel]:
    papers = attachments_of("case", case.pk, "authorisation")
    return [Panel(template="enterprise_service/parts/authorisation.html", context={"detail": detail, "papers": papers})]


def _reason(action: Any) -> Any:
    def act(request: HttpRequest, detail: Authorisation, form: Form, draft: Any, seen: int) -> None:
        action(detail, form.cleaned_data["reason"], seen=seen, at=at_of(request), by=by_of(request))

    return act


def _accept(request: HttpRequest, detail: Authorisation, form: Form, draft: Any, seen: int) -> None:
    contacts.accept_authorisation(detail, seen=seen, at=at_of(request), by=by_of(request))


def _resubmit_form(request: HttpRequest, detail: Authorisation, move: Move, draft: Draft) -> Form:
    return ResubmitForm(request.POST, request.FILES) if request.method == "POST" else ResubmitForm()


def _resubmit(request: HttpRequest, detail: Authorisation, form: Form, draft: Any, seen: int) -> None:
    contacts.resubmit_authorisation(detail, draft=draft, seen=seen, at=at_of(request), by=by_of(request))


def _withdraw(request: HttpRequest, detail: Authorisation, form: Form, draft: Any, seen: int) -> None:
    contacts.withdraw_authorisation(detail, seen=seen, at=at_of(request), by=by_of(request))


register_face(
    "authorisation",
    CaseFace(
        detail=lambda case, by: queries.authorisation_of_case(case, by=by),
        desk=_panels,
        phone=_panels,
        doors={
            "accept": MoveDoor(act=_accept, title="授权书有效？", button="通过", done="已通过，联系人可以点菜了。"),
            "send_back": MoveDoor(act=_reason(contacts.send_back_authorisation), title="退回补交", button="退回"),
            "decline": MoveDoor(act=_reason(contacts.decline_authorisation), title="不通过？", button="不通过"),
            "resubmit": MoveDoor(
                form=_resubmit_form, act=_resubmit, files=("authorisation",), pictures_only=False, done="已重新提交。"
            ),
            "withdraw": MoveDoor(act=_withdraw, title="撤回申请？", button="撤回", done="已撤回。"),
        },
        subject=lambda request, case, detail: detail.enterprise_name,
        tags=lambda case, detail: ("联系人授权",),
    ),
)
add_menu(
    MenuEntry(
        label="企业", icon="factory", address="/desk/enterprise-service/enterprises", power=READ_AT_DESK, place=30
    ),
    MenuEntry(
        label="产改台账", icon="clipboard-list", address="/desk/enterprise-service/ledger", power=READ_AT_DESK, place=31
    ),
)
