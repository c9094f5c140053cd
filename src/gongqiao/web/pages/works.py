"""How far long work is, stopping it, trying it again; and the workbooks that it wrote."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongqiao.kernel.jobs import work as long_work
from gongqiao.kernel.sheets import exports as kept
from gongqiao.kernel.sheets.columns import Column, Look, Standing
from gongqiao.kernel.sheets.writing import XLSX
from gongqiao.web import exports
from gongqiao.web.doors import at_of, by_of, carry_out, door
from gongqiao.web.tables import table

COLUMNS = (
    Column(
        name="label", label="列表", is_wide=True, value=lambda e, look: e.label, link=lambda e: f"/desk/exports/{e.pk}"
    ),
    Column(name="at", label="发起", kind="moment", value=lambda e, look: e.at),
    Column(name="rows", label="行数", kind="whole", value=lambda e, look: e.rows or None),
    Column(
        name="state", label="状态", kind="standing",
        value=lambda e, look: Standing(shape="stop", label="已过期") if e.forgotten_at
        else Standing(shape="done", label="可下载") if e.written_at else Standing(shape="run", label="没写好"),
    ),
)  # fmt: skip


@door("GET")
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far one's own work is; when it has ended, the page behind is shown anew."""
    work = long_work.own_work(pk, by=by_of(request))
    if not request.headers.get("HX-Request"):
        return redirect(work.url)
    response = render(request, "web/parts/work.html", {"work": work, "may_cancel": long_work.may_cancel(work)})
    if work.state != "open":
        response["HX-Refresh"] = "true"
    return response


@door("POST")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    work = long_work.cancel(pk, at=at_of(request), by=by_of(request))
    messages.success(request, "已停下。已办完的部分都在。")
    return redirect(work.url)


@door("POST")
def again(request: HttpRequest, pk: int) -> HttpResponse:
    work = long_work.try_again(pk, at=at_of(request), by=by_of(request))
    messages.success(request, "从停住的地方接着办。")
    return redirect(work.url)


@door("GET", "POST")
def every_export(request: HttpRequest) -> HttpResponse:
    """Show one's own workbooks; begin a new one for a list that was shown."""
    by, at = by_of(request), at_of(request)
    form = exports.ExportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            return kept.PAGE.format(pk=exports.ask_for(form.cleaned_data["sealed"], at=at, by=by).pk)

        if answer := carry_out(request, form, act):
            return answer
    rows = kept.own_exports(by=by)
    context = {"form": form, "table": table(COLUMNS, rows, Look(by=by, at=at)) if rows else ""}
    status = 200 if request.method != "POST" else form.refusal.status if form.refusal else 422
    return render(request, "web/desk/exports.html", context, status=status)


@door("GET")
def one_export(request: HttpRequest, pk: int) -> HttpResponse:
    export = kept.own_export(pk, by=by_of(request))
    work = long_work.latest(exports.EXPORTING, pk)
    context = {
        "export": export, "work": work, "may_cancel": bool(work and long_work.may_cancel(work)),
        "is_there": export.written_at is not None and export.forgotten_at is None, "kept_until": export.at + kept.KEPT,
    }  # fmt: skip
    return render(request, "web/desk/export.html", context)


@door("GET")
def export_file(request: HttpRequest, pk: int) -> FileResponse:
    export, path = kept.fetch(pk, at=at_of(request), by=by_of(request))
    response = FileResponse(path.open("rb"), content_type=XLSX)
    response["Content-Disposition"] = exports.disposition(export.label, export.at)
    return response
