"""Doors of the craftsmen at the desk: the list, one page, what the union writes down."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongqiao.cores.calendar import Period
from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.base.masking import mask_phone
from gongqiao.kernel.calendar.queries import bookings, local_date
from gongqiao.kernel.contracts import ask
from gongqiao.services.enterprise_service.contract import VisitsServed
from gongqiao.services.talent.actions import craftsmen as actions
from gongqiao.services.talent.actions.craftsmen import CraftsmanForm as Craft
from gongqiao.services.talent.figures import CRAFTSMAN_COLUMNS, beside_craftsmen
from gongqiao.services.talent.flow import FORM_TEAM, READ, REVEAL_NUMBER
from gongqiao.services.talent.forms.craftsmen import (
    HALF_DAYS,
    CertificateForm,
    CraftForm,
    CraftsmanForm,
    EditCraftsmanForm,
    HonourForm,
)
from gongqiao.services.talent.pages.choices import counties, enterprise_given, home_of, person_given
from gongqiao.services.talent.queries import craftsmen as queries
from gongqiao.services.talent.queries import pairs
from gongqiao.services.talent.rules.honours import standing_of
from gongqiao.services.talent.rules.wording import mask_number
from gongqiao.web.doors import at_of, by_of, carry_out, door, show_form
from gongqiao.web.faces import MenuEntry, add_menu
from gongqiao.web.forms import ReasonForm
from gongqiao.web.listings import Asked, Choices, Listing, register_listing, show_listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongqiao.services.talent.models import Craftsman
    from gongqiao.web.forms import Form

AHEAD = timedelta(days=21)
LICENCES = [("soon", "30 天内到期"), ("ended", "已过期")]
LEVELS = [("5", "高级技师"), ("4", "技师"), ("3", "高级工"), ("2", "中级工"), ("1", "初级工")]


def _domains(by: Actor) -> Sequence[tuple[str, str]]:
    return [(name, name) for name in queries.domains()]


def _craftsmen(asked: Asked) -> QuerySet[Any]:
    rows = queries.craftsmen_like(asked.words, by=asked.by)
    for name, path in (("county", "union_id"), ("level", "level")):
        if asked.value(name):
            rows = rows.filter(**{path: asked.value(name)})
    if asked.value("licence"):
        rows = queries.with_certificates(rows, asked.value("licence"), on=local_date(asked.at))
    return queries.skilled_in(rows, asked.value("domain")) if asked.value("domain") else rows


CRAFTSMEN = register_listing(
    Listing(
        name="talent.craftsmen",
        label="劳模工匠",
        says="在册的劳模和工匠：会什么、得过什么、在哪支班组、上门多少次。",
        searchable="姓名、拼音首字母、工种、技能、班组",
        rows=_craftsmen,
        filters=(
            Choices(name="domain", label="领域", of=_domains),
            Choices(name="level", label="等级", of=lambda by: LEVELS),
            Choices(name="licence", label="证书", of=lambda by: LICENCES),
            Choices(name="county", label="县（市、区）", of=counties),
        ),
        columns=CRAFTSMAN_COLUMNS,
        prepare=beside_craftsmen,
        row_link=lambda row: f"/desk/talent/craftsmen/{row.pk}",
        empty=("没有符合的劳模工匠", "换个词试试，或登记一位。"),
    )
)  # fmt: skip


@door("GET", power=READ)
def craftsmen(request: HttpRequest) -> HttpResponse:
    context = {"may_add": by_of(request).holds("officer")}
    return show_listing(request, CRAFTSMEN, template="talent/craftsmen.html", context=context)


@door("GET", power=READ)
def craftsman(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one craftsman: profile, skills, honours, certificates, teams, time, recusals, pairs."""
    by, at = by_of(request), at_of(request)
    row = queries.craftsman(pk, by=by)
    request.looked_at = ("craftsman", pk)  # type: ignore[attr-defined]
    on = local_date(at)
    lapsed = queries.lapsed_skills(row, on=on)
    context = {
        "craftsman": row,
        "phone": mask_phone(row.person.phone or "") if by.may_see_names else "",
        "skills": [(one, lapsed.get(one.skill_id, "")) for one in queries.skills_of(row)],
        "certificates": [(one, standing_of(one, on), mask_number(one.number)) for one in queries.certificates_of(row)],
        "serving": queries.serving_in(row),
        "pairs": pairs.pairs_of_master(row, by=by),
        "half_days": [label for value, label in HALF_DAYS if int(value) in row.half_days],
        "booked": bookings([row.person_id], Period(start=at, end=at + AHEAD)),
        "served": ask(VisitsServed(person_ids=(row.person_id,))).get(row.person_id, 0),
        "may_change": by.may(FORM_TEAM, at=Place(line=tuple(row.union.node.line))),
        "may_reveal": by.may(REVEAL_NUMBER, at=Place(line=tuple(row.union.node.line))),
        "may_see_names": by.may_see_names,
    }
    return render(request, "talent/craftsman.html", context)


@door("GET", "POST", power=FORM_TEAM)
def new_craftsman(request: HttpRequest) -> HttpResponse:
    by, at = by_of(request), at_of(request)
    home = home_of(by)
    form = CraftsmanForm(request.POST if request.method == "POST" else None, skills=queries.skills())
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            person = person_given(request, form)
            made = actions.enrol(person, craft_given(request, form), union=home, at=at, by=by)
            return f"/desk/talent/craftsmen/{made.pk}"

        if answer := carry_out(request, form, act, done="已登记。"):
            return answer
    return show_form(request, "talent/craftsman_form.html", {"form": form, "home": home})


@door("GET", "POST", power=FORM_TEAM)
def edit_craftsman(request: HttpRequest, pk: int) -> HttpResponse:
    by, at = by_of(request), at_of(request)
    row = _to_change(request, pk)
    held = queries.skills_of(row)
    written = {
        "trade": row.trade, "level": row.level, "profile": row.profile, "skills": [one.skill_id for one in held],
        "employer_code": row.employer.uscc if row.employer else "", "seen": row.version,
    }  # fmt: skip
    sent = request.POST if request.method == "POST" else None
    form = EditCraftsmanForm(sent, skills=queries.skills(), held=held, initial=written)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            craft = craft_given(request, form, levels=form.levels())
            actions.edit_craftsman(row, craft, seen=form.cleaned_data.get("seen"), at=at, by=by)
            return f"/desk/talent/craftsmen/{pk}"

        if answer := carry_out(request, form, act, done="已保存，修改记在档案里。"):
            return answer
    return show_form(request, "talent/craftsman_form.html", {"form": form, "craftsman": row})


@door("GET", "POST", power=FORM_TEAM)
def new_honour(request: HttpRequest, pk: int) -> HttpResponse:
    by, at = by_of(request), at_of(request)
    row = _to_change(request, pk)
    form = HonourForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> str:
            actions.add_honour(row, given["name"], level=given["level"], year=given["year"], at=at, by=by)
            return f"/desk/talent/craftsmen/{pk}"

        if answer := carry_out(request, form, act, done="荣誉已登记。"):
            return answer
    return _form_of(request, row, form, "登记荣誉")


@door("GET", "POST", power=FORM_TEAM)
def new_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    by, at = by_of(request), at_of(request)
    row = _to_change(request, pk)
    form = CertificateForm(request.POST if request.method == "POST" else None, held=queries.skills_of(row))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> str:
            actions.add_certificate(
                row, given["name"], given["number"], valid_to=given["valid_to"], skill=given["skill"], at=at, by=by
            )
            return f"/desk/talent/craftsmen/{pk}"

        if answer := carry_out(request, form, act, done="证书已登记。"):
            return answer
    return _form_of(request, row, form, "登记证书")


@door("GET", "POST", power=REVEAL_NUMBER)
def reveal_number(request: HttpRequest, pk: int, certificate: int) -> HttpResponse:
    """Show the full number of a licence, to check it against the register; the reason and the look stand in the book."""
    by, at = by_of(request), at_of(request)
    row = queries.craftsman(pk, by=by)
    by.must(REVEAL_NUMBER, at=Place(line=tuple(row.union.node.line)))
    licence = queries.certificate_of(row, certificate)
    form = ReasonForm(request.POST if request.method == "POST" else None, label="查看原因")
    shown = ""
    if request.method == "POST" and form.is_valid():
        shown = actions.reveal_number(row, certificate, form.cleaned_data["reason"], at=at, by=by)
    context = {"form": form, "number": shown, "licence": licence, "craftsman": row}
    return render(request, "talent/reveal_number.html", context, status=422 if form.errors else 200)


@door("POST", power=FORM_TEAM)
def drop_honour(request: HttpRequest, pk: int, honour: int) -> HttpResponse:
    actions.drop_honour(_to_change(request, pk), honour, at=at_of(request), by=by_of(request))
    messages.success(request, "已删去，修改记在档案里。")
    return redirect(f"/desk/talent/craftsmen/{pk}")


@door("POST", power=FORM_TEAM)
def drop_certificate(request: HttpRequest, pk: int, certificate: int) -> HttpResponse:
    actions.drop_certificate(_to_change(request, pk), certificate, at=at_of(request), by=by_of(request))
    messages.success(request, "已删去，修改记在档案里。")
    return redirect(f"/desk/talent/craftsmen/{pk}")


def craft_given(request: HttpRequest, form: CraftForm, *, levels: dict[str, int] | None = None) -> Craft:
    """Return what was written of somebody's craft; each skill at his own level where none is given."""
    given = form.cleaned_data
    return Craft(
        trade=given["trade"],
        level=given["level"],
        honour=given.get("honour", ""),
        profile=given["profile"],
        skills=levels if levels is not None else dict.fromkeys(given["skills"], given["level"]),
        employer=enterprise_given(request, form, "employer_code"),
    )


def _to_change(request: HttpRequest, pk: int) -> Craftsman:
    by = by_of(request)
    row = queries.craftsman(pk, by=by)
    by.must(FORM_TEAM, at=Place(line=tuple(row.union.node.line)))
    return row


def _form_of(request: HttpRequest, row: Craftsman, form: Form, title: str) -> HttpResponse:
    context = {
        "form": form, "title": title, "button": "登记", "back": f"/desk/talent/craftsmen/{row.pk}",
        "back_label": row.person.name,
    }  # fmt: skip
    return show_form(request, "talent/plain_form.html", context)


add_menu(
    MenuEntry(label="劳模工匠", icon="trophy", address="/desk/talent/craftsmen", power=READ, section="人才", place=51)
)
