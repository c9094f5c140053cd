"""Write down what the shipped papers say and look like, once you have looked at them; the tests hold them to it.

PYTHONPATH=src:. .venv/bin/python tools/papers/golden.py
"""

from __future__ import annotations

import json
import os
import tempfile


def main() -> None:
    with tempfile.TemporaryDirectory() as var:
        os.environ.setdefault("GONGQIAO_VAR", var)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongqiao.site.settings")
        import django

        django.setup()
        from gongqiao.kernel.papers.filling import Filling, filled
        from gongqiao.kernel.papers.kinds import every_paper
        from gongqiao.kernel.papers.tests.golden import GOLDEN, in_lines, looks_of

        editions = {}
        for kind in every_paper():
            made_by = f"{kind.label} 通用第 {kind.edition} 版"
            filling = Filling(link="https://example.invalid/cases/ZQ-1", made_by=made_by)
            word = filled(kind.word.read_bytes(), kind, kind.example, filling)
            (GOLDEN / f"{kind.name}.txt").write_text(in_lines(word), encoding="utf-8")
            editions[kind.name] = [kind.edition, looks_of(kind)]
        (GOLDEN / "editions.json").write_text(json.dumps(editions, indent=2) + "\n")


if __name__ == "__main__":
    main()
