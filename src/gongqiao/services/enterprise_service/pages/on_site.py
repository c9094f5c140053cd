"""On site: the leader's page with its rotating code, and the page that a worker's scan opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.base.errors import GongqiaoError, NotFound
from gongqiao.kernel.base.masking import mask_phone
from gongqiao.kernel.base.throttle import Limit, count
from gongqiao.kernel.cases.queries import place_of
from gongqiao.kernel.documents.prints import qr_svg
from gongqiao.services.enterprise_service.actions import visits
from gongqiao.services.enterprise_service.flow import SERVE
from gongqiao.services.enterprise_service.forms.visits import LeaderLineForm, SignInForm
from gongqiao.services.enterprise_service.queries import orders as queries
from gongqiao.services.enterprise_service.rules.sign_in_codes import CODE_LIVES_S, SignInCode, code_at, ticket, visit_of
from gongqiao.web.doors import at_of, by_of, carry_out, check_method, door
from gongqiao.web.reading import address_of

if TYPE_CHECKING:
    from gongqiao.services.enterprise_service.models import VisitRecord

TRIES = Limit(name="sign-in-on-site", most=240, window_s=600, sentence="这个网络签到太频繁了，请稍等几分钟再试。")


@door("GET", "POST")
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the code to scan and who has signed; the leader adds a line for somebody without a phone."""
    record = _served(request, pk)
    form = LeaderLineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> str:
            fresh = visits.sign_in(record, given["name"], given["phone"], at=at_of(request), by=by_of(request))
            if not fresh:
                messages.info(request, "这个手机号已经签过到了。")
            return f"/enterprise-service/visits/{pk}"

        if answer := carry_out(request, form, act):
            return answer
    lines = queries.sign_ins(record, by=by_of(request))
    context = {
        "visit": record,
        "order": record.order,
        "form": form,
        "lines": [(line, mask_phone(line.phone) if line.phone else "没有手机") for line in lines],
        "is_open": record.state == "under_way",
        **_code(request, record),
    }
    return render(request, "enterprise_service/visit.html", context, status=422 if form.errors else 200)


@door("GET")
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the code of this moment and how many have signed, for the leader's page to refresh."""
    record = _served(request, pk)
    return JsonResponse({**_code(request, record), "count": record.sign_ins.count()})


@door("POST")
def take_out(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    visits.take_out_sign_in(_served(request, pk), line, at=at_of(request), by=by_of(request))
    return redirect(f"/enterprise-service/visits/{pk}")


def arrive(request: HttpRequest, text: str) -> HttpResponse:
    """Open the form that a scan leads to: the code must be of this moment, the form may then take its time."""
    check_method(request, "GET")
    count(TRIES, address_of(request), at=at_of(request))
    found = visit_of(text, at=at_of(request))
    return redirect(f"/s/{ticket(found, at=at_of(request))}/form")


def sign(request: HttpRequest, text: str) -> HttpResponse:
    """Let a worker type name and phone."""
    check_method(request, "GET", "POST")
    record = queries.visit_for_sign_in(visit_of(text, at=at_of(request), as_ticket=True))
    if record is None:
        raise NotFound("这次上门已经结束，不能再签到了。请找队长补登。")
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        count(TRIES, address_of(request), at=at_of(request))
        if form.is_valid():
            given = form.cleaned_data
            try:
                fresh = visits.sign_in(
                    record, given["name"], given["phone"], at=at_of(request), by=the_job("scanned_code")
                )
            except GongqiaoError as refused:
                form.take(refused)
            else:
                return render(
                    request, "enterprise_service/signed.html", {"visit": record, "is_new": fresh, "name": given["name"]}
                )
    context = {"visit": record, "form": form}
    return render(request, "enterprise_service/sign.html", context, status=422 if form.errors or form.refusal else 200)


def _served(request: HttpRequest, pk: int) -> VisitRecord:
    by = by_of(request)
    record = queries.visit(pk, by=by)
    by.must(SERVE, at=place_of(record.order.case, at=at_of(request), by=by))
    return record


def _code(request: HttpRequest, record: VisitRecord) -> dict[str, object]:
    made: SignInCode = code_at(record.pk, at=at_of(request))
    address = request.build_absolute_uri(f"/s/{made.text}")
    return {"qr": qr_svg(address, scale=6), "left_s": made.left_s, "lives_s": CODE_LIVES_S, "address": address}
