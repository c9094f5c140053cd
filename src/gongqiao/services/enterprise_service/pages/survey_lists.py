"""The desk's lists of surveys: the surveys, the enterprises that they ask, and what was answered, question by question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from gongqiao.kernel.sheets.columns import Column, Look, Standing
from gongqiao.services.enterprise_service.pages.lists import counties
from gongqiao.services.enterprise_service.queries import surveys as queries
from gongqiao.services.enterprise_service.rules.survey_questions import SurveyQuestion, survey_questions
from gongqiao.web.listings import Asked, Choices, Listing, register_listing
from gongqiao.web.templatetags.parts import seen_name

if TYPE_CHECKING:
    from gongqiao.services.enterprise_service.models import Survey

DESK = "/desk/enterprise-service"
STATES = [("draft", "筹备中"), ("open", "进行中"), ("closed", "已结束")]


def _surveys(asked: Asked) -> QuerySet[Any]:
    rows = queries.counted(queries.surveys(by=asked.by), by=asked.by)
    if asked.words:
        rows = rows.filter(title__icontains=asked.words) | rows.filter(topic__icontains=asked.words)
    return rows.filter(state=asked.value("state")) if asked.value("state") else rows


def _respondents(asked: Asked) -> QuerySet[Any]:
    rows = queries.at_step(queries.respondents(by=asked.by), asked.value("step"))
    if asked.words:
        rows = rows.filter(enterprise__name__icontains=asked.words)
    for name, path in (("survey", "survey_id"), ("county", "org_id")):
        if asked.value(name):
            rows = rows.filter(**{path: asked.value(name)})
    return rows


def answers_listing(survey: Survey) -> Listing:
    """Return the list of all answers of one survey, with a column for each question as it is asked now."""
    form = survey_questions(queries.questionnaire(survey).questions)
    return Listing(
        name=f"enterprise_service.answers_{survey.pk}",
        label=f"{survey.title}·答卷",
        says="每家企业每种方式一行，题目按现在的问卷。",
        rows=lambda asked: queries.answers(by=asked.by).filter(respondent__survey=survey),
        row_link=lambda row: f"{DESK}/survey-answers/{row.pk}",
        columns=(
            Column(
                name="enterprise", label="企业", value=lambda a, look: seen_name(a.respondent.enterprise, look.by),
                link=lambda a: f"{DESK}/survey-answers/{a.pk}",
            ),
            Column(name="way", label="方式", kind="quiet", value=lambda a, look: a.get_way_display()),
            Column(name="held_at", label="时间", kind="day", value=lambda a, look: a.held_at),
            Column(name="findings", label="发现的问题", kind="quiet", value=lambda a, look: a.findings),
            *(_question_column(question) for question in form),
        ),
        empty=("还没有答卷", "企业答了问卷、干部登记了走访座谈以后，出现在这里。"),
    )  # fmt: skip


def _question_column(question: SurveyQuestion) -> Column:
    words = {"yes": "是", "no": "否"} if question.kind == "yes_no" else {}

    def said(answer: Any, look: Look) -> str:
        text = str(answer.answers.get(question.key, ""))
        return words.get(text, text)

    return Column(name=question.key, label=question.label, kind="quiet", value=said)


SURVEYS = register_listing(
    Listing(
        name="enterprise_service.surveys",
        label="企业调研",
        says="和工信、科技等部门一起走访、座谈、发问卷；企业说的话变成需求。",
        searchable="名称、专题",
        rows=_surveys,
        row_link=lambda survey: f"{DESK}/surveys/{survey.pk}",
        filters=(Choices(name="state", label="状态", of=lambda by: STATES),),
        columns=(
            Column(
                name="title", label="调研", value=lambda s, look: s.title, is_wide=True,
                link=lambda s: f"{DESK}/surveys/{s.pk}",
            ),
            Column(name="topic", label="专题", kind="quiet", value=lambda s, look: s.topic),
            Column(name="union", label="组织", kind="quiet", value=lambda s, look: s.union.short_name),
            Column(name="partners", label="合作部门", kind="tags", value=lambda s, look: tuple(s.partners)),
            Column(name="asked", label="企业", kind="whole", value=lambda s, look: s.asked_counted),
            Column(name="heard", label="已听到", kind="whole", value=lambda s, look: s.heard_counted),
            Column(
                name="state", label="状态", kind="standing",
                value=lambda s, look: Standing(shape=s.SHAPES[s.state], label=s.get_state_display()),
            ),
            Column(name="closes_on", label="截止", kind="day", value=lambda s, look: s.closes_on),
        ),
        empty=("还没有调研", "点“发起调研”，选好企业，问卷就发到联系人手机上。"),
    )
)  # fmt: skip

RESPONDENTS = register_listing(
    Listing(
        name="enterprise_service.respondents",
        label="受访企业",
        says="每家企业走到哪一步；点开看它说了什么、二维码和链接。",
        searchable="企业",
        rows=_respondents,
        row_link=lambda row: f"{DESK}/respondents/{row.pk}",
        filters=(
            Choices(
                name="survey", label="调研",
                of=lambda by: [(str(survey.pk), survey.title) for survey in queries.surveys(by=by)[:100]],
            ),
            Choices(name="step", label="进度", of=lambda by: list(queries.STEPS.items())),
            Choices(name="county", label="县（市、区）", of=counties),
        ),
        columns=(
            Column(
                name="enterprise", label="企业", value=lambda r, look: seen_name(r.enterprise, look.by),
                link=lambda r: f"{DESK}/respondents/{r.pk}",
            ),
            Column(name="survey", label="调研", kind="quiet", value=lambda r, look: r.survey.title, is_wide=True),
            Column(name="org", label="辖区", kind="quiet", value=lambda r, look: r.org.short_name),
            Column(
                name="standing", label="进度", kind="standing",
                value=lambda r, look: Standing(shape=r.standing[0], label=r.standing[1]),
            ),
            Column(name="sent_at", label="发问卷", kind="day", value=lambda r, look: r.sent_at),
            Column(name="answered_at", label="答卷", kind="day", value=lambda r, look: r.answered_at),
            Column(name="visited_at", label="走访座谈", kind="day", value=lambda r, look: r.visited_at),
            Column(name="needs", label="需求", kind="whole", value=lambda r, look: r.needs_found),
        ),
        empty=("没有符合的企业", "换个条件试试，或到调研里选企业。"),
    )
)  # fmt: skip
