"""Templates with versions, and papers as they were issued."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import MONDAY

from gongqiao.kernel.access.actor import Place
from gongqiao.kernel.audit.models import Entry
from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound, Stale
from gongqiao.kernel.papers import actions, queries
from gongqiao.kernel.papers.actions import HasFaults, NothingNew
from gongqiao.kernel.papers.models import IssuedPaper, PaperTemplate
from gongqiao.kernel.papers.queries import SHIPPED
from gongqiao.kernel.papers.tests.makers import a_kind, a_template

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(tmp_path, settings):
    settings.PAGES = tmp_path / "pages"
    return a_kind(tmp_path)


def upload(kind, cast, *lines: str, who: str = "city_officer"):
    return actions.upload_trial(kind, io.BytesIO(a_template(*lines)), name="改.docx", at=MONDAY, by=getattr(cast, who))


def publish(kind, cast, *lines: str):
    made = upload(kind, cast, *lines)
    return actions.publish_trial(kind, made.sha256, "改了", at=MONDAY, by=cast.city_officer)


class TestPublishing:
    def test_gives_the_next_version_from_which_everything_is_printed_then(self, kind, cast):
        assert queries.fill(kind, kind.example, link="x").made_by == "试纸 通用第 1 版"
        publish(kind, cast, "新：{{ who }}")
        publish(kind, cast, "更新：{{ who }}")
        assert queries.fill(kind, kind.example, link="x").made_by == "试纸 第 2 版"
        assert [(row.number, row.is_current) for row in queries.versions(kind, by=cast.officer)] == [
            (2, True), (1, False), (SHIPPED, False),
        ]  # fmt: skip

    def test_leaves_a_line_in_the_book(self, kind, cast):
        made = publish(kind, cast)
        lines = Entry.objects.filter(thing="paper_template", thing_id=made.pk).order_by("pk")
        assert [line.what for line in lines] == ["papers.upload_trial", "papers.publish"]

    def test_returns_to_an_earlier_version_as_a_new_one(self, kind, cast):
        publish(kind, cast, "新：{{ who }}")
        made = actions.publish_again(kind, SHIPPED, "太挤", at=MONDAY, by=cast.city_officer)
        assert (made.version, bytes(made.body)) == (2, kind.word.read_bytes())

    def test_of_what_is_in_use_already_is_refused(self, kind, cast):
        with pytest.raises(NothingNew):
            actions.publish_again(kind, SHIPPED, "x", at=MONDAY, by=cast.city_officer)
        publish(kind, cast, "新：{{ who }}")
        with pytest.raises(NothingNew):
            actions.publish_again(kind, 1, "x", at=MONDAY, by=cast.city_officer)

    def test_of_a_version_that_is_not_there_is_refused(self, kind, cast):
        with pytest.raises(NotFound):
            actions.publish_again(kind, 7, "x", at=MONDAY, by=cast.city_officer)

    def test_of_a_template_with_faults_is_refused_by_action_and_database(self, kind, cast):
        made = upload(kind, cast, "{{ whom }}")
        assert any("whom" in fault for fault in made.faults)
        with pytest.raises(HasFaults):
            actions.publish_trial(kind, made.sha256, "x", at=MONDAY, by=cast.city_officer)
        with pytest.raises(IntegrityError), transaction.atomic():
            PaperTemplate.objects.filter(pk=made.pk).update(version=1, published_at=MONDAY)

    def test_of_another_file_than_the_one_that_was_looked_at_is_refused(self, kind, cast):
        seen = upload(kind, cast, "一：{{ who }}").sha256
        upload(kind, cast, "二：{{ who }}")
        with pytest.raises(Stale):
            actions.publish_trial(kind, seen, "x", at=MONDAY, by=cast.city_officer)

    def test_twice_finds_no_trial_any_more(self, kind, cast):
        made = publish(kind, cast)
        with pytest.raises(NotFound):
            actions.publish_trial(kind, made.sha256, "x", at=MONDAY, by=cast.city_officer)

    def test_what_is_no_word_file_is_not_kept(self, kind, cast):
        with pytest.raises(Invalid) as refused:
            actions.upload_trial(kind, io.BytesIO(b"x"), name="x.docx", at=MONDAY, by=cast.city_officer)
        assert "template" in refused.value.fields
        assert not PaperTemplate.objects.exists()


class TestRights:
    @pytest.mark.parametrize("who", ["officer", "contact", "leader", "auditor", "head", "stranger"])
    def test_only_the_city_changes_templates(self, kind, cast, who):
        by = getattr(cast, who)
        with pytest.raises(NotAllowed):
            upload(kind, cast, who=who)
        with pytest.raises(NotAllowed):
            actions.publish_trial(kind, "0" * 64, "x", at=MONDAY, by=by)
        with pytest.raises(NotAllowed):
            actions.publish_again(kind, SHIPPED, "x", at=MONDAY, by=by)

    def test_every_officer_reads_them_and_nobody_else(self, kind, cast):
        assert queries.versions(kind, by=cast.officer)
        assert queries.template_at(kind, SHIPPED, by=cast.officer) == kind.word.read_bytes()
        for who in ("contact", "leader", "auditor", "head"):
            with pytest.raises(NotAllowed):
                queries.template_at(kind, SHIPPED, by=getattr(cast, who))


class TestIssuing:
    def issued(self, kind, cast, *, who="officer", **facts):
        paper = queries.fill(kind, {**kind.example, **facts}, link="x")
        place = Place(line=tuple(cast.county.node.line), enterprise_id=cast.enterprise.pk)
        return actions.issue(paper, thing="case", thing_id=7, place=place, at=MONDAY, by=getattr(cast, who))

    def test_keeps_the_paper_itself_under_the_next_number(self, kind, cast):
        first, second = self.issued(kind, cast), self.issued(kind, cast, title="改过")
        assert (first.place, second.place) == (1, 2)
        publish(kind, cast, "另一个样子：{{ who }}")
        kept = queries.issued_at_place(kind, "case", 7, 1)
        assert bytes(kept.body) == bytes(first.body)
        assert kept.made_by == "试纸 通用第 1 版"

    def test_the_same_paper_is_issued_once_whatever_the_day(self, kind, cast):
        first = self.issued(kind, cast, printed_on="今天")
        assert self.issued(kind, cast, printed_on="明天") == first
        assert IssuedPaper.objects.count() == 1

    def test_needs_the_power_at_the_place(self, kind, cast):
        for who in ("stranger", "other_officer", "auditor", "head"):
            with pytest.raises(NotAllowed):
                self.issued(kind, cast, who=who)

    def test_a_paper_of_another_thing_is_not_found(self, kind, cast):
        self.issued(kind, cast)
        with pytest.raises(NotFound):
            queries.issued_at_place(kind, "case", 8, 1)
        assert queries.issued("case", 7)[0].issued_at < MONDAY + timedelta(days=1)
