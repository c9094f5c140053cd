"""A list as a workbook: a short one at once, a long one by the worker, as its person sees it at that time."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_resolver
from django.utils.http import content_disposition_header

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import NotAllowed, NotFound, WrongState
from gongqiao.kernel.base.seals import opened, sealed
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.jobs.models import Work
from gongqiao.kernel.jobs.work import Progress, WorkKind, register_work
from gongqiao.kernel.people.queries import actor_again
from gongqiao.kernel.sheets import exports
from gongqiao.kernel.sheets.models import Export
from gongqiao.kernel.sheets.writing import XLSX, cells_of, write_rows
from gongqiao.web.forms import Form
from gongqiao.web.lists import READ_AT_ONCE, Asked, Listing, listing_named, looking, rows_for_sheet

AT_ONCE = 200
A_DAY_S = 24 * 3600
PURPOSE = "export"


class ExportForm(Form):
    """The list that is asked for, sealed by the page that showed it: who did not see the page cannot ask."""

    sealed = forms.CharField(widget=forms.HiddenInput, max_length=4000, error_messages={"required": "请从列表页导出。"})


def form_for(listing: Listing, asked: Asked) -> ExportForm:
    """Return the form behind the button of a list that is too long to be written at once."""
    told = {
        "listing": listing.name, "made_of": dict(listing.made_of), "words": asked.words, "values": dict(asked.values),
        "person": asked.by.own_id,
    }  # fmt: skip
    return ExportForm(initial={"sealed": sealed(PURPOSE, told)})


def show_workbook(request: HttpRequest, listing: Listing, asked: Asked) -> HttpResponse:
    """Answer with the workbook of a short list; of a long one with the page that offers to write it."""
    total = listing.rows(asked).count()
    if total > AT_ONCE:
        context = {"listing": listing, "total": total, "form": form_for(listing, asked)}
        return render(request, "web/desk/export_offer.html", context)
    out = io.BytesIO()
    rows = write_rows(out, listing.label, listing.columns, rows_for_sheet(listing, asked))
    exports.note_small(listing.name, rows, at=asked.at, by=asked.by)
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = disposition(listing.label, asked.at)
    return response


def ask_for(text: str, *, at: datetime, by: Actor) -> Export:
    """Begin the workbook that a sealed form asks for. Raises NotFound for a seal that is old, broken or another's."""
    told: Any = opened(PURPOSE, text, max_age_s=A_DAY_S)
    listing = listing_named(told["listing"], told["made_of"], by=by)
    if listing is None or told["person"] != by.own_id:
        raise NotFound("这个列表已经打不开了，请回到列表页重新导出。")
    asked = Asked(by=by, at=at, words=told["words"], values=told["values"])
    return exports.ask_for(
        EXPORTING, listing.name, listing.label, made_of=listing.made_of, words=asked.words, values=asked.values,
        total=listing.rows(asked).count(), at=at, by=by,
    )  # fmt: skip


def disposition(label: str, at: datetime) -> str:
    """Return the header that names a workbook after its list and day."""
    return content_disposition_header(True, f"{label}-{local_date(at):%Y%m%d}.xlsx") or "attachment"


def _step(work: Work, at: datetime) -> Progress:
    """Fix the rows at first, then read some hundred of them a step, at last write the workbook."""
    export = Export.objects.select_for_update().get(pk=work.thing_id)
    by = actor_again(export.person_id, strength=work.strength, via="work", at=at)
    if not by.posts:
        raise NotAllowed("您现在没有职务，不能导出工作台的列表。")
    listing = _listing_of(export, by)
    asked = Asked(by=by, at=export.at, words=export.words, values=export.values)
    if export.row_ids is None:
        exports.fix_rows(export, list(listing.rows(asked).values_list("pk", flat=True)))
        return Progress(done=0, total=len(export.row_ids or ()), has_more=True)
    chosen = export.row_ids[work.done : work.done + READ_AT_ONCE]
    exports.keep_part(export, work.done, _cells(listing, asked, chosen))
    done, total = work.done + len(chosen), len(export.row_ids)
    if done < total:
        return Progress(done=done, total=total, has_more=True)
    written = exports.finish(export, listing.columns, at=at)
    return Progress(done=done, total=total, has_more=False, says=f"共 {written:,} 行，可以下载了，保留 7 天。")


def _listing_of(export: Export, by: Actor) -> Listing:
    get_resolver().url_patterns  # noqa: B018 the pages make their lists known, and a worker has no other reason to read them
    listing = listing_named(export.listing, export.made_of, by=by)
    if listing is None:
        raise WrongState("这个列表已经停用，没有导出。")
    return listing


def _cells(listing: Listing, asked: Asked, ids: Sequence[int]) -> list[list[Any]]:
    """Return the cells of these rows in their order; what the person may no longer see is left out."""
    found = {row.pk: row for row in listing.rows(asked).filter(pk__in=ids)}
    rows = [found[pk] for pk in ids if pk in found]
    look = looking(listing, rows, asked)
    return [cells_of(listing.columns, row, look) for row in rows]


EXPORTING = register_work(WorkKind(name="web.export", step=_step))
