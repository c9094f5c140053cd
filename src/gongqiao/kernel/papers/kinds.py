"""A kind of paper: its shipped Word template, what its placeholders mean, and test data. Services register theirs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from gongqiao.kernel.base.errors import NotFound

LIST_MARK = "[]"
RESERVED = {"qr": "二维码图片，扫了回到这件事", "made_by": "文书名称和模板版本，每张文书都应印上"}
"""Placeholders that every template may use; the room fills them itself."""


@dataclass(frozen=True, kw_only=True)
class PaperKind:
    """``name`` is ``service.paper``; beside the template at ``word`` lies its JSON with ``meanings`` and ``example``.

    ``edition`` rises whenever the shipped template changes. The shape of the example is the shape of the facts:
    texts, truths, lists of records. ``pictures`` are placeholders for pictures, with their width in millimetres.
    """

    name: str
    label: str
    word: Path
    edition: int = 1
    says: str = ""
    pictures: Mapping[str, int]

    @cached_property
    def _beside(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.word.with_suffix(".json").read_text(encoding="utf-8"))
        return read

    @property
    def example(self) -> dict[str, Any]:
        """The test data."""
        return dict(self._beside["example"])

    @property
    def meanings(self) -> dict[str, str]:
        """What each placeholder means, as ``problems[].title``; the common ones last."""
        return {**self._beside["meanings"], **RESERVED}

    @property
    def places(self) -> dict[str, str]:
        """Each placeholder with its value in the test data, for people who write a template."""
        return {name: value for name, value in _flat(self.example) if name not in self.pictures}


_kinds: dict[str, PaperKind] = {}


def register_paper(
    name: str,
    *,
    label: str,
    word: Path,
    edition: int = 1,
    says: str = "",
    pictures: Mapping[str, int] | None = None,
) -> PaperKind:
    """Make a kind known and return it. Raises RuntimeError when another one has this name."""
    made = PaperKind(name=name, label=label, word=word, edition=edition, says=says, pictures=dict(pictures or {}))
    if _kinds.setdefault(name, made) != made:
        raise RuntimeError(f"two kinds of paper are called {name}")
    return made


def every_paper() -> list[PaperKind]:
    """Return all kinds, by name."""
    return [_kinds[name] for name in sorted(_kinds)]


def paper_named(name: str) -> PaperKind:
    """Return the kind with this name. Raises NotFound."""
    if name not in _kinds:
        raise NotFound("没有这种文书。")
    return _kinds[name]


def _flat(value: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, inner in value.items():
        if isinstance(inner, list):
            rows = [row for row in inner if isinstance(row, Mapping)]
            if rows:
                yield from _flat(rows[0], f"{before}{name}{LIST_MARK}.")
            else:
                yield before + name + LIST_MARK, "；".join(str(one) for one in inner)
        else:
            yield before + name, {True: "是", False: "否"}.get(inner, str(inner)) if isinstance(inner, bool) else inner
