"""The rules of the house hold, and each of them finds a violation that is planted."""

from __future__ import annotations

import pytest

from tests.architecture import house

SERVICE = "services/planted"

PLANTED = [
    (house.doors_touch_no_manager, f"{SERVICE}/pages.py", "def show(request):\n    return Order.objects.all()\n"),
    (house.doors_touch_no_manager, f"{SERVICE}/api.py", "def show(request):\n    return Order._default_manager.all()\n"),
    (house.doors_write_nothing, f"{SERVICE}/pages.py", "def show(request):\n    order = queries.order(1)\n    order.save()\n"),
    (house.doors_write_nothing, f"{SERVICE}/pages/desk.py", "def show(request):\n    queries.orders().update(x=1)\n"),
    (house.doors_write_nothing, f"{SERVICE}/queries.py", "def order(pk, *, by):\n    order_of(by).delete()\n"),
    (house.actions_say_who_acts, f"{SERVICE}/actions.py", 'def go(*, by, at):\n    """Go."""\n'),
    (house.actions_say_who_acts, f"{SERVICE}/actions.py", 'def go(*, at, by=None):\n    """Go."""\n'),
    (house.actions_say_who_acts, f"{SERVICE}/actions/going.py", "def go(*, at, by):\n    return 1\n"),
    (house.actions_check_a_power, f"{SERVICE}/actions.py", 'def go(*, by):\n    """Go."""\n    write("x", by=by)\n'),
    (house.actions_leave_a_line, f"{SERVICE}/actions.py", 'def go(*, by):\n    """Go."""\n    by.must(GO)\n'),
    (house.actions_leave_a_line, "kernel/org/actions.py", 'def go(*, by):\n    """Go."""\n    by.must(GO)\n'),
    (house.queries_say_by_what_right, f"{SERVICE}/queries.py", "def all():\n    return Order.objects.all()\n"),
    (house.queries_say_by_what_right, f"{SERVICE}/queries.py", "def a(pk):\n    return _a()\ndef _a():\n    return X.objects.get()\n"),
    (house.only_doors_read_the_clock, f"{SERVICE}/actions.py", "def go(*, by):\n    return datetime.now()\n"),
    (house.only_doors_read_the_clock, f"{SERVICE}/rules.py", "def is_late(x):\n    return x < timezone.now()\n"),
    (house.only_doors_read_the_clock, "cores/planted/core.py", "def age(born):\n    return date.today() - born\n"),
    (house.cores_are_pure, "cores/planted/core.py", "import random\ndef pick(xs):\n    return random.choice(xs)\n"),
    (house.cores_are_pure, "cores/planted/core.py", "from random import shuffle\n"),
    (house.cores_are_pure, "cores/planted/core.py", "import random\nr = random.Random()\n"),
    (house.cores_are_pure, "cores/planted/core.py", "import secrets\n"),
    (house.cores_are_pure, "cores/planted/core.py", "def read():\n    return open('x')\n"),
    (house.no_back_door_through_the_registry, f"{SERVICE}/rules.py", "m = apps.get_model('talent', 'Team')\n"),
    (house.no_back_door_through_the_registry, f"{SERVICE}/rules.py", "m = import_module('gongqiao.services.talent.models')\n"),
    (house.files_stay_small, f"{SERVICE}/rules.py", "x = 1\n" * 401),
    (house.files_stay_small, "kernel/cases/more.py", "x = 1\n" * 399 + "y = 2\n" * 1),
    (house.names_say_something, f"{SERVICE}/utils.py", "x = 1\n"),
    (house.names_say_something, f"{SERVICE}/rules.py", "def process_order():\n    pass\n"),
    (house.names_say_something, f"{SERVICE}/rules.py", "class CommonThings:\n    pass\n"),
    (house.names_say_something, f"{SERVICE}/rules.py", "class OrderManager:\n    pass\n"),
    (house.public_functions_teach, f"{SERVICE}/rules.py", "def decide():\n    return 1\n"),
]  # fmt: skip
ALLOWED = [
    (house.queries_say_by_what_right, f"{SERVICE}/queries.py", "def orders(*, by):\n    return Order.objects.visible_to(by)\n"),
    (house.queries_say_by_what_right, f"{SERVICE}/queries.py", "def problems(order: Order):\n    return X.objects.filter(o=order)\n"),
    (house.actions_check_a_power, f"{SERVICE}/actions.py", "def go(*, by):\n    _go(by)\ndef _go(by):\n    by.must(GO)\n"),
    (house.doors_write_nothing, f"{SERVICE}/api.py", "@router.delete('/x')\ndef x(request):\n    return 1\n"),
    (house.names_say_something, f"{SERVICE}/rules.py", "class CommonProblem:\n    pass\n"),
    (house.cores_are_pure, "cores/planted/core.py", "from random import Random\ndef pick(xs, seed):\n    return Random(seed)\n"),
]  # fmt: skip


def name_of(value) -> str:
    return getattr(value, "__name__", "") or str(value)[:40]


@pytest.mark.parametrize("rule", house.RULES, ids=name_of)
def test_the_house_keeps_the_rule(rule):
    assert rule(house.SRC) == []


@pytest.mark.parametrize(("rule", "path", "code"), PLANTED, ids=name_of)
def test_a_planted_violation_is_found(rule, path, code, tmp_path):
    if rule is house.files_stay_small and path.startswith("kernel/"):
        for n in range(4):
            plant(tmp_path, f"kernel/cases/more{n}.py", code)
        assert rule(tmp_path) == ["kernel/cases: 1600 lines"]
        return
    plant(tmp_path, path, code)
    assert any(line.startswith(path) for line in rule(tmp_path))


@pytest.mark.parametrize(("rule", "path", "code"), ALLOWED, ids=name_of)
def test_what_is_allowed_is_not_complained_about(rule, path, code, tmp_path):
    plant(tmp_path, path, code)
    assert rule(tmp_path) == []


def test_every_rule_has_a_planted_violation():
    assert {rule for rule, _, _ in PLANTED} == set(house.RULES)


def plant(root, path, code):
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(code, encoding="utf-8")
