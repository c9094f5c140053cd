"""The papers of an order: their facts, who gets them, what stands in them."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from docx import Document
from tests.cast import MONDAY

from gongqiao.services.enterprise_service.actions import visits
from gongqiao.services.enterprise_service.pages.prints import PAPERS
from gongqiao.services.enterprise_service.tests.makers import THURSDAY, an_order


@pytest.fixture
def set_clock(monkeypatch):
    """Return a function that makes requests believe it is another time."""
    return lambda at: monkeypatch.setattr("gongqiao.web.middleware.now", lambda: at)


NAMES = [pytest.param(name, id=name) for name in PAPERS]
STAGES = ("ordered", "matched", "delivering", "claimed", "confirmed", "revisited")


def words_in(body: bytes) -> str:
    document = Document(io.BytesIO(body))
    return "".join(text.text or "" for text in document.element.body.iter() if text.tag.endswith("}t"))


def address(order, name: str, form: str = "") -> str:
    return f"/enterprise-service/orders/{order.case.number}/papers/{name}" + (f".{form}" if form else "")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("stage", STAGES)
def test_the_facts_have_the_shape_of_the_test_data_at_every_stage(cast, name, stage):
    order, paper = an_order(cast, stage), PAPERS[name]
    facts = paper.facts(order, at=MONDAY, by=cast.officer)
    assert {key for key in facts if key not in paper.kind.pictures} == set(paper.kind.example) - set(
        paper.kind.pictures
    )
    for key, value in paper.kind.example.items():
        assert isinstance(facts[key], bytes if key in paper.kind.pictures else type(value)), key


@pytest.mark.parametrize("name", NAMES)
class TestDoors:
    def test_the_pages_the_word_and_the_pdf_are_one_paper(self, cast, client, signed_in, set_clock, name):
        order = an_order(cast, "claimed")
        set_clock(THURSDAY)
        officer = signed_in(cast.person("officer"))
        shown = officer.get(address(order, name))
        word = officer.get(address(order, name, "docx"))
        pdf = officer.get(address(order, name, "pdf"))
        assert shown.context["pictures"].total >= 1
        assert order.enterprise.name in words_in(word.content)
        pages = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf.content))
        assert order.enterprise.name in pages
        assert order.case.number in pages
        assert "attachment" in word["Content-Disposition"]

    def test_heads_who_see_no_names_print_nothing(self, cast, signed_in, set_clock, name):
        order = an_order(cast, "claimed")
        set_clock(THURSDAY)
        head = signed_in(cast.person("head"))
        for form in ("", "docx", "pdf"):
            answer = head.get(address(order, name, form))
            assert answer.status_code == 403
            assert order.enterprise.name not in answer.content.decode()

    def test_others_find_nothing(self, cast, signed_in, set_clock, name):
        order = an_order(cast, "claimed")
        set_clock(THURSDAY)
        assert signed_in(cast.person("stranger")).get(address(order, name)).status_code == 404

    def test_another_form_is_no_file(self, cast, signed_in, set_clock, name):
        order = an_order(cast, "claimed")
        set_clock(THURSDAY)
        assert signed_in(cast.person("officer")).get(address(order, name, "exe")).status_code == 404


class TestVisitSheet:
    def test_tells_what_was_done_and_promised(self, cast):
        order = an_order(cast, "claimed")
        facts = PAPERS["visit-sheet"].facts(order, at=THURSDAY, by=cast.officer)
        visit = order.visits.get()
        assert facts["visited_on"] == "2026年11月18日"
        assert facts["cause"]
        assert facts["leader"] == "王师"
        assert [promise["text"] for promise in facts["promises"]] == [row.text for row in visit.promises.order_by("pk")]

    def test_counts_who_signed_in(self, cast):
        order = an_order(cast, "delivering")
        visits.sign_in(order.visits.get(), "丁工", "13700000001", at=THURSDAY, by=cast.leader)
        assert PAPERS["visit-sheet"].facts(order, at=THURSDAY, by=cast.officer)["trained"] == "1"
