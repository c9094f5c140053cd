"""Make needs, common problems and joint works at any stage, by the real actions. Say only what matters."""

from __future__ import annotations

import io
import uuid
from datetime import date, datetime, timedelta

from PIL import Image
from tests.cast import MONDAY, Cast, sound_code

from gongqiao.kernel.access.actor import Actor, the_job
from gongqiao.kernel.base.ids import uuid7
from gongqiao.kernel.documents.actions import keep_file
from gongqiao.kernel.org.actions import EnterpriseForm, register_enterprise
from gongqiao.kernel.org.models import Enterprise
from gongqiao.services.enterprise_service.actions.orders import NeedForm, register_need
from gongqiao.services.enterprise_service.models import Need
from gongqiao.services.innovation.actions import parties, pillars, problems, works
from gongqiao.services.innovation.models import CommonProblem, JointWork

TUESDAY = MONDAY + timedelta(days=1)
SIGNED_ON = TUESDAY.date()
STAGES = ("found", "talks", "drafted", "signed", "working", "settled", "done", "closed")
FEATHERS = "羽绒制品加工"
LIKE_NEEDS = (
    ("除尘机堵塞频繁", "羽绒除尘机滤袋堵塞，一天要停两三次清灰。"),
    ("羽绒除尘机老是堵", "除尘机滤袋堵塞，清灰一停就是半小时。"),
    ("羽绒除尘效果差", "除尘机滤袋堵塞后绒里还有灰，粉尘飘到车间。"),
)


def a_firm(number: int, name: str, *, area_code: str = "440705001") -> Enterprise:
    """Register an invented firm of the down trade."""
    form = EnterpriseForm(
        code=sound_code(1000 + number), name=name, short_name=name[-6:-2], area_code=area_code, industry=FEATHERS
    )
    return register_enterprise(form, at=MONDAY, by=the_job("seeds"))


def down_firms(cast: Cast, *, first: int = 1) -> list[Enterprise]:
    """Return three firms of the county: the cast's own, and two that are new, numbered from ``first``."""
    return [
        cast.enterprise,
        a_firm(first, f"新会区榕峡{first}羽绒有限公司"),
        a_firm(first + 1, f"新会区柚滢{first}羽绒有限公司"),
    ]


def a_need(
    enterprise: Enterprise, title: str = "除尘机堵塞频繁", description: str = "", *, by: Actor, at: datetime = MONDAY
) -> Need:
    form = NeedForm(dish="management", title=title, description=description)
    return register_need(enterprise, form, at=at, by=by)


def like_needs(cast: Cast, firms: list[Enterprise] | None = None) -> list[Need]:
    """Let three firms say the same in their own words."""
    firms = firms or down_firms(cast)
    return [a_need(firm, title, text, by=cast.officer) for firm, (title, text) in zip(firms, LIKE_NEEDS, strict=False)]


def a_problem_form(needs=(), firms=(), **changes) -> problems.ProblemForm:
    plain = {
        "title": "羽绒除尘机滤袋堵塞", "industry": FEATHERS, "description": "几家都要停机清灰。",
        "need_ids": [need.pk for need in needs], "enterprise_ids": [firm.pk for firm in firms],
    }  # fmt: skip
    return problems.ProblemForm(**{**plain, **changes})


def a_work(cast: Cast, stage: str = "found", **changes) -> JointWork:
    """Make a joint work of three firms on one problem and lead it to a stage."""
    problem = problems.find_problem(
        a_problem_form(changes.pop("needs", None) or like_needs(cast), **changes), at=MONDAY, by=cast.officer
    )
    work = fresh(problem.work)
    steps = {
        "talks": lambda w: works.talk(w, holders_of(w), seen=None, at=MONDAY, by=cast.officer),
        "drafted": lambda w: works.draft_agreement(w, seen=None, at=MONDAY, by=cast.officer),
        "signed": lambda w: sign(w, cast),
        "working": lambda w: works.begin(w, seen=None, at=TUESDAY, by=cast.officer),
        "settled": lambda w: settle(w, cast),
        "done": lambda w: works.finish(w, seen=None, at=TUESDAY, by=cast.officer),
        "closed": lambda w: works.close(w, seen=None, at=TUESDAY, by=cast.officer),
    }
    for name in STAGES[1 : STAGES.index(stage) + 1]:
        steps[name](work)
        work = fresh(work)
    return work


def holders_of(work: JointWork) -> list[int]:
    rows = work.problems.filter(holders__ended_at=None)
    return list(rows.values_list("holders__enterprise_id", flat=True))


def signers_of(work: JointWork, on: date = SIGNED_ON) -> dict[int, tuple[str, date]]:
    return {party.pk: (f"代表{party.pk}", on) for party in work.parties.filter(ended_at=None)}


def a_scan(by: Actor, *, at: datetime = TUESDAY) -> uuid.UUID:
    """Keep the picture of a signed agreement in a draft."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#eeeeee").save(out, "PNG")
    out.seek(0)
    draft = uuid7()
    keep_file(out, name="协议.png", label=works.SCAN, draft=draft, at=at, by=by)
    return draft


def sign(work: JointWork, cast: Cast, **changes) -> None:
    plain = {"draft": a_scan(cast.officer), "seen": None, "at": TUESDAY, "by": cast.officer}
    works.sign(work, signers_of(work), **{**plain, **changes})


def settle(work: JointWork, cast: Cast, **changes) -> CommonProblem:
    """Solve the first open problem."""
    problem = work.problems.filter(state="open").earliest("pk")
    plain = {"is_solved": True, "result": "换了反吹清灰", "seen": None, "at": TUESDAY, "by": cast.officer}
    problems.settle_problem(problem, **{**plain, **changes})
    problem.refresh_from_db()
    return problem


def raise_pillars(work: JointWork, by: Actor) -> None:
    """Pool one of each kind."""
    for kind, name in (
        ("expert_library", "羽绒工艺专家"), ("studio_alliance", "洗毛工艺创新工作室"), ("training_base", "羽绒实训基地"),
    ):  # fmt: skip
        pillars.add_entry(work, pillars.EntryForm(kind=kind, name=name, host="技工学校"), seen=None, at=MONDAY, by=by)


def a_body(work: JointWork, by: Actor, name: str = "市技工学校"):
    form = parties.PartyForm(role="support", name=name, duties="派教师到厂")
    return parties.add_party(work, form, seen=None, at=MONDAY, by=by)


def fresh(work: JointWork) -> JointWork:
    return JointWork.objects.select_related("case__org__node", "case__enterprise").get(pk=work.pk)
