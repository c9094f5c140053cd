from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from gongqiao.kernel.base.errors import NotAllowed, NotFound, WrongState
from gongqiao.kernel.cases.actions import Refused
from gongqiao.kernel.cases.models import Case
from gongqiao.services.enterprise_service.tests.makers import told
from gongqiao.services.knowledge.actions import writing
from gongqiao.services.knowledge.models import Edition, WordCount
from gongqiao.services.knowledge.tests.makers import (
    LATER,
    a_wording,
    an_article,
    asked_of,
    case_of,
    fresh_article,
    the_draft,
    the_edition,
)

pytestmark = pytest.mark.django_db
NOW = {"seen": None, "at": LATER}


def counted() -> dict[str, int]:
    return dict(WordCount.objects.filter(editions__gt=0).values_list("key", "editions"))


def counted_directly() -> dict[str, int]:
    found: dict[str, int] = {}
    for edition in Edition.objects.filter(state="published"):
        for key in {"", *edition.head_keys, *edition.body_keys}:
            found[key] = found.get(key, 0) + 1
    return found


class TestSubmit:
    def test_asks_the_city_to_review(self, cast):
        assert asked_of(an_article(cast, "submitted")) == [("check", "officer", cast.city.pk)]

    @pytest.mark.parametrize(
        "words",
        [
            {"cure": "请砺江压铸的电工紧固进线端子。"}, {"cause": "王 师傅查出端子松动。"}, {"advice": "打 １３９-0000-0006 问。"},
            {"terms": ("跳停", "张联")}, {"title": "9144 0799 MA50 0000 17 的空压机"}, {"problem": "砺江的空压机老是跳停"},
        ],
    )  # fmt: skip
    def test_is_refused_while_anybody_is_named_anywhere(self, cast, words):
        article = an_article(cast, **words)
        with pytest.raises(Refused):
            writing.submit(article, **NOW, by=cast.officer)
        assert case_of(article).state == "draft"

    def test_is_refused_with_every_place_at_once(self, cast):
        article = an_article(cast, cause="砺江压铸的问题，找张联。", cure="打 13900000006，请人来紧固。")
        with pytest.raises(Refused) as refused:
            writing.submit(article, **NOW, by=cast.officer)
        said = [reason.text for reason in refused.value.reasons]
        assert said[0] == "“砺江压铸”（企业）还在“原因”第 1 个字"
        assert len(said) == 3

    def test_takes_a_word_that_is_declared_to_be_none(self, cast):
        article = an_article(cast, cause="张联动机构松动，触点烧蚀。")
        with pytest.raises(Refused):
            writing.submit(article, **NOW, by=cast.officer)
        wording = a_wording(article, plain_words=("张联",))
        writing.rewrite(fresh_article(article), wording, **NOW, by=cast.officer)
        writing.submit(fresh_article(article), **NOW, by=cast.officer)

    def test_is_refused_while_hardly_anything_is_said(self, cast):
        article = an_article(cast, cure="换了")
        with pytest.raises(Refused, match="办法"):
            writing.submit(article, **NOW, by=cast.officer)

    def test_is_not_for_other_counties(self, cast):
        with pytest.raises(NotFound):
            writing.submit(an_article(cast), **NOW, by=cast.other_officer)

    def test_is_not_for_the_leader(self, cast):
        with pytest.raises(NotAllowed):
            writing.submit(an_article(cast), **NOW, by=cast.leader)


class TestPublish:
    def test_lets_everybody_read(self, cast):
        edition = the_edition(an_article(cast, "published"))
        assert (edition.reviewed_by, edition.writers) == (cast.city_officer.person_id, [cast.officer.person_id])
        assert Edition.objects.visible_to(cast.stranger).filter(pk=edition.pk).exists()

    def test_thanks_the_leader(self, cast):
        an_article(cast, "published")
        assert "谢谢您：您解决的难题成了经验“空压机电机频繁过载跳停”" in told(cast.leader)

    def test_is_refused_to_whoever_handed_it_in(self, cast):
        with pytest.raises(Refused, match="另一位同事"):
            writing.publish(an_article(cast, "submitted"), **NOW, by=cast.officer)

    def test_is_refused_to_whoever_changed_a_word(self, cast):
        article = an_article(cast)
        writing.rewrite(article, a_wording(article, advice="常看看"), **NOW, by=cast.city_officer)
        writing.submit(fresh_article(article), **NOW, by=cast.officer)
        with pytest.raises(Refused, match="另一位同事"):
            writing.publish(fresh_article(article), **NOW, by=cast.city_officer)

    def test_is_asked_of_the_county_when_the_city_wrote_it(self, cast):
        article = an_article(cast)
        writing.submit(article, **NOW, by=cast.city_officer)
        assert asked_of(article) == [("check", "officer", cast.county.pk)]
        writing.publish(fresh_article(article), **NOW, by=cast.officer)

    def test_by_a_writer_is_refused_by_the_database_too(self, cast):
        draft = the_draft(an_article(cast, "submitted"))
        own = {"reviewed_by": cast.officer.person_id, "published_at": LATER, "state": "published"}
        with pytest.raises(IntegrityError, match="no_writer_reviews_an_edition"), transaction.atomic():
            Edition.objects.filter(pk=draft.pk).update(**own)

    def test_of_what_nobody_wrote_is_refused_by_the_database(self, cast):
        draft = the_draft(an_article(cast))
        with pytest.raises(IntegrityError, match="published_means_written_and_reviewed"), transaction.atomic():
            Edition.objects.filter(pk=draft.pk).update(state="published", published_at=LATER, reviewed_by=1)

    def test_may_be_sent_back_and_handed_in_again(self, cast):
        article = an_article(cast, "submitted")
        writing.send_back(article, "办法再写细些", **NOW, by=cast.city_officer)
        assert asked_of(article) == [("mend", "officer", cast.county.pk)]
        writing.submit(fresh_article(article), **NOW, by=cast.officer)

    def test_is_not_changed_any_more(self, cast):
        article = an_article(cast, "submitted")
        with pytest.raises(writing.NotBeingWritten):
            writing.rewrite(article, a_wording(article), **NOW, by=cast.officer)


class TestEditions:
    def revised(self, cast, **changes):
        article = an_article(cast, "published")
        writing.revise(article, "补充型号", **NOW, by=cast.officer)
        writing.rewrite(fresh_article(article), a_wording(article, **changes), **NOW, by=cast.officer)
        return fresh_article(article)

    def test_a_new_one_leaves_the_old_one_in_force_until_it_is_published(self, cast):
        article = self.revised(cast, title="空压机跳停怎么查")
        assert the_edition(article).number == 1
        writing.submit(article, **NOW, by=cast.officer)
        writing.publish(fresh_article(article), **NOW, by=cast.city_officer)
        assert (the_edition(article).number, the_edition(article).title) == (2, "空压机跳停怎么查")
        old = Edition.objects.visible_to(cast.stranger).get(article=article, number=1)
        assert (old.state, old.ended_at) == ("replaced", LATER)

    def test_a_new_one_that_is_given_up_leaves_the_old_one_in_force(self, cast):
        article = self.revised(cast, title="空压机跳停怎么查")
        writing.set_aside(article, "不用改", **NOW, by=cast.officer)
        assert (case_of(article).state, the_edition(article).number) == ("published", 1)
        assert article.editions.count() == 1

    def test_a_first_one_that_is_given_up_is_not_used(self, cast):
        article = an_article(cast)
        writing.set_aside(article, "太简单", **NOW, by=cast.officer)
        assert case_of(article).state == "unused"
        assert Case.objects.get(pk=article.case_id).closed_at == LATER

    def test_all_go_out_of_sight_when_the_article_is_retired(self, cast):
        article = self.revised(cast, title="空压机跳停怎么查")
        writing.submit(article, **NOW, by=cast.officer)
        writing.publish(fresh_article(article), **NOW, by=cast.city_officer)
        writing.retire(fresh_article(article), "有更好的办法", **NOW, by=cast.city_officer)
        assert not Edition.objects.visible_to(cast.stranger).filter(article=article).exists()
        assert Edition.objects.visible_to(cast.officer).filter(article=article, state="retired").count() == 2

    def test_a_retired_one_cannot_be_published_again(self, cast):
        article = an_article(cast, "published")
        writing.retire(article, "过时", **NOW, by=cast.city_officer)
        with pytest.raises(WrongState):
            writing.revise(fresh_article(article), "再用", **NOW, by=cast.officer)

    def test_words_are_counted_as_they_stand_in_what_is_in_force(self, cast):
        article = self.revised(cast, title="空压机跳停怎么查")
        assert counted() == counted_directly()
        writing.submit(article, **NOW, by=cast.officer)
        writing.publish(fresh_article(article), **NOW, by=cast.city_officer)
        assert counted() == counted_directly()
        writing.retire(fresh_article(article), "过时", **NOW, by=cast.city_officer)
        assert counted() == {}
