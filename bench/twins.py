"""The peers of our pages, under the same middleware: a hello page, and a list as plain Django would write it."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from gongqiao.services.enterprise_service.models import Order

ROWS = 50
PLAIN_LIST = """<!doctype html><title>orders</title><table>{% for order in orders %}
<tr><td>{{ order.title }}<td>{{ order.enterprise.short_name }}<td>{{ order.get_dish_display }}<td>{{ order.case.number }}
<td>{{ order.team_id }}<td>{{ order.case.state }}<td>{{ order.case.due_at|date:"Y-m-d" }}
<td>{{ order.ordered_at|date:"Y-m-d" }}</tr>{% endfor %}</table>"""


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def plain_list(request: HttpRequest) -> HttpResponse:
    """The same fifty orders in the same eight columns, as one would write them: no scope, no frame, no menu, no filters."""
    orders = Order.objects.select_related("case", "enterprise").order_by("-ordered_at")[:ROWS]
    return HttpResponse(_plain_list().render({"orders": orders}, request))


@cache
def _plain_list():
    return engines["django"].from_string(PLAIN_LIST)


urlpatterns = [
    path("bench/hello", hello),
    path("bench/plain-list", plain_list),
    path("", include("gongqiao.site.urls")),
]
