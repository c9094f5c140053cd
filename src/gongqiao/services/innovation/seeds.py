"""A believable joint work of the demo: found from needs that firms say alike, talked over, signed and under way."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta

from PIL import Image, ImageDraw

from gongqiao.kernel.access.actor import Actor, the_job
from gongqiao.kernel.base.ids import uuid7
from gongqiao.kernel.calendar.queries import local_date, local_time
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.documents.actions import keep_file
from gongqiao.kernel.notices.actions import mark_read
from gongqiao.kernel.org.models import Union
from gongqiao.kernel.people.models import Contact, Person
from gongqiao.kernel.people.seeds import invented_actor
from gongqiao.services.enterprise_service.contract import OpenNeeds
from gongqiao.services.innovation.actions import parties, pillars, problems, works
from gongqiao.services.innovation.actions.proposals import look_for_groups
from gongqiao.services.innovation.models import JointWork
from gongqiao.services.innovation.rules.likeness import groups_of

OLD = timedelta(days=30)
UNREAD_SINCE = timedelta(days=4)
INDUSTRY = "压铸和五金"
TITLES = (
    ("气孔", "压铸件气孔多，除气不彻底"),
    ("水道", "模具冷却水道结垢堵塞"),
    ("毛刺", "手工去毛刺效率低、粉尘大"),
)
POOLED = (
    ("expert_library", "压铸工艺专家（演示）", "铝合金熔炼与除气"),
    ("expert_library", "模具专家（演示）", "模具冷却与保养"),
    ("studio_alliance", "压铸技艺创新工作室（演示）", "铸造行业工会联合会"),
    ("studio_alliance", "模具钳工创新工作室（演示）", "模具行业工会联合会"),
    ("training_base", "压铸实训基地（演示）", "市技师学院"),
)
AGREED = works.WorkForm(
    title="压铸五金行业共性问题联合攻关",
    industry=INDUSTRY,
    aim="一年内把压铸件废品率降到百分之五以下，去毛刺工位粉尘达标。",
    duties="企业提供现场和试验件，互相公开试验数据；工会组织专家和工作室到厂；学院安排实训，不收费。",
    follow_up="每月到一家企业现场跟进一次，结果抄送各方。",
)


def play_joint_work(officer: Person, county: Union, *, now: datetime) -> None:
    """Find the common problems of the county's firms, lead the joint work on them, and leave newer groups to look at."""
    before = local_date(now - OLD)
    cards = [card for card in ask(OpenNeeds(below=(county.pk,))) if card.registered_on < before]
    groups = [group for group in groups_of(cards) if _title_of(group.words)]
    if len(groups) > 1:
        _lead([group.need_ids for group in groups], [_title_of(group.words) for group in groups], officer, county, now)
    look_for_groups(at=now - timedelta(hours=2), by=the_job("seeds"))


def _lead(groups: list[tuple[int, ...]], titles: list[str], officer: Person, county: Union, now: datetime) -> None:
    first, *others = [
        problems.ProblemForm(title=title, industry=INDUSTRY, description="几家企业现场看过，表现相同。", need_ids=ids)
        for ids, title in zip(groups, titles, strict=True)
    ]
    at = _day(now, 62)
    by = invented_actor(officer.pk, at=at)
    work = problems.find_problem(first, at=at, by=by).work
    for form in others:
        problems.add_problem(work, form, seen=None, at=at, by=by)
    works.edit_work(work, AGREED, seen=None, at=_day(now, 58), by=by)
    firms = [holder.enterprise_id for problem in work.problems.all() for holder in problem.holders.all()]
    works.talk(work, firms, seen=None, at=_day(now, 56), by=by)
    school = parties.PartyForm(role="support", name="市技师学院（演示）", duties="派教师到厂，安排实训工位")
    parties.add_party(work, school, seen=None, at=_day(now, 55), by=by)
    for kind, name, host in POOLED:
        entry = pillars.EntryForm(kind=kind, name=name, host=host)
        pillars.add_entry(work, entry, seen=None, at=_day(now, 52), by=by)
    works.draft_agreement(work, seen=None, at=_day(now, 50), by=by)
    _sign(work, by, _day(now, 44))
    works.begin(work, seen=None, at=_day(now, 41), by=by)
    _follow_up(work, by, now)
    people = {officer.pk, *Contact.objects.filter(enterprise_id__in=firms).values_list("person_id", flat=True)}
    for person_id in people:
        mark_read(person_id, at=now - UNREAD_SINCE)


def _sign(work: JointWork, by: Actor, at: datetime) -> None:
    draft = uuid7()
    page = io.BytesIO(_picture())
    keep_file(page, name="框架协议签字页.png", label=works.SCAN, draft=draft, at=at, by=by)
    signers = {party.pk: ("签字代表（演示）", local_date(at)) for party in work.parties.filter(ended_at=None)}
    works.sign(work, signers, draft=draft, seen=None, at=at, by=by)


def _follow_up(work: JointWork, by: Actor, now: datetime) -> None:
    at = _day(now, 12)
    seen = works.FollowUpForm(
        on=local_date(at),
        who="区总、四家企业、技师学院",
        what="在线除气装置装了一台，气孔废品率从一成二降到百分之七；水道改用软水，结垢慢了。",
        next_step="看第二台除气装置的数据，定去毛刺机械手的方案",
        next_by=_later(now, 9),
    )
    works.follow_up(work, seen, seen=None, at=at, by=by)


def _title_of(words: tuple[str, ...]) -> str:
    return next((title for word, title in TITLES if any(word in one for one in words)), "")


def _day(now: datetime, days_ago: int) -> datetime:
    return local_time(local_date(now) - timedelta(days=days_ago), time(15))


def _later(now: datetime, days: int) -> date:
    return local_date(now) + timedelta(days=days)


def _picture() -> bytes:
    """Draw a plain page that stands for the scan of the signatures."""
    image = Image.new("RGB", (800, 1100), "#f4f2ec")
    draw = ImageDraw.Draw(image)
    for row in range(6):
        draw.line((90, 300 + row * 120, 710, 300 + row * 120), fill="#8a8a8a", width=2)
    draw.ellipse((560, 820, 720, 980), outline="#c7000b", width=6)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
