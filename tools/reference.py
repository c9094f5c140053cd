"""Write docs/reference/ from the code: flows, powers, facts, figures, settings, pages, tables.

.venv/bin/python tools/reference.py           writes what differs
.venv/bin/python tools/reference.py --check   writes nothing and fails when something differs

Needs Django's settings and no database. The order is always the same, so that two runs write the same bytes.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from reference_pages import PAGES

ROOT = Path(__file__).resolve().parent.parent


def differences(folder: Path) -> dict[Path, str | None]:
    """Return the files of ``folder`` that are not as they should be, each with its text; None when it should go."""
    wanted = {folder / f"{make.__name__}.md": make() for make in PAGES}
    stale: dict[Path, str | None] = {
        path: text for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text
    }
    return stale | {path: None for path in sorted(folder.glob("*.md")) if path not in wanted}


def write(stale: dict[Path, str | None]) -> None:
    for path, text in stale.items():
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        print(f"{'removed' if text is None else 'written'}: {path.name}")


def check(stale: dict[Path, str | None]) -> None:
    for path, text in stale.items():
        reason = "belongs to nothing in the code" if text is None else "is not what the code says"
        print(f"{path.name} {reason}; run `make docs`.")
    if stale:
        sys.exit(1)
    print("the reference is what the code says")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when something differs")
    parser.add_argument("--folder", type=Path, default=ROOT / "docs/reference", help="where the pages are")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as var:
        os.environ["GONGQIAO_VAR"] = var
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongqiao.site.settings")
        import django

        django.setup()
        stale = differences(arguments.folder)
    check(stale) if arguments.check else write(stale)


if __name__ == "__main__":
    main()
