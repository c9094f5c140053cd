from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gongqiao.cores.matching import Corpus, Place, Policy, Request, Skill, Team, candidates
from gongqiao.cores.matching.rank import distance_m

HUICHENG = Place(lat=22.52, lng=113.03)
PENGJIANG = Place(lat=22.60, lng=113.08)
ELECTRIC = "电气与自动化"
REQUEST = Request(text="空压机电机频繁过载跳停，怀疑接触器缺相", site=HUICHENG, domain=ELECTRIC, level=3)


def a_team(id=1, profile="电机检修，接触器与热继电器故障判断", level=4, domain=ELECTRIC, **changes):
    skills = (Skill(label="电气维修", domain=domain, level=level),)
    return replace(Team(id=id, profile=profile, home=PENGJIANG, skills=skills), **changes)


class TestFilters:
    def test_a_team_without_the_domain_is_told_so(self):
        ranking = candidates(REQUEST, [a_team(domain="化工与材料")])
        assert [(w.reason, w.fact) for w in ranking.others] == [("技能不符", "没有“电气与自动化”方面的技能")]

    def test_a_level_too_low_names_both_levels(self):
        assert candidates(REQUEST, [a_team(level=2)]).others[0].fact == "需要高级工，现为中级工"

    def test_a_full_calendar_excludes(self):
        assert candidates(REQUEST, [a_team(free_half_days=0)]).others[0].reason == "没有空档"

    def test_a_bar_from_outside_comes_first(self):
        barred = a_team(barred=("应当回避", "一名组员在该企业任职"), domain="化工与材料")
        assert candidates(REQUEST, [barred]).others[0].reason == "应当回避"

    def test_a_dish_without_a_domain_filters_nobody_by_skill(self):
        ranking = candidates(replace(REQUEST, domain=""), [a_team(domain="化工与材料")])
        assert len(ranking.candidates) == 1


class TestScore:
    def test_is_the_sum_of_the_terms_it_shows(self):
        best = candidates(REQUEST, [a_team()]).candidates[0]
        assert best.score == sum(term.points for term in best.terms)
        assert [term.name for term in best.terms] == ["技能", "经验", "路程", "空档", "评价", "负荷"]

    def test_prefers_the_team_whose_profile_speaks_of_the_problem(self):
        welder = a_team(id=2, profile="氩弧焊薄壁件焊接")
        assert candidates(REQUEST, [welder, a_team(id=1)]).candidates[0].team_id == 1

    def test_prefers_the_nearer_of_two_equals(self):
        far = a_team(id=1, home=Place(lat=22.0, lng=112.0))
        assert candidates(REQUEST, [far, a_team(id=2)]).candidates[0].team_id == 2

    def test_one_five_does_not_beat_thirty_good_ratings(self):
        lucky = a_team(id=1, rating_sum=5, rating_count=1)
        proved = a_team(id=2, rating_sum=146, rating_count=30)
        points = {c.team_id: c.terms[4].points for c in candidates(REQUEST, [lucky, proved]).candidates}
        assert points[2] >= points[1]


class TestText:
    def test_marks_the_shared_words_in_place(self):
        corpus = Corpus({1: "电机检修，接触器更换", 2: "氩弧焊", 3: "涂装工艺", 4: "数控车削"})
        spans = corpus.score("空压机电机跳停，接触器坏", 1).spans
        assert ["空压机电机跳停，接触器坏"[s.start : s.end] for s in spans] == ["电机", "接触器"]

    def test_a_text_without_known_words_scores_nothing(self):
        assert Corpus({1: "电机"}).score("", 1).share == 0


def test_a_known_distance():
    assert abs(distance_m(Place(lat=22.0, lng=113.0), Place(lat=23.0, lng=113.0)) - 111_195) < 10


teams = st.lists(
    st.builds(
        a_team,
        id=st.integers(1, 999),
        profile=st.text("电机接触器焊接涂装氩弧模具", max_size=12),
        level=st.integers(1, 5),
        domain=st.sampled_from([ELECTRIC, "化工与材料"]),
        free_half_days=st.integers(0, 20),
        visits=st.integers(0, 9),
    ),
    max_size=12,
    unique_by=lambda team: team.id,
)


@given(teams=teams)
def test_every_team_stands_in_the_answer_once_whatever_the_order_of_asking(teams):
    ranking = candidates(REQUEST, teams)
    named = [c.team_id for c in ranking.candidates] + [w.team_id for w in ranking.others]
    assert sorted(named) == sorted(team.id for team in teams)
    assert ranking == candidates(REQUEST, teams[::-1])
    assert all(0 <= term.points <= term.most for c in ranking.candidates for term in c.terms)
    full = Policy()
    assert all(
        c.score <= full.skill + full.text + full.travel + full.free + full.rating + full.load
        for c in ranking.candidates
    )
