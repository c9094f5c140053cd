"""What shipped papers said and looked like when somebody last looked at them; written by ``tools/papers/golden.py``."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from gongqiao.kernel.papers.filling import filled
from gongqiao.kernel.papers.kinds import PaperKind
from gongqiao.kernel.papers.tests.makers import FILLING
from gongqiao.kernel.typesetting.reading import read_word

GOLDEN = Path(__file__).parent


def words_of(word: bytes) -> str:
    """Return all words of a Word file in reading order, without white space; a merged cell speaks once."""
    tree, _ = read_word(word)
    waiting, found = [*tree["header"], *tree["blocks"], *tree["footer"]], []
    while waiting:
        block = waiting.pop(0)
        waiting[:0] = [inner for cell in block.get("cells", ()) for inner in cell["blocks"]]
        found += [run["text"] for run in block.get("runs", ()) if "text" in run]
    return squeezed("".join(found))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00a0\ufffe\u00ad]", "", text)


def in_lines(word: bytes) -> str:
    """Return the words of a paper so that a difference is easy to see."""
    return re.sub("([。；：])", r"\1\n", words_of(word)) + "\n"


def looks_of(kind: PaperKind) -> str:
    """Return a digest of a shipped template's whole layout, filled with its test data."""
    tree, _ = read_word(filled(kind.word.read_bytes(), kind, kind.example, FILLING))
    return hashlib.sha256(json.dumps(tree, sort_keys=True).encode()).hexdigest()[:16]
