from __future__ import annotations

import pytest

from gongqiao.kernel.base.errors import Invalid
from gongqiao.kernel.org.models import Enterprise, Industry
from gongqiao.kernel.org.queries import industries
from gongqiao.kernel.org.seeds import industry_rows, load_industries, write_industries

pytestmark = pytest.mark.django_db
HEAD = "code,name,level,parent,note\n"
FAULTS = {
    "no header": ("33,金属制品业,2,C\n", "第 1 行应有"),
    "nothing below": (HEAD, "至少有一行"),
    "a strange code": (HEAD + "3X1,刀具,3,33,\n", "代码“3X1”不对"),
    "another level": (HEAD + "331,结构性金属制品制造,4,33,\n", "层级应为 3"),
    "no name": (HEAD + "331,,3,33,\n", "名称空白"),
    "an unknown parent": (HEAD + "3311,金属结构制造,4,331,\n", "上级“331”不对"),
    "a parent of another branch": (HEAD + "331,结构性金属制品制造,3,34,\n", "上级“34”不对"),
    "a section below something": (HEAD + "C,制造业,1,A,\n", "门类 C 上面不应再有上级"),
    "the same twice": (HEAD + "331,甲,3,33,\n331,乙,3,33,\n", "出现了两次"),
}


def test_twenty_sections_and_ninety_seven_divisions_ship_with_the_product():
    assert len(industries(level=1)) == 20
    assert len(industries(level=2)) == 97
    assert Industry.objects.get(code="33").section == "C"


def test_deeper_levels_are_read_in_any_order_and_written_twice_without_harm():
    text = HEAD + "3311,金属结构制造,4,331,说明\n331,结构性金属制品制造,3,33,\n"
    for _ in range(2):
        write_industries(industry_rows(("\ufeff" + text).encode()))
    assert Industry.objects.count() == 119
    assert Industry.objects.get(code="3311").section == "C"


@pytest.mark.parametrize("what", FAULTS)
def test_a_file_with_a_fault_is_refused_in_words(what):
    body, words = FAULTS[what]
    with pytest.raises(Invalid, match=words):
        industry_rows(body.encode())


def test_a_file_of_another_encoding_is_refused_in_words():
    with pytest.raises(Invalid, match="UTF-8"):
        industry_rows((HEAD + "331,结构性金属制品制造,3,33,\n").encode("gb18030"))


def test_an_enterprise_that_called_itself_by_a_division_is_classed_as_it(cast):
    Enterprise.objects.filter(pk=cast.enterprise.pk).update(industry="金属制品业")
    load_industries()
    assert Enterprise.objects.get(pk=cast.enterprise.pk).classed_as_id == "33"
