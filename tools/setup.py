"""Prepare `.venv` from the locked requirements. Runs on the system's Python, standard library only.

    python3 tools/setup.py run    what `make run` needs
    python3 tools/setup.py dev    that, and what the tests and checks need

A second call with unchanged lock files does nothing.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCKS = {"run": ROOT / "requirements" / "run.txt", "dev": ROOT / "requirements" / "dev.txt"}
UV_LOCK = ROOT / "requirements" / "uv.txt"
MINIMUM = (3, 11)
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def give_up(sentence: str) -> None:
    say(sentence)
    raise SystemExit(1)


def fingerprint(kind: str) -> str:
    texts = [LOCKS[kind], UV_LOCK, ROOT / "pyproject.toml"]
    together = hashlib.sha256(sys.version.encode())
    for path in texts:
        together.update(path.read_bytes())
    return f"{kind} {together.hexdigest()}"


def is_ready(kind: str) -> bool:
    """Whether the environment already holds what this lock file (or the larger one) asks for."""
    stamp = VENV / "ready"
    if not (VENV / "bin" / "gongqiao").exists() or not stamp.exists():
        return False
    here = stamp.read_text().splitlines()
    return fingerprint(kind) in here or (kind == "run" and fingerprint("dev") in here)


def need_venv_module() -> None:
    """Make sure that `python -m venv` can work: root installs Debian's package, others are told."""
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        give_up(f"缺少 Python 的 venv 模块：请让管理员执行 apt-get install {package}，再运行一次。")
    say(f"缺少 Python 的 venv 模块，正在安装 {package} …")
    apt = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
    if subprocess.run(apt, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}).returncode != 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        if subprocess.run(apt, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}).returncode != 0:
            give_up(f"没能装上 {package}：请检查软件源后执行 apt-get install {package}，再运行一次。")


def build(kind: str) -> None:
    if sys.version_info < MINIMUM:
        found = f"{sys.version_info.major}.{sys.version_info.minor}"
        give_up(f"需要 Python 3.11 或更新的版本，现在是 {found}：请先安装 python3.11，再运行一次。")
    need_venv_module()
    say("第一次准备运行环境，大约需要半分钟 …" if not VENV.exists() else "依赖有变化，正在更新运行环境 …")
    (VENV / "ready").unlink(missing_ok=True)
    quiet = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    python = VENV / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "--require-hashes", "-r", UV_LOCK], check=True, env=quiet)
    uv = [VENV / "bin" / "uv", "pip"]
    where = {**os.environ, "VIRTUAL_ENV": str(VENV)}
    if SYSTEM_CERTIFICATES.exists():
        where.setdefault("UV_SYSTEM_CERTS", "1")  # networks with an own authority have it there
    subprocess.run([*uv, "install", "-q", "--require-hashes", "-r", LOCKS[kind]], check=True, env=where)
    editable = ["install", "-q", "--no-deps", "--no-build-isolation", "-e", ROOT]
    subprocess.run([*uv, *editable], check=True, env=where)
    (VENV / "ready").write_text(fingerprint(kind) + "\n")


def main() -> None:
    kind = sys.argv[1] if len(sys.argv) > 1 else "run"
    if is_ready(kind):
        return
    try:
        build(kind)
    except subprocess.CalledProcessError as failed:
        tool = Path(str(failed.cmd[0])).name
        give_up(f"没能装好依赖（{tool} 出错，上面有原因）：请检查网络和磁盘空间，再运行一次。")


if __name__ == "__main__":
    main()
