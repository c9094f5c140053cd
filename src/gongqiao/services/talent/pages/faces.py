"""How a pair, an invitation and a proposed skill look on the desk and on the phone, and the dialogs of their moves."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from gongqiao.kernel.base.masking import mask_name, mask_phone
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.documents.queries import attachments_of
from gongqiao.kernel.org.queries import name_as_seen
from gongqiao.kernel.people.queries import names_of
from gongqiao.services.talent.actions import experts as expert_actions
from gongqiao.services.talent.actions import pairs as actions
from gongqiao.services.talent.actions import skill_proposals as proposal_actions
from gongqiao.services.talent.forms.craftsmen import SkillLevelForm
from gongqiao.services.talent.forms.pairs import CheckInForm, ResultForm
from gongqiao.services.talent.queries import experts, pairs, skill_proposals
from gongqiao.services.talent.rules.terms import terms_in_force
from gongqiao.web.doors import at_of, by_of
from gongqiao.web.faces import CaseFace, MoveDoor, Panel, register_face
from gongqiao.web.forms import Form

if TYPE_CHECKING:
    from gongqiao.kernel.cases.flow import Move
    from gongqiao.kernel.cases.models import Case, Draft
    from gongqiao.services.talent.models import ExpertInvitation, Pair, SkillProposal


def _typed(form: type[Form]) -> Any:
    """Return the maker of a form that keeps what was typed before."""

    def make(request: HttpRequest, detail: object, move: Move, draft: Draft) -> Form:
        return form(request.POST if request.method == "POST" else None, initial=draft.body)

    return make


def _pair_panels(request: HttpRequest, case: Case, pair: Pair) -> Sequence[Panel]:
    """Return what a pair is about and how it went on."""
    by = by_of(request)
    entries = pairs.check_ins(pair)
    master, apprentice = pair.master.person.name, pair.apprentice_name
    facts = {
        "pair": pair,
        "master": master if by.may_see_names else mask_name(master),
        "apprentice": apprentice if by.may_see_names else mask_name(apprentice),
        "phone": mask_phone(pair.apprentice_phone) if by.may_see_names and pair.apprentice_phone else "",
        "enterprise": name_as_seen(pair.enterprise, by=by),
        "place": pair.place if by.may_see_names else "",
        "witness": names_of([pair.witness_id], by=by).get(pair.witness_id, ""),
        "terms": terms_in_force(local_date(pair.signed_at)),
        "papers": attachments_of("case", case.pk, *actions.PAPERS) if by.may_see_names and not by.posts else [],
        "is_desk": bool(by.posts),
    }
    names = names_of([entry.person_id for entry in entries], by=by)
    return [
        Panel(template="talent/parts/pair_facts.html", context=facts),
        Panel(
            template="talent/parts/check_ins.html",
            context={"entries": [(one, names.get(one.person_id, "")) for one in entries], "pair": pair},
        ),
    ]


def _pair_now(request: HttpRequest, case: Case, pair: Pair, tasks: Sequence[Any]) -> str:
    if pair.ended_at:
        return ""
    last, terms = pair.ends_on, terms_in_force(local_date(at_of(request)))
    return f"学到 {last.year}年{last.month}月{last.day}日；至少 {terms.check_in_days} 天记一次进展。"


def _check_in(request: HttpRequest, pair: Pair, form: Form, draft: uuid.UUID, seen: int) -> None:
    actions.check_in(pair, form.cleaned_data["text"], seen=seen, at=at_of(request), by=by_of(request))


def _finish(request: HttpRequest, pair: Pair, form: ResultForm, draft: uuid.UUID, seen: int) -> None:
    actions.finish_pair(pair, form.given(), seen=seen, at=at_of(request), by=by_of(request))


def _end(request: HttpRequest, pair: Pair, form: Form, draft: uuid.UUID, seen: int) -> None:
    actions.end_pair(pair, form.cleaned_data["reason"], seen=seen, at=at_of(request), by=by_of(request))


def _invitation_panels(request: HttpRequest, case: Case, invitation: ExpertInvitation) -> Sequence[Panel]:
    """Return to what an expert is invited, and by whom."""
    by = by_of(request)
    name = invitation.expert.person.name
    context = {
        "invitation": invitation,
        "expert": name if by.may_see_names else mask_name(name),
        "by_whom": names_of([invitation.invited_by], by=by).get(invitation.invited_by, ""),
        "union": case.org,
        "is_desk": bool(by.posts),
    }
    return [Panel(template="talent/parts/invitation.html", context=context)]


def _accept(request: HttpRequest, row: ExpertInvitation, form: Form, draft: uuid.UUID, seen: int) -> None:
    expert_actions.accept_invitation(row, seen=seen, at=at_of(request), by=by_of(request))


def _decline(request: HttpRequest, row: ExpertInvitation, form: Form, draft: uuid.UUID, seen: int) -> None:
    reason = form.cleaned_data["reason"]
    expert_actions.decline_invitation(row, reason, seen=seen, at=at_of(request), by=by_of(request))


def _withdraw(request: HttpRequest, row: ExpertInvitation, form: Form, draft: uuid.UUID, seen: int) -> None:
    reason = form.cleaned_data["reason"]
    expert_actions.withdraw_invitation(row, reason, seen=seen, at=at_of(request), by=by_of(request))


register_face(
    "pair",
    CaseFace(
        detail=lambda case, by: pairs.pair_of_case(case, by=by),
        desk=_pair_panels,
        phone=_pair_panels,
        doors={
            "check_in": MoveDoor(form=_typed(CheckInForm), act=_check_in, title="记一次进展", button="记下", done="记下了。"),
            "finish": MoveDoor(form=_typed(ResultForm), act=_finish, title="登记出师", done="已登记出师，祝贺师徒二人。"),
            "end": MoveDoor(act=_end, title="终止师徒协议", done="已终止。"),
        },
        subject=lambda request, case, pair: name_as_seen(pair.enterprise, by=by_of(request)),
        now=_pair_now,
        tags=lambda case, pair: ("师徒结队",),
    ),
)  # fmt: skip


def _proposal_panels(request: HttpRequest, case: Case, proposal: SkillProposal) -> Sequence[Panel]:
    """Return which skill is proposed, and what shows it."""
    by = by_of(request)
    name = proposal.craftsman.person.name
    context = {
        "proposal": proposal, "name": name if by.may_see_names else mask_name(name), "is_desk": bool(by.posts),
    }  # fmt: skip
    return [Panel(template="talent/parts/skill_proposal.html", context=context)]


def _level(request: HttpRequest, proposal: SkillProposal, move: Move, draft: Draft) -> Form:
    sent = request.POST if request.method == "POST" else None
    return SkillLevelForm(sent, initial={"level": proposal.level, **draft.body})


def _confirm(request: HttpRequest, row: SkillProposal, form: Form, draft: uuid.UUID, seen: int) -> None:
    proposal_actions.confirm_skill(row, form.cleaned_data["level"], seen=seen, at=at_of(request), by=by_of(request))


def _refuse(request: HttpRequest, row: SkillProposal, form: Form, draft: uuid.UUID, seen: int) -> None:
    proposal_actions.refuse_skill(row, form.cleaned_data["reason"], seen=seen, at=at_of(request), by=by_of(request))


register_face(
    "skill_proposal",
    CaseFace(
        detail=lambda case, by: skill_proposals.proposal_of_case(case, by=by),
        desk=_proposal_panels,
        phone=_proposal_panels,
        doors={
            "confirm": MoveDoor(
                form=_level, act=_confirm, title="核实登记这项技能", button="登记", done="已登记，配班组时算这项技能。"
            ),
            "refuse": MoveDoor(act=_refuse, title="不登记这项技能", done="已告诉申报人。"),
        },
        tags=lambda case, row: ("技能申报",),
    ),
)
register_face(
    "expert_invitation",
    CaseFace(
        detail=lambda case, by: experts.invitation_of_case(case, by=by),
        desk=_invitation_panels,
        phone=_invitation_panels,
        doors={
            "accept": MoveDoor(act=_accept, title="答应这次邀请？", button="答应", done="谢谢，已告诉邀请的工会。"),
            "decline": MoveDoor(act=_decline, title="这次不能来", button="告诉工会", done="已告诉邀请的工会。"),
            "withdraw": MoveDoor(act=_withdraw, title="撤回邀请", done="已撤回。"),
        },
        tags=lambda case, row: (f"专家邀请·{row.get_occasion_display()}",),
    ),
)
