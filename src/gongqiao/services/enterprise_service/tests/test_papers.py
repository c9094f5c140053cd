"""The papers of an order: their facts, who gets them, what stands in them."""

from __future__ import annotations

import io
import shutil
import uuid

import pypdfium2
import pytest
from docx import Document
from PIL import Image
from tests.cast import MONDAY

from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound
from gongqiao.kernel.cases.queries import draft_for
from gongqiao.kernel.documents.actions import folder_of, keep_file
from gongqiao.kernel.documents.queries import attachments_of, row
from gongqiao.kernel.papers.models import IssuedPaper
from gongqiao.kernel.papers.queries import fill
from gongqiao.kernel.typesetting.reading import read_word
from gongqiao.services.enterprise_service.actions import signing, visits
from gongqiao.services.enterprise_service.models import Order
from gongqiao.services.enterprise_service.pages.prints import PAPERS
from gongqiao.services.enterprise_service.tests.makers import THURSDAY, an_order, fresh


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES, settings.PAGES = tmp_path / "files", tmp_path / "pages"


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


def a_signature(cast, order, who: str = "contact") -> uuid.UUID:
    """Keep a drawn signature for the dialog, as the door does."""
    by, ink = getattr(cast, who), io.BytesIO()
    image = Image.new("RGBA", (900, 360), (0, 0, 0, 0))
    image.paste((17, 17, 17, 255), (100, 150, 800, 200))
    image.save(ink, "PNG")
    draft = draft_for("order.sign", about=order.case.number, at=THURSDAY, by=by)
    keep_file(io.BytesIO(ink.getvalue()), name="签名.png", label="signature", draft=draft.pk, at=THURSDAY, by=by)
    return draft.pk


class TestSigning:
    def sign(self, cast, order, who="contact", signer="张𠮷联", draft=None):
        draft = draft or a_signature(cast, order, who)
        signing.sign_sheet(order, signer, draft=draft, seen=None, at=THURSDAY, by=getattr(cast, who))

    def test_puts_the_signature_on_the_sheet(self, cast):
        order = an_order(cast, "claimed")
        self.sign(cast, order)
        facts = PAPERS["visit-sheet"].facts(fresh(order), at=THURSDAY, by=cast.officer)
        assert facts["signed_by"].startswith("张𠮷联 11月")
        paper = fill(PAPERS["visit-sheet"].kind, facts, link="x")
        assert len(read_word(paper.word)[0]["pictures"]) == 2

    def test_on_the_leaders_phone_on_site(self, cast):
        order = an_order(cast, "delivering")
        self.sign(cast, order, "leader")
        assert order.visits.get().signer == "张𠮷联"

    def test_a_later_signature_takes_the_place_of_an_earlier_one(self, cast):
        order = an_order(cast, "claimed")
        self.sign(cast, order)
        first = order.visits.get().signature_id
        self.sign(cast, order, "leader", "周同")
        visit = order.visits.get()
        assert (visit.signer, visit.signature_id != first) == ("周同", True)

    def test_without_name_or_signature_is_refused_field_by_field(self, cast):
        order = an_order(cast, "claimed")
        empty = draft_for("order.sign", about=order.case.number, at=THURSDAY, by=cast.contact)
        with pytest.raises(Invalid) as refused:
            self.sign(cast, order, signer=" ", draft=empty.pk)
        assert set(refused.value.fields) == {"signer", "signature"}

    def test_before_the_visit_there_is_nothing_to_sign(self, cast):
        order = an_order(cast, "scheduled")
        with pytest.raises(signing.NothingToSign):
            self.sign(cast, order)

    def test_others_do_not_sign(self, cast):
        order = an_order(cast, "claimed")
        for who in ("officer", "stranger", "welder", "auditor"):
            with pytest.raises((NotAllowed, NotFound)):
                self.sign(cast, order, who)

    def test_a_signature_whose_file_is_gone_leaves_the_place_empty(self, cast):
        order = an_order(cast, "claimed")
        self.sign(cast, order)
        shutil.rmtree(folder_of(row(order.visits.get().signature_id)))
        assert PAPERS["visit-sheet"].facts(order, at=THURSDAY, by=cast.officer)["signature"] == b""


class TestSealedPapers:
    def test_come_back_to_the_order(self, cast):
        order = an_order(cast, "claimed")
        draft = draft_for("order.keep-signed", about=order.case.number, at=THURSDAY, by=cast.contact)
        body = b"%PDF-1.4\n%%EOF\n"
        keep_file(io.BytesIO(body), name="协议.pdf", label="signed", draft=draft.pk, at=THURSDAY, by=cast.contact)
        signing.keep_signed(order, draft=draft.pk, seen=None, at=THURSDAY, by=cast.contact)
        assert [file.name for file in attachments_of("case", order.case_id, "signed")] == ["协议.pdf"]

    def test_that_were_forgotten_are_asked_for(self, cast):
        order = an_order(cast, "claimed")
        draft = draft_for("order.keep-signed", about=order.case.number, at=THURSDAY, by=cast.contact)
        with pytest.raises(Invalid):
            signing.keep_signed(order, draft=draft.pk, seen=None, at=THURSDAY, by=cast.contact)


class TestIssuing:
    def test_keeps_the_paper_as_it_was(self, cast, signed_in, set_clock):
        order = an_order(cast, "matched")
        set_clock(THURSDAY)
        officer = signed_in(cast.person("officer"))
        there = officer.post(address(order, "service-agreement") + "/issue")["Location"]
        before = officer.get(there + ".docx").content
        Order.objects.filter(pk=order.pk).update(title="后来改的题目")
        assert officer.get(there + ".docx").content == before
        assert "后来改的题目" not in words_in(before)
        shown = officer.get(address(order, "service-agreement")).content.decode()
        assert "第 1 份" in shown
        assert "签发" in officer.get(there).content.decode()

    def test_is_not_for_readers_and_strangers(self, cast, signed_in, set_clock):
        order = an_order(cast, "matched")
        set_clock(THURSDAY)
        for who, status in (("auditor", 403), ("head", 403), ("stranger", 404)):
            assert (
                signed_in(cast.person(who)).post(address(order, "service-agreement") + "/issue").status_code == status
            )
        assert not IssuedPaper.objects.exists()
