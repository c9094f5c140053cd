"""Doors of the expert library at the desk: the list, one expert, enrolling, inviting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.base.masking import mask_phone
from gongqiao.services.talent.actions import experts as actions
from gongqiao.services.talent.figures import EXPERT_COLUMNS
from gongqiao.services.talent.flow import EMPLOYER_KINDS, ENROL_EXPERT, INVITE_EXPERT, READ
from gongqiao.services.talent.forms.experts import EditExpertForm, ExpertForm, InviteExpertForm
from gongqiao.services.talent.pages.choices import counties, home_of, person_given
from gongqiao.services.talent.queries import craftsmen
from gongqiao.services.talent.queries import experts as queries
from gongqiao.web.doors import at_of, by_of, carry_out, door, show_form
from gongqiao.web.faces import MenuEntry, add_menu
from gongqiao.web.forms import ReasonForm
from gongqiao.web.listings import Asked, Choices, Listing, register_listing, show_listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongqiao.services.talent.models import Expert


def _fields(by: Actor) -> Sequence[tuple[str, str]]:
    return [(name, name) for name in queries.fields_in_use(by=by)]


def _experts(asked: Asked) -> QuerySet[Any]:
    rows = queries.experts_like(asked.words, by=asked.by)
    if asked.value("field"):
        rows = rows.filter(fields__contains=[asked.value("field")])
    for name, path in (("kind", "employer_kind"), ("county", "union_id"), ("taking", "is_taking")):
        if asked.value(name):
            rows = rows.filter(**{path: asked.value(name)})
    return rows


EXPERTS = register_listing(
    Listing(
        name="talent.experts",
        label="专家库",
        says="高精尖人才，全市共用：按领域找，请他们解答难题、入企、评审。",
        searchable="姓名、拼音首字母、领域、标签、职称",
        rows=_experts,
        filters=(
            Choices(name="field", label="领域", of=_fields),
            Choices(name="kind", label="单位类别", of=lambda by: EMPLOYER_KINDS),
            Choices(name="county", label="所属工会", of=counties),
            Choices(name="taking", label="现在", of=lambda by: [("1", "可邀请")]),
        ),
        columns=EXPERT_COLUMNS,
        row_link=lambda row: f"/desk/talent/experts/{row.pk}",
        empty=("没有符合的专家", "换个词试试，或入库一位。"),
    )
)


@door("GET", power=READ)
def experts(request: HttpRequest) -> HttpResponse:
    context = {"may_add": by_of(request).holds("officer")}
    return show_listing(request, EXPERTS, template="talent/experts.html", context=context)


@door("GET", power=READ)
def expert(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one expert: fields, who recommended him, to what he was invited."""
    by = by_of(request)
    row = queries.expert(pk, by=by)
    request.looked_at = ("expert", pk)  # type: ignore[attr-defined]
    place = Place(line=tuple(row.union.node.line))
    is_open = row.retired_at is None
    context = {
        "expert": row,
        "phone": mask_phone(row.person.phone or "") if by.may_see_names else "",
        "craftsman": craftsmen.craftsman_of(row.person_id),
        "invitations": queries.invitations_of(row, by=by),
        "may_change": is_open and by.may(ENROL_EXPERT, at=place),
        "may_invite": is_open and row.is_taking and by.may_anywhere(INVITE_EXPERT),
        "may_see_names": by.may_see_names,
    }
    return render(request, "talent/expert.html", context)


@door("GET", "POST", power=ENROL_EXPERT)
def new_expert(request: HttpRequest) -> HttpResponse:
    by, at = by_of(request), at_of(request)
    home = home_of(by)
    form = ExpertForm(
        request.POST if request.method == "POST" else None, domains=craftsmen.domains(),
        initial={"recommended_by": home.name},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            made = actions.enrol_expert(person_given(request, form), form.expert(), union=home, at=at, by=by)
            return f"/desk/talent/experts/{made.pk}"

        if answer := carry_out(request, form, act, done="已入库，全市都能请到。"):
            return answer
    return show_form(request, "talent/expert_form.html", {"form": form, "home": home})


@door("GET", "POST", power=ENROL_EXPERT)
def edit_expert(request: HttpRequest, pk: int) -> HttpResponse:
    by, at = by_of(request), at_of(request)
    row = _to_change(request, pk)
    domains = craftsmen.domains()
    names = ("title", "employer_kind", "employer", "recommended_by", "intro", "valid_to")
    written = {
        **{name: getattr(row, name) for name in names}, "tags": "、".join(row.tags), "seen": row.version,
        "fields_chosen": [name for name in row.fields if name in domains],
        "more_fields": "、".join(name for name in row.fields if name not in domains),
    }  # fmt: skip
    form = EditExpertForm(request.POST if request.method == "POST" else None, domains=domains, initial=written)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.edit_expert(row, form.expert(), seen=form.cleaned_data.get("seen"), at=at, by=by)
            return f"/desk/talent/experts/{pk}"

        if answer := carry_out(request, form, act, done="已保存，修改记在档案里。"):
            return answer
    return show_form(request, "talent/expert_form.html", {"form": form, "expert": row})


@door("GET", "POST", power=ENROL_EXPERT)
def retire_expert(request: HttpRequest, pk: int) -> HttpResponse:
    by, at = by_of(request), at_of(request)
    row = _to_change(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None, label="退出的原因")
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.retire_expert(row, form.cleaned_data["reason"], at=at, by=by)
            return f"/desk/talent/experts/{pk}"

        if answer := carry_out(request, form, act, done="已退出专家库，以前的记录都在。"):
            return answer
    context = {
        "form": form, "title": "退出专家库", "button": "退出", "back": f"/desk/talent/experts/{pk}",
        "back_label": row.person.name, "says": "退出以后不再被找到和邀请，已经答应的邀请照旧。",
    }  # fmt: skip
    return show_form(request, "talent/plain_form.html", context)


@door("GET", "POST", power=INVITE_EXPERT)
def invite_expert(request: HttpRequest, pk: int) -> HttpResponse:
    by, at = by_of(request), at_of(request)
    row = queries.expert(pk, by=by)
    form = InviteExpertForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            made = actions.invite_expert(row, form.invitation(), union=home_of(by), at=at, by=by)
            return f"/desk/cases/{made.case.number}"

        if answer := carry_out(request, form, act, done="邀请已发出，等专家答复。"):
            return answer
    return show_form(request, "talent/invite_expert.html", {"form": form, "expert": row})


def _to_change(request: HttpRequest, pk: int) -> Expert:
    by = by_of(request)
    row = queries.expert(pk, by=by)
    by.must(ENROL_EXPERT, at=Place(line=tuple(row.union.node.line)))
    return row


add_menu(
    MenuEntry(label="专家库", icon="library", address="/desk/talent/experts", power=READ, section="人才", place=52)
)
