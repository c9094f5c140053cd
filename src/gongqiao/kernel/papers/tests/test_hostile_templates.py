"""Templates as people send them to break in, and as they spoil them without meaning to."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from PIL import Image

from gongqiao.kernel.base.apart import Bounds
from gongqiao.kernel.papers import press
from gongqiao.kernel.papers.filling import filled
from gongqiao.kernel.papers.opening import MOST_BYTES, NotWord, open_word
from gongqiao.kernel.papers.press import proof_of, tried
from gongqiao.kernel.papers.tests.makers import (
    FILLING,
    a_document,
    a_kind,
    a_template,
    bytes_of,
    rezipped,
    unzipped,
    with_body,
    with_part,
    with_xml,
)

P = "<w:p><w:r>{}</w:r></w:p>"
DRAWING = '<w:drawing><wp:anchor xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"/></w:drawing>'


@pytest.fixture
def kind(tmp_path):
    return a_kind(tmp_path)


def faults(kind, template: bytes) -> str:
    proof = tried(template, kind)
    assert not (proof.faults and proof.pdf)
    return "".join(proof.faults)


def test_a_good_one_passes(kind):
    proof = tried(
        a_template(
            "{{ title }}", "{%p for row in rows %}", "{{ loop.index }} {{ row.name }}", "{%p endfor %}",
            "{% if is_demo %}演示{% else %}{{ who }}{% endif %}", "{{ lines|join('、') }}", "{{ qr }}{{ stamp }}",
            "{% for row in rows %}{{ row.name }}{% for part in row.parts %}{{ part.word }}{% endfor %}{% endfor %}",
        ),
        kind,
    )  # fmt: skip
    assert proof.faults == ()
    assert proof.pdf.startswith(b"%PDF-")


class TestPlaceholders:
    @pytest.mark.parametrize(
        "line, said",
        [
            ("{{ whom }}", "没有“whom”这个占位符"),
            ("{{ who.name }}", "没有“who.name”"),
            ("{% for row in rows %}{{ row.age }}{% endfor %}", "没有“row.age”"),
            ("{% for row in who %}{{ row }}{% endfor %}", "不是一张表"),
            ("{{ rows }}", "是一张表"),
            ("{{ rows|join('、') }}", "是一张表"),
            ("｛｛ who ｝｝", "全角"),
            ("{{ who }", "没有配对"),
            ("{{ who", "没有配对"),
            ("{% if who %}好", "少了"),
            ("{% endif %}", "不认识的标记"),
            ("{% loop rows %}{% endloop %}", "不认识的标记"),
            ("{{ who|upper }}", "不能用过滤器“upper”"),
            ("字{%p if who %}", "独占一段"),
        ],
    )
    def test_that_are_wrong_are_named_in_words(self, kind, line, said):
        assert said in faults(kind, a_template(line))

    def test_parted_by_a_new_paragraph_are_found(self, kind):
        assert "分成了两段" in faults(kind, a_template("{{ wh", "o }}"))

    def test_parted_by_words_own_runs_are_joined(self, kind):
        document = a_document("x")
        paragraph = document.add_paragraph()
        for part in ("{", "{ w", "ho", " }", "}"):
            paragraph.add_run(part).bold = part == "ho"
        assert faults(kind, bytes_of(document)) == ""

    def test_a_loop_that_crosses_a_table_is_found(self, kind):
        document = a_document("{% for row in rows %}")
        document.add_table(rows=1, cols=1).cell(0, 0).text = "{{ row.name }}{% endfor %}"
        assert "没有放在同一层" in faults(kind, bytes_of(document))

    def test_a_paper_that_would_not_say_its_version_is_refused(self, kind):
        assert "made_by" in faults(kind, a_template("{{ who }}", made_by=False))


class TestCode:
    @pytest.mark.parametrize(
        "line",
        [
            "{{ ''.__class__.__mro__ }}",
            "{{ who.__class__ }}",
            "{{ who['__class__'] }}",
            "{{ cycler.__init__.__globals__ }}",
            "{{ self.__init__ }}",
            "{{ range(10**9) }}",
            "{{ 'a' * 10**9 }}",
            "{{ who.upper() }}",
            "{{ who ~ who }}",
            "{% set x = 1 %}",
            "{% macro m() %}{% endmacro %}",
            "{% include '/etc/passwd' %}",
            "{% import 'os' as os %}",
            "{% extends 'x' %}",
            "{% call who() %}{% endcall %}",
            "{% filter join %}{% endfilter %}",
            "{% raw %}{% endraw %}{{ lipsum() }}",
            "{% for a in rows recursive %}{{ loop(a.parts) }}{% endfor %}",
            "{% for a in [1, 2] %}{% endfor %}",
            "{% for a in rows if a %}{% endfor %}",
            "{% for a, b in rows %}{% endfor %}",
            "{% for a in rows %}{% for b in rows %}{{ b.name }}{% endfor %}{% endfor %}",
            "{{ who|attr('__class__') }}",
            "{{ who|default(rows) }}",
            "{{ loop.cycle }}",
            "{{ who is string }}",
            "{{ -1 }}",
            "{% autoescape false %}{{ who }}{% endautoescape %}",
        ],
    )
    def test_is_refused_before_it_runs(self, kind, line):
        assert faults(kind, a_template(line)) != ""

    def test_in_properties_headers_and_footnotes_is_not_run_either(self, kind):
        document = a_document()
        document.core_properties.title = "{{ 'a' * 10**9 }}"
        document.sections[0].header.paragraphs[0].text = "{{ ''.__class__ }}"
        assert "占位符" in faults(kind, bytes_of(document)) or "不能用" in faults(kind, bytes_of(document))
        document.sections[0].header.paragraphs[0].text = ""
        assert faults(kind, bytes_of(document)) == ""

    def test_a_fact_is_never_read_as_a_placeholder(self, kind):
        word = filled(a_template("{{ who }}"), kind, {**kind.example, "who": "{{ title }}<w:br/>"}, FILLING)
        text = unzipped(word)["word/document.xml"].decode()
        assert "{{ title }}&lt;w:br/&gt;" in text


class TestFiles:
    @pytest.mark.parametrize(
        "body, said",
        [
            (b"", "不是 Word"),
            (b"PK\x03\x04", "不是 Word"),
            (b"%PDF-1.4", "不是 Word"),
            (b"\xd0\xcf\x11\xe0" + bytes(100), "旧版 .doc"),
            (rezipped({"a.txt": b"x"}), "不是 Word"),
            (bytes(MOST_BYTES + 1), "超过 2 MB"),
            (with_part("word/vbaProject.bin", b"x"), "宏"),
            (with_part("word/activeX/activeX1.xml", "<a/>"), "ActiveX"),
            (with_part("word/embeddings/oleObject1.bin", b"x"), "嵌入的对象"),
            (with_part("word/charts/chart1.xml", "<a/>"), "图表"),
            (with_part("../evil.txt", b"x"), "认不出的部件"),
            (with_part("word/./evil.xml", b"x"), "内部结构不正常"),
            (with_part("word/run.exe", b"MZ"), "认不出的部件"),
            (with_part("word/media/image9.svg", "<svg onload='x'/>"), "认不出的部件"),
            (with_part("word/media/image9.png", b"no picture"), "打不开的图片"),
            (with_part("word/comments.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), "实体定义"),
            (with_part("word/settings.xml", b"\xff\xfe<broken"), "内部结构不正常"),
            (with_xml("document.main+xml", "template.main+xml", part="[Content_Types].xml"), "普通的 .docx"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_that_are_no_plain_word_are_refused_in_words(self, body, said):
        with pytest.raises(NotWord, match=said):
            open_word(body)

    @pytest.mark.parametrize("kind_of_link", ["hyperlink", "image", "attachedTemplate"])
    def test_that_point_outside_are_refused(self, kind_of_link):
        document = a_document()
        kind_ = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind_of_link}"
        document.part.relate_to("https://example.invalid/track.png", kind_, is_external=True)
        with pytest.raises(NotWord, match="指向外部"):
            open_word(bytes_of(document))

    def test_a_bomb_is_not_unpacked(self):
        with pytest.raises(NotWord, match="解开后太大"):
            open_word(with_part("word/theme/theme9.xml", b"<a>" + b" " * 30_000_000 + b"</a>"))

    def test_a_bomb_that_lies_about_its_size_is_not_unpacked_either(self):
        body = with_part("word/theme/theme9.xml", b" " * 30_000_000)
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            entry = archive.getinfo("word/theme/theme9.xml")
        forged = body.replace(entry.file_size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
        with pytest.raises(NotWord):
            open_word(forged)

    def test_ten_thousand_parts_are_not_counted_through(self):
        parts = {f"customXml/item{n}.xml": b"<a/>" for n in range(300)}
        with pytest.raises(NotWord, match="部件超过"):
            open_word(rezipped({**unzipped(a_template()), **parts}))

    def test_a_picture_of_too_many_pixels_is_refused(self):
        bomb = io.BytesIO()
        Image.new("1", (8_000, 8_000)).save(bomb, "PNG")
        with pytest.raises(NotWord, match="图片太大"):
            open_word(with_part("word/media/image9.png", bomb.getvalue()))

    def test_nested_ten_thousand_deep_is_refused(self):
        with pytest.raises(NotWord):
            open_word(with_part("word/settings.xml", "<a>" * 10_000 + "</a>" * 10_000))


class TestWhatPdfCannotShow:
    @pytest.mark.parametrize(
        "xml, said",
        [
            (P.format(DRAWING), "浮动的图片"),
            (P.format("<w:pict/>"), "文本框"),
            (P.format("<w:object/>"), "嵌入的对象"),
            (P.format("<w:tab/>"), "制表符"),
            (P.format('<w:sym w:char="F0A3"/>'), "符号字体"),
            (P.format('<w:footnoteReference w:id="1"/>'), "脚注"),
            (P.format("<w:rPr><w:i/></w:rPr><w:t>x</w:t>"), "斜体"),
            (P.format("<w:rPr><w:vanish/></w:rPr><w:t>x</w:t>"), "隐藏文字"),
            (P.format('<w:fldChar w:fldCharType="begin"/><w:instrText>DATE</w:instrText>'), "域"),
            ("<w:p><w:ins><w:r><w:t>x</w:t></w:r></w:ins></w:p>", "修订记录"),
            ("<w:p><w:hyperlink><w:r><w:t>x</w:t></w:r></w:hyperlink></w:p>", "超链接"),
            ('<w:p><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:p>', "自动编号"),
            ("<w:p><w:pPr><w:sectPr/></w:pPr></w:p>", "分节符"),
            ("<w:sdt><w:sdtContent/></w:sdt>", "内容控件"),
            ("<w:p><w:commentRangeStart/></w:p>", "批注"),
            ("<w:tbl><w:tblPr><w:tblpPr/></w:tblPr><w:tblGrid/></w:tbl>", "环绕"),
        ],
        ids=lambda value: value if not value.startswith("<") else "",
    )
    def test_is_refused_and_never_left_out_in_silence(self, kind, xml, said):
        assert said in faults(kind, with_body(xml))

    def test_two_columns_and_a_first_page_of_its_own_are_refused(self, kind):
        document = a_document()
        columns = OxmlElement("w:cols")
        columns.set(qn("w:num"), "2")
        document.sections[0]._sectPr.append(columns)
        document.sections[0].different_first_page_header_footer = True
        said = faults(kind, bytes_of(document))
        assert "分栏" in said
        assert "首页不同" in said

    def test_numbers_beyond_sense_are_kept_within_it(self, kind):
        huge = "9" * 30
        xml = (
            f'<w:p><w:pPr><w:spacing w:before="{huge}" w:line="{huge}"/><w:ind w:left="-{huge}" w:firstLine="{huge}"/></w:pPr>'
            f'<w:r><w:rPr><w:sz w:val="{huge}"/><w:spacing w:val="nan"/><w:color w:val="#{{x}}"/></w:rPr><w:t>x</w:t></w:r></w:p>'
        )
        assert faults(kind, with_body(xml)) == ""

    def test_paper_without_room_is_refused(self, kind):
        document = a_document()
        document.sections[0].left_margin = document.sections[0].page_width
        assert "页边距太大" in faults(kind, bytes_of(document))


class TestApart:
    def test_says_the_same_as_here(self, kind, tmp_path):
        good, bad = a_template(), a_template("{{ whom }}")
        assert proof_of(good, kind, queue=tmp_path).pdf.startswith(b"%PDF-")
        assert proof_of(bad, kind, queue=tmp_path).faults == tried(bad, kind).faults

    def test_a_template_that_keeps_the_machine_busy_is_killed(self, kind, tmp_path, monkeypatch):
        monkeypatch.setattr(press, "BOUNDS", Bounds(cpu_s=2, wall_s=20))
        evil = with_body(
            "<w:p><w:r><w:t>" + "{{ who }}<w:tr>".replace("<w:tr>", "{%tr ") * 60_000 + "</w:t></w:r></w:p>"
        )
        started = time.monotonic()
        proof = proof_of(evil, kind, queue=tmp_path)
        assert proof.faults
        assert time.monotonic() - started < 30

    def test_a_page_of_a_million_lines_is_refused(self, kind, tmp_path):
        evil = with_body("<w:p/>" * 300_000)
        assert proof_of(evil, kind, queue=tmp_path).faults
