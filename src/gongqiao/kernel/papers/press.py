"""The program that tries a template somebody sent; it runs apart and may be killed at any moment.

Reads a line that names the kind and the template itself; writes a line of faults and the PDF of the test data.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongqiao.kernel.base.apart import Bounds, bind_myself, run_apart
from gongqiao.kernel.papers.filling import CannotFill, Filling, faults_of_template, filled
from gongqiao.kernel.papers.kinds import PaperKind
from gongqiao.kernel.papers.opening import NotWord, open_word
from gongqiao.kernel.typesetting.reading import read_word
from gongqiao.kernel.typesetting.setting import CannotSet, set_paper

BOUNDS = Bounds(cpu_s=20, wall_s=40)
MOST_FAULTS = 30
TRIED_WITH = Filling(link="https://example.invalid/", made_by="试填")
BROKEN = "模板太复杂，检查不完。请简化（尤其是很长的表格和层层嵌套的内容），或新建一份再上传。"


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What is wrong with a template, the letters that no font has, and the PDF of the test data where it came to that."""

    faults: tuple[str, ...]
    missing: tuple[str, ...] = ()
    pdf: bytes = b""


def proof_of(template: bytes, kind: PaperKind, *, queue: Path, more_fonts: Path | None = None) -> Proof:
    """Try a template that is not trusted, in a process apart. Raises Crowded."""
    head = {
        "name": kind.name, "label": kind.label, "word": str(kind.word), "pictures": dict(kind.pictures),
        "fonts": str(more_fonts or ""),
    }  # fmt: skip
    given = json.dumps(head).encode() + b"\n" + template
    answer = run_apart("gongqiao.kernel.papers.press", given, queue=queue, bounds=BOUNDS)
    if not answer.is_whole:
        return Proof(faults=(BROKEN,))
    line, _, pdf = answer.said.partition(b"\n")
    said = json.loads(line)
    return Proof(faults=tuple(said["faults"]), missing=tuple(said["missing"]), pdf=pdf)


def tried(template: bytes, kind: PaperKind, more_fonts: Path | None = None) -> Proof:
    """Try a template here: open it, read it, fill it with the test data, with nothing and with much, and set it."""
    faults: list[str] = []
    try:
        open_word(template)
        faults += [*read_word(template)[1], *faults_of_template(template, kind)]
        if faults:
            return Proof(faults=tuple(dict.fromkeys(faults))[:MOST_FAULTS])
        pages = [filled(template, kind, facts, TRIED_WITH) for facts in _trials(kind)]
        made = set_paper(pages[0], title=kind.label, made_by=TRIED_WITH.made_by, more_fonts=more_fonts)
        faults += made.faults
        for page in pages[1:]:
            faults += set_paper(page, title=kind.label, made_by=TRIED_WITH.made_by, more_fonts=more_fonts).faults
    except NotWord as refused:
        return Proof(faults=tuple(refused.faults)[:MOST_FAULTS])
    except (CannotFill, CannotSet) as refused:
        return Proof(faults=tuple(str(one) for one in refused.args))
    except (RecursionError, MemoryError):
        return Proof(faults=(BROKEN,))
    return Proof(faults=tuple(dict.fromkeys(faults))[:MOST_FAULTS], missing=made.missing, pdf=made.pdf)


def _trials(kind: PaperKind) -> Iterator[Mapping[str, Any]]:
    """Yield the test data, the same with every list empty and every text blank, and with every list three times."""
    example = kind.example
    yield example
    yield {
        name: [] if isinstance(value, list) else False if value in (True, False) else ""
        for name, value in example.items()
    }
    yield {name: value * 3 if isinstance(value, list) else value for name, value in example.items()}


def main() -> None:
    """Try what stands on the standard input."""
    bind_myself()
    line, _, template = sys.stdin.buffer.read().partition(b"\n")
    head = json.loads(line)
    kind = PaperKind(name=head["name"], label=head["label"], word=Path(head["word"]), pictures=head["pictures"])
    proof = tried(template, kind, Path(head["fonts"]) if head["fonts"] else None)
    said = {"faults": proof.faults, "missing": proof.missing}
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + proof.pdf)


if __name__ == "__main__":
    main()
