"""A survey of the demo that is half done, and the county's 六个一: by the real actions, with invented answers."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.calendar.queries import local_date, local_time
from gongqiao.kernel.people.seeds import invented_actor
from gongqiao.services.enterprise_service.actions import (
    proposals,
    remedies,
    special_actions,
    survey_answers,
    surveys,
)
from gongqiao.services.enterprise_service.actions.orders import NeedForm
from gongqiao.services.enterprise_service.models import RemedyKind, Respondent

if TYPE_CHECKING:
    from gongqiao.services.enterprise_service.seeds.city import City

FIRMS = 8
SAID = (
    {
        "stops": "回火炉温控忽高忽低，一个月报废两三炉。", "domain": "电气与自动化", "skills": "热处理炉操作", "people": "16",
        "troubles": "质量不稳定、新人留不住", "master": "yes", "talks": "安全生产", "urgency": "影响生产，尚未停线",
    },
    {
        "stops": "没有", "skills": "低压电工", "people": "10", "domain": "电气与自动化", "troubles": "换线慢和等料多",
        "master": "no", "talks": "劳模工匠宣讲、职工权益和待遇", "urgency": "不急，列入计划",
    },
    {"stops": "冲床离合器打滑，操作工不敢开快。", "domain": "设备维修与液压", "troubles": "安全隐患整改难", "urgency": "已经停线"},
)  # fmt: skip


def survey_half_done(stage: City) -> None:
    """Let the home county's officer ask eight firms: three answered, two of them visited; needs and remedies follow."""
    officer = invented_actor(stage.staff.county_officers[stage.home.pk].pk, at=stage.now)
    at = local_time(local_date(stage.now) - timedelta(days=6), time(9, 30))
    form = surveys.SurveyForm(
        title="制造业企业用工和技术调研", topic="制造业", partners=["工信局", "科技局"], opens_on=local_date(at),
        closes_on=local_date(stage.now) + timedelta(days=15), programme=stage.programme,
    )  # fmt: skip
    survey = surveys.prepare_survey(form, union=stage.home, at=at, by=officer)
    at_home = [firm.enterprise for firm in stage.firms if firm.enterprise.org_id == stage.home.pk]
    own = next(e for e in at_home if stage.contacts.get(e.pk) == stage.staff.contact)
    others = [enterprise for enterprise in at_home if enterprise != own and enterprise.pk in stage.contacts]
    asked = [own, *others[: FIRMS - 1]]
    surveys.add_respondents(survey, [enterprise.pk for enterprise in asked], at=at, by=officer)
    surveys.open_survey(survey, at=at, by=officer)
    rows = list(Respondent.objects.filter(survey=survey).exclude(enterprise=own).order_by("pk"))
    by_link = the_job("survey_link")
    for number, (row, said) in enumerate(zip(rows, SAID, strict=False)):
        answered_at = at + timedelta(days=1 + number, hours=2)
        survey_answers.answer_questionnaire(row, said, seen=0, at=answered_at, by=by_link)
    visited_at = at + timedelta(days=4)
    _visit(rows[0], "回火炉的热电偶装偏了，车间没有人会校。", at=visited_at, stage=stage)
    _decide(rows[0], at=visited_at + timedelta(hours=3), stage=stage)
    remedy = remedies.RemedyForm(
        kind=RemedyKind.objects.get(name="专家上门", union=None), text="请两位电工劳模到厂校温控，教会车间的人自己校。",
        respondents=rows[:1], follower_id=officer.own_id, follow_up_on=local_date(stage.now) + timedelta(days=7),
    )  # fmt: skip
    remedies.offer_remedy(survey, remedy, at=visited_at + timedelta(hours=4), by=officer)


def six_ones(stage: City) -> None:
    """Enter the county's 六个一, whose six items the city has still to confirm."""
    officer = invented_actor(stage.staff.county_officers[stage.home.pk].pk, at=stage.now)
    start = stage.programme.opens_on
    form = special_actions.SpecialActionForm(
        name="助企行“六个一”", serves="百千万工程", lead=f"{stage.home.name}", opens_on=start,
        closes_on=stage.programme.closes_on, programme=stage.programme, items=[special_actions.Item() for _ in range(6)],
    )  # fmt: skip
    special_actions.begin_special_action(form, union=stage.home, at=local_time(start, time(10)), by=officer)


def _visit(row: Respondent, findings: str, *, at: datetime, stage: City) -> None:
    officer = invented_actor(stage.staff.county_officers[stage.home.pk].pk, at=stage.now)
    form = survey_answers.GatheringForm(
        way="visit",
        held_at=at,
        place=f"{row.enterprise.short_name}车间",
        union_side=officer.name,
        bureau_side="工信局产业科",
    )
    (record,) = survey_answers.log_gathering(row.survey, form, [row], at=at, by=officer)
    said = survey_answers.RecordForm(speaker="生产主管", findings=findings, answers={"stops": SAID[0]["stops"]})
    survey_answers.write_record(record, said, seen=1, at=at, by=officer)


def _decide(row: Respondent, *, at: datetime, stage: City) -> None:
    """Accept the first need that the questionnaire suggests; the others wait for the officer of the demo."""
    officer = invented_actor(stage.staff.county_officers[stage.home.pk].pk, at=stage.now)
    proposal = row.answers.get(way="questionnaire").proposals.get(dish="training")
    form = NeedForm(
        dish=proposal.dish, title=proposal.title, description=proposal.description, domain=proposal.domain,
        urgency=proposal.urgency, people=proposal.people,
    )  # fmt: skip
    proposals.accept_proposal(proposal, form, at=at, by=officer)
