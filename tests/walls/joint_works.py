"""Proposals and joint works in front of the attackers: one at each stage that a form needs, and the right answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gongqiao.kernel.access.actor import the_job
from gongqiao.services.innovation.actions._steps import join
from gongqiao.services.innovation.actions.problems import add_problem
from gongqiao.services.innovation.actions.proposals import look_for_groups
from gongqiao.services.innovation.actions.works import FollowUpForm, follow_up
from gongqiao.services.innovation.models import JointWork, Party, PillarEntry, ProblemHolder, Proposal
from gongqiao.services.innovation.tests.makers import (
    a_body,
    a_problem_form,
    a_work,
    down_firms,
    fresh,
    like_needs,
    raise_pillars,
)
from tests.cast import MONDAY, Cast

if TYPE_CHECKING:
    from tests.walls.scene import Scene

Answer = Callable[["Scene"], Mapping[str, Any]]


@dataclass
class JointWorks:
    """Joint works by their stage, each made when it is first asked for, by firms of its own."""

    cast: Cast
    made: dict[str, JointWork] = field(default_factory=dict)

    def at(self, stage: str) -> JointWork:
        if stage not in self.made:
            firms = down_firms(self.cast, first=10 * len(self.made) + 1)
            work = a_work(self.cast, stage, needs=like_needs(self.cast, firms))
            if stage == "talks":
                a_body(work, self.cast.officer)
                raise_pillars(work, self.cast.officer)
            self.made[stage] = fresh(work)
        return self.made[stage]

    @property
    def body(self) -> Party:
        """A school that takes part in the talks."""
        return self.at("talks").parties.get(kind="body")

    @property
    def entry(self) -> PillarEntry:
        """Something that is pooled during the talks."""
        return PillarEntry.objects.filter(pillar__work=self.at("talks")).earliest("pk")


def a_proposal(cast: Cast) -> Proposal:
    """Let two firms say the same, and look."""
    like_needs(cast, down_firms(cast, first=901)[:2])
    look_for_groups(at=MONDAY, by=the_job("likeness"))
    return Proposal.objects.get(state="open")


def one_more_of_each(scene: Scene, number: int) -> None:
    """Add another joint work and proposal, and another problem, party and follow-up of the work that is looked at."""
    cast, work = scene.cast, scene.joint_work
    few = like_needs(cast, down_firms(cast, first=2000 + 20 * number))
    a_work(cast, "talks", needs=few)
    more = a_problem_form(like_needs(cast, down_firms(cast, first=2010 + 20 * number)), title=f"第 {number} 个")
    add_problem(work, more, seen=None, at=MONDAY, by=cast.officer)
    seen = FollowUpForm(on=MONDAY.date(), who="区总", what=f"第 {number} 次")
    follow_up(work, seen, seen=None, at=MONDAY, by=cast.officer)
    join(work, name=f"第 {number} 所学校", role="support", at=MONDAY)
    known = scene.proposal
    needs = like_needs(cast, down_firms(cast, first=3000 + 10 * number))
    Proposal.objects.create(
        org=known.org, need_ids=[need.pk for need in needs], enterprise_ids=[need.enterprise_id for need in needs],
        terms=known.terms, words=known.words, likeness=50, found_at=MONDAY, changed_at=MONDAY,
    )  # fmt: skip


def number_at(stage: str) -> Callable[[Scene], str]:
    return lambda scene: scene.joint_works.at(stage).case.number


def firms(scene: Scene) -> Mapping[str, Any]:
    holders = ProblemHolder.objects.filter(problem__work=scene.joint_works.at("found"))
    return {"firms": [str(holder.enterprise_id) for holder in holders]}


def signers(scene: Scene) -> Mapping[str, Any]:
    from tests.walls.scene import a_photo

    parties = scene.joint_works.at("drafted").parties.all()
    names = {f"signer_{party.pk}": "张三" for party in parties}
    days = {f"signed_on_{party.pk}": "2026-11-16" for party in parties}
    return {**names, **days, "agreement": a_photo("协议.jpg")}


def a_result(scene: Scene) -> Mapping[str, Any]:
    problem = scene.joint_works.at("working").problems.get()
    number = scene.number
    return {"problem": problem.pk, "is_solved": "yes", "result": "换了反吹清灰", "order_numbers": number}


def other_holders(scene: Scene) -> Mapping[str, Any]:
    problem = scene.joint_works.at("found").problems.get()
    gone = problem.holders.latest("pk").pk
    return {"problem": problem.pk, "leave": [str(gone)], "enterprises": ""}


def _always(**given: Any) -> Answer:
    return lambda scene: given


TITLE = {"title": "洗毛水温不稳", "description": "冬天升不上来"}
AGREED = {
    "title": "羽绒联合攻关", "industry": "羽绒", "aim": "少停机", "duties": "共享检测结果", "follow_up": "每月一次",
    "valid_from": "2026-12-01", "valid_to": "2027-12-01",
}  # fmt: skip
SEEN = {"on": "2026-11-16", "who": "区总", "what": "试了一台", "next_step": "装第二台", "next_by": "2026-12-07"}

# Name of the dialog, stage of the work, right answer, field of files.
DIALOGS: tuple[tuple[str, str, Answer, str], ...] = (
    ("talk", "found", firms, ""),
    ("draft", "talks", _always(), ""),
    ("renegotiate", "drafted", _always(reason="培训费没说好"), ""),
    ("sign", "drafted", signers, "agreement"),
    ("begin", "signed", _always(), ""),
    ("follow_up", "working", _always(**SEEN), ""),
    ("finish", "settled", _always(), ""),
    ("resume", "done", _always(reason="又堵了"), ""),
    ("close", "done", _always(), ""),
    ("drop", "found", _always(reason="没有谈成"), ""),
    ("edit", "found", _always(**AGREED), ""),
    ("add-problem", "found", lambda scene: {**TITLE, "enterprises": scene.cast.enterprise.name}, ""),
    ("change-holders", "found", other_holders, ""),
    ("settle-problem", "working", a_result, ""),
    ("add-party", "talks", _always(name="市模具协会", role="support", duties="派教师", enterprise="", union=""), ""),
    ("edit-party", "talks", lambda scene: {"party": scene.joint_works.body.pk, "role": "guide", "duties": "把关"}, ""),
    ("remove-party", "talks", lambda scene: {"gone": scene.joint_works.body.pk}, ""),
    ("add-entry", "talks", _always(kind="training_base", name="羽绒基地", host="技校", expert="", union=""), ""),
    ("remove-entry", "talks", lambda scene: {"gone": scene.joint_works.entry.pk}, ""),
)  # fmt: skip


def found(scene: Scene) -> Mapping[str, Any]:
    """Take a proposal for a common problem."""
    needs = [str(pk) for pk in scene.proposal.need_ids]
    return {**TITLE, "industry": "羽绒", "needs": needs, "enterprises": "", "work": ""}


def told(scene: Scene) -> Mapping[str, Any]:
    """Write down what firms said in a talk."""
    return {**TITLE, "industry": "羽绒", "needs": [], "enterprises": scene.cast.enterprise.name, "work": ""}
