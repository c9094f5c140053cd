from __future__ import annotations

from datetime import timedelta

import pytest

from gongqiao.api.tests.callers import a_caller, done, stop_clock
from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.audit.models import Entry
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.indicators.figures import Cut
from gongqiao.services.enterprise_service.tests.makers import an_order
from gongqiao.services.knowledge import figures
from gongqiao.services.knowledge.actions import drafting, reading, writing
from gongqiao.services.knowledge.models import Helpful, Reading
from gongqiao.services.knowledge.queries import articles as queries
from gongqiao.services.knowledge.tests.makers import LATER, a_closed_order, an_article, fresh_article

pytestmark = pytest.mark.django_db
READERS = ("contact", "stranger", "leader", "officer", "other_officer", "auditor", "head")
ALL = Cut()


class TestWhatIsPublished:
    @pytest.mark.parametrize("who", READERS)
    def test_is_read_by_everybody(self, cast, who):
        article = an_article(cast, "published")
        assert queries.published(article.pk, by=getattr(cast, who)).number == 1

    @pytest.mark.parametrize("who", ["contact", "stranger", "other_officer"])
    def test_shows_its_source_to_nobody_who_may_not_see_the_case(self, cast, who):
        article = an_article(cast, "published")
        by = getattr(cast, who)
        assert queries.case_number(article, by=by) == ""
        assert bool(queries.source_number(article, by=by)) == (who == "contact")

    def test_is_not_there_before(self, cast):
        article = an_article(cast, "submitted")
        for who in READERS:
            with pytest.raises(NotFound):
                queries.published(article.pk, by=getattr(cast, who))
            with pytest.raises(NotFound):
                queries.edition(article.pk, 1, by=getattr(cast, who))


class TestPages:
    @pytest.fixture(autouse=True)
    def clock(self, monkeypatch):
        stop_clock(monkeypatch)
        monkeypatch.setattr("gongqiao.web.middleware.now", lambda: LATER)

    def test_a_draft_is_masked_for_heads_and_for_the_leader(self, cast, signed_in):
        article = an_article(cast, cause="砺江压铸的张联说端子松动。")
        for who, is_masked in (("officer", False), ("head", True), ("leader", True)):
            page = signed_in(cast.person(who)).get(f"/cases/{article.case.number}", follow=True).content.decode()
            assert ("张联" not in page and "砺江" not in page) is is_masked, who
            assert ("某企业" in page) is is_masked, who

    def test_the_officer_reads_where_the_names_stand(self, cast, signed_in):
        article = an_article(cast, cause="砺江压铸的端子松动，触点烧蚀。")
        page = signed_in(cast.person("officer")).get(f"/desk/cases/{article.case.number}").content.decode()
        assert "<mark>砺江压铸</mark>" in page
        assert "“砺江压铸”（企业）还在“原因”第 1 个字" in page

    def test_a_like_order_shows_it_before_anybody_is_sent_and_not_after(self, cast, signed_in):
        article = an_article(cast, "published")
        words = {"title": "冲床电机老是跳停", "description": "怀疑接触器缺相，热继电器动作"}
        early, late = an_order(cast, **words), a_closed_order(cast, days=3, **words)
        for who in ("officer", "contact"):
            pages = [
                signed_in(cast.person(who)).get(f"/cases/{order.case.number}", follow=True).content.decode()
                for order in (early, late)
            ]
            assert [f"/knowledge/{article.pk}" in page for page in pages] == [True, False], who

    def test_helped_counts_once_a_matter_and_leads_back(self, cast, signed_in):
        article, order = an_article(cast, "published"), an_order(cast)
        client, back = signed_in(cast.person("contact")), f"/cases/{order.case.number}"
        for _ in range(2):
            answer = client.post(f"/knowledge/{article.pk}/helped", {"about": order.case.number, "back": back})
            assert (answer.status_code, answer["Location"]) == (302, back)
        assert Helpful.objects.get().about_case_id == order.case_id

    def test_helped_with_a_matter_that_one_may_not_see_is_refused(self, cast, signed_in):
        article, order = an_article(cast, "published"), an_order(cast)
        answer = signed_in(cast.person("stranger")).post(
            f"/knowledge/{article.pk}/helped", {"about": order.case.number}
        )
        assert answer.status_code == 404
        assert not Helpful.objects.exists()

    def test_reading_is_noted_once_a_day(self, cast, signed_in):
        article = an_article(cast, "published")
        client = signed_in(cast.person("contact"))
        for _ in range(2):
            assert client.get(f"/knowledge/{article.pk}").status_code == 200
        assert Reading.objects.get().person_id == cast.contact.person_id
        assert Entry.objects.filter(what="knowledge.read").count() == 1

    def test_what_is_typed_in_the_order_form_finds_its_like(self, cast, signed_in):
        article = an_article(cast, "published")
        client = signed_in(cast.person("contact"))
        page = client.post("/enterprise-service/orders/new", {"title": "空压机电机跳停", "description": "接触器缺相"})
        assert page.status_code == 422
        assert f"/knowledge/{article.pk}" in page.content.decode()


class TestFigures:
    def test_count_what_was_published_and_what_is_in_force(self, cast):
        article = an_article(cast, "published")
        writing.retire(article, "过时", seen=None, at=LATER + timedelta(days=3), by=cast.city_officer)
        day = LATER.date()
        first, later = Cut(until=day), Cut(until=day + timedelta(days=9))
        values = [figures.IN_FORCE.value(cut, by=cast.city_officer) for cut in (first, later)]
        assert (figures.PUBLISHED.value(ALL, by=cast.city_officer), values) == (1, [1, 0])

    def test_count_at_home_although_everybody_reads(self, cast):
        an_article(cast, "published")
        assert figures.PUBLISHED.value(ALL, by=cast.officer) == 1
        assert figures.PUBLISHED.value(ALL, by=cast.other_officer) == 0

    def test_count_readers_and_orders(self, cast):
        article, order = an_article(cast, "published"), an_order(cast)
        reading.note_reading(article, at=LATER, by=cast.stranger)
        reading.thank(article, about=order.case, at=LATER, by=cast.contact)
        reading.thank(article, about=None, at=LATER, by=cast.contact)
        drafting.suggest(order.case_id, at=LATER, by=the_job("knowledge"))
        counted = [f.value(ALL, by=cast.officer) for f in (figures.READINGS, figures.HELPED, figures.OFFERED)]
        assert counted == [1, 2, 1]
        assert figures.OFFERED.by_union(ALL, by=cast.officer) == {cast.county.pk: 1}

    @pytest.mark.parametrize("figure", [figures.PUBLISHED, figures.READINGS, figures.OFFERED], ids=lambda f: f.name)
    def test_open_to_rows_with_their_columns(self, cast, figure):
        from gongqiao.kernel.sheets.columns import Look

        article, order = an_article(cast, "published"), an_order(cast)
        reading.note_reading(article, at=LATER, by=cast.officer)
        drafting.suggest(order.case_id, at=LATER, by=the_job("knowledge"))
        (row,) = figure.rows(ALL, by=cast.officer)
        look = Look(by=cast.officer, at=LATER)
        cells = {column.name: column.value(row, look) for column in figure.columns}
        assert cells["title"] == article.case.title
        assert cells["org"] == "新会区总"


class TestApi:
    def test_finds_reads_and_thanks(self, cast, monkeypatch):
        stop_clock(monkeypatch)
        article = fresh_article(an_article(cast, "published"))
        caller = a_caller(cast, "stranger")
        assert done(caller.get("/articles?q=跳停"))["count"] == 1
        found = done(caller.get(f"/articles/{article.pk}"))
        assert (found["title"], found["edition"], found["helpful"]) == ("空压机电机频繁过载跳停", 1, 0)
        assert done(caller.post(f"/articles/{article.pk}/helped", {"about": ""})) == {"is_first": True, "helpful": 1}
        assert done(caller.post(f"/articles/{article.pk}/helped", {"about": ""})) == {"is_first": False, "helpful": 1}

    def test_knows_no_draft(self, cast, monkeypatch):
        stop_clock(monkeypatch)
        article = an_article(cast, "submitted")
        assert a_caller(cast, "officer").get(f"/articles/{article.pk}").status_code == 404
