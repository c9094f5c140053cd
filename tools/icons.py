"""Make the icon sprite from the npm package `lucide-static` (ISC licence).

npm pack lucide-static && tar xf lucide-static-*.tgz
python3 tools/icons.py package/icons package/LICENSE
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "src/gongqiao/web/static/web"
NAMES = [
    "arrow-right",
    "bell",
    "book-open",
    "briefcase",
    "calendar-days",
    "calendar-plus",
    "camera",
    "chart-column",
    "check",
    "chevron-left",
    "chevron-right",
    "circle-alert",
    "circle-check",
    "circle-x",
    "clipboard-list",
    "clock",
    "download",
    "ellipsis",
    "eye",
    "factory",
    "file-spreadsheet",
    "file-text",
    "flag",
    "funnel",
    "graduation-cap",
    "hammer",
    "handshake",
    "house",
    "image-plus",
    "inbox",
    "info",
    "key-round",
    "landmark",
    "layout-grid",
    "library",
    "lightbulb",
    "link",
    "list-checks",
    "log-out",
    "map",
    "map-pin",
    "message-circle",
    "messages-square",
    "milestone",
    "moon",
    "navigation",
    "pencil",
    "phone",
    "plus",
    "printer",
    "puzzle",
    "qr-code",
    "rotate-ccw",
    "scan-line",
    "scan-search",
    "search",
    "shield-check",
    "signature",
    "snowflake",
    "stamp",
    "star",
    "sun",
    "target",
    "trash-2",
    "triangle-alert",
    "trophy",
    "undo-2",
    "upload",
    "user",
    "user-plus",
    "users",
    "users-round",
    "wrench",
    "x",
]


def main() -> None:
    icons, licence = Path(sys.argv[1]), Path(sys.argv[2])
    symbols = []
    for name in sorted(NAMES):
        text = (icons / f"{name}.svg").read_text(encoding="utf-8")
        body = re.search(r"<svg[^>]*>(.*)</svg>", text, re.DOTALL)
        if body is None:
            raise SystemExit(f"{name}: not an svg")
        inner = re.sub(r"\s+", " ", body.group(1)).strip().replace("> <", "><").replace(" />", "/>")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>')
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    (OUT / "icons.svg").write_text(sprite, encoding="utf-8")
    (OUT / "icons-LICENSE.txt").write_text(licence.read_text(encoding="utf-8"), encoding="utf-8")
    print(f"{len(symbols)} icons, {len(sprite)} bytes")


if __name__ == "__main__":
    main()
