"""The questions of a survey: like those of a dish, and each may lead to a need or fill a part of it.

Which one it is stands in the question as data, so that a union may ask otherwise and the needs still come out of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongqiao.kernel.base.errors import Invalid
from gongqiao.services.enterprise_service.flow import DISHES
from gongqiao.services.enterprise_service.models.need import URGENCIES
from gongqiao.services.enterprise_service.rules.questions import KINDS, Question, as_asked, stored

SURVEY_KINDS = {**KINDS, "several": "多选"}
FILLS = {"domain": "专业领域", "people": "人数", "urgency": "紧急程度", "wished_on": "希望日期"}
KIND_OF_FILL = {"domain": "choice", "people": "number", "urgency": "choice", "wished_on": "date"}
NOTHING = "没有"
"""The option that says that there is no such wish."""


@dataclass(frozen=True, kw_only=True)
class SurveyQuestion(Question):
    """A question: ``dish`` is the need to which an answer leads, ``fills`` the part of every need that it fills."""

    dish: str = ""
    fills: str = ""


def survey_questions(stored: Sequence[Mapping[str, object]]) -> tuple[SurveyQuestion, ...]:
    """Return the questions of a stored questionnaire."""
    return tuple(
        SurveyQuestion(**as_asked(row), dish=str(row.get("dish", "")), fills=str(row.get("fills", "")))
        for row in stored
    )


def stored_questions(form: Sequence[SurveyQuestion]) -> list[dict[str, object]]:
    """Return questions as they are stored. Raises Invalid when the questionnaire cannot be used."""
    if not form:
        raise Invalid("问卷至少要有一道题。")
    for question in form:
        if question.dish and question.dish not in DISHES:
            raise Invalid(f"“{question.label}”引出的菜品不在菜单里，请重新选。")
        if question.fills and KIND_OF_FILL.get(question.fills) != question.kind:
            label = FILLS.get(question.fills, question.fills)
            raise Invalid(
                f"“{question.label}”要填需求的“{label}”，题型请用{SURVEY_KINDS[KIND_OF_FILL[question.fills]]}。"
            )
        if question.fills == "urgency" and set(question.options) - {label for _, label in URGENCIES}:
            raise Invalid("问紧急程度的题，选项请用：" + "、".join(label for _, label in URGENCIES) + "。")
    return stored(form, kinds=SURVEY_KINDS)


def standard_questionnaire(domains: Sequence[str]) -> tuple[SurveyQuestion, ...]:
    """Return the questions that a new survey starts with: the five dishes in plain words."""
    ask = SurveyQuestion
    return (
        ask(key="stops", label="生产上最卡脖子的技术难题是什么？", kind="long", dish="breakthrough",
            hint="哪台设备、哪道工序，多久出一次。没有就空着"),
        ask(key="domain", label="这个难题或想学的技能，最接近哪一类？", kind="choice", options=tuple(domains),
            fills="domain", hint="拿不准就选最接近的"),
        ask(key="skills", label="职工最缺哪门技能？", kind="text", dish="training", hint="例如：低压电工、氩弧焊、数控编程"),
        ask(key="people", label="大约多少人要学？", kind="number", fills="people"),
        ask(key="troubles", label="管理上有哪些烦心事？", kind="several", dish="management",
            options=("班组长不会带队伍", "换线慢和等料多", "质量不稳定", "安全隐患整改难", "新人留不住", NOTHING)),
        ask(key="master", label="想不想请师傅来带徒弟？", kind="yes_no", dish="apprenticeship"),
        ask(key="talks", label="想请工会来讲什么？", kind="several", dish="guidance",
            options=("产业工人队伍建设改革", "劳模工匠宣讲", "安全生产", "职工权益和待遇", NOTHING)),
        ask(key="urgency", label="这些事有多急？", kind="choice", options=tuple(label for _, label in URGENCIES),
            fills="urgency"),
        ask(key="wished_on", label="希望从哪天开始？", kind="date", fills="wished_on", hint="不定就空着"),
        ask(key="more", label="还有什么想对工会说？", kind="long"),
    )  # fmt: skip
