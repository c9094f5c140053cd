"""Which needs an answer suggests, prefilled: one for each answered question that leads to a dish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gongqiao.services.enterprise_service.flow import DISHES, DISHES_WITH_DOMAIN, DISHES_WITH_TRAINING
from gongqiao.services.enterprise_service.models.need import URGENCIES
from gongqiao.services.enterprise_service.rules.questions import BETWEEN
from gongqiao.services.enterprise_service.rules.survey_questions import NOTHING, SurveyQuestion

MOST_TITLE = 60
NO = frozenset({"", "no", "无", "暂无", "没", NOTHING})


@dataclass(frozen=True, kw_only=True)
class SuggestedNeed:
    """A need as an answer suggests it; ``said`` is the answer. ``people`` only where somebody is to learn."""

    question_key: str
    said: str
    dish: str
    title: str
    description: str
    domain: str
    urgency: str
    wished_on: date | None
    people: int | None


def suggestions(form: Sequence[SurveyQuestion], answers: Mapping[str, str], *, on: date) -> list[SuggestedNeed]:
    """Return the needs that the checked answers suggest, in the order of the questions; ``on`` is today."""
    filled = {question.fills: answers.get(question.key, "") for question in form if question.fills}
    wished = date.fromisoformat(filled["wished_on"]) if filled.get("wished_on") else None
    urgency = {label: name for name, label in URGENCIES}.get(filled.get("urgency", ""), "affected")
    made = []
    for question in form:
        said = _wanted(question, answers.get(question.key, "").strip())
        if not question.dish or said in NO:
            continue
        made.append(
            SuggestedNeed(
                question_key=question.key,
                said=said,
                dish=question.dish,
                title=_title(question, said),
                description="" if said == "yes" else said,
                domain=filled.get("domain", "") if question.dish in DISHES_WITH_DOMAIN else "",
                urgency=urgency,
                wished_on=wished if wished and wished >= on else None,
                people=_people(question, filled.get("people", "")),
            )
        )
    return made


def _wanted(question: SurveyQuestion, said: str) -> str:
    """Return the answer without the option that says that there is nothing."""
    if question.kind != "several":
        return said.rstrip("。.!！")
    return BETWEEN.join(option for option in said.split(BETWEEN) if option and option != NOTHING)


def _title(question: SurveyQuestion, said: str) -> str:
    """Return one line: the first sentence that was said, or the dish where that was a yes or a number."""
    if question.kind in {"yes_no", "number", "date"}:
        return f"想要{DISHES[question.dish]}"
    first = said.replace("\r", "").split("\n")[0].split("。")[0].strip()
    return first[:MOST_TITLE]


def _people(question: SurveyQuestion, filled: str) -> int | None:
    is_to_learn = question.dish in DISHES_WITH_TRAINING and question.dish != "guidance"
    return int(filled) if is_to_learn and filled else None
