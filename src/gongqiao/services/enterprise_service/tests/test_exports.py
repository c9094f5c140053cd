"""Long lists as workbooks: exactly what their person sees, written by the worker with the rights of that moment."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from tests.cast import MONDAY, sound_code

from gongqiao.kernel.audit.models import Entry
from gongqiao.kernel.base.errors import NotAllowed, NotFound
from gongqiao.kernel.jobs.models import Work
from gongqiao.kernel.jobs.work import take_steps
from gongqiao.kernel.org import roll
from gongqiao.kernel.org.models import Enterprise
from gongqiao.kernel.people.models import Post
from gongqiao.kernel.sheets import exports as kept
from gongqiao.kernel.sheets.models import Export, ExportPart
from gongqiao.services.enterprise_service.pages.enterprise_lists import ENTERPRISES
from gongqiao.services.enterprise_service.tests.makers import an_order
from gongqiao.web import exports
from gongqiao.web.lists import Asked, listing_named

pytestmark = pytest.mark.django_db
MANY = 1_100


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES = tmp_path / "files"


@pytest.fixture
def many(cast):
    entries = [
        roll.Entry(code=sound_code(3_000 + n), area_code="440705001", says={"name": f"新会区演示{n:04}有限公司"})
        for n in range(MANY)
    ]
    roll.take(entries, source="名单", at=MONDAY, by=cast.officer)
    return cast


def asked(by, **values) -> Asked:
    return Asked(by=by, at=MONDAY, values=values)


def ask_for(by, **values) -> Export:
    text = exports.form_for(ENTERPRISES, asked(by, **values))["sealed"].value()
    return exports.ask_for(text, at=MONDAY, by=by)


def to_the_end() -> None:
    while take_steps(at=MONDAY):
        pass


def workbook(export: Export, by) -> list[tuple]:
    _, path = kept.fetch(export.pk, at=MONDAY, by=by)
    return list(openpyxl.load_workbook(io.BytesIO(path.read_bytes())).active.values)


def on_screen(by, **values) -> list[str]:
    return [row.short_name for row in ENTERPRISES.rows(asked(by, **values))]


class TestALongList:
    def test_is_written_in_steps_with_every_row_of_the_screen_in_its_order(self, many):
        by = many.officer
        export = ask_for(by)
        to_the_end()
        rows = workbook(export, by)
        assert rows[0][:3] == ("企业", "信用代码", "辖区")
        assert [row[0] for row in rows[1:]] == on_screen(by)
        assert len(rows) == MANY + 2
        assert not ExportPart.objects.exists()
        assert Work.objects.get().says == f"共 {MANY + 1:,} 行，可以下载了，保留 7 天。"

    def test_keeps_the_filters_of_the_screen(self, many):
        export = ask_for(many.city_officer, county=str(many.other_county.pk))
        to_the_end()
        assert [row[0] for row in workbook(export, many.city_officer)[1:]] == ["榕渡电器"]

    def test_is_masked_as_the_screen_is(self, many):
        export = ask_for(many.head)
        to_the_end()
        rows = workbook(export, many.head)
        assert len(rows) == MANY + 3
        assert {row[1] for row in rows[1:]} == {None}
        assert not any("演示" in str(row[0]) for row in rows[1:])

    def test_goes_on_after_a_failure_without_a_row_twice(self, many, monkeypatch):
        export = ask_for(many.officer)
        real, calls = exports._cells, []

        def cut_off(*given):
            calls.append(1)
            if len(calls) == 2:
                raise ConnectionError("killed")
            return real(*given)

        monkeypatch.setattr(exports, "_cells", cut_off)
        to_the_end()
        assert Work.objects.get().done == 500
        while take_steps(at=MONDAY + timedelta(seconds=30)):
            pass
        assert [row[0] for row in workbook(export, many.officer)[1:]] == on_screen(many.officer)

    def test_leaves_out_what_is_gone_or_out_of_sight_meanwhile(self, many):
        export = ask_for(many.officer)
        take_steps(at=MONDAY)
        Enterprise.objects.filter(uscc=sound_code(3_000)).update(org=many.other_county)
        to_the_end()
        assert len(workbook(export, many.officer)) == MANY + 1

    def test_is_not_written_for_somebody_whose_post_has_ended(self, many):
        ask_for(many.officer)
        Post.objects.filter(person=many.person("officer")).update(valid_to=MONDAY.date())
        to_the_end()
        work = Work.objects.get()
        assert (work.state, "没有职务" in work.error) == ("dead", True)

    def test_leaves_a_line_when_it_is_asked_for_and_when_it_is_fetched(self, many):
        export = ask_for(many.officer)
        to_the_end()
        workbook(export, many.officer)
        lines = Entry.objects.filter(thing="export", thing_id=export.pk, kind="look").order_by("pk")
        assert [line.what for line in lines] == ["sheets.export", "sheets.fetch"]

    def test_lies_where_its_owner_alone_may_read(self, many):
        export = ask_for(many.officer)
        to_the_end()
        _, path = kept.fetch(export.pk, at=MONDAY, by=many.officer)
        assert path.stat().st_mode & 0o077 == 0


class TestSomebodyElse:
    def test_cannot_use_a_seal_that_is_not_his(self, many):
        text = exports.form_for(ENTERPRISES, asked(many.city_officer))["sealed"].value()
        with pytest.raises(NotFound):
            exports.ask_for(text, at=MONDAY, by=many.officer)
        with pytest.raises(NotFound):
            exports.ask_for(text[:-2] + "xx", at=MONDAY, by=many.city_officer)

    def test_does_not_see_or_fetch_it(self, many):
        export = ask_for(many.officer)
        to_the_end()
        for act in (
            lambda: kept.own_export(export.pk, by=many.city_officer),
            lambda: kept.fetch(export.pk, at=MONDAY, by=many.city_officer),
        ):
            with pytest.raises(NotFound):
                act()

    def test_without_a_post_gets_nothing(self, many):
        with pytest.raises(NotAllowed):
            kept.own_exports(by=many.contact)
        with pytest.raises(NotAllowed):
            ask_for(many.contact)


class TestAfterSomeDays:
    def test_the_file_is_gone_and_says_so(self, many):
        export = ask_for(many.officer)
        to_the_end()
        _, path = kept.fetch(export.pk, at=MONDAY, by=many.officer)
        assert kept.forget_old(at=MONDAY + kept.KEPT) == 0
        assert kept.forget_old(at=MONDAY + kept.KEPT + timedelta(minutes=1)) == 1
        assert not path.exists()
        with pytest.raises(kept.FileIsGone):
            kept.fetch(export.pk, at=MONDAY, by=many.officer)


class TestAShortList:
    def test_is_there_at_once_and_leaves_a_line(self, cast, signed_in):
        answer = signed_in(cast.person("officer")).get("/desk/enterprise-service/enterprises?as=xlsx")
        rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
        assert [row[0] for row in rows[1:]] == on_screen(cast.officer)
        line = Entry.objects.get(what="sheets.export")
        assert (line.kind, line.detail["rows"]) == ("look", len(rows) - 1)

    def test_that_has_grown_long_offers_to_be_written(self, many, signed_in):
        client = signed_in(many.person("officer"))
        answer = client.get("/desk/enterprise-service/enterprises?as=xlsx")
        assert f"共 {MANY + 1:,} 行" in answer.content.decode()
        assert not Export.objects.exists()
        form = answer.context["form"]
        begun = client.post("/desk/exports", {"sealed": form["sealed"].value(), "once": form["once"].value()})
        assert begun["Location"] == f"/desk/exports/{Export.objects.get().pk}"


class TestTheRowsBehindANumber:
    """A list of a family: it is written anew each time, so the worker makes it again."""

    def test_are_exported_with_the_cut_of_the_link(self, cast):
        by = cast.city_officer
        an_order(cast, title="本企业的")
        for made_of, found in (
            ({"enterprise": str(cast.enterprise.pk)}, 1),
            ({"enterprise": str(cast.other_enterprise.pk)}, 0),
        ):
            listing = listing_named("figures.enterprise_service.ordered", made_of, by=by)
            text = exports.form_for(listing, asked(by))["sealed"].value()
            export = exports.ask_for(text, at=MONDAY, by=by)
            to_the_end()
            assert len(workbook(export, by)) == 1 + found

    def test_are_not_there_for_those_who_may_not_see_numbers(self, cast):
        assert listing_named("figures.enterprise_service.ordered", {}, by=cast.contact) is None

    def test_of_no_figure_are_no_list(self, cast):
        assert listing_named("figures.nothing", {}, by=cast.city_officer) is None
