"""The monthly brief at the desk: choose a month, look at the pages, take Word or PDF along."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.papers.queries import FilledPaper, fill
from gongqiao.services.enterprise_service.figures.brief import Month, Remarks, brief_facts
from gongqiao.services.enterprise_service.flow import READ_AT_DESK
from gongqiao.services.enterprise_service.forms.brief import BriefForm
from gongqiao.services.enterprise_service.rules.papers import MONTHLY_BRIEF
from gongqiao.web.doors import at_of, by_of, door, looked_at, show_form
from gongqiao.web.faces import MenuEntry, add_menu
from gongqiao.web.papers import download, preview

ADDRESS = "/desk/enterprise-service/brief"
TEMPLATE = "enterprise_service/desk/brief.html"
MONTHS_OFFERED = 24
FIELDS = ("month", "next_steps", "sent_up", "sent_to")


@door("GET", power=READ_AT_DESK)
def brief(request: HttpRequest) -> HttpResponse:
    """Show the brief of a month as pages beside the words that the office writes."""
    form = _form(request)
    if not form.is_valid():
        return show_form(request, TEMPLATE, {"form": form})
    sent = urlencode({name: form.cleaned_data[name] for name in FIELDS})
    paper = _filled(request, form)
    return preview(
        request, paper.kind, paper.word, made_by=paper.made_by, address=ADDRESS, back=ADDRESS, template=TEMPLATE,
        context={"form": form, "query": sent},
    )  # fmt: skip


@door("GET", power=READ_AT_DESK)
def take_brief(request: HttpRequest, form: str) -> HttpResponse:
    """Return the brief of a month as Word or PDF."""
    asked = _form(request)
    if not asked.is_valid():
        return show_form(request, TEMPLATE, {"form": asked})
    paper = _filled(request, asked)
    return download(paper.kind, paper.word, name=f"{paper.kind.label}-{asked.cleaned_data['month']}", form=form)


def _form(request: HttpRequest) -> BriefForm:
    """Return the form as it stands in the address; what is not said there takes its usual words."""
    months = _months(at_of(request))
    usual = {name: BriefForm.base_fields[name].initial or "" for name in FIELDS}
    given = {**usual, "month": months[0][0], **{name: request.GET[name] for name in FIELDS if name in request.GET}}
    form = BriefForm(given)
    form.fields["month"].choices = months  # type: ignore[attr-defined]
    return form


def _months(at: datetime) -> list[tuple[str, str]]:
    month, made = Month.of(local_date(at)), []
    for _ in range(MONTHS_OFFERED):
        made.append((str(month), f"{month.year}年{month.number}月"))
        month = month.before
    return made


def _filled(request: HttpRequest, form: BriefForm) -> FilledPaper:
    given = form.cleaned_data
    month = Month.named(given["month"])
    remarks = Remarks(next_steps=given["next_steps"], sent_up=given["sent_up"], sent_to=given["sent_to"])
    looked_at(request, "brief", 0)
    facts = brief_facts(month, remarks, at=at_of(request), by=by_of(request))
    link = request.build_absolute_uri(f"/desk/enterprise-service/figures?since={month.first}&until={month.last}")
    return fill(MONTHLY_BRIEF, facts, link=link)


add_menu(
    MenuEntry(
        label="工作简报",
        icon="file-text",
        address=ADDRESS,
        power=READ_AT_DESK,
        is_overview=True,
        section="数据",
        place=75,
    )
)
