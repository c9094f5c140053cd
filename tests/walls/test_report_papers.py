"""What is printed of numbers is what the snapshot says: read back with other programs than those that wrote it."""

import io
import zipfile
from datetime import date

import pypdfium2
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from docx import Document
from docx.document import Document as TheDocument
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from gongqiao.kernel.indicators import dimension_named
from gongqiao.kernel.papers.actions import publish_trial, upload_trial
from gongqiao.kernel.papers.models import PaperTemplate
from gongqiao.kernel.papers.queries import CannotPrint, issued
from gongqiao.kernel.papers.tests.makers import with_xml
from gongqiao.kernel.people.actions import add_person, appoint
from gongqiao.kernel.snapshots import queries
from gongqiao.kernel.snapshots.actions import correct, make_snapshot, sign
from gongqiao.kernel.snapshots.papers import REPORT
from gongqiao.kernel.snapshots.reports import exactly
from gongqiao.services.assessment import actions as assessments
from gongqiao.services.assessment import queries as queries_of_assessments
from gongqiao.services.assessment.rules.papers import CIRCULAR
from gongqiao.services.enterprise_service.tests.makers import THURSDAY, an_order, theirs
from gongqiao.services.enterprise_service.tests.test_snapshots import a_form
from tests.cast import BEFORE, as_actor, sign_in

pytestmark = pytest.mark.django_db
LINK = "https://example.invalid/desk/snapshots/1"
A_FORMULA = "=cmd|'/c calc'!A1"


@pytest.fixture
def browser(cast, client, set_clock):
    an_order(cast, "confirmed")
    an_order(cast, firm=theirs(cast), title=A_FORMULA)
    set_clock(THURSDAY)
    return sign_in(client, cast.person("city_officer"))


@pytest.fixture
def snapshot(cast, browser):
    return make_snapshot(a_form(), union=cast.county, at=THURSDAY, by=cast.officer)


def word_at(browser, address: str) -> TheDocument:
    return Document(io.BytesIO(browser.get(address).content))


def text_of(document) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def rows_of(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def words_on(pdf: bytes) -> str:
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    return "".join(text.split())


def all_text(document) -> str:
    footers = "".join(section.footer.paragraphs[0].text for section in document.sections)
    return "".join(text.text or "" for text in document.element.body.iter() if text.tag.endswith("}t")) + footers


def is_filled(document) -> bool:
    """Whether nothing of the template is left over."""
    said = all_text(document)
    return not any(mark in said for mark in ("{{", "{%", "}}", "None"))


@pytest.fixture
def reviewer(cast):
    """A second officer of the city."""
    person = add_person("郑核", "13900000090", at=BEFORE, by=cast.city_officer)
    appoint(person, cast.city, kind="officer", title="市总干部", on=BEFORE.date(), at=BEFORE, by=cast.city_officer)
    return as_actor("13900000090")


class TestTheReportOfASnapshot:
    def test_says_the_sentences_the_numbers_and_the_tables(self, cast, browser, snapshot):
        document = word_at(browser, f"/desk/snapshots/{snapshot.pk}.docx")
        text = text_of(document)
        assert "新会区总工会组织劳模工匠服务队 2 支，开展助企活动 1 场，服务企业 1 家，解决难题 1 个" in text
        assert is_filled(document)
        numbers, counties, dishes, made = document.tables
        lines = queries.lines(snapshot)
        assert rows_of(numbers)[1:] == [[line.label, exactly(line), line.says] for line in lines]
        assert all(line.unit in exactly(line) or "元" in exactly(line) or exactly(line) == "没有记录" for line in lines)
        assert all(line.says for line in lines)
        assert rows_of(counties)[0] == ["指标", "新会区总", "合计"]
        assert ["解决难题（个）", "1", "1"] in rows_of(counties)
        assert rows_of(dishes)[0][-1] == "合计"
        assert rows_of(made)[0][1].endswith("　2026年11月19日")

    def test_says_period_scope_and_union(self, cast, browser):
        (programme, label), *_ = dimension_named("programme").labels(cast.city_officer).items()
        form = a_form(parts={"programme": programme})
        made = make_snapshot(form, union=cast.city, at=THURSDAY, by=cast.city_officer)
        text = text_of(word_at(browser, f"/desk/snapshots/{made.pk}.docx"))
        assert f"2026年1月1日至11月19日，{dimension_named('programme').label}：{label}" in text
        assert "江门市总工会" in text

    def test_of_a_draft_says_that_nobody_reviewed_it(self, browser, snapshot):
        document = word_at(browser, f"/desk/snapshots/{snapshot.pk}.docx")
        assert "草稿，还没有复核，不得对外使用" in text_of(document)
        assert rows_of(document.tables[-1])[1][1] == "还没有复核，不得对外使用"

    def test_of_a_signed_one_names_who_signed_in_word_and_pdf(self, cast, browser, snapshot):
        sign(snapshot, seen=snapshot.digest, link=LINK, at=THURSDAY, by=cast.city_officer)
        document = word_at(browser, f"/desk/snapshots/{snapshot.pk}.docx")
        assert [row[1] for row in rows_of(document.tables[-1])[1:]] == ["陈市　2026年11月19日", snapshot.digest[:16]]
        assert "不得对外使用" not in all_text(document)
        on_paper = words_on(browser.get(f"/desk/snapshots/{snapshot.pk}.pdf").content)
        for cell in (cell for table in document.tables for row in rows_of(table) for cell in row):
            assert "".join(cell.split()) in on_paper

    def test_is_shown_as_pages(self, browser, snapshot):
        page = browser.get(f"/desk/snapshots/{snapshot.pk}/report")
        assert page.context["pictures"].total >= 1
        assert f"/desk/snapshots/{snapshot.pk}.pdf" in page.content.decode()

    def test_is_issued_once_and_stays_the_same_file(self, cast, browser, snapshot):
        draft = browser.get(f"/desk/snapshots/{snapshot.pk}.docx").content
        sign(snapshot, seen=snapshot.digest, link=LINK, at=THURSDAY, by=cast.city_officer)
        first = [browser.get(f"/desk/snapshots/{snapshot.pk}.{form}").content for form in ("docx", "pdf")]
        an_order(cast, firm=theirs(cast), title="又一单")
        publish_another(REPORT, "制作与复核", "谁做的", cast)
        again = [browser.get(f"/desk/snapshots/{snapshot.pk}.{form}").content for form in ("docx", "pdf")]
        assert first == again
        assert first[0] != draft
        assert len(issued("snapshot", snapshot.pk)) == 1
        for change in ("update papers_issuedpaper set made_by = 'x'", "delete from papers_issuedpaper"):
            with pytest.raises(DatabaseError, match="issued stays"), transaction.atomic(), connection.cursor() as at:
                at.execute(change)

    def test_of_a_new_version_is_another_paper_by_the_template_of_its_day(self, cast, browser, reviewer):
        old = make_snapshot(a_form(), union=cast.city, at=THURSDAY, by=cast.city_officer)
        sign(old, seen=old.digest, link=LINK, at=THURSDAY, by=reviewer)
        publish_another(REPORT, "制作与复核", "谁做的", cast)
        an_order(cast, firm=theirs(cast), title="又一单")
        new = correct(queries.snapshot(old.pk, by=reviewer), "漏了一单", at=THURSDAY, by=cast.city_officer)
        sign(new, seen=new.digest, link=LINK, at=THURSDAY, by=reviewer)
        before, after = (all_text(word_at(browser, f"/desk/snapshots/{one.pk}.docx")) for one in (old, new))
        assert "第 2 版" in after
        assert "更正说明：漏了一单" in after
        assert ("谁做的" in before, "谁做的" in after) == (False, True)
        assert ("第 1 版" in after.split("指标简报")[-1], "通用第 1 版" in before) == (True, True)

    def test_is_not_signed_when_it_cannot_be_printed(self, cast, browser, snapshot):
        publish_another(REPORT, "制作与复核", "谁做的", cast)
        spoilt = with_xml("制作与复核", "{% for one in lines %}", template=REPORT.word.read_bytes())
        PaperTemplate.objects.update(body=spoilt)
        with pytest.raises(CannotPrint):
            sign(snapshot, seen=snapshot.digest, link=LINK, at=THURSDAY, by=cast.city_officer)
        snapshot.refresh_from_db()
        assert not snapshot.is_signed


def publish_another(kind, old: str, new: str, cast) -> None:
    """Publish a template of the city's own."""
    body = with_xml(old, new, template=kind.word.read_bytes())
    trial = upload_trial(kind, io.BytesIO(body), name="改.docx", at=THURSDAY, by=cast.city_officer)
    publish_trial(kind, trial.sha256, "", at=THURSDAY, by=cast.city_officer)


def test_the_excel_holds_every_kept_row_and_they_add_up(cast, browser):
    made = make_snapshot(a_form(), union=cast.city, at=THURSDAY, by=cast.city_officer)
    body = browser.get(f"/desk/snapshots/{made.pk}.xlsx").content
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    assert book.sheet_names[:3] == ["汇总", "按县（市、区）", "按菜品"]
    summary = {row[0]: row for row in book.get_sheet_by_name("汇总").to_python()[1:]}
    kept = queries.rows_kept(made)
    assert summary["点菜"][3] == 2
    assert len(book.get_sheet_by_name("点菜").to_python()) - 1 == 2
    head, *rows = book.get_sheet_by_name("实际效益").to_python()
    place = head.index("封存的数（元）")
    assert sum(row[place] for row in rows) * 100 == kept["enterprise_service.benefit_actual"].value == 30_000_000
    by_county = book.get_sheet_by_name("按县（市、区）").to_python()
    assert next(row for row in by_county if row[0] == "解决难题")[1:] == ["个", 1, 0, 1]


def test_no_cell_of_the_excel_is_a_formula(cast, browser):
    made = make_snapshot(a_form(), union=cast.city, at=THURSDAY, by=cast.city_officer)
    book = load_workbook(io.BytesIO(browser.get(f"/desk/snapshots/{made.pk}.xlsx").content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert A_FORMULA in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}


def test_a_head_finds_no_names_in_the_excel(cast, client, browser):
    made = make_snapshot(a_form(), union=cast.city, at=THURSDAY, by=cast.city_officer)
    body = sign_in(client, cast.person("head")).get(f"/desk/snapshots/{made.pk}.xlsx").content
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
    assert [name for name in ("砺江", "榕渡", "王师", "何徒") if name in text] == []


@pytest.fixture
def assessment(cast, browser):
    criteria = (
        assessments.CriterionForm(figure="enterprise_service.problems", points=60),
        assessments.CriterionForm(figure="enterprise_service.enterprises", points=40, target=2),
    )
    form = assessments.AssessmentForm(title="考核", since=date(2026, 1, 1), until=THURSDAY.date(), criteria=criteria)
    made = assessments.draw_up(form, union=cast.city, at=THURSDAY, by=cast.city_officer)
    assessments.collect(made, at=THURSDAY, by=cast.city_officer)
    return queries_of_assessments.assessment(made.pk, by=cast.city_officer)


class TestTheCircularOfAnAssessment:
    def test_is_printed_as_it_is_scored(self, browser, assessment):
        body = browser.get(f"/desk/assessments/{assessment.pk}.xlsx").content
        rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_name("排名").to_python()
        assert rows[1] == [1, "新会区总工会", 1, 100, 0.6, 1, 2, 20, 20.6]
        document = word_at(browser, f"/desk/assessments/{assessment.pk}.docx")
        wanted, ranking, made = document.tables
        assert [row[1:4] for row in rows_of(wanted)[1:]] == [["解决难题", "个", "60"], ["服务企业", "家", "40"]]
        assert all(row[4] for row in rows_of(wanted)[1:])
        assert rows_of(ranking)[0] == ["名次", "县（市、区）", "解决难题（个）", "服务企业（家）", "总分"]
        assert rows_of(ranking)[1] == ["1", "新会区总工会", "0.60\n1 / 100", "20.00\n1 / 2", "20.60"]
        assert rows_of(made)[0][1] == "陈市　2026年11月19日"
        assert "江门市总工会按 2 项指标对 2 个县（市、区）总工会进行考核" in text_of(document)
        assert is_filled(document)

    def test_of_a_draft_says_that_nobody_reviewed_it(self, browser, assessment):
        assert "草稿，还没有复核，不得对外使用" in text_of(word_at(browser, f"/desk/assessments/{assessment.pk}.docx"))

    def test_is_issued_once_when_it_is_circulated_and_read_by_the_counties(self, cast, browser, assessment, reviewer):
        assessments.circulate(assessment, seen=assessment.digest, link=LINK, at=THURSDAY, by=reviewer)
        address = f"/desk/assessments/{assessment.pk}"
        first = [browser.get(f"{address}.{form}").content for form in ("docx", "pdf")]
        publish_another(CIRCULAR, "三、取数与复核", "三、谁做的", cast)
        an_order(cast, firm=theirs(cast), title="又一单")
        county = sign_in(Client(), cast.person("officer"))
        assert [county.get(f"{address}.{form}").content for form in ("docx", "pdf")] == first
        assert county.get(f"{address}/circular").context["pictures"].total == 1
        document = Document(io.BytesIO(first[0]))
        assert rows_of(document.tables[-1])[1][1] == "郑核　2026年11月19日"
        on_paper = words_on(first[1])
        assert all("".join(c.split()) in on_paper for t in document.tables for row in rows_of(t) for c in row)
