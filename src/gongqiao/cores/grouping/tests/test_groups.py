from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongqiao.cores.grouping import Need, Policy, group_needs, places

CHEMISTRY, REPAIR, QUALITY = "化工与材料", "设备维修与液压", "质量管理与工程"
# What, which enterprise, title, description, domain: invented, each firm in its own words.
DOWN = (
    ("水温", 1, "洗毛水温难控制", "水洗工段水温忽高忽低，羽绒洗不干净，绒子还容易断。", CHEMISTRY),
    ("水温", 2, "水洗羽绒水温不稳定", "洗毛机进水温度波动大，蓬松度上不去。", CHEMISTRY),
    ("水温", 3, "洗毛机水温忽冷忽热", "冬天水温升不上来，羽绒异味重。", ""),
    ("除尘", 1, "羽绒除尘效果差", "除尘机出来的绒还有灰，粉尘飘到车间。", REPAIR),
    ("除尘", 4, "车间绒尘太大，除尘机不管用", "羽绒除尘设备老旧，灰尘和飞丝到处都是。", REPAIR),
    ("除尘", 2, "除尘机堵塞频繁", "羽绒除尘机滤袋堵塞，一天要停两三次清灰。", REPAIR),
    ("分拣", 3, "绒子含量分拣不准", "分毛机分出来的绒子含量忽高忽低，客户检验不合格。", ""),
    ("分拣", 4, "分毛机绒子含量不稳定", "想把绒子含量做到 90% 以上，分毛风量不会调。", QUALITY),
    ("", 1, "锅炉工持证培训", "三名锅炉工证书到期，想集中培训。", ""),
    ("", 2, "请讲产业工人政策", "班前半小时讲一讲工资集体协商。", ""),
    ("", 3, "配电柜跳闸", "夏天用电高峰总开关跳闸，不知道哪路超载。", "电气与自动化"),
    ("", 4, "打包机液压缸漏油", "羽绒打包机液压缸漏油，压力上不去。", REPAIR),
)
FEATHERS = "皮革、毛皮、羽毛及其制品和制鞋业"


def down_needs():
    return [
        Need(id=number, enterprise_id=firm, title=title, description=text, domain=domain, industry=FEATHERS)
        for number, (_, firm, title, text, domain) in enumerate(DOWN)
    ]


def a_need(id=1, enterprise_id=1, title="除尘机堵塞频繁", **changes):
    return Need(id=id, enterprise_id=enterprise_id, title=title, **changes)


class TestAnIndustry:
    def test_three_common_problems_of_four_firms_are_found_and_nothing_else(self):
        groups = group_needs(down_needs())
        found = sorted((sorted({DOWN[n][0] for n in group.need_ids}), len(group.enterprise_ids)) for group in groups)
        assert found == [(["分拣"], 2), (["水温"], 3), (["除尘"], 3)]

    def test_each_group_reads_as_the_words_that_its_firms_share(self):
        words = {DOWN[group.need_ids[0]][0]: group.words for group in group_needs(down_needs())}
        assert "水温" in words["水温"]
        assert "除尘机" in words["除尘"]
        assert "绒子含量" in words["分拣"]

    def test_says_the_domain_and_industry_of_most(self):
        by_matter = {DOWN[group.need_ids[0]][0]: group for group in group_needs(down_needs())}
        assert by_matter["除尘"].domain == REPAIR
        assert by_matter["水温"].industry == FEATHERS

    def test_groups_of_more_enterprises_come_first(self):
        sizes = [len(group.enterprise_ids) for group in group_needs(down_needs())]
        assert sizes == sorted(sizes, reverse=True)


class TestWhatIsNoGroup:
    def test_one_enterprise_that_says_it_twice(self):
        assert group_needs([a_need(1), a_need(2)]) == ()

    def test_what_shares_only_the_words_of_every_request(self):
        needs = [a_need(1, 1, "希望师傅帮忙解决现场问题"), a_need(2, 2, "希望师傅帮忙解决现场问题")]
        assert group_needs(needs) == ()

    def test_nothing(self):
        assert group_needs([]) == ()

    @pytest.mark.parametrize("text", ["", "。。。", "a", "高", "！？"])
    def test_texts_without_a_pair(self, text):
        assert group_needs([a_need(n, n, text) for n in range(5)]) == ()


class TestContext:
    def test_the_same_words_in_another_domain_and_industry_weigh_less(self):
        here = a_need(1, 1, "轴承温度高", description="风机轴承温度高报警", domain=REPAIR, industry="造纸")
        there = a_need(2, 2, "轴承温度报警", description="风机停机检查轴承", domain=REPAIR, industry="造纸")
        policy = Policy(least=0.4)
        assert len(group_needs([here, there], policy)) == 1
        assert group_needs([here, replace(there, domain=QUALITY, industry="食品")], policy) == ()

    def test_what_was_not_said_is_no_difference(self):
        here = a_need(1, 1, domain=REPAIR, industry="造纸")
        assert len(group_needs([here, a_need(2, 2)])) == 1


class TestPlaces:
    def test_marks_where_terms_stand_and_joins_what_touches(self):
        spans = places("羽绒除尘机滤袋堵塞", ["除尘", "尘机", "堵塞"])
        assert ["羽绒除尘机滤袋堵塞"[span.start : span.end] for span in spans] == ["除尘机", "堵塞"]

    def test_a_latin_word_is_marked_whole(self):
        (span,) = places("换了PLC以后", ["plc"])
        assert (span.start, span.end) == (2, 5)

    def test_nothing_is_marked_where_nothing_stands(self):
        assert places("空压机跳停", ["除尘"]) == ()


words = st.text(alphabet="羽绒除尘水温分拣洗毛机堵塞高低a1，。", max_size=12)
some_needs = st.lists(
    st.builds(
        Need, id=st.integers(1, 10_000), enterprise_id=st.integers(1, 6), title=words, description=words,
        domain=st.sampled_from(["", REPAIR, QUALITY]), industry=st.sampled_from(["", FEATHERS]),
    ),
    max_size=25, unique_by=lambda need: need.id,
)  # fmt: skip


class TestAlways:
    @given(some_needs, st.randoms(use_true_random=False))
    @settings(max_examples=150, deadline=None)
    def test_the_order_in_which_needs_come_changes_nothing(self, needs, chance):
        mixed = list(needs)
        chance.shuffle(mixed)
        assert group_needs(mixed) == group_needs(needs)

    @given(some_needs)
    @settings(max_examples=150, deadline=None)
    def test_a_group_has_two_enterprises_and_a_need_has_one_group(self, needs):
        firm_of = {need.id: need.enterprise_id for need in needs}
        seen: list[int] = []
        for group in group_needs(needs):
            assert len(group.enterprise_ids) >= 2
            assert group.enterprise_ids == tuple(sorted({firm_of[n] for n in group.need_ids}))
            assert 0 <= group.likeness <= 100
            seen += group.need_ids
        assert len(seen) == len(set(seen))
        assert set(seen) <= set(firm_of)

    @given(some_needs)
    @settings(max_examples=150, deadline=None)
    def test_every_word_of_a_group_stands_in_the_texts_of_two_of_its_enterprises(self, needs):
        by_id = {need.id: need for need in needs}
        for group in group_needs(needs):
            assert group.words
            for word in group.words:
                firms = {
                    by_id[n].enterprise_id
                    for n in group.need_ids
                    if word in f"{by_id[n].title}\n{by_id[n].description}".lower()
                }
                assert len(firms) >= 2

    @given(words, st.lists(st.sampled_from(["羽绒", "除尘", "尘机", "a1"]), max_size=4))
    def test_places_lie_in_the_text_apart_and_in_order(self, text, terms):
        spans = places(text, terms)
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert all(one.end < other.start for one, other in pairwise(spans))

    def test_a_word_that_everybody_says_does_not_make_everybody_compare_with_everybody(self):
        chance = Random(7)
        signs = [chr(0x4E00 + number) for number in range(3000)]
        needs = [a_need(n, n, "车间" + "".join(chance.sample(signs, 10))) for n in range(3000)]
        assert len(group_needs(needs, Policy(most_piles_a_term=50))) < 20
