"""`gongqiao load industry`: deeper levels of the classification from a file."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gongqiao.kernel.base.errors import Invalid
from gongqiao.kernel.org.models import Industry
from gongqiao.site.seeding import load_industry

pytestmark = pytest.mark.django_db
DEEPER = "code,name,level,parent,note,source\n331,结构性金属制品制造,3,33,,\n3311,金属结构制造,4,331,,\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "industry.csv"
    path.write_text(DEEPER, encoding="utf-8")
    return path


def said_of(path, **options) -> str:
    said: list[str] = []
    load_industry(path, said.append, **{"is_dry": False, **options})
    return "".join(said)


def gongqiao(*words: str) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-m", "gongqiao.site.cli", "load", *words], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_a_dry_run_says_what_would_be_written_and_writes_nothing(file):
    assert said_of(file, is_dry=True) == "核对完了，没有写入：2 个行业代码，其中新增 2 个，改名 0 个。"
    assert not Industry.objects.filter(level__gt=2).exists()


def test_a_second_time_changes_nothing(file):
    assert said_of(file) == "已写入：2 个行业代码，其中新增 2 个，改名 0 个。"
    assert said_of(file) == "已写入：2 个行业代码，其中新增 0 个，改名 0 个。"
    assert Industry.objects.get(code="3311").section == "C"


def test_a_file_with_a_fault_writes_nothing(file):
    file.write_text(DEEPER + "9999,没有上级,4,999,,\n", encoding="utf-8")
    with pytest.raises(Invalid, match="9999"):
        said_of(file)
    assert not Industry.objects.filter(level__gt=2).exists()


def test_the_command_answers_in_words(file, tmp_path):
    assert gongqiao("industry", str(file), "--dry") == (
        0,
        "核对完了，没有写入：2 个行业代码，其中新增 2 个，改名 0 个。\n",
    )
    code, said = gongqiao("industry", str(tmp_path / "nothing.csv"))
    assert code == 1
    assert said.startswith("打不开文件")
