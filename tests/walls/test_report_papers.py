"""What is printed of numbers is what the snapshot says: read back with other programs than those that wrote it."""

import io
import zipfile
from datetime import date

import pytest
from docx import Document
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from gongqiao.kernel.snapshots import queries
from gongqiao.kernel.snapshots.actions import make_snapshot, sign
from gongqiao.services.assessment import actions as assessments
from gongqiao.services.enterprise_service.tests.makers import THURSDAY, an_order, theirs
from gongqiao.services.enterprise_service.tests.test_snapshots import a_form
from tests.cast import sign_in

pytestmark = pytest.mark.django_db
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


def text_of(document) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_the_word_report_says_the_sentences_and_the_tables(cast, browser, snapshot):
    document = Document(io.BytesIO(browser.get(f"/desk/snapshots/{snapshot.pk}.docx").content))
    text = text_of(document)
    assert "新会区总工会组织劳模工匠服务队 2 支，开展助企活动 1 场，服务企业 1 家，解决难题 1 个" in text
    assert "未经复核，不得对外使用" in text
    assert "{{" not in text
    assert "{%" not in text
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    assert cells[:3] == ["指标", "新会区总", "合计"]
    assert "解决难题（个）" in cells


def test_the_signed_report_names_who_signed(cast, browser, snapshot):
    sign(snapshot, seen=snapshot.digest, at=THURSDAY, by=cast.city_officer)
    document = Document(io.BytesIO(browser.get(f"/desk/snapshots/{snapshot.pk}.docx").content))
    assert f"复核签署：陈市　2026年11月19日　封存码 {snapshot.digest[:16]}" in text_of(document)


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


def test_the_assessment_is_printed_as_it_is_scored(cast, browser):
    criteria = (
        assessments.CriterionForm(figure="enterprise_service.problems", points=60),
        assessments.CriterionForm(figure="enterprise_service.enterprises", points=40, target=2),
    )
    form = assessments.AssessmentForm(title="考核", since=date(2026, 1, 1), until=THURSDAY.date(), criteria=criteria)
    made = assessments.draw_up(form, union=cast.city, at=THURSDAY, by=cast.city_officer)
    assessments.collect(made, at=THURSDAY, by=cast.city_officer)
    body = browser.get(f"/desk/assessments/{made.pk}.xlsx").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_name("排名").to_python()
    assert rows[1] == [1, "新会区总工会", 1, 100, 0.6, 1, 2, 20, 20.6]
    document = Document(io.BytesIO(browser.get(f"/desk/assessments/{made.pk}.docx").content))
    found = [cell.text for cell in document.tables[0].rows[1].cells]
    assert found == ["1", "新会区总工会", "1/100\n0.60", "1/2\n20.00", "20.60"]
