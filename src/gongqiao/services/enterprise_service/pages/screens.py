"""Wall screens: set one up, see its address once, take it away."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from gongqiao.kernel.documents.prints import qr_svg
from gongqiao.kernel.org.queries import union
from gongqiao.services.enterprise_service.actions import screens as actions
from gongqiao.services.enterprise_service.flow import SHOW_ON_SCREENS
from gongqiao.services.enterprise_service.queries import screens as queries
from gongqiao.web.doors import at_of, by_of, carry_out, door, show_form
from gongqiao.web.forms import Form

HERE = "/desk/enterprise-service/screens"


class ScreenForm(Form):
    """Where the screen hangs."""

    label = forms.CharField(label="放在哪里", max_length=40, help_text="例如：三楼值班室")


@door("GET", "POST", power=SHOW_ON_SCREENS)
def every_screen(request: HttpRequest) -> HttpResponse:
    """Show the screens; a new one's address is shown once and kept nowhere."""
    by, at = by_of(request), at_of(request)
    form = ScreenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            place = union(by.posts[0].node_id, by=by)
            _, request.session["screen"] = actions.set_up_screen(place, form.cleaned_data["label"], at=at, by=by)
            return HERE

        if answer := carry_out(request, form, act):
            return answer
    token = request.session.pop("screen", "") if request.method == "GET" else ""
    address = request.build_absolute_uri(f"/wall/{token}") if token else ""
    context = {
        "form": form, "address": address, "qr": qr_svg(address) if address else "",
        "screens": list(queries.screens(by=by)),
    }  # fmt: skip
    return show_form(request, "enterprise_service/desk/screens.html", context)


@door("POST", power=SHOW_ON_SCREENS)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    actions.revoke_screen(queries.screen(pk, by=by_of(request)), at=at_of(request), by=by_of(request))
    messages.success(request, "已停用，那块屏幕再也打不开看板。")
    return redirect(HERE)
