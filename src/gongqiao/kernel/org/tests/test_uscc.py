from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongqiao.kernel.org.uscc import ALPHABET, check_character, fault_of, tidy

with (Path(__file__).parent / "uscc_vectors.csv").open(encoding="utf-8") as lines:
    VECTORS = [(row["code"], row["is_sound"] == "1") for row in csv.DictReader(lines)]
BODIES = st.builds(
    lambda head, area, tail: head + area + tail,
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
)


class TestCreditCode:
    @pytest.mark.parametrize(("code", "is_sound"), VECTORS)
    def test_agrees_with_the_vectors(self, code, is_sound):
        assert (fault_of(code) is None) is is_sound

    @given(BODIES)
    def test_a_code_with_its_check_character_is_sound(self, body):
        assert fault_of(body + check_character(body)) is None

    @given(BODIES, st.integers(0, 16), st.sampled_from(ALPHABET))
    def test_one_wrong_character_is_always_found(self, body, place, other):
        code = body + check_character(body)
        if code[place] != other:
            assert fault_of(code[:place] + other + code[place + 1 :]) is not None

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ("9144", "18 位，现在是 4 位"),
            ("91440799MA5O00001X", "“O”不在可用字符内"),
            ("9144O799MA5000001X", "不在可用字符内"),
            ("91A40799MA5000001X", "第 3 到 8 位应为行政区划数字"),
            ("", "现在是 0 位"),
        ],
    )
    def test_says_what_is_wrong(self, typed, says):
        assert says in (fault_of(typed) or "")

    def test_is_tidied_as_people_type_it(self):
        assert tidy(" 9144 0799 ma5 ０００００１ x ") == "91440799MA5000001X"
