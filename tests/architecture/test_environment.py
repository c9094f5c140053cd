"""Nothing touches the environment but the one list of variables, and every variable on the list is used."""

from __future__ import annotations

import ast

import pytest

from gongqiao.site.environment import VARIABLES, flag, read
from tests.architecture.house import SRC, modules

THE_LIST = "site/environment.py"
TOUCHES = {"environ", "environb", "getenv", "getenvb", "putenv", "unsetenv"}


def touching(src) -> list[str]:
    """Files that read or write the environment by themselves."""
    found = []
    for module in modules(src):
        names = {getattr(node, "attr", getattr(node, "id", "")) for node in ast.walk(module.tree)}
        names |= {
            alias.name for node in ast.walk(module.tree) if isinstance(node, ast.ImportFrom) for alias in node.names
        }
        found += [f"{module.path}: touches {name}" for name in sorted(names & TOUCHES) if module.path != THE_LIST]
    return found


def names_read(src) -> set[str]:
    """The variables that are read through the list."""
    calls = [node for module in modules(src) for node in ast.walk(module.tree) if isinstance(node, ast.Call)]
    asked = [call for call in calls if getattr(call.func, "id", "") in {"read", "flag"} and call.args]
    return {call.args[0].value for call in asked if isinstance(call.args[0], ast.Constant)}


def test_only_the_list_touches_the_environment():
    assert touching(SRC) == []


@pytest.mark.parametrize(
    "code",
    [
        "import os\nport = os.environ.get('PORT')\n",
        "import os\nport = os.environ['PORT']\n",
        "from os import environ\n",
        "import os\nport = os.getenv('PORT')\n",
    ],
)
def test_a_planted_reading_is_found(code, tmp_path):
    planted = tmp_path / "kernel/notices/planted.py"
    planted.parent.mkdir(parents=True)
    planted.write_text(code, encoding="utf-8")
    assert len(touching(tmp_path)) == 1


def test_every_variable_of_the_list_is_read_and_nothing_else():
    assert names_read(SRC) == {variable.name for variable in VARIABLES}


def test_a_variable_has_one_line_with_a_meaning():
    names = [variable.name for variable in VARIABLES]
    assert sorted(set(names)) == sorted(names)
    assert [variable.name for variable in VARIABLES if not variable.meaning.endswith(".")] == []


class TestReading:
    @pytest.mark.parametrize("given", ["", None])
    def test_empty_and_unset_mean_the_default(self, given, monkeypatch):
        monkeypatch.delenv("PORT", raising=False)
        if given is not None:
            monkeypatch.setenv("PORT", given)
        assert read("PORT") == "8000"

    def test_a_name_that_is_not_on_the_list_cannot_be_read(self, monkeypatch):
        monkeypatch.setenv("HOME_TOWN", "江门")
        with pytest.raises(KeyError):
            read("HOME_TOWN")

    @pytest.mark.parametrize(
        ("given", "meant"), [("1", True), ("Yes", True), ("0", False), ("", False), ("off", False)]
    )
    def test_a_flag_is_a_clear_yes(self, given, meant, monkeypatch):
        monkeypatch.setenv("DEMO", given)
        assert flag("DEMO") is meant
