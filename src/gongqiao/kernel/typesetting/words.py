"""Read paragraphs and runs of a Word file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gongqiao.kernel.typesetting.styles import Styles, W, is_on, number, points

A_LINE = 1.3
"""How high a single line is, in sizes of its letters: what Word does with 仿宋."""
MOST_PICTURES = 20
_HARMLESS_IN_PARAGRAPH = {
    "pPr", "proofErr", "bookmarkStart", "bookmarkEnd", "permStart", "permEnd", "lastRenderedPageBreak",
}  # fmt: skip
_PARAGRAPH_DRAWN = {"jc", "spacing", "ind", "pageBreakBefore", "keepNext", "keepLines", "pBdr"}
_PARAGRAPH_HARMLESS = {
    "pStyle", "rPr", "widowControl", "outlineLvl", "snapToGrid", "autoSpaceDE", "autoSpaceDN", "adjustRightInd",
    "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "textAlignment", "contextualSpacing",
    "suppressAutoHyphens", "suppressLineNumbers", "mirrorIndents", "cnfStyle", "divId", "tabs", "bidi",
}  # fmt: skip
_RUN_DRAWN = {"b", "sz", "u", "strike", "color", "highlight", "vertAlign", "spacing"}
_RUN_HARMLESS = {
    "rStyle", "rFonts", "bCs", "szCs", "iCs", "lang", "noProof", "kern", "webHidden", "cs", "rtl",
    "snapToGrid", "specVanish", "eastAsianLayout", "oMath",
}  # fmt: skip
_TOLD = {
    "sdt": "内容控件", "ins": "修订记录", "del": "修订记录", "moveFrom": "修订记录", "moveTo": "修订记录", "hyperlink": "超链接",
    "commentRangeStart": "批注", "commentRangeEnd": "批注", "commentReference": "批注", "footnoteReference": "脚注",
    "endnoteReference": "尾注", "object": "嵌入的对象", "pict": "旧式图形或文本框", "AlternateContent": "文本框或图形",
    "sym": "符号字体里的字符", "tab": "制表符（请改用表格或空格对齐）", "numPr": "自动编号（请改成手工写的编号）",
    "framePr": "图文框", "shd": "底纹", "i": "斜体", "vanish": "隐藏文字", "em": "着重号", "effect": "文字效果", "bdr": "文字边框",
    "dstrike": "双删除线", "outline": "空心字", "shadow": "阴影字", "emboss": "阳文", "imprint": "阴文", "caps": "全部大写",
    "smallCaps": "小型大写", "textDirection": "竖排文字", "sectPr": "分节符", "ruby": "拼音", "oMath": "公式",
    "oMathPara": "公式",
    "w": "字符缩放", "position": "字符升降", "fitText": "调整宽度", "fldSimple": "域",
    "instrText": "域", "smartTag": "智能标记", "anchor": "浮动的图片（请改为嵌入型）",
}  # fmt: skip
_ALIGNMENTS = {
    "left": "left", "start": "left", "center": "center", "right": "right", "end": "right", "both": "both",
    "distribute": "both",
}  # fmt: skip
_FIELDS = {"PAGE": "page", "NUMPAGES": "pages"}
_HIGHLIGHTS = {"yellow": "ffff00", "green": "b6f2b6", "cyan": "c6f1f5", "lightGray": "d9d9d9", "red": "ffb3b3"}
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


@dataclass(kw_only=True)
class Words:
    """What reading needs everywhere, and what it found so far. ``beneath`` are the properties of a table's style."""

    styles: Styles
    part: Any
    faults: list[str] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    beneath_paragraph: tuple[Any, ...] = ()
    beneath_run: tuple[Any, ...] = ()
    in_table: bool = False

    def fault(self, what: str, near: str = "") -> None:
        """Note that the tree cannot hold something."""
        place = f"“{near[:20]}”这一段里" if near.strip() else "模板里"
        self.faults.append(f"{place}用了{what}，PDF 里显示不出来，请改掉。")


def read_paragraph(element: Any, words: Words) -> list[dict[str, Any]]:
    """Return a paragraph, parted where it holds a page break."""
    own = element.find(W + "pPr")
    looks = words.styles.paragraph(own, words.beneath_paragraph)
    near = "".join(text.text or "" for text in element.iter(W + "t"))
    for name in looks.keys() - _PARAGRAPH_DRAWN - _PARAGRAPH_HARMLESS:
        if name in {"numPr", "sectPr"} and looks[name] is not None and _is_empty_numbering(looks[name]):
            continue
        if name == "shd" and _is_plain(looks[name]):
            continue
        words.fault(_TOLD.get(name, name), near)
    runs = _runs(element, own, words, near)
    mark = words.styles.run(own.find(W + "rPr") if own is not None else None, own, words.beneath_run)
    made: list[dict[str, Any]] = []
    if is_on(looks.get("pageBreakBefore")):
        made += _break(words)
    pieces = _parted(runs)
    for place, piece in enumerate(pieces):
        if place:
            made += _break(words)
        if piece or len(pieces) == 1:
            made.append(_paragraph(looks, piece, _size(mark), words, near))
    return made


def _paragraph(
    looks: dict[str, Any], runs: list[dict[str, Any]], empty_size: float, words: Words, near: str
) -> dict[str, Any]:
    size = max((run["size"] for run in runs if "text" in run), default=empty_size)
    spacing, ind = looks.get("spacing", {}), looks.get("ind", {})
    line = _line(spacing, size)
    justified = looks.get("jc")
    align = _ALIGNMENTS.get(justified.get(W + "val") if justified is not None else "left", "left")
    first, hanging = _indent(ind, "firstLine", size), _indent(ind, "hanging", size)
    return {
        "kind": "paragraph",
        "align": align,
        "size": size,
        "line": line,
        "before": points(spacing.get(W + "before"), most=300),
        "after": points(spacing.get(W + "after"), most=300),
        "left": max(_indent(ind, "left", size) or _indent(ind, "start", size), 0) - hanging,
        "right": _indent(ind, "right", size) or _indent(ind, "end", size),
        "first": first,
        "hanging": hanging,
        "keep": is_on(looks.get("keepNext")),
        "whole": is_on(looks.get("keepLines")),
        "rules": _rules(looks.get("pBdr"), words, near),
        "runs": runs,
    }


def _runs(element: Any, own: Any, words: Words, near: str) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    field_code: str | None = None
    told = False
    for child in element:
        name = child.tag.removeprefix(W) if isinstance(child.tag, str) else ""
        if name == "fldSimple" and (code := (child.get(W + "instr") or "").strip().split(" ")[0]) in _FIELDS:
            made.append(_looks(child.find(W + "r"), own, words, near) | {"field": _FIELDS[code]})
            continue
        if name != "r":
            if name not in _HARMLESS_IN_PARAGRAPH and name:
                words.fault(_TOLD.get(name.rpartition("}")[2], name.rpartition("}")[2]), near)
            continue
        looks = _looks(child, own, words, near)
        for part in child:
            kind = part.tag.removeprefix(W) if isinstance(part.tag, str) else ""
            if kind == "fldChar":
                mark = part.get(W + "fldCharType")
                field_code, told = (
                    ("", False) if mark == "begin" else (None, False) if mark == "end" else (field_code, told)
                )
            elif kind == "instrText" and field_code is not None:
                field_code += part.text or ""
                if (code := field_code.strip().split(" ")[0]) in _FIELDS:
                    if not told:
                        made.append(looks | {"field": _FIELDS[code]})
                    told = True
                elif field_code.strip():
                    words.fault("域（只能用页码和总页数）", near)
            elif field_code is None:
                made += _in_run(part, kind, looks, words, near)
    return made


def _in_run(part: Any, kind: str, looks: dict[str, Any], words: Words, near: str) -> list[dict[str, Any]]:
    match kind:
        case "t":
            return [looks | {"text": part.text or ""}] if part.text else []
        case "br":
            if (part.get(W + "type") or "textWrapping") == "page":
                return [{"page_break": True}]
            if part.get(W + "type") == "column":
                words.fault("分栏符", near)
            return [{"line_break": True}]
        case "cr":
            return [{"line_break": True}]
        case "noBreakHyphen":
            return [looks | {"text": "\u2011"}]
        case "drawing":
            return _picture(part, words, near)
        case "rPr" | "lastRenderedPageBreak" | "softHyphen" | "annotationRef" | "":
            return []
    bare = kind.rpartition("}")[2]
    words.fault(_TOLD.get(bare, bare), near)
    return []


def _looks(run: Any, paragraph: Any, words: Words, near: str) -> dict[str, Any]:
    looks = words.styles.run(run.find(W + "rPr") if run is not None else None, paragraph, words.beneath_run)
    for name in looks.keys() - _RUN_DRAWN - _RUN_HARMLESS:
        same = (name == "shd" and _is_plain(looks[name])) or (name == "w" and looks[name].get(W + "val") == "100")
        if same or (name in _TOLD and name != "shd" and not is_on(looks[name])):
            continue
        words.fault(_TOLD.get(name, name), near)
    made: dict[str, Any] = {"size": _size(looks)}
    if is_on(looks.get("b")):
        made["bold"] = True
    if is_on(looks.get("u")):
        made["underline"] = True
    if is_on(looks.get("strike")):
        made["strike"] = True
    colour = looks["color"].get(W + "val") if "color" in looks else "auto"
    if colour and colour != "auto" and is_hex(colour) and colour != "000000":
        made["fill"] = colour
    if "highlight" in looks and is_on(looks["highlight"]):
        made["highlight"] = _HIGHLIGHTS.get(looks["highlight"].get(W + "val"), "ffff00")
    if "vertAlign" in looks and looks["vertAlign"].get(W + "val") in {"superscript", "subscript"}:
        made["raised"] = looks["vertAlign"].get(W + "val")
    if tracking := points(looks.get("spacing", {}).get(W + "val"), least=-5, most=60):
        made["tracking"] = tracking
    return made


def _picture(drawing: Any, words: Words, near: str) -> list[dict[str, Any]]:
    inline = drawing.find(_WP + "inline")
    blips = list(drawing.iter(_A + "blip"))
    if inline is None or len(blips) != 1:
        words.fault(_TOLD["anchor"] if inline is None else "图形、图表或文本框", near)
        return []
    link = words.part.rels.get(blips[0].get(_R + "embed"))
    if link is None or link.is_external or len(words.pictures) >= MOST_PICTURES:
        words.fault("没有存在文件里的图片，或太多图片", near)
        return []
    extent = inline.find(_WP + "extent")
    words.pictures.append(link.target_part.blob)
    width, height = (number(extent.get(side), least=0, most=20_000_000) / 12_700 for side in ("cx", "cy"))
    return [{"picture": len(words.pictures) - 1, "width": width, "height": height}]


def _size(looks: dict[str, Any]) -> float:
    return number(looks["sz"].get(W + "val"), least=8, most=200, otherwise=21) / 2 if "sz" in looks else 10.5


def _line(spacing: dict[str, Any], size: float) -> float:
    """Return the height of a line, in points."""
    given = spacing.get(W + "line")
    rule = spacing.get(W + "lineRule", "auto")
    if rule == "exact":
        return max(points(given, most=200), 1)
    if rule == "atLeast":
        return max(points(given, most=200), size * A_LINE)
    return size * A_LINE * number(given, least=120, most=1200, otherwise=240) / 240


def _indent(ind: dict[str, Any], name: str, size: float) -> float:
    """Return an indent; one in hundredths of a letter goes before one in points."""
    if in_letters := number(ind.get(f"{W}{name}Chars"), least=-5000, most=5000):
        return in_letters / 100 * size
    return points(ind.get(W + name), least=-200, most=600)


def _rules(borders: Any, words: Words, near: str) -> dict[str, Any]:
    made = {}
    for border in borders if borders is not None else ():
        side = border.tag.removeprefix(W)
        if border.get(W + "val") in {"nil", "none"}:
            continue
        if side in {"top", "bottom"}:
            made[side] = rule(border)
        else:
            words.fault("段落左右边框", near)
    return made


def rule(border: Any) -> dict[str, Any]:
    """Return the width and colour of a line."""
    colour = border.get(W + "color") or "auto"
    width = number(border.get(W + "sz"), least=2, most=96, otherwise=4) / 8
    dashed = {"dashed": "dashed", "dotted": "dotted", "dashSmallGap": "dashed"}.get(
        border.get(W + "val") or "", "solid"
    )
    return {"width": width, "colour": colour if is_hex(colour) else "000000", "dash": dashed}


def _parted(runs: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    pieces: list[list[dict[str, Any]]] = [[]]
    for run in runs:
        if "page_break" in run:
            pieces.append([])
        else:
            pieces[-1].append(run)
    return pieces


def _break(words: Words) -> list[dict[str, Any]]:
    if words.in_table:
        words.fault("表格里的分页符")
        return []
    return [{"kind": "page_break"}]


def _is_plain(shade: Any) -> bool:
    return (shade.get(W + "fill") or "auto") in {"auto", "FFFFFF"} and shade.get(W + "val") in {None, "clear", "nil"}


def _is_empty_numbering(element: Any) -> bool:
    numbered = element.find(W + "numId")
    return numbered is not None and numbered.get(W + "val") == "0"


def is_hex(text: str) -> bool:
    """Whether a text is a colour as Word writes it."""
    return len(text) == 6 and all(letter in "0123456789abcdefABCDEF" for letter in text)
