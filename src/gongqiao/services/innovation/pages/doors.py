"""The dialogs of a joint work's moves and edits: which form, and the one call that it makes."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.org.queries import union, unions
from gongqiao.services.innovation.actions import parties, pillars, problems, works
from gongqiao.services.innovation.flow import BEFORE_SIGNING, FIND, LEAD, UNDER_WAY
from gongqiao.services.innovation.forms.problems import AddProblemForm, HoldersForm, SettleForm
from gongqiao.services.innovation.forms.works import (
    EditPartyForm,
    EntryForm,
    FollowUpForm,
    LeaveForm,
    PartyForm,
    SignForm,
    TalkForm,
    WorkForm,
)
from gongqiao.services.innovation.queries import works as queries
from gongqiao.services.innovation.rules.agreement import entries_of, experts_named, parties_of
from gongqiao.services.talent.contract import ExpertsLike
from gongqiao.web.doors import at_of, by_of
from gongqiao.web.faces import MoveDoor
from gongqiao.web.forms import Form

if TYPE_CHECKING:
    from gongqiao.kernel.cases.flow import Move
    from gongqiao.kernel.cases.models import Draft
    from gongqiao.services.innovation.models import JointWork

Acting = Callable[[HttpRequest, "JointWork", Any, uuid.UUID, int], str | None]


def _form(cls: type[Form], of: Callable[[HttpRequest, JointWork], dict[str, Any]] = lambda request, work: {}) -> Any:
    """Return what makes a form: bound when sent, else with what was typed before; ``of`` gives its choices."""

    def make(request: HttpRequest, work: JointWork, move: Move | None, draft: Draft) -> Form:
        given = of(request, work)
        typed = {name: value for name, value in draft.body.items() if name not in {"once", "seen"}}
        asked = {name: request.GET[name] for name in ("problem", "party", "kind") if name in request.GET}
        initial = {**given.pop("initial", {}), **typed, **asked}
        sent: dict[str, Any] = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
        return cls(**sent, **given, initial=initial)

    return make


def _simply(action: Any) -> Acting:
    def act(request: HttpRequest, work: JointWork, form: Form, draft: uuid.UUID, seen: int) -> None:
        action(work, seen=seen, at=at_of(request), by=by_of(request))

    return act


def _with_reason(action: Any) -> Acting:
    def act(request: HttpRequest, work: JointWork, form: Form, draft: uuid.UUID, seen: int) -> None:
        action(work, form.cleaned_data["reason"], seen=seen, at=at_of(request), by=by_of(request))

    return act


def _find(request: HttpRequest) -> Callable[[str], Any]:
    return lambda text: queries.firm_named(text, by=by_of(request))


def _unions(request: HttpRequest) -> list[tuple[str, str]]:
    return [(str(one.pk), one.name) for one in unions(by=by_of(request)).order_by("area_id")]


def _as_written(request: HttpRequest, work: JointWork) -> dict[str, Any]:
    names = ("title", "industry", "aim", "duties", "follow_up", "valid_from", "valid_to")
    return {"initial": {name: getattr(work, name) for name in names}}


def _firms(request: HttpRequest, work: JointWork) -> dict[str, Any]:
    rows = [holder for problem in queries.problems_of(work) for holder in problem.held_by]  # type: ignore[attr-defined]
    return {"firms": list({str(row.enterprise_id): row.enterprise.name for row in rows}.items())}


def _experts(request: HttpRequest, work: JointWork) -> dict[str, Any]:
    found = ask(ExpertsLike(limit=200))
    experts = [(str(card.id), f"{card.name}（{'、'.join(card.fields) or card.title}）") for card in found]
    return {"experts": experts, "unions": _unions(request)}


def _entries(request: HttpRequest, work: JointWork) -> dict[str, Any]:
    entries = entries_of(work)
    cards = experts_named(entries)
    names = {
        one.pk: cards[one.expert_id].name for one in entries if one.expert_id is not None and one.expert_id in cards
    }
    return {
        "rows": [
            (str(one.pk), f"{one.pillar.get_kind_display()}：{names.get(one.pk, one.name) or '已不在专家库'}")
            for one in entries
        ]
    }


def _talk(request: HttpRequest, work: JointWork, form: Form, draft: uuid.UUID, seen: int) -> None:
    works.talk(work, form.cleaned_data["firms"], seen=seen, at=at_of(request), by=by_of(request))


def _sign(request: HttpRequest, work: JointWork, form: SignForm, draft: uuid.UUID, seen: int) -> None:
    works.sign(work, form.signers(), draft=draft, seen=seen, at=at_of(request), by=by_of(request))


def _follow_up(request: HttpRequest, work: JointWork, form: FollowUpForm, draft: uuid.UUID, seen: int) -> None:
    works.follow_up(work, form.follow_up(), seen=seen, at=at_of(request), by=by_of(request))


def _edit(request: HttpRequest, work: JointWork, form: WorkForm, draft: uuid.UUID, seen: int) -> None:
    works.edit_work(work, form.work(), seen=seen, at=at_of(request), by=by_of(request))


def _add_problem(request: HttpRequest, work: JointWork, form: Form, draft: uuid.UUID, seen: int) -> None:
    given = form.cleaned_data
    told = problems.ProblemForm(
        title=given["title"], description=given["description"], enterprise_ids=given["enterprises"]
    )
    problems.add_problem(work, told, seen=seen, at=at_of(request), by=by_of(request))


def _change_holders(request: HttpRequest, work: JointWork, form: Form, draft: uuid.UUID, seen: int) -> None:
    given = form.cleaned_data
    problem = queries.problem_of(work, given["problem"])
    problems.change_holders(
        problem, keep=given["keep"], add=given["enterprises"], seen=seen, at=at_of(request), by=by_of(request)
    )


def _settle(request: HttpRequest, work: JointWork, form: Form, draft: uuid.UUID, seen: int) -> None:
    given = form.cleaned_data
    problems.settle_problem(
        queries.problem_of(work, given["problem"]),
        is_solved=given["is_solved"],
        result=given["result"],
        order_numbers=given["order_numbers"].split(),
        seen=seen,
        at=at_of(request),
        by=by_of(request),
    )


def _add_party(request: HttpRequest, work: JointWork, form: Form, draft: uuid.UUID, seen: int) -> None:
    given, by = form.cleaned_data, by_of(request)
    chosen = parties.PartyForm(
        role=given["role"],
        duties=given["duties"],
        enterprise=given["firm"],
        union=union(given["union"], by=by) if given["union"] else None,
        name=given["name"],
    )
    parties.add_party(work, chosen, seen=seen, at=at_of(request), by=by)


def _edit_party(request: HttpRequest, work: JointWork, form: Form, draft: uuid.UUID, seen: int) -> None:
    given = form.cleaned_data
    parties.edit_party(
        queries.party_of(work, given["party"]),
        role=given["role"],
        duties=given["duties"],
        seen=seen,
        at=at_of(request),
        by=by_of(request),
    )


def _remove_party(request: HttpRequest, work: JointWork, form: Form, draft: uuid.UUID, seen: int) -> None:
    gone = queries.party_of(work, form.cleaned_data["gone"])
    parties.remove_party(gone, seen=seen, at=at_of(request), by=by_of(request))


def _add_entry(request: HttpRequest, work: JointWork, form: Form, draft: uuid.UUID, seen: int) -> None:
    given, by = form.cleaned_data, by_of(request)
    chosen = pillars.EntryForm(
        kind=given["kind"],
        expert_id=given["expert"],
        name=given["name"],
        host=given["host"],
        union=union(given["union"], by=by) if given["union"] else None,
    )
    pillars.add_entry(work, chosen, seen=seen, at=at_of(request), by=by)


def _remove_entry(request: HttpRequest, work: JointWork, form: Form, draft: uuid.UUID, seen: int) -> None:
    gone = queries.entry_of(work, form.cleaned_data["gone"])
    pillars.remove_entry(gone, seen=seen, at=at_of(request), by=by_of(request))


def _all_problems(request: HttpRequest, work: JointWork) -> dict[str, Any]:
    return {"problems": queries.problems_of(work)}


def _all_parties(request: HttpRequest, work: JointWork) -> dict[str, Any]:
    return {"parties": parties_of(work)}


DOORS = {
    "talk": MoveDoor(form=_form(TalkForm, _firms), act=_talk, title="开始协商", done="已开始协商，参加方都收到了消息。"),
    "draft": MoveDoor(
        act=_simply(works.draft_agreement), title="草拟框架协议", button="草拟一稿", done="已草拟，可以在“框架协议”里下载 Word。"
    ),
    "renegotiate": MoveDoor(act=_with_reason(works.renegotiate), title="退回协商", button="退回协商"),
    "sign": MoveDoor(
        form=_form(SignForm, _all_parties), act=_sign, files=("agreement",), pictures_only=False, title="签订框架协议",
        button="记下签订", done="框架协议已签订。",
    ),
    "begin": MoveDoor(act=_simply(works.begin), title="开始攻关？", button="开始攻关", done="开始攻关了。"),
    "follow_up": MoveDoor(
        form=_form(FollowUpForm, lambda request, work: {"initial": {"on": local_date(at_of(request))}}), act=_follow_up,
        title="记一次跟进", button="记下", done="跟进已记下。",
    ),
    "finish": MoveDoor(act=_simply(works.finish), title="攻关见效了？", button="已见效", done="已记为见效。"),
    "resume": MoveDoor(act=_with_reason(works.resume), title="继续攻关", button="继续攻关"),
    "close": MoveDoor(act=_simply(works.close), title="归档？", button="归档", done="已归档。"),
    "drop": MoveDoor(act=_with_reason(works.drop), title="放弃这项联合攻关？", button="放弃", done="已放弃，需求可以另行归组。"),
}  # fmt: skip

EDITS = {
    "edit": MoveDoor(
        form=_form(WorkForm, _as_written), act=_edit, title="改基本情况", button="保存", done="已保存。", power=LEAD,
        in_states=UNDER_WAY,
    ),
    "add-problem": MoveDoor(
        form=_form(AddProblemForm, lambda request, work: {"find": _find(request)}), act=_add_problem, title="再加一个共性问题",
        button="加上", done="已加上。", power=FIND, in_states=UNDER_WAY,
    ),
    "change-holders": MoveDoor(
        form=_form(HoldersForm, lambda request, work: {**_all_problems(request, work), "find": _find(request)}),
        act=_change_holders, title="改有哪些企业", button="保存", done="已保存。", power=FIND, in_states=UNDER_WAY,
    ),
    "settle-problem": MoveDoor(
        form=_form(SettleForm, _all_problems), act=_settle, title="记问题的结果", button="记下", done="结果已记下。", power=LEAD,
        in_states=("signed", "working"),
    ),
    "add-party": MoveDoor(
        form=_form(PartyForm, lambda request, work: {"unions": _unions(request), "find": _find(request)}), act=_add_party,
        title="加参加方", button="加上", done="已加上。", power=LEAD, in_states=BEFORE_SIGNING,
    ),
    "edit-party": MoveDoor(
        form=_form(EditPartyForm, _all_parties), act=_edit_party, title="改参加方的身份和责任", button="保存", done="已保存。",
        power=LEAD, in_states=BEFORE_SIGNING,
    ),
    "remove-party": MoveDoor(
        form=_form(LeaveForm, lambda request, work: {"rows": [(str(one.pk), str(one)) for one in parties_of(work)]}),
        act=_remove_party, title="去掉参加方", button="去掉", done="已去掉。", power=LEAD, in_states=BEFORE_SIGNING,
    ),
    "add-entry": MoveDoor(
        form=_form(EntryForm, _experts), act=_add_entry, title="加专家、工作室或基地", button="加上", done="已加上。", power=LEAD,
        in_states=UNDER_WAY,
    ),
    "remove-entry": MoveDoor(
        form=_form(LeaveForm, _entries), act=_remove_entry, title="去掉专家、工作室或基地", button="去掉", done="已去掉。",
        power=LEAD, in_states=UNDER_WAY,
    ),
}  # fmt: skip
