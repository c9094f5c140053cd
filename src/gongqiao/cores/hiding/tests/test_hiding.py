from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongqiao.cores.hiding import Secrets, find, masked
from gongqiao.cores.hiding.companies import parts_of

SECRETS = Secrets(
    firms=("新会区砺江压铸有限公司（演示）", "砺江压铸"),
    people=("王师", "张力", "欧阳国强", "李新"),
    places=("会城街道工业大道88号", "一车间"),
)
PLAIN = "空压机电机频繁跳停，查出进线端子松动，紧固后换接触器，额定 22kW、380V，转速 1460 转。"


def words(text, secrets=SECRETS, **more):
    return [(one.kind, one.word) for one in find(text, secrets, **more)]


class TestFirms:
    @pytest.mark.parametrize(
        "text",
        [
            "新会区砺江压铸有限公司的空压机", "砺江压铸的空压机", "砺江的空压机", "砺 江 压铸的空压机", "砺·江压铸的空压机",
            "砺\u200b江压铸的空压机", "（砺江）压铸的空压机", "砺　江的空压机",
        ],
    )  # fmt: skip
    def test_are_found_however_they_are_written(self, text):
        assert {kind for kind, _ in words(text)} == {"企业"}
        assert words(masked(text, SECRETS)) == []

    def test_are_found_in_full_width_letters(self):
        assert words("ＡＢＣ电器送修", Secrets(firms=("abc电器有限公司",))) == [("企业", "ＡＢＣ电器")]

    def test_are_named_by_region_form_and_trade_apart(self):
        assert dict(parts_of("广东省江门市新会区砺江精密压铸有限公司")) == {
            "广东省江门市新会区砺江精密压铸有限公司": True, "砺江精密压铸": True, "砺江": False,
        }  # fmt: skip

    def test_a_trade_alone_is_no_name(self):
        assert words("压铸机漏油", Secrets(firms=("压铸有限公司",))) == []

    def test_the_part_that_may_be_a_word_can_be_declared_one(self):
        secrets = Secrets(firms=("恒温电器有限公司",))
        assert words("恒温控制", secrets) == [("企业", "恒温")]
        assert words("恒温控制", secrets, plain=["恒温"]) == []
        assert words("恒温电器", secrets, plain=["恒温电器", "恒温"]) == [("企业", "恒温电器")]


class TestPeople:
    @pytest.mark.parametrize(
        "text", ["欧阳国强来过", "欧 阳 国 强来过", "欧阳·国强来过", "欧师傅来过", "王 师傅来过", "李主任来过"]
    )
    def test_are_found_by_name_or_with_a_title(self, text):
        assert [kind for kind, _ in words(text)] == ["人名"]

    def test_a_short_name_that_is_also_a_word_can_be_declared_one(self):
        assert words("张力控制不稳") == [("人名", "张力")]
        assert words("张力控制不稳", plain=["张力"]) == []

    def test_a_full_name_cannot(self):
        assert words("欧阳国强", plain=["欧阳国强"]) == [("人名", "欧阳国强")]


class TestNumbers:
    @pytest.mark.parametrize(
        ("kind", "text"),
        [
            ("电话", "13900000006"), ("电话", "139 0000 0006"), ("电话", "139-0000-0006"), ("电话", "１３９００００００06"),
            ("电话", "1 3 9 0 0 0 0 0 0 0 6"), ("电话", "+86 13900000006"), ("电话", "一三九〇〇〇〇〇〇〇六"),
            ("电话", "10040000001"), ("电话", "0750-6123456"), ("电话", "(020) 81234567"), ("电话", "①③⑨0000000⑥"),
            ("电话", "139.0000.0006"), ("信用代码", "91440799MA5000001X"), ("信用代码", "91440799 MA500 0001X"),
            ("信用代码", "９１４４０７９９ma5000001x"), ("证件号", "440799199001011234"), ("证件号", "44079919900101123x"),
            ("证件号", "440799 19900101 1234"), ("账号", "622202100011223"), ("邮箱", "a.b@example.com"),
        ],
    )  # fmt: skip
    def test_are_found_however_they_are_written(self, kind, text):
        said = f"有事找{text}，随时。"
        assert [kind for kind, _ in words(said)] == [kind]
        assert words(masked(said, SECRETS)) == []

    @pytest.mark.parametrize(
        "text",
        [
            "6ES7214-1AG40-0XB0",
            "1460 转、380V、22kW",
            "2026年11月18日 14:00",
            "0.001 到 0.0015 毫米",
            "M12×1.75",
            "10、12、14、16、18、20",
        ],
    )
    def test_of_machines_and_measures_are_left_alone(self, text):
        assert words(text) == []


class TestPlaces:
    def test_an_address_is_found(self):
        assert words("送到会城街道工业大道 88 号") == [("地址", "会城街道工业大道 88 号")]

    def test_a_place_that_every_works_has_is_left_alone(self):
        assert words("一车间的空压机") == []


def test_a_text_without_names_stays_as_it_is():
    assert find(PLAIN, SECRETS) == []
    assert masked(PLAIN, SECRETS) == PLAIN


def test_a_masked_text_still_reads():
    said = "砺江压铸的王师傅说电话打 139 0000 0006 就行。"
    assert masked(said, SECRETS) == "某企业的师傅说电话打 （电话略） 就行。"


noise = st.text(alphabet=" \u3000\u200b·-_", max_size=2)
hidden = st.sampled_from(["砺江压铸", "砺江", "欧阳国强", "张力", "王师傅", "新会区砺江压铸有限公司"])
around = st.text(alphabet="空压机电机频繁跳停查出进线端子松动，。、ABC12 ", max_size=20)


@given(before=around, after=around, word=hidden, data=st.data())
def test_no_blank_or_mark_inside_hides_a_name(before, after, word, data):
    written = word[0] + "".join(data.draw(noise) + character for character in word[1:])
    text = before + written + after
    spots = {n for one in find(text, SECRETS) for n in range(one.start, one.end)}
    assert {len(before), len(before) + len(written) - 1} <= spots
    assert find(masked(text, SECRETS), SECRETS) == []


digits = st.sampled_from(["0123456789", "０１２３４５６７８９", "〇一二三四五六七八九"])


@given(
    number=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    script=digits,
    gap=st.sampled_from(["", " ", "-", "－", "　"]),
    at=st.integers(1, 10),
)
def test_no_width_script_or_gap_hides_a_phone(number, script, gap, at):
    written = "".join(script[int(digit)] for digit in number)
    text = f"电话{written[:at]}{gap}{written[at:]}。"
    assert [one.kind for one in find(text, SECRETS)] == ["电话"]


@given(text=st.text(alphabet="砺江压铸欧阳国强张力王李师傅主任0139一三九 ·-ABC。，恒", max_size=60))
def test_whatever_is_written_nothing_is_left_after_masking_and_places_are_in_order(text):
    found = find(text, SECRETS)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    once = masked(text, SECRETS)
    assert find(once, SECRETS) == []
    assert masked(once, SECRETS) == once
