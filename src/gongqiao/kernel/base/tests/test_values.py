from __future__ import annotations

import pytest

from gongqiao.kernel.base import seals
from gongqiao.kernel.base.errors import GongqiaoError, NotFound
from gongqiao.kernel.base.ids import uuid7
from gongqiao.kernel.base.masking import is_phone, mask_name, mask_phone, tidy_phone
from gongqiao.kernel.base.money import fen_of, wan_of, yuan_of


class TestMoney:
    @pytest.mark.parametrize(
        ("typed", "fen"),
        [
            ("300000", 30_000_000),
            ("1,800,000.50", 180_000_050),
            ("1，800", 180_000),
            (" 12.3 元", 1230),
            ("0", 0),
            ("１２", 1200),
        ],
    )
    def test_is_read_as_people_type_it(self, typed, fen):
        assert fen_of(typed) == fen

    @pytest.mark.parametrize(
        "typed", ["", "三万", "1.234", "-1", "1e400", "NaN", "Infinity", "99999999999999999999", "1e3000000", "0x10"]
    )
    def test_is_refused_in_a_sentence_when_it_is_none(self, typed):
        with pytest.raises(ValueError, match=r"。$"):
            fen_of(typed)

    def test_is_shown_with_fen_only_where_there_are_some(self):
        assert [yuan_of(180_000_000), yuan_of(105)] == ["1,800,000 元", "1.05 元"]

    def test_in_wan_loses_no_yuan(self):
        assert [wan_of(9_410_500_000_00 // 100), wan_of(12_345_600), wan_of(0)] == [
            "9,410.5 万元",
            "12.3456 万元",
            "0 万元",
        ]


class TestPhones:
    @pytest.mark.parametrize("typed", ["139 0000 0001", "139-0000-0001", "+86 13900000001", "１３９００００　０００１"])
    def test_are_read_as_people_type_them(self, typed):
        assert tidy_phone(typed) == "13900000001"

    @pytest.mark.parametrize(
        ("number", "good"),
        [("13900000001", True), ("10040000001", True), ("12345678901", False), ("1390000000", False)],
    )
    def test_are_told_from_other_numbers(self, number, good):
        assert is_phone(number) is good

    def test_are_masked(self):
        assert (mask_phone("13900001234"), mask_phone(""), mask_name("张国强"), mask_name("")) == (
            "139****1234", "****", "张**", "",
        )  # fmt: skip


class TestSeals:
    def test_a_sealed_value_comes_back(self):
        assert seals.opened("a", seals.sealed("a", {"visit": 1})) == {"visit": 1}

    @pytest.mark.parametrize("spoil", [lambda t: t[:-1] + "x", lambda t: "", lambda t: t + "=", lambda t: "中文"])
    def test_a_changed_one_does_not(self, spoil):
        with pytest.raises(NotFound, match="已经失效"):
            seals.opened("a", spoil(seals.sealed("a", 1)))

    def test_a_value_sealed_for_another_purpose_does_not(self):
        with pytest.raises(NotFound):
            seals.opened("b", seals.sealed("a", 1))

    def test_an_encrypted_text_names_its_algorithm_and_comes_back(self):
        hidden = seals.encrypted("totp", "secret")
        assert hidden.startswith("fernet1:")
        assert seals.decrypted("totp", hidden) == "secret"

    def test_a_changed_one_is_not_decrypted(self):
        with pytest.raises(ValueError, match="not encrypted"):
            seals.decrypted("totp", seals.encrypted("totp", "secret")[:-4] + "abcd")


class TestIds:
    def test_rise_with_time(self):
        made = [uuid7() for _ in range(3)]
        assert {one.version for one in made} == {7}
        assert [one.int >> 80 for one in made] == sorted(one.int >> 80 for one in made)


class TestErrors:
    def test_every_kind_says_in_chinese_what_happened(self):
        kinds = [GongqiaoError, *_below(GongqiaoError)]
        assert len(kinds) > 30
        for kind in kinds:
            sentence = (kind.__doc__ or "").strip()
            assert sentence.endswith("。"), kind
            assert any("\u4e00" <= character <= "\u9fff" for character in sentence), kind
            assert 400 <= kind.status < 500 or kind.status == 503, kind


def _below(kind):
    return [child for direct in kind.__subclasses__() for child in (direct, *_below(direct))]
