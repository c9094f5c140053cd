"""The PDF is the Word: what stands in one stands in the other, for every paper that we ship."""

from __future__ import annotations

import io
import json
import re
import time

import pypdfium2
import pytest
from docx import Document
from PIL import Image

from gongqiao.kernel.papers.filling import Filling, filled
from gongqiao.kernel.papers.kinds import every_paper
from gongqiao.kernel.papers.press import tried
from gongqiao.kernel.papers.tests.golden import GOLDEN, in_lines, looks_of, squeezed, words_of
from gongqiao.kernel.papers.tests.makers import FILLING, a_document, a_kind, a_template, bytes_of
from gongqiao.kernel.typesetting.lettering import drawable
from gongqiao.kernel.typesetting.reading import read_word
from gongqiao.kernel.typesetting.setting import set_paper

RARE = "𠮷𬱖㛃䶮𫖯𬬻㙍䥑"
KINDS = [pytest.param(kind, id=kind.name) for kind in every_paper()]


def words_by_docx(word: bytes) -> str:
    """Return the words of body and tables as python-docx reads them, in any order."""
    document = Document(io.BytesIO(word))
    return squeezed("".join(text.text or "" for text in document.element.body.iter() if text.tag.endswith("}t")))


def words_on(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return squeezed("".join(page.get_textpage().get_text_range() for page in pages))


def letters_in(text: str) -> dict[str, int]:
    return {letter: text.count(letter) for letter in set(text)}


@pytest.mark.parametrize("kind", KINDS)
class TestEveryShippedPaper:
    def made(self, kind):
        filling = Filling(link="https://example.invalid/cases/ZQ-1", made_by=f"{kind.label} 通用第 {kind.edition} 版")
        word = filled(kind.word.read_bytes(), kind, kind.example, filling)
        return word, set_paper(word, title=kind.label, made_by=filling.made_by)

    def test_has_no_fault_with_its_test_data_with_nothing_and_with_much(self, kind):
        proof = tried(kind.word.read_bytes(), kind)
        assert proof.faults == ()
        assert proof.pdf.startswith(b"%PDF-")

    def test_says_in_its_pdf_what_stands_in_its_word_and_nothing_else(self, kind):
        word, made = self.made(kind)
        pages = len(pypdfium2.PdfDocument(made.pdf))
        body = words_by_docx(word)
        on_paper = words_on(made.pdf)
        assert {line for line in re.split("[：，。；（）]", body) if squeezed(line) not in on_paper} == set()
        if pages == 1:
            extra = letters_in(on_paper)
            for letter, count in letters_in(words_of(word)).items():
                extra[letter] = extra.get(letter, 0) - count
            assert {letter for letter, count in extra.items() if count > 0} <= {"1"}  # the page's own number

    def test_reads_as_it_did(self, kind):
        """Golden: the words of the Word file with its test data. Look at the new paper before you change this file."""
        word, _ = self.made(kind)
        assert (GOLDEN / f"{kind.name}.txt").read_text(encoding="utf-8") == in_lines(word)

    def test_explains_every_placeholder(self, kind):
        assert set(kind.places) | set(kind.pictures) <= set(kind.meanings)

    def test_raises_its_edition_when_its_template_changes(self, kind):
        """Papers name the edition by which they were made; one edition is one template."""
        editions = json.loads((GOLDEN / "editions.json").read_text())
        assert editions.get(kind.name) == [kind.edition, looks_of(kind)]

    def test_is_not_blank_on_any_page(self, kind):
        _, made = self.made(kind)
        for page in pypdfium2.PdfDocument(made.pdf):
            shades = page.render(scale=0.5).to_pil().convert("L").getextrema()
            assert shades[0] < 100 < 250 < shades[1]


class TestRareNames:
    def test_of_gb18030_stand_in_word_and_in_pdf(self, tmp_path):
        kind = a_kind(tmp_path)
        word = filled(a_template("{{ who }}"), kind, {**kind.example, "who": RARE}, FILLING)
        made = set_paper(word, title="x", made_by="y")
        assert RARE in words_by_docx(word)
        assert RARE in words_on(made.pdf)
        assert made.missing == ()
        assert b"NotoSerifCJKsc" in made.pdf

    def test_that_no_font_has_are_shown_by_their_code_and_named(self, tmp_path):
        kind = a_kind(tmp_path)
        word = filled(a_template("{{ who }}"), kind, {**kind.example, "who": "张\U00020021"}, FILLING)
        made = set_paper(word, title="x", made_by="y")
        assert "张\U00020021" in words_by_docx(word)
        assert "张〔U+20021〕" in words_on(made.pdf)
        assert made.missing == ("\U00020021",)

    def test_are_drawn_with_ink(self, tmp_path):
        """A letter without a glyph would be a gap or the same box each time; these are eight different drawings."""
        drawings = set()
        for letter in RARE:
            made = set_paper(a_template(letter * 8, made_by=False), title="x", made_by="y")
            image = pypdfium2.PdfDocument(made.pdf)[0].render(scale=2).to_pil().convert("L")
            assert image.getextrema()[0] < 60
            drawings.add(image.tobytes())
        assert len(drawings) == len(RARE)

    def test_a_font_that_the_operator_added_is_asked_too(self, tmp_path):
        (tmp_path / "broken.ttf").write_bytes(b"\x00\x01\x00\x00\xff\xff no font")
        (tmp_path / "note.txt").write_text("no font")
        assert drawable("张\U00020021", tmp_path)[1] == ("\U00020021",)


class TestLooks:
    def test_a_picture_stands_in_both(self, tmp_path):
        kind, ink = a_kind(tmp_path), io.BytesIO()
        Image.new("RGB", (300, 100), "#1133aa").save(ink, "PNG")
        word = filled(a_template("{{ stamp }}"), kind, {**kind.example, "stamp": ink.getvalue()}, FILLING)
        made = set_paper(word, title="x", made_by="y")
        image = pypdfium2.PdfDocument(made.pdf)[0].render(scale=1).to_pil().convert("RGB")
        assert (0x11, 0x33, 0xAA) in {colour for _, colour in image.getcolors(100_000)}
        empty = filled(a_template("{{ stamp }}"), kind, kind.example, FILLING)
        assert not read_word(empty)[0]["pictures"]

    def test_the_version_stands_in_the_properties_of_both(self, tmp_path):
        kind = a_kind(tmp_path)
        word = filled(a_template(), kind, kind.example, FILLING)
        assert Document(io.BytesIO(word)).core_properties.subject == FILLING.made_by
        made = set_paper(word, title=kind.label, made_by=FILLING.made_by)
        assert pypdfium2.PdfDocument(made.pdf).get_metadata_value("Keywords") == FILLING.made_by

    def test_tables_keep_widths_and_merged_cells(self):
        document = a_document("x")
        table = document.add_table(rows=3, cols=3)
        table.style = "Table Grid"
        table.cell(0, 0).merge(table.cell(1, 0)).text = "高"
        table.cell(0, 1).merge(table.cell(0, 2)).text = "宽"
        tree, faults = read_word(bytes_of(document))
        cells = next(block for block in tree["blocks"] if block["kind"] == "table")["cells"]
        places = {(cell["x"], cell["y"]): (cell["wide"], cell["tall"]) for cell in cells}
        assert (places[0, 0], places[1, 0], len(cells), faults) == ((1, 2), (2, 1), 7, [])
        assert all(cell["lines"]["top"] for cell in cells)

    def test_the_same_word_file_gives_the_same_pdf(self):
        first = set_paper(a_template("字"), title="x", made_by="y").pdf
        time.sleep(1.1)
        assert set_paper(a_template("字"), title="x", made_by="y").pdf == first

    def test_a_page_break_is_one(self):
        document = a_document("一")
        document.add_page_break()
        document.add_paragraph("二")
        made = set_paper(bytes_of(document), title="x", made_by="y")
        assert len(pypdfium2.PdfDocument(made.pdf)) == 2

    def test_what_people_paste_without_seeing_it_does_no_harm(self, tmp_path):
        kind = a_kind(tmp_path)
        word = filled(
            a_template("{{ who }}"),
            kind,
            {**kind.example, "who": "电机\x0b跳停\x1f & <b>\r\n第二行\t{{ title }}{% if"},
            FILLING,
        )
        assert "电机跳停&<b>" in words_by_docx(word)
        assert "第二行{{title}}{%if" in words_on(set_paper(word, title="x", made_by="y").pdf)
