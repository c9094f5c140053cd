from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.cast import MONDAY

from gongqiao.kernel.indicators import Cut, figure_named
from gongqiao.kernel.sheets.columns import Look
from gongqiao.services.innovation import figures
from gongqiao.services.innovation.actions import works
from gongqiao.services.innovation.actions.problems import add_problem, find_problem
from gongqiao.services.innovation.tests.makers import TUESDAY, a_firm, a_problem_form, a_work, fresh, raise_pillars

pytestmark = pytest.mark.django_db


def number(name, cast, **cut):
    return figure_named(f"innovation.{name}").value(Cut(**cut), by=cast.city_officer)


@pytest.mark.parametrize("figure", figures.EVERY_FIGURE, ids=lambda one: one.name)
def test_a_number_is_what_its_rows_add_up_to(cast, figure):
    work = a_work(cast, "working")
    raise_pillars(work, cast.officer)
    rows = list(figure.rows(Cut(), by=cast.city_officer).select_related(*figure.related))
    different = {getattr(row, figure.distinct) if figure.distinct else row.pk for row in rows}
    assert figure.value(Cut(), by=cast.city_officer) == len(different) > 0


@pytest.mark.parametrize("figure", figures.EVERY_FIGURE, ids=lambda one: one.name)
def test_every_cell_of_its_rows_can_be_drawn(cast, figure):
    work = a_work(cast, "working")
    raise_pillars(work, cast.officer)
    for who in (cast.city_officer, cast.head):
        for row in figure.rows(Cut(), by=who).select_related(*figure.related):
            assert all(column.value(row, Look(by=who, at=MONDAY)) is not None for column in figure.columns)


@pytest.mark.parametrize("figure", figures.EVERY_FIGURE, ids=lambda one: one.name)
def test_counts_only_what_the_viewer_sees(cast, figure):
    raise_pillars(a_work(cast, "working"), cast.officer)
    assert figure.value(Cut(), by=cast.other_officer) == 0
    assert figure.by_union(Cut(), by=cast.city_officer)[cast.county.pk] == figure.value(Cut(), by=cast.officer)


def test_a_head_reads_no_name_of_an_enterprise(cast):
    a_work(cast, "talks")
    row = figures.ENTERPRISES.rows(Cut(), by=cast.head).first()
    assert figures.ENTERPRISES.columns[0].value(row, Look(by=cast.head, at=MONDAY)) == "新会区总辖内一家企业"


def test_zhanjiang_finds_three_problems_drafts_one_agreement_and_raises_three_pillars(cast):
    work = a_work(cast)
    firms = [a_firm(61, "新会区滢桥羽绒有限公司"), a_firm(62, "新会区栎屏羽绒有限公司")]
    for title in ("洗毛水温不稳", "绒子含量分拣不准"):
        add_problem(work, a_problem_form([], firms, title=title), seen=None, at=MONDAY, by=cast.officer)
    works.talk(fresh(work), [firm.pk for firm in firms], seen=None, at=MONDAY, by=cast.officer)
    for _ in range(2):
        works.draft_agreement(fresh(work), seen=None, at=MONDAY, by=cast.officer)
    raise_pillars(work, cast.officer)
    assert (number("common_problems", cast), number("agreements_drafted", cast), number("pillars", cast)) == (3, 1, 3)
    assert number("agreements_signed", cast) == number("works_in_force", cast) == 0


def test_an_agreement_is_in_force_from_its_signing_until_the_work_is_over(cast):
    work = a_work(cast, "working")
    signed_on = TUESDAY.date()
    assert number("works_in_force", cast, until=signed_on - timedelta(days=1)) == 0
    works.drop(work, "企业搬走了", seen=None, at=TUESDAY + timedelta(days=9), by=cast.officer)
    assert number("works_in_force", cast, until=signed_on) == 1
    assert number("works_in_force", cast, until=signed_on + timedelta(days=9)) == 0
    assert number("agreements_signed", cast) == 1


def test_an_enterprise_in_two_works_counts_once(cast):
    a_work(cast, "talks")
    second = find_problem(
        a_problem_form([], [cast.enterprise, a_firm(71, "新会区钧浦羽绒有限公司")]), at=MONDAY, by=cast.officer
    )
    works.talk(fresh(second.work), [], seen=None, at=MONDAY, by=cast.officer)
    assert number("enterprises", cast) == 3


def test_a_flow_counts_the_days_that_are_asked_for(cast):
    a_work(cast)
    assert number("common_problems", cast, since=date(2026, 11, 16), until=date(2026, 11, 16)) == 1
    assert number("common_problems", cast, since=date(2026, 11, 17)) == 0
