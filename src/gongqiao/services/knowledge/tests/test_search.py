from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongqiao.kernel.contracts import ask
from gongqiao.services.enterprise_service.tests.makers import an_order
from gongqiao.services.knowledge.actions import reading, writing
from gongqiao.services.knowledge.contract import ArticlesLike, AskedText
from gongqiao.services.knowledge.models import Article, Edition
from gongqiao.services.knowledge.queries.search import search
from gongqiao.services.knowledge.rules.drafting import Wording
from gongqiao.services.knowledge.tests.makers import LATER, a_closed_order, an_article, fresh_article

pytestmark = pytest.mark.django_db
MOTOR = Wording(
    title="空压机电机频繁跳停", problem="接触器一吸合就响，电机时有缺相。", cause="进线端子松动", cure="紧固端子，换接触器。",
    domain="电气与自动化", terms=("跳停", "缺相"), trade="金属制品业",
)  # fmt: skip
WELD = Wording(
    title="薄壁件氩弧焊变形", problem="焊后翘曲，校正费时。", cause="焊接顺序不当", cure="分段跳焊，加工装压紧。",
    domain="金属成形与热加工", terms=("变形",), trade="船舶",
)  # fmt: skip
DYE = Wording(
    title="染缸色花", problem="深色布面一道深一道浅。", cause="升温太快", cure="升温每分钟不超过一度，加匀染剂。",
    domain="表面处理与印染", terms=("色花",), trade="纺织",
)  # fmt: skip
ASKED = AskedText(key=7, head="冲床电机老是跳闸", body="像是接触器缺相", domain="电气与自动化")


def publish(cast, wording: Wording) -> Article:
    article = an_article(cast, order=a_closed_order(cast, title=wording.title))
    writing.rewrite(article, wording, seen=None, at=LATER, by=cast.officer)
    writing.submit(fresh_article(article), seen=None, at=LATER, by=cast.officer)
    writing.publish(fresh_article(article), seen=None, at=LATER, by=cast.city_officer)
    return article


@pytest.fixture
def shelf(cast):
    """Three published articles, each from an order of its own."""
    return {wording.title: publish(cast, wording) for wording in (MOTOR,)}


@pytest.fixture
def full_shelf(cast, shelf):
    """Two more, written without their orders."""
    made = dict(shelf)
    for number, wording in enumerate((WELD, DYE), 2):
        made[wording.title] = put_on_the_shelf(made[MOTOR.title], wording, number)
    return made


def put_on_the_shelf(like: Article, wording: Wording, number: int) -> Article:
    """Publish a wording beside another article: the row alone, for there is one diary of one team."""
    from gongqiao.kernel.cases.models import Case
    from gongqiao.services.knowledge.actions._editions import count_in, put_down

    case = Case.objects.get(pk=like.case_id)
    case.pk, case.number = None, f"JY-440705-2026-9{number:05}"
    case.save()
    article = Article.objects.create(case=case, source_case_id=-number)
    edition = Edition(article=article, number=1, writers=[1], reviewed_by=2, published_at=LATER, state="published")
    put_down(edition, wording, at=LATER)
    count_in(edition)
    return article


def like(text: AskedText = ASKED, **more):
    return ask(ArticlesLike(texts=(text,), **more))[text.key]


class TestArticlesLike:
    def test_offers_the_like_one_with_the_words_that_both_share(self, full_shelf):
        (card,) = like()
        assert card.title == MOTOR.title
        assert {"电机", "接触器", "缺相"} <= set(card.shared)
        assert [card.problem[span.start : span.end] for span in card.spans] == ["接触器", "电机", "缺相"]
        assert 7 <= card.score <= 100

    def test_offers_nothing_when_nothing_is_alike(self, full_shelf):
        assert like(AskedText(key=1, head="食堂排队太久", body="想改进打饭流程")) == ()

    def test_offers_nothing_on_an_empty_shelf(self, cast):
        assert like() == ()

    def test_offers_no_draft_and_nothing_retired(self, cast, full_shelf):
        article = fresh_article(full_shelf[MOTOR.title])
        writing.revise(article, "补充", seen=None, at=LATER, by=cast.officer)
        assert len(like()) == 1
        writing.set_aside(fresh_article(article), "不用", seen=None, at=LATER, by=cast.officer)
        writing.retire(fresh_article(article), "过时", seen=None, at=LATER, by=cast.city_officer)
        assert like() == ()

    def test_knows_what_helped_this_person_with_this_matter(self, cast, full_shelf):
        order = an_order(cast)
        reading.thank(full_shelf[MOTOR.title], about=order.case, at=LATER, by=cast.contact)
        text = AskedText(key=order.case_id, head=ASKED.head, body=ASKED.body)
        assert [(card.helpful, card.is_thanked) for card in like(text, person_id=cast.contact.person_id)] == [(1, True)]
        assert [(card.helpful, card.is_thanked) for card in like(text, person_id=cast.leader.person_id)] == [(1, False)]
        assert [card.is_thanked for card in like(person_id=cast.contact.person_id)] == [False]

    def test_needs_two_queries_for_many_matters(self, full_shelf):
        texts = tuple(AskedText(key=n, head=ASKED.head, body=ASKED.body) for n in range(20))
        with CaptureQueriesContext(connection) as asked:
            assert len(ask(ArticlesLike(texts=texts))) == 20
        assert len(asked) == 2

    def test_gives_no_more_than_asked_for(self, full_shelf):
        assert like(limit=0) == ()


class TestSearch:
    @pytest.mark.parametrize(
        ("words", "first"),
        [
            ("跳停", MOTOR.title), ("马达老跳闸", MOTOR.title), ("焊 变形", WELD.title), ("kyj", MOTOR.title),
            ("纺织", DYE.title), ("焊", WELD.title), ("匀染", ""), ("没有这样的事", ""),
        ],
    )  # fmt: skip
    def test_finds_the_right_one_first(self, cast, full_shelf, words, first):
        found = [row.title for row in search(words, by=cast.contact)]
        assert (found or [""])[0] == first

    def test_without_words_shows_all_the_newest_first(self, cast, full_shelf):
        assert {row.title for row in search("  ", by=cast.stranger)} == set(full_shelf)

    def test_shows_everybody_the_same(self, cast, full_shelf):
        seen = {
            name: [row.pk for row in search("跳停", by=getattr(cast, name))]
            for name in ("contact", "stranger", "leader", "officer", "other_officer", "auditor", "head")
        }
        assert len({tuple(pks) for pks in seen.values()}) == 1
        assert seen["stranger"]
