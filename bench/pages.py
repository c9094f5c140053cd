"""CPU of our pages in one process, next to a hello page and a plain ORM + template list under the same middleware.

    python -m bench.pages [--rounds 5] [--requests 40]

Peers and pages alternate in every round; the median round counts. CPU is this process's own, without PostgreSQL's.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

from bench.city import demo_city
from bench.tables import show

PAGES = (
    ("hello page", "county_officer", "/bench/hello"),
    ("plain ORM + template, 50 rows", "county_officer", "/bench/plain-list"),
    ("orders, desk", "county_officer", "/desk/enterprise-service/orders"),
    ("today, desk", "county_officer", "/desk"),
    ("one order, desk", "county_officer", "/desk/cases/{case}"),
    ("home, phone", "contact", "/"),
    ("funnel", "city_officer", "/desk/enterprise-service/figures"),
    ("board", "head", "/board"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=40)
    chosen = parser.parse_args()
    with demo_city():
        _measure(chosen.rounds, chosen.requests)


def _measure(rounds: int, requests: int) -> None:
    from django.db import connection
    from django.test import Client, override_settings
    from django.test.utils import CaptureQueriesContext

    with override_settings(ROOT_URLCONF="bench.twins", ALLOWED_HOSTS=["*"]):
        clients = {role: sign_in(Client(), role) for role in {role for _, role, _ in PAGES}}
        case = _one_case()
        visits: list[tuple[str, Callable[[], object]]] = []
        queries, weights = {}, {}
        for name, role, address in PAGES:
            visit = visit_of(clients[role], address.format(case=case))
            visit()
            with CaptureQueriesContext(connection) as captured:
                weights[name] = len(visit().content)
            queries[name] = len(captured)
            visits.append((name, visit))
        cpu_ms: dict[str, list[float]] = {name: [] for name, _, _ in PAGES}
        for _ in range(rounds):
            for name, visit in visits:
                cpu_ms[name].append(_cpu_ms(visit, requests))
    median = {name: statistics.median(taken) for name, taken in cpu_ms.items()}
    hello, plain = median[PAGES[0][0]], median[PAGES[1][0]]
    rows = [
        (name, f"{median[name]:.2f} ms", f"{median[name] / hello:.1f}", f"{median[name] / plain:.2f}", queries[name],
         f"{weights[name] / 1000:.1f} kB")
        for name, _, _ in PAGES
    ]  # fmt: skip
    show(
        f"Pages of the demo city ({rounds} rounds of {requests})",
        ("page", "CPU", "÷ hello", "÷ plain list", "queries", "HTML"),
        rows,
    )


def sign_in(client, role: str):
    """Sign a demo role in through its own button."""
    answer = client.post(f"/sign-in/demo/{role}")
    if answer.status_code != 302:
        raise SystemExit(f"the demo door did not open for {role}: {answer.status_code}")
    return client


def _one_case() -> str:
    from gongqiao.kernel.people.models import Post
    from gongqiao.services.enterprise_service.models import Order

    post = Post.objects.get(person__account__login="demo:county_officer")
    order = Order.objects.filter(case__org_id=post.union_id).select_related("case").order_by("-case__version").first()
    if order is None:
        raise SystemExit("the demo officer has no order to look at")
    return order.case.number


def visit_of(client, address: str):
    def visit():
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
        return answer

    return visit


def _cpu_ms(visit, requests: int) -> float:
    began = time.process_time()
    for _ in range(requests):
        visit()
    return (time.process_time() - began) * 1000 / requests


if __name__ == "__main__":
    main()
