"""Pages at the size of a province: 200,000 orders and 20,000 enterprises, cloned from the demo city by SQL.

    python -m bench.scale [--cases 200000] [--enterprises 20000] [--rounds 5] [--requests 20]

Everything that hangs on an order (need, problems, offers, visits, sign-ins, confirmation, ratings, duties, the lines of
the book, messages) is cloned with it, so that the tables have their real proportions. CPU is this process's own; the
wait for PostgreSQL is in the wall time beside it.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time

from bench.city import demo_city
from bench.pages import sign_in, visit_of
from bench.tables import show

STEP = 1_000_000
"""Between the ids of one clone and the next; no table of the demo city comes near it."""
FINISHED = ("closed", "confirmed", "withdrawn")
SHARE_OF_OPEN = 0.05
DESK = "/desk/enterprise-service"
PAGES = (
    ("hello page", "county_officer", "/bench/hello"),
    ("plain ORM + template, 50 rows", "county_officer", "/bench/plain-list"),
    ("orders, county", "county_officer", DESK + "/orders"),
    ("orders, city", "city_officer", DESK + "/orders"),
    ("orders, city, one dish and state", "city_officer", DESK + "/orders?dish=breakthrough&state=closed"),
    ("orders, city, page 200", "city_officer", DESK + "/orders?page=200"),
    ("all cases, city", "city_officer", "/desk/cases"),
    ("enterprises, city", "city_officer", DESK + "/enterprises"),
    ("today, county", "county_officer", "/desk"),
    ("today, city", "city_officer", "/desk"),
    ("one order, desk", "county_officer", "/desk/cases/{case}"),
    ("search, city", "city_officer", "/desk/search?q=空压机"),
    ("funnel", "city_officer", DESK + "/figures"),
    ("board", "head", "/board"),
    ("home, phone", "contact", "/"),
)
# Which columns of a table point into the family of one order, and which at its enterprise.
FAMILY: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("enterprise_service_need", (), ("enterprise_id",)),
    ("cases_case", (), ("enterprise_id",)),
    ("enterprise_service_order", ("case_id", "need_id"), ("enterprise_id",)),
    ("enterprise_service_problem", ("order_id",), ()),
    ("enterprise_service_trainingwish", ("order_id",), ()),
    ("enterprise_service_offer", ("order_id",), ()),
    ("enterprise_service_visitrecord", ("order_id", "activity_id"), ("enterprise_id",)),
    ("enterprise_service_presence", ("visit_id",), ()),
    ("enterprise_service_signin", ("visit_id",), ()),
    ("enterprise_service_promise", ("order_id", "visit_id"), ()),
    ("enterprise_service_confirmation", ("order_id",), ()),
    ("enterprise_service_correction", ("confirmation_id",), ()),
    ("enterprise_service_rating", ("order_id",), ()),
    ("enterprise_service_revisit", ("order_id",), ()),
    ("cases_task", ("case_id",), ("enterprise_id",)),
    ("audit_entry", ("case_id",), ()),
)
OWNER = {
    "enterprise_service_need": "join enterprise_service_order o on o.need_id = t.id",
    "cases_case": "join enterprise_service_order o on o.case_id = t.id",
    "enterprise_service_order": "join enterprise_service_order o on o.id = t.id",
    "enterprise_service_presence": "join enterprise_service_visitrecord v on v.id = t.visit_id"
    " join enterprise_service_order o on o.id = v.order_id",
    "enterprise_service_signin": "join enterprise_service_visitrecord v on v.id = t.visit_id"
    " join enterprise_service_order o on o.id = v.order_id",
    "enterprise_service_correction": "join enterprise_service_confirmation c on c.id = t.confirmation_id"
    " join enterprise_service_order o on o.id = c.order_id",
    "cases_task": "join enterprise_service_order o on o.case_id = t.case_id",
    "audit_entry": "join enterprise_service_order o on o.case_id = t.case_id",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--enterprises", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=20)
    chosen = parser.parse_args()
    with demo_city():
        grow(chosen.cases, chosen.enterprises)
        _measure(chosen)


def grow(cases: int, enterprises: int) -> None:
    """Clone the demo city's enterprises and orders until there are about so many."""
    import psycopg

    from gongqiao.site.embedded import Cluster

    began = time.monotonic()
    with psycopg.connect(Cluster.here().url("postgres")) as connection:
        run = connection.execute
        run("set session_replication_role = replica")
        first = run("select count(*) from org_enterprise").fetchone()[0]
        copies = max(1, round(enterprises / first) - 1)
        _clone_enterprises(connection, copies)
        run("create temp table plan (order_id bigint primary key, n int)")
        rows = run("select count(*) filter (where state = any(%s)), count(*) from cases_case where flow = 'order'",
                   [list(FINISHED)]).fetchone()  # fmt: skip
        finished, every = rows
        few = max(1, round(cases * SHARE_OF_OPEN / every))
        many = max(few, round(cases * (1 - SHARE_OF_OPEN) / finished))
        run("insert into plan select o.id, case when c.state = any(%s) then %s else %s end from enterprise_service_order o"
            " join cases_case c on c.id = o.case_id", [list(FINISHED), many, few])  # fmt: skip
        _clone_activities(connection)
        for table, inside, firm in FAMILY:
            _clone(connection, table, inside, firm, copies)
        _clone_sides(connection)
        run("set session_replication_role = default")
        connection.commit()
        connection.autocommit = True
        run("analyze")
        counted = run("select (select count(*) from cases_case), (select count(*) from org_enterprise),"
                      " (select count(*) from audit_entry)").fetchone()  # fmt: skip
    print(f"{counted[0]:,} cases, {counted[1]:,} enterprises, {counted[2]:,} lines in the book,"
          f" cloned in {time.monotonic() - began:.0f} s", file=sys.stderr)  # fmt: skip


def _listed(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _columns(connection, table: str) -> list[str]:
    rows = connection.execute(
        "select column_name from information_schema.columns where table_schema = 'public' and table_name = %s"
        " and is_generated = 'NEVER' order by ordinal_position", [table],
    )  # fmt: skip
    return [name for (name,) in rows]


def _clone_enterprises(connection, copies: int) -> None:
    names = _columns(connection, "org_enterprise")
    made = {
        "id": f"t.id + k * {STEP}",
        # The shape is right and every code is another one; nobody checks the check character here.
        "uscc": "overlay(t.uscc placing upper(lpad(to_hex(k), 3, '0')) || lpad((t.id % 10000)::text, 4, '0') from 11)",
        "name": "t.name || k", "short_name": "left(t.short_name, 34) || k", "sort_key": "left(t.sort_key, 190) || k",
    }  # fmt: skip
    shown = ", ".join(made.get(name, f't."{name}"') for name in names)
    connection.execute(
        f"insert into org_enterprise ({_listed(names)}) select {shown} from org_enterprise t,"
        f" generate_series(1, {copies}) k where t.id < {STEP}"
    )


def _clone_activities(connection) -> None:
    names = _columns(connection, "enterprise_service_activity")
    shown = ", ".join(f"t.id + k * {STEP}" if name == "id" else f't."{name}"' for name in names)
    connection.execute(
        f"insert into enterprise_service_activity ({_listed(names)}) select {shown} from enterprise_service_activity t"
        " join (select v.activity_id, max(n) as n from enterprise_service_visitrecord v join plan p using (order_id)"
        " group by 1) most on most.activity_id = t.id, generate_series(1, most.n) k"
    )


def _clone(connection, table: str, inside: tuple[str, ...], firm: tuple[str, ...], copies: int) -> None:
    names = _columns(connection, table)
    made = {"id": f"t.id + k * {STEP}"}
    made |= {name: f"t.{name} + k * {STEP}" for name in inside}
    made |= {name: f"t.{name} + (k %% {copies + 1}) * {STEP}" for name in firm}
    if table == "cases_case":
        made["number"] = "split_part(t.number, '-', 1) || '-' || split_part(t.number, '-', 2) || '-'" \
            " || split_part(t.number, '-', 3) || '-' || lpad((t.id * 10000 + k)::text, 9, '0')"  # fmt: skip
    if table == "audit_entry":
        made["thing_id"] = f"case when t.thing = 'case' then t.thing_id + k * {STEP} else t.thing_id end"
    shown = ", ".join(made.get(name, f't."{name}"') for name in names)
    owner = OWNER.get(table, "join enterprise_service_order o on o.id = t.order_id")
    connection.execute(
        f"insert into {table} ({_listed(names)}) select {shown} from {table} t {owner}"
        f" join plan p on p.order_id = o.id, generate_series(1, p.n) k where t.id < {STEP}",
        [],
    )


def _clone_sides(connection) -> None:
    names = _columns(connection, "audit_side")
    shown = ", ".join(f"t.entry_id + k * {STEP}" if name == "entry_id" else f't."{name}"' for name in names)
    connection.execute(
        f"insert into audit_side ({_listed(names)}) select {shown} from audit_side t"
        f" join audit_entry e on e.id = t.entry_id join enterprise_service_order o on o.case_id = e.case_id"
        f" join plan p on p.order_id = o.id, generate_series(1, p.n) k where t.entry_id < {STEP}"
    )


def _measure(chosen: argparse.Namespace) -> None:
    from django.db import connection
    from django.test import Client, override_settings
    from django.test.utils import CaptureQueriesContext

    with override_settings(ROOT_URLCONF="bench.twins", ALLOWED_HOSTS=["*"]):
        clients = {role: sign_in(Client(), role) for role in {role for _, role, _ in PAGES}}
        case = _one_clone()
        visits = {name: visit_of(clients[role], address.format(case=case)) for name, role, address in PAGES}
        queries = {}
        for name, visit in visits.items():
            visit()
            with CaptureQueriesContext(connection) as captured:
                visit()
            queries[name] = len(captured)
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in visits}
        for _ in range(chosen.rounds):
            for name, visit in visits.items():
                taken[name].append(_cpu_and_wall(visit, chosen.requests))
    cpu = {name: statistics.median(one for one, _ in pairs) for name, pairs in taken.items()}
    wall = {name: statistics.median(one for _, one in pairs) for name, pairs in taken.items()}
    hello, plain = cpu[PAGES[0][0]], cpu[PAGES[1][0]]
    rows = [
        (name, f"{cpu[name]:.1f} ms", f"{cpu[name] / hello:.1f}", f"{cpu[name] / plain:.2f}", f"{wall[name]:.0f} ms",
         queries[name])
        for name, _, _ in PAGES
    ]  # fmt: skip
    show(
        f"Pages at {chosen.cases:,} cases and {chosen.enterprises:,} enterprises"
        f" ({chosen.rounds} rounds of {chosen.requests})",
        ("page", "CPU", "÷ hello", "÷ plain list", "wall", "queries"),
        rows,
    )


def _one_clone() -> str:
    from gongqiao.kernel.people.models import Post
    from gongqiao.services.enterprise_service.models import Order

    post = Post.objects.get(person__account__login="demo:county_officer")
    return str(
        Order.objects.filter(case__org_id=post.union_id, pk__gt=STEP).order_by("-case__version").values_list(
            "case__number", flat=True
        )[0]
    )  # fmt: skip


def _cpu_and_wall(visit, requests: int) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(requests):
        visit()
    return (time.process_time() - cpu) * 1000 / requests, (time.perf_counter() - wall) * 1000 / requests


if __name__ == "__main__":
    main()
