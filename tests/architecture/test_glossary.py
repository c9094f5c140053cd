"""Every word of our models, flows and states stands in the glossary, and the glossary has no word that we do not use."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.apps import apps

from gongqiao.kernel.cases.flow import State
from gongqiao.kernel.cases.kinds import every_kind
from tests.architecture.house import SRC, modules

GLOSSARY = Path(__file__).resolve().parents[2] / "docs/glossary.md"
ROW = re.compile(r"^\| (?P<term>[^|]+) \| (?P<names>[^|]+) \| (?P<meaning>[^|]+) \|$", re.MULTILINE)


def words(name: str) -> set[str]:
    """Split ``VisitRecord`` or ``hand_to_principal`` into its words, in small letters."""
    return set(re.findall(r"[a-z]+", re.sub(r"([A-Z])", r" \1", name).lower()))


def names_in(text: str) -> list[str]:
    """Return the names in the second column of every table."""
    return [name for row in ROW.finditer(text) for name in re.findall(r"`([^`]+)`", row["names"])]


def missing(names, text: str) -> list[str]:
    """Return the names with a word that the glossary does not explain."""
    known = set().union(*map(words, names_in(text)))
    return sorted(name for name in names if words(name) - known)


def names_of_models() -> set[str]:
    return {model.__name__ for model in our_models()}


def our_models():
    return [model for model in apps.get_models() if model.__module__.startswith("gongqiao.")]


def states_of_models() -> set[str]:
    """The values of every column that says where a row stands."""
    columns = [field for model in our_models() for field in model._meta.fields if field.name.endswith("state")]
    return {value for field in columns for value, _ in field.choices or ()}


def names_of_flow(flow) -> set[str]:
    """What a drawing calls itself, its states, moves, duties and audiences."""
    return {
        flow.name, *(state.name for state in flow.states), *(move.name for move in flow.moves), *flow.duties,
        *dict(flow.audiences),
    }  # fmt: skip


def unused(text: str, src: Path) -> list[str]:
    """Return the names of the glossary that stand nowhere in the code."""
    code = "\n".join(module.text for module in modules(src))
    return [name for name in names_in(text) if not re.search(rf"(?<![A-Za-z]){name}(?![a-z])", code)]


def ill_formed(text: str) -> list[str]:
    """Return the lines of tables that have no term in Chinese, no name or no meaning."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    content = [line for line in lines if "---" not in line and line != "| Term | In code | Meaning |"]
    sound = re.compile(r"^\| [^|]*[\u4e00-\u9fff][^|]* \| `[^|]+` \| [A-Z][^|]+\. \|$")
    return [line for line in content if not sound.match(line)]


@pytest.fixture
def text():
    return GLOSSARY.read_text(encoding="utf-8")


def test_every_model_is_called_by_words_of_the_glossary(text):
    assert missing(names_of_models(), text) == []


@pytest.mark.parametrize("kind", every_kind(), ids=lambda kind: kind.flow.name)
def test_every_flow_speaks_in_words_of_the_glossary(kind, text):
    assert missing(names_of_flow(kind.flow), text) == []


def test_every_state_of_a_row_is_a_word_of_the_glossary(text):
    assert {"proposed", "superseded"} & states_of_models() == {"proposed"}
    assert missing(states_of_models(), text) == []


def test_the_glossary_explains_no_word_that_the_code_does_not_use(text):
    assert unused(text, SRC) == []


def test_every_line_has_a_chinese_term_a_name_and_a_meaning(text):
    assert len(ROW.findall(text)) > 100
    assert ill_formed(text) == []


def test_no_name_of_a_model_has_two_lines(text):
    models = [name for name in names_in(text) if name[0].isupper()]
    assert sorted(set(models)) == sorted(models)


class TestPlanted:
    def test_a_model_with_a_new_word_is_found(self, text):
        assert missing({"VisitRecord", "VisitVoucher"}, text) == ["VisitVoucher"]

    def test_a_state_with_a_new_word_is_found(self, text):
        flow = every_kind()[0].flow
        parked = State(name="parked_by_officer", label="搁置", shape="hold")
        planted = replace(flow, states=(*flow.states, parked))
        assert missing(names_of_flow(planted), text) == ["parked_by_officer"]

    def test_a_line_that_was_dropped_is_found(self, text):
        without = re.sub(r"^\|.*`Recusal`.*\n", "", text, flags=re.MULTILINE)
        assert missing(names_of_models(), without) == ["Recusal"]

    def test_a_word_that_nobody_uses_is_found(self, text):
        assert unused(text + "| 工单 | `Ticket` | Something else. |\n", SRC) == ["Ticket"]

    @pytest.mark.parametrize(
        "line", ["| ticket | `Order` | A case. |", "| 工单 | Order | A case. |", "| 工单 | `Order` | |"]
    )
    def test_a_line_that_is_not_whole_is_found(self, line, text):
        assert ill_formed(f"{text}{line}\n") == [line]
