"""See to what the tests need from the system: Debian's Chromium with a Chinese font, and PostgreSQL when asked for.

Root gets it installed by apt; others are told in one sentence what is missing, and the tests do not start.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def install(packages: list[str]) -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        names = " ".join(packages)
        raise SystemExit(f"测试还缺 {names}：请让管理员执行 apt-get install {names}，再运行 make test。")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    print(f"正在安装 {' '.join(packages)} …", file=sys.stderr, flush=True)
    subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False, stdout=subprocess.DEVNULL)
    if subprocess.run(command, env=environment, stdout=subprocess.DEVNULL).returncode != 0:
        raise SystemExit(f"没能装上 {' '.join(packages)}：请检查软件源后再运行 make test。")


def has_chinese_font() -> bool:
    """Whether Chromium can draw Chinese; without, every page has another width."""
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True).stdout.strip())


def main() -> None:
    missing = [] if shutil.which("chromium") else ["chromium"]
    if not has_chinese_font():
        missing += ["fontconfig", "fonts-noto-cjk"]
    if missing:
        install(missing)
    version = sys.argv[1] if len(sys.argv) > 1 else ""
    if version and not Path(f"/usr/lib/postgresql/{version}/bin/postgres").exists():
        install([f"postgresql-{version}"])


if __name__ == "__main__":
    main()
