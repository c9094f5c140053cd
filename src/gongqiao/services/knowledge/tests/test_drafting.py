from __future__ import annotations

import pytest
from tests.cast import MONDAY

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.base.errors import NotAllowed
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.outbox.actions import deliver
from gongqiao.services.enterprise_service.contract import ClosedOrders, WordsOfOrders
from gongqiao.services.enterprise_service.tests.makers import an_order, told
from gongqiao.services.knowledge.actions import drafting
from gongqiao.services.knowledge.models import Article, Suggestion
from gongqiao.services.knowledge.rules.names import named_in, secrets_about
from gongqiao.services.knowledge.tests.makers import CURE, LATER, a_closed_order, an_article, asked_of, the_draft

pytestmark = pytest.mark.django_db
JOB = the_job("knowledge")


class TestDraft:
    def test_holds_what_was_found_and_done(self, cast):
        draft = the_draft(an_article(cast))
        assert (draft.title, draft.number, draft.domain) == ("空压机电机频繁过载跳停", 1, "电气与自动化")
        assert draft.problem == "怀疑接触器缺相，换过热继电器没有用。"
        assert draft.cure == CURE
        assert {"电机", "过载", "跳停"} <= set(draft.terms)

    def test_is_asked_of_the_officers_of_the_county(self, cast):
        article = an_article(cast)
        assert asked_of(article) == [("edit", "officer", cast.county.pk)]
        assert article.case.number.startswith("JY-440705-")
        assert "请整理成经验：空压机电机频繁过载跳停" in told(cast.officer)

    def test_comes_once_an_order(self, cast):
        order = a_closed_order(cast)
        first, second = (drafting.draft(order.case_id, at=LATER, by=JOB) for _ in range(2))
        assert first == second

    def test_names_nobody_although_its_order_did(self, cast):
        order = a_closed_order(
            cast, title="砺江压铸空压机跳停", description="新会区砺 江压铸有限公司，联系张联 139 0000 0006，王师傅来过。",
            cause="何徒查出端子松动，陈市也在。",
        )  # fmt: skip
        article = an_article(cast, order=order)
        draft = the_draft(article)
        assert named_in(draft, secrets_about(article)) == {}
        assert draft.title == "某企业空压机跳停"
        assert draft.problem == "某企业，联系师傅 （电话略），师傅来过。"
        assert draft.cause == "师傅查出端子松动，师傅也在。"
        assert article.case.title == "某企业空压机跳停"

    def test_of_which_little_is_known_is_marked(self, cast):
        assert an_article(cast, order=a_closed_order(cast, cure="换了。")).is_slight

    def test_of_which_much_is_known_is_not_marked(self, cast):
        assert not an_article(cast).is_slight

    def test_does_not_come_of_an_order_that_is_not_closed(self, cast):
        assert drafting.draft(an_order(cast, "revisited").case_id, at=LATER, by=JOB) is None

    def test_is_for_the_job_alone(self, cast):
        with pytest.raises(NotAllowed):
            drafting.draft(a_closed_order(cast).case_id, at=LATER, by=cast.officer)


class TestFacts:
    def test_a_closed_order_becomes_a_draft_however_often_it_is_told(self, cast):
        order = a_closed_order(cast)
        while deliver(at=LATER):
            pass
        assert Article.objects.get().source_case_id == order.case_id

    def test_a_new_order_keeps_what_was_offered_to_it(self, cast):
        article = an_article(cast, "published")
        order = an_order(cast, title="冲床电机老是跳闸", description="像是接触器缺相")
        drafting.suggest(order.case_id, at=MONDAY, by=JOB)
        drafting.suggest(order.case_id, at=MONDAY, by=JOB)
        kept = Suggestion.objects.get(case_id=order.case_id)
        assert (kept.article, kept.org_id) == (article, cast.county.pk)

    def test_a_new_order_to_which_nothing_is_like_keeps_nothing(self, cast):
        an_article(cast, "published")
        order = an_order(cast, title="食堂排队太久", description="", dish="management", domain="")
        assert drafting.suggest(order.case_id, at=MONDAY, by=JOB) == []


class TestAnswers:
    def test_a_closed_order_tells_who_must_not_be_named(self, cast):
        order = a_closed_order(cast)
        found = ask(ClosedOrders(case_ids=(order.case_id, 7)))[order.case_id]
        assert found.firms == ("新会区砺江压铸有限公司", "砺江压铸")
        assert {"张联", "王师", "何徒", "李新", "陈市"} <= set(found.people)
        assert [one.cure for one in found.problems] == [CURE]
        assert found.advice == "每月紧一次端子。"
        assert found.leader_id == cast.leader.person_id

    def test_an_open_order_tells_its_words_and_is_not_closed(self, cast):
        order = an_order(cast)
        assert ask(ClosedOrders(case_ids=(order.case_id,))) == {}
        assert ask(WordsOfOrders(case_ids=(order.case_id,)))[order.case_id].title == order.title
