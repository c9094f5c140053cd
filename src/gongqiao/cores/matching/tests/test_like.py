from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongqiao.cores.matching.families import FAMILIES, FAMILY_OF
from gongqiao.cores.matching.like import (
    Rarity,
    Writing,
    by_likeness,
    gist,
    places_of,
    telling_keys,
    terms_in,
    words_of,
)

MOTOR = gist("空压机电机频繁跳停", "接触器烧蚀、时有缺相，热继电器动作。")
WELD = gist("薄壁件氩弧焊变形", "焊后翘曲，校正费时。")
DYE = gist("染缸色花", "升温太快，匀染剂用量不够。")
ASKED = gist("冲床电机老是跳闸", "一开机接触器就响，像是缺相。")
SHELF = {1: MOTOR, 2: WELD, 3: DYE}


def found(asked=ASKED, shelf=SHELF, *, domain="", domains=None, abstain=True):
    held = Counter(key for one in shelf.values() for key in one.keys)
    papers = [Writing(id=n, gist=one, domain=(domains or {}).get(n, "")) for n, one in shelf.items()]
    return by_likeness(asked, papers, Rarity(total=len(shelf), held_by=held), domain=domain, abstain=abstain)


class TestByLikeness:
    def test_finds_the_like_one_and_keeps_quiet_about_the_others(self):
        assert [one.id for one in found()] == [1]

    def test_words_of_one_family_count_as_alike(self):
        assert "#0" in found()[0].shared

    def test_abstains_when_nothing_is_alike(self):
        assert found(gist("食堂菜太咸", "想请师傅教做菜")) == []

    def test_abstains_on_an_empty_text(self):
        assert found(gist("", "")) == []

    def test_one_shared_pair_is_not_enough_to_be_shown(self):
        assert found(gist("校正量具")) == []
        assert [one.id for one in found(gist("校正量具"), abstain=False)] == [2]

    def test_another_domain_counts_less(self):
        plain = found(domain="电气")[0].share
        other = found(domain="电气", domains={1: "化工"})[0].share
        assert other == pytest.approx(plain * 0.6)

    def test_the_head_counts_more_than_the_body(self):
        head, body = gist("接触器烧蚀", "换线时间长"), gist("换线时间长", "接触器烧蚀")
        assert [one.id for one in found(gist("接触器烧蚀"), {1: body, 2: head})] == [2, 1]


class TestTellingKeys:
    def test_come_rarest_first_within_the_budget(self):
        rarity = Rarity(total=100, held_by={"接触": 2, "触器": 3, "电机": 90})
        assert telling_keys(gist("电机接触器"), rarity, most=20) == ("接触", "触器")

    def test_a_common_word_alone_is_still_looked_for(self):
        assert telling_keys(gist("电机"), Rarity(total=100, held_by={"电机": 90}), most=20) == ("电机",)

    def test_unknown_keys_are_left_out(self):
        assert telling_keys(gist("电机"), Rarity(total=100), most=20) == ()


class TestPlaces:
    def test_mark_the_shared_words_where_they_stand(self):
        text = "接触器烧蚀、时有缺相"
        spans = places_of(found()[0].shared, text)
        assert [text[span.start : span.end] for span in spans] == ["接触器", "缺相"]

    def test_words_are_named_once(self):
        assert words_of(frozenset({"缺相"}), "缺相，还是缺相") == ("缺相",)


def test_terms_are_the_trade_words_types_and_models_of_a_text():
    assert terms_in("22kW变频器报E05，电机过载，电机发热") == ("22kW", "变频器", "E05", "电机", "过载", "发热")


def test_no_word_stands_in_two_families():
    assert len(FAMILY_OF) == sum(map(len, FAMILIES))


texts = st.text("电机跳停闸接触器焊变形染色花E05 。，", max_size=30)


@given(head=texts, body=texts, shelf=st.dictionaries(st.integers(1, 9), texts, max_size=5))
def test_shares_lie_between_nothing_and_all_and_the_order_of_asking_does_not_matter(head, body, shelf):
    made = {n: gist(text) for n, text in shelf.items()}
    asked = gist(head, body)
    ranked = found(asked, made, abstain=False)
    assert all(0 < one.share <= 1 and one.shared <= asked.keys for one in ranked)
    assert ranked == found(asked, dict(reversed(made.items())), abstain=False)
    assert {one.id for one in found(asked, made)} <= {one.id for one in ranked}


@given(text=texts)
def test_every_key_of_a_text_has_its_place_in_it(text):
    for key in gist(text).keys:
        assert places_of(frozenset({key}), text)
