"""Open what claims to be a Word file, without trusting it: what is inside, how large it grows, where it points."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator

from lxml import etree
from PIL import Image

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 12 * 1024 * 1024
MOST_XML = 2 * 1024 * 1024
MOST_PARTS = 120
MOST_PIXELS = 6_000_000
MAIN = "word/document.xml"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/[\w.]+|customXml/[\w./]+|docMetadata/[\w./]+"
    r"|word/(_rels/)?(document|settings|styles|stylesWithEffects|fontTable|webSettings|numbering|footnotes|endnotes"
    r"|header\d*|footer\d*|comments\w*|people|theme/theme\d+)\.xml(\.rels)?"
    r"|word/media/[\w.-]+\.(png|jpe?g)|word/theme/_rels/[\w.]+|word/fonts/[\w.-]+|word/glossary/[\w./]+",
    re.IGNORECASE,
)
_TOLD = {
    "vbaproject": "宏", "activex": "ActiveX 控件", "embeddings": "嵌入的对象", "oleobject": "嵌入的对象", "charts": "图表",
    "diagrams": "SmartArt 图形", "afchunk": "嵌入的网页",
}  # fmt: skip
_LINKS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class NotWord(Exception):
    """Why a file is not taken as a Word template; the arguments are sentences."""

    @property
    def faults(self) -> list[str]:
        """The sentences."""
        return [str(one) for one in self.args]


def open_word(body: bytes) -> dict[str, bytes]:
    """Return the parts of a Word file by name. Raises NotWord with everything that is wrong.

    The sizes in the archive's own list are not believed: each part is read up to its bound and no further.
    """
    if len(body) > MOST_BYTES:
        raise NotWord(f"文件超过 {MOST_BYTES // 1024 // 1024} MB，请缩小里面的图片。")
    if body.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotWord("这是旧版 .doc 文件，或加了密码的文件。请用 Word 另存为 .docx（不设密码）再上传。")
    try:
        parts = _unpacked(body)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as broken:
        raise NotWord("这不是 Word 的 .docx 文件，或文件已损坏，请重新保存后上传。") from broken
    if MAIN not in parts or "[Content_Types].xml" not in parts:
        raise NotWord("这不是 Word 的 .docx 文件，或文件已损坏，请重新保存后上传。")
    if faults := list(dict.fromkeys(_faults(parts))):
        raise NotWord(*faults)
    return parts


def _unpacked(body: bytes) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = MOST_UNPACKED
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        listed = archive.infolist()
        if len(listed) > MOST_PARTS:
            raise NotWord(f"文件里的部件超过 {MOST_PARTS} 个，不像一份文书模板。")
        for entry in listed:
            if entry.is_dir():
                continue
            if entry.filename in parts or entry.filename != posixpath.normpath(entry.filename):
                raise NotWord("文件的内部结构不正常，请用 Word 打开后另存一份再上传。")
            with archive.open(entry) as opened:
                read = opened.read(left + 1)
            left -= len(read)
            if left < 0 or (entry.filename.endswith((".xml", ".rels")) and len(read) > MOST_XML):
                raise NotWord("文件解开后太大，请删去不用的内容，或新建一份再上传。")
            parts[entry.filename] = read
    return parts


def _faults(parts: dict[str, bytes]) -> Iterator[str]:
    for name, body in parts.items():
        if not _PARTS.fullmatch(name):
            told = next((label for word, label in _TOLD.items() if word in name.lower()), "")
            yield (
                f"文件里有{told}，请删掉后再上传。" if told else f"文件里有认不出的部件“{name[:40]}”，请删掉后再上传。"
            )
        elif name.lower().endswith((".xml", ".rels")):
            yield from _faults_of_xml(name, body)
        elif name.startswith("word/media/"):
            yield from _faults_of_picture(body)
    if _MAIN_TYPE.encode() not in parts["[Content_Types].xml"]:
        yield "这是带宏的文件或 Word 模板（.docm、.dotx），请另存为普通的 .docx 再上传。"


def _faults_of_xml(name: str, body: bytes) -> Iterator[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        yield "文件的内部结构不正常，请用 Word 打开后另存一份再上传。"
        return
    if root.getroottree().docinfo.internalDTD is not None:
        yield "文件里有实体定义（DTD），不能使用。请用 Word 打开后另存一份再上传。"
    if name.endswith(".rels"):
        for link in root.iter(_LINKS):
            if link.get("TargetMode") == "External":
                yield f"文件里有指向外部的链接“{(link.get('Target') or '')[:60]}”（超链接、外部图片或外部模板），请删掉。"


def _faults_of_picture(body: bytes) -> Iterator[str]:
    try:
        with Image.open(io.BytesIO(body), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                yield "模板里的图片太大，请在 Word 里压缩图片后再上传。"
            else:
                opened.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        yield "模板里有打不开的图片，请换成 PNG 或 JPG。"
