"""The peers of our pages, under the same middleware: a hello page, and a list as plain Django would write it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from gongqiao.services.enterprise_service.models import Order

ROWS = 20
PLAIN_LIST = """<!doctype html><title>orders</title><table>{% for order in orders %}
<tr><td>{{ order.case.number }}<td>{{ order.title }}<td>{{ order.enterprise.name }}<td>{{ order.case.state }}
<td>{{ order.case.due_at|date:"Y-m-d" }}<td>{{ order.case.org.node.name }}</tr>{% endfor %}</table>"""


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def plain_list(request: HttpRequest) -> HttpResponse:
    """Twenty orders by a queryset with joins and a template: no scope, no frame, no menu, no filters."""
    orders = Order.objects.select_related("case__org__node", "enterprise").order_by("-case__opened_at")[:ROWS]
    template = engines["django"].from_string(PLAIN_LIST)
    return HttpResponse(template.render({"orders": orders}, request))


urlpatterns = [
    path("bench/hello", hello),
    path("bench/plain-list", plain_list),
    path("", include("gongqiao.site.urls")),
]
