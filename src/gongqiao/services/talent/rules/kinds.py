"""The kinds of case of this service: flow, detail, and who is meant by an audience's word."""

from __future__ import annotations

from datetime import datetime, time

from gongqiao.kernel.calendar.queries import local_date, local_time
from gongqiao.kernel.cases.kinds import Audience, CaseKind
from gongqiao.services.talent.flow import INVITATION_FLOW, PAIR_FLOW, SKILL_FLOW
from gongqiao.services.talent.models import ExpertInvitation, Pair, SkillProposal
from gongqiao.services.talent.rules.terms import terms_in_force


def audience_of_pair(pair: Pair, who: str) -> Audience | None:
    """Name whom a word of the pair's flow means; the apprentice is nobody until he has an account."""
    match who:
        case "officer":
            return Audience(kind="post", union_id=pair.case.org_id, post_kind="officer")
        case "master":
            return Audience(kind="person", person_id=pair.case.person_id)
        case "apprentice":
            return Audience(kind="person", person_id=pair.apprentice_id) if pair.apprentice_id else None
        case "contact":
            return Audience(kind="enterprise", enterprise_id=pair.enterprise_id)
    raise LookupError(who)


def number_or_moment_of_pair(pair: Pair, set_by: str) -> int | datetime | None:
    """Return the days between two check-ins as laid down when the last was due to begin, or the end of the pair."""
    if set_by == "ends_at":
        return local_time(pair.ends_on, time(0))
    return terms_in_force(local_date(pair.checked_in_at or pair.signed_at)).check_in_days


def audience_of_invitation(invitation: ExpertInvitation, who: str) -> Audience | None:
    """Name whom a word of the invitation's flow means."""
    match who:
        case "officer":
            return Audience(kind="post", union_id=invitation.case.org_id, post_kind="officer")
        case "expert":
            return Audience(kind="person", person_id=invitation.case.person_id)
    raise LookupError(who)


def audience_of_proposal(proposal: SkillProposal, who: str) -> Audience | None:
    """Name whom a word of the proposal's flow means."""
    match who:
        case "officer":
            return Audience(kind="post", union_id=proposal.case.org_id, post_kind="officer")
        case "craftsman":
            return Audience(kind="person", person_id=proposal.case.person_id)
    raise LookupError(who)


PAIRS: CaseKind[Pair] = CaseKind(
    flow=PAIR_FLOW, detail=Pair, audience=audience_of_pair, number_or_moment=number_or_moment_of_pair
)
INVITATIONS: CaseKind[ExpertInvitation] = CaseKind(
    flow=INVITATION_FLOW,
    detail=ExpertInvitation,
    audience=audience_of_invitation,
    number_or_moment=lambda invitation, _set_by: invitation.answer_by,
)
PROPOSALS: CaseKind[SkillProposal] = CaseKind(flow=SKILL_FLOW, detail=SkillProposal, audience=audience_of_proposal)
