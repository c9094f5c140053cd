"""Enterprises from the lists of the bureaus, through the whole way of a batch."""

from __future__ import annotations

from datetime import date

import pytest
from tests.cast import MONDAY, sound_code

from gongqiao.kernel.batches import actions, queries
from gongqiao.kernel.org.models import Enterprise
from gongqiao.services.enterprise_service.tests.lists import PLAIN, a_batch

pytestmark = pytest.mark.django_db


def the_row(cast, **changes):
    return a_batch(cast, {**PLAIN, **changes}).rows.get()


def fault(cast, **changes) -> tuple[str, str]:
    (told,) = the_row(cast, **changes).faults
    return told["problem"], told["mend"]


def test_a_full_row_becomes_an_enterprise(cast):
    batch = a_batch(
        cast,
        PLAIN | {
            "town": "新会区·会城街道", "short_name": "石涌五金", "address": "二路", "industry_class": "33 金属制品业",
            "industry": "厨具", "workers": "１２０", "speciality": "省级专精特新", "ledger": "市级", "above_size": "是",
            "tags": "高新技术", "recognised_on": "2026年9月1日",
        },
    )  # fmt: skip
    assert batch.rows.get().faults == []
    actions.take_in(batch.pk, at=MONDAY, by=cast.officer)
    row = Enterprise.objects.get(uscc=sound_code(700))
    assert set(row.labels) == {"省级专精特新", "产改台账·市级", "规上", "高新技术"}
    assert (row.classed_as_id, row.workers, row.speciality, row.ledger_level) == ("33", 120, "province", "city")
    assert row.tag_sources.get(tag="规上").recognised_on == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("typed", "code"), [("33", "33"), (33, "33"), (1, "01"), ("金属制品业", "33"), ("33金属制品业", "33"), ("C", "C")]
)
def test_an_industry_may_be_named_or_numbered(cast, typed, code):
    assert the_row(cast, industry_class=typed).values["industry_class"] == code


@pytest.mark.parametrize(
    ("field", "typed", "problem", "mend"),
    [
        ("county", "新会县", "不在可选项里", "改为“新会区”"),
        ("town", "台山市·台城街道", "这个镇街不在前面写的县（市、区）", "两格改一格"),
        ("industry_class", "金属加工", "国民经济行业分类里没有", ""),
        ("speciality", "市级小巨人", "不在可选项里", ""),
        ("ledger", "镇级", "不在可选项里", ""),
        ("code", 9.14407e17, "Excel 把代码变成了数字，后几位已经丢了", "文本格式"),
        ("county", "台山市", "不在您的辖区", "删掉这一行"),
    ],
)
def test_a_wrong_cell_says_what_to_do(cast, field, typed, problem, mend):
    told = fault(cast, **{field: typed})
    assert told[0] == problem
    assert mend in told[1]


def test_what_would_change_is_said_in_words_before(cast):
    row = the_row(cast, code=sound_code(1), name="新会区砺江压铸有限公司", workers=88, ledger="省级", speciality="不是")
    assert row.state == "updated"
    assert row.changes == ["职工人数：空 → 88", "产改台账级别：空 → 省级", "标签：专精特新 → 产改台账"]


def test_undo_of_a_batch_restores_the_register(cast):
    before = list(Enterprise.objects.order_by("pk").values())
    batch = a_batch(cast, PLAIN, {**PLAIN, "code": sound_code(1), "workers": 9, "name": "改了名"})
    actions.take_in(batch.pk, at=MONDAY, by=cast.officer)
    assert Enterprise.objects.count() == len(before) + 1
    actions.undo(batch.pk, at=MONDAY, by=cast.officer)
    assert list(Enterprise.objects.order_by("pk").values()) == before


def test_the_city_may_import_for_every_county(cast):
    batch = a_batch(cast, PLAIN, {**PLAIN, "code": sound_code(701), "county": "台山市"}, who="city_officer")
    assert {row.state for row in batch.rows.all()} == {"new"}
    assert queries.batches(by=cast.officer).count() == 0, "a county does not see the city's list"
