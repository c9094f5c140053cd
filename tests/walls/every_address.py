"""An example for every address of the product. A pattern without one fails the tests that walk over all of them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from gongqiao.kernel.indicators import every_figure
from gongqiao.services.enterprise_service.rules.sign_in_codes import code_at
from tests.walls.joint_works import number_at
from tests.walls.scene import Scene, a_pdf, page_of

Example = Callable[[Scene], str]
NOBODY = uuid.UUID(int=7)


def _of(pattern: str) -> Example:
    """Read an example as a pattern in which ``{scene.…}`` stands for the things of the scene."""
    return lambda scene: pattern.format(scene=scene)


JOINT = "/desk/innovation"
DESK, PHONE, TEAM = "/desk/enterprise-service", "/enterprise-service", "/desk/talent/teams/{scene.cast.electricians.pk}"
BATCH = "/desk/sheets/batches/{scene.batch.pk}"
ASSESSMENT = "/desk/assessments/{scene.assessment.pk}"
SNAPSHOT = "/desk/snapshots/{scene.snapshot.pk}"
FIRM = "/enterprises/{scene.cast.enterprise.pk}"
CRAFTSMAN, EXPERT = "/desk/talent/craftsmen/{scene.leader.pk}", "/desk/talent/experts/{scene.expert.pk}"
PROGRAMME = DESK + "/programme/{scene.cast.programme.pk}"

OF_A_CASE: dict[str, Example] = {
    "case": _of("/cases/{scene.number}"),
    "do": _of("/cases/{scene.number}/do/{scene.move}"),
    "desk_case": _of("/desk/cases/{scene.number}"),
    "desk_do": _of("/desk/cases/{scene.number}/do/{scene.move}"),
    "reveal": _of(PHONE + "/orders/{scene.number}/phone"),
    "calendar_entry": _of(PHONE + "/orders/{scene.number}/calendar"),
    "paper": _of(PHONE + "/orders/{scene.number}/papers/visit-sheet"),
    "take_paper": _of(PHONE + "/orders/{scene.number}/papers/visit-sheet.docx"),
    "issue_paper": _of(PHONE + "/orders/{scene.number}/papers/service-agreement/issue"),
    "issued_paper": _of(PHONE + "/orders/{scene.number}/papers/service-agreement/issued/1"),
    "take_issued": _of(PHONE + "/orders/{scene.number}/papers/service-agreement/issued/1.pdf"),
}
"""Addresses that name the order: they are walked over at every stage."""

PLAIN: dict[str, Example] = {
    "home": _of("/"),
    "services": _of("/services"),
    "mine": _of("/mine"),
    "messages": _of("/messages"),
    "message": _of("/messages/{scene.notice.pk}"),
    "me": _of("/me"),
    "password": _of("/me/password"),
    "tokens": _of("/me/tokens"),
    "revoke_token": _of("/me/tokens/{scene.token.pk}/revoke"),
    "passkey_options": _of("/me/passkeys/options"),
    "add_passkey": _of("/me/passkeys"),
    "look": _of("/look"),
    "sign_in": _of("/sign-in"),
    "code": _of("/sign-in/code"),
    "staff": _of("/sign-in/staff"),
    "second": _of("/sign-in/second"),
    "enrol": _of("/sign-in/enrol"),
    "entering_options": _of("/sign-in/passkey/options"),
    "enter_passkey": _of("/sign-in/passkey"),
    "demo": _of("/sign-in/demo/county_officer"),
    "sign_out": _of("/sign-out"),
    "file": _of("/files/{scene.file.pk}"),
    "file_pages": _of("/files/{scene.paper.pk}/pages"),
    "page_picture": lambda scene: page_of(a_pdf(), scene.cast.contact),
    "papers": _of("/desk/papers"),
    "paper_kind": _of("/desk/papers/{scene.template.kind}"),
    "paper_trial": _of("/desk/papers/{scene.template.kind}/trial"),
    "paper_version": _of("/desk/papers/{scene.template.kind}/versions/0"),
    "take_template": _of("/desk/papers/{scene.template.kind}/versions/0.docx"),
    "paper_again": _of("/desk/papers/{scene.template.kind}/versions/0/again"),
    "draft": _of("/drafts/{scene.draft.pk}"),
    "drop_file": _of("/drafts/{scene.draft.pk}/files/{scene.loose_file.pk}/drop"),
    "today": _of("/desk"),
    "cases": _of("/desk/cases?when=open"),
    "search": _of("/desk/search?q=a"),
    "deadline": _of("/desk/cases/{scene.number}/due/{scene.task.pk}"),
    "start": _of(PHONE),
    "new_order": _of(PHONE + "/orders/new"),
    "own_needs": _of(PHONE + "/needs"),
    "new_need": _of(PHONE + "/needs/new"),
    "drop_need": _of(PHONE + "/needs/{scene.need.pk}/drop"),
    "keep_promise": _of(PHONE + "/promises/{scene.promise.pk}/keep"),
    "work": _of(PHONE + "/work"),
    "visit": _of(PHONE + "/visits/{scene.visit.pk}"),
    "visit_code": _of(PHONE + "/visits/{scene.visit.pk}/code"),
    "take_out": _of(PHONE + "/visits/{scene.visit.pk}/lines/{scene.sign_in.pk}/take-out"),
    "arrive": lambda scene: f"/s/{code_at(scene.visit.pk, at=scene.at).text}",
    "sign": _of("/s/{scene.ticket}/form"),
    "ask_to_speak": _of(PHONE + "/authorisations/new"),
    "take_up": _of(PHONE + "/invitations/{scene.invitation}"),
    "own_enterprise": _of(PHONE + FIRM),
    "own_invite": _of(PHONE + FIRM + "/invite"),
    "orders": _of(DESK + "/orders?state=ordered&q=1"),
    "needs": _of(DESK + "/needs?state=open&q=1"),
    "enterprises": _of(DESK + "/enterprises?q=1"),
    "new_enterprise": _of(DESK + "/enterprises/new"),
    "enterprise": _of(DESK + FIRM),
    "invite": _of(DESK + FIRM + "/invite"),
    "desk_new_need": _of(DESK + FIRM + "/needs/new"),
    "release": _of(DESK + FIRM + "/contacts/{scene.colleague.pk}/release"),
    "brief": _of(DESK + "/brief?month=2026-11&next_steps=1"),
    "take_brief": _of(DESK + "/brief.docx?month=2026-11"),
    "activities": _of(DESK + "/activities"),
    "activity": _of(DESK + "/activities/{scene.visit.activity_id}"),
    "programme": _of(DESK + "/programme"),
    "new_programme": _of(DESK + "/programme/new"),
    "targets": _of(PROGRAMME + "/targets"),
    "close_programme": _of(PROGRAMME + "/close"),
    "dish": _of(PROGRAMME + "/menu/training"),
    "assessments": _of("/desk/assessments"),
    "new_assessment": _of("/desk/assessments/new"),
    "assessment": _of(ASSESSMENT),
    "assessment_paper": _of(ASSESSMENT + ".docx"),
    "assessment_circular": _of(ASSESSMENT + "/circular"),
    "assessment_targets": _of(ASSESSMENT + "/targets"),
    "assessment_collect": _of(ASSESSMENT + "/collect"),
    "assessment_circulate": _of(ASSESSMENT + "/circulate"),
    "assessment_discard": _of(ASSESSMENT + "/discard"),
    "figures": _of("/desk/figures?since=2026-01-01"),
    "snapshots": _of("/desk/snapshots"),
    "new_snapshot": _of("/desk/snapshots/new"),
    "snapshot": _of(SNAPSHOT),
    "snapshot_paper": _of(SNAPSHOT + ".xlsx"),
    "snapshot_report": _of(SNAPSHOT + "/report"),
    "snapshot_rows": _of(SNAPSHOT + "/rows/enterprise_service.problems"),
    "snapshot_words": _of(SNAPSHOT + "/words"),
    "snapshot_collect": _of(SNAPSHOT + "/collect"),
    "snapshot_sign": _of(SNAPSHOT + "/sign"),
    "snapshot_discard": _of(SNAPSHOT + "/discard"),
    "snapshot_correct": _of("/desk/snapshots/{scene.signed_snapshot.pk}/correct"),
    "figure_rows": _of(
        "/desk/figures/enterprise_service.trained?since=2026-01-01&enterprise={scene.cast.enterprise.pk}"
    ),
    "funnel": _of(DESK + "/figures?dish=training"),
    "board": _of("/board"),
    "ledger": _of(DESK + "/ledger?level=city"),
    "batches": _of("/desk/sheets?q=1"),
    "new_batch": _of("/desk/sheets/enterprises/new"),
    "template_file": _of("/desk/sheets/enterprises/template.xlsx"),
    "batch": _of(BATCH + "?show=refused"),
    "take_batch": _of(BATCH + "/take"),
    "mend_batch": _of(BATCH + "/mend"),
    "undo_batch": _of("/desk/sheets/batches/{scene.taken_batch.pk}/undo"),
    "drop_batch": _of(BATCH + "/drop"),
    "failed_file": _of(BATCH + "/failed.xlsx"),
    "exports": _of("/desk/exports"),
    "export": _of("/desk/exports/{scene.export.pk}"),
    "export_file": _of("/desk/exports/{scene.export.pk}/file"),
    "work_progress": _of("/desk/work/{scene.work.pk}"),
    "cancel_work": _of("/desk/work/{scene.work.pk}/cancel"),
    "work_again": _of("/desk/work/{scene.dead_work.pk}/again"),
    "wall": _of("/wall/{scene.screen[1]}"),
    "screens": _of(DESK + "/screens"),
    "revoke_screen": _of(DESK + "/screens/{scene.screen[0].pk}/revoke"),
    "teams": _of("/desk/talent/teams?q=1"),
    "new_team": _of("/desk/talent/teams/new"),
    "team": _of(TEAM),
    "new_member": _of(TEAM + "/members/new"),
    "remove_member": _of(TEAM + "/members/{scene.member.pk}/remove"),
    "recuse": _of(TEAM + "/members/{scene.member.pk}/recuse"),
    "pause": _of(TEAM + "/pause"),
    "leave": _of("/talent/leave"),
    "edit_team": _of(TEAM + "/edit"),
    "change_leader": _of(TEAM + "/leader"),
    "end_team": _of(TEAM + "/end"),
    "craftsmen": _of("/desk/talent/craftsmen?q=a&level=4"),
    "new_craftsman": _of("/desk/talent/craftsmen/new"),
    "craftsman": _of(CRAFTSMAN),
    "edit_craftsman": _of(CRAFTSMAN + "/edit"),
    "new_honour": _of(CRAFTSMAN + "/honours/new"),
    "drop_honour": _of(CRAFTSMAN + "/honours/{scene.honour.pk}/drop"),
    "new_certificate": _of(CRAFTSMAN + "/certificates/new"),
    "propose_skill": _of("/talent/skills/new"),
    "reveal_number": _of(CRAFTSMAN + "/certificates/{scene.certificate.pk}/number"),
    "drop_certificate": _of(CRAFTSMAN + "/certificates/{scene.certificate.pk}/drop"),
    "experts": _of("/desk/talent/experts?q=a&kind=university"),
    "new_expert": _of("/desk/talent/experts/new"),
    "expert": _of(EXPERT),
    "edit_expert": _of(EXPERT + "/edit"),
    "retire_expert": _of(EXPERT + "/retire"),
    "invite_expert": _of(EXPERT + "/invite"),
    "pairs": _of("/desk/talent/pairs?q=a&state=signed"),
    "sign_at_desk": _of("/desk/talent/pairs/new"),
    "pair_terms": _of("/desk/talent/pairs/terms"),
    "own_pairs": _of("/talent/pairs"),
    "sign_on_site": _of("/talent/pairs/new?order={scene.visit.order.case.number}"),
    "profile": _of("/talent/profile"),
    "common_problems": _of(JOINT + "/problems?state=open&q=1"),
    "new_common_problem": _of(JOINT + "/problems/new?q=1"),
    "joint_works": _of(JOINT + "/works?state=found&q=1"),
    "proposals": _of(JOINT + "/proposals"),
    "look_for_groups": _of(JOINT + "/proposals/look"),
    "proposal": _of(JOINT + "/proposals/{scene.proposal.pk}"),
    "dismiss_proposal": _of(JOINT + "/proposals/{scene.proposal.pk}/dismiss"),
    "own_works": _of("/innovation/works"),
    "agreement": lambda scene: f"/innovation/works/{number_at('drafted')(scene)}/agreement-1",
    "take_agreement": lambda scene: f"/innovation/works/{number_at('drafted')(scene)}/agreement-1.docx",
    "look_up": _of("/knowledge?q=跳停"),
    "article": _of("/knowledge/{scene.article.pk}"),
    "edition": _of("/knowledge/{scene.article.pk}/editions/1"),
    "helped": _of("/knowledge/{scene.article.pk}/helped"),
    "articles": _of("/desk/knowledge?q=跳停"),
    "desk_article": _of("/desk/knowledge/{scene.article.pk}"),
}
SURVEY, RESPONDENT = DESK + "/surveys/{scene.survey.pk}", DESK + "/respondents/{scene.respondent.pk}"
SPECIAL = DESK + "/special-actions/{scene.special_action.pk}"
OF_A_SURVEY: dict[str, Example] = {
    "own_surveys": _of(PHONE + "/surveys"),
    "fill_survey": _of(PHONE + "/surveys/{scene.respondent.pk}"),
    "amend_survey": _of(PHONE + "/surveys/{scene.respondent.pk}/needs"),
    "survey_link": _of("/q/{scene.survey_link}"),
    "survey_link_needs": _of("/q/{scene.survey_link}/needs"),
    "survey_link_draft": _of("/q/{scene.survey_link}/draft"),
    "surveys": _of(DESK + "/surveys?state=open&q=1"),
    "new_survey": _of(DESK + "/surveys/new"),
    "survey": _of(SURVEY),
    "edit_survey": _of(SURVEY + "/edit"),
    "survey_questions": _of(SURVEY + "/questions"),
    "survey_firms": _of(SURVEY + "/firms?county=440705&tag=规上&q=1"),
    "survey_answers": _of(SURVEY + "/answers"),
    "open_survey": _of(DESK + "/surveys/{scene.draft_survey.pk}/open"),
    "send_survey": _of(SURVEY + "/send"),
    "remind_survey": _of(SURVEY + "/remind"),
    "close_survey": _of(SURVEY + "/close"),
    "new_gathering": _of(SURVEY + "/gatherings/new?firm={scene.respondent.pk}"),
    "new_remedy": _of(SURVEY + "/remedies/new"),
    "settle_remedy": _of(DESK + "/remedies/{scene.remedy.pk}/settle"),
    "new_remedy_kind": _of(DESK + "/remedy-kinds/new"),
    "respondents": _of(DESK + "/respondents?survey={scene.survey.pk}&step=sent&q=1"),
    "respondent": _of(RESPONDENT),
    "renew_link": _of(RESPONDENT + "/renew-link"),
    "revoke_link": _of(RESPONDENT + "/revoke-link"),
    "remove_respondent": _of(RESPONDENT + "/remove"),
    "survey_answer": _of(DESK + "/survey-answers/{scene.survey_visit.pk}"),
    "record": _of(DESK + "/survey-answers/{scene.survey_visit.pk}/record"),
    "accept_proposal": _of(DESK + "/proposals/{scene.need_proposal.pk}/accept"),
    "drop_proposal": _of(DESK + "/proposals/{scene.need_proposal.pk}/drop"),
    "special_actions": _of(DESK + "/special-actions?state=running&q=1"),
    "new_special_action": _of(DESK + "/special-actions/new"),
    "special_action": _of(SPECIAL),
    "edit_special_action": _of(SPECIAL + "/edit"),
    "end_special_action": _of(SPECIAL + "/end"),
}
PLAIN |= OF_A_SURVEY
ROWS: dict[str, Example] = {
    f"figure_rows {figure.name}": _of(f"/desk/figures/{figure.name}") for figure in every_figure()
}
EXAMPLES = {**PLAIN, **OF_A_CASE, **ROWS}


def _walk(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.name or ""


def every_pattern() -> list[tuple[str, str]]:
    """Return route and name of every URL pattern of the product."""
    return list(_walk(get_resolver()))


def pages() -> set[str]:
    """Return the names of all patterns outside the API."""
    return {name for route, name in every_pattern() if not route.startswith("api/")}


def endpoint(scene: Scene, route: str) -> str:
    """Return an endpoint of the API with the things of the scene in its place."""
    given: dict[str, Any] = {
        "<number>": scene.number, "<visit_id>": scene.visit.pk, "<article_id>": scene.article.pk,
        "<respondent_id>": scene.respondent.pk, "<survey_id>": scene.survey.pk, "<answer_id>": scene.survey_visit.pk,
        "<proposal_id>": scene.need_proposal.pk, "<name>": "enterprise_service.problems",
    }  # fmt: skip
    for name, value in given.items():
        route = route.replace(name, str(value))
    assert "<" not in route, f"{route} has no example"
    return f"/{route}"
