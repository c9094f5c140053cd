"""Every form of the product: its address, who fills it, at which stage, and one right answer.

A new form that is not here fails ``test_input.TestTheMatrix``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongqiao.kernel.papers.actions import publish_trial
from gongqiao.services.enterprise_service.actions.programme import close_programme
from gongqiao.services.enterprise_service.models import RemedyKind
from gongqiao.services.enterprise_service.rules.papers import VISIT_SHEET
from gongqiao.services.innovation.tests.makers import down_firms, like_needs
from tests.cast import ELECTRIC, sound_code
from tests.walls import joint_works
from tests.walls.scene import Scene, a_photo
from tests.walls.talent_scene import SIGNED

Fields = Mapping[str, Any]
REASON = {"reason": "情况有变"}


@dataclass(frozen=True, kw_only=True)
class AForm:
    """``pattern`` is the name of the URL pattern, ``move`` of the dialog; ``clean`` is what is rightly typed."""

    pattern: str
    address: Callable[[Scene], str]
    who: str = "officer"
    stage: str = ""
    clean: Callable[[Scene], Fields] = lambda scene: {}
    move: str = ""
    flow: str = ""
    files: str = ""
    prepare: Callable[[Scene, Client], None] = lambda scene, browser: None

    @property
    def name(self) -> str:
        return "-".join(part for part in (self.pattern, self.flow, self.move) if part)


def _always(**fields: Any) -> Callable[[Scene], Fields]:
    return lambda scene: fields


NOTHING = _always()


def _dialog(move: str, who: str, stage: str, clean: Callable[[Scene], Fields] = NOTHING, **more: Any) -> AForm:
    desk = who in {"officer", "city_officer"}
    front = "/desk/cases" if desk else "/cases"
    return AForm(
        pattern="desk_do" if desk else "do", flow="order", move=move, who=who, stage=stage, clean=clean,
        address=lambda scene: f"{front}/{scene.number}/do/{move}", **more,
    )  # fmt: skip


def _paper(move: str, who: str, clean: Callable[[Scene], Fields] = NOTHING, **more: Any) -> AForm:
    """A dialog of an authorisation."""
    front = "/desk/cases" if who == "officer" else "/cases"

    def address(scene: Scene) -> str:
        found = scene.returned_authorisation if move == "resubmit" else scene.authorisation
        return f"{front}/{found.case.number}/do/{move}"

    pattern = "desk_do" if who == "officer" else "do"
    return AForm(pattern=pattern, flow="authorisation", move=move, who=who, clean=clean, address=address, **more)


def _article(move: str, which: str, who: str = "officer", clean: Callable[[Scene], Fields] = NOTHING) -> AForm:
    """A dialog of an article; ``which`` names it in the scene."""
    return AForm(
        pattern="desk_do", flow="article", move=move, who=who, clean=clean,
        address=lambda scene: f"/desk/cases/{getattr(scene, which).case.number}/do/{move}",
    )  # fmt: skip


def _plain(
    pattern: str, address: str, who: str = "officer", clean: Callable[[Scene], Fields] = NOTHING, **more: Any
) -> AForm:
    """A form at an address that names its things as ``{scene.need.pk}``."""
    return AForm(pattern=pattern, who=who, clean=clean, address=lambda scene: address.format(scene=scene), **more)


def _report(scene: Scene) -> Fields:
    problem = scene.order.problems.get().pk
    return {
        "minutes": "查了进线", "member_ids": [str(scene.cast.leader.person_id)], "topic": "热继电器", "advice": "半年复查",
        f"solved_{problem}": "yes", f"cause_{problem}": "端子松动", f"cure_{problem}": "紧固", "promise_text_0": "送图纸",
        "promise_owner_0": "leader", "promise_due_0": "2026-12-01", "enterprise_score": "5", "enterprise_comment": "好",
    }  # fmt: skip


def _confirmation(scene: Scene) -> Fields:
    problem, visit = scene.order.problems.get().pk, scene.order.visits.get().pk
    return {
        "actual": "1234.50", "expected": "20,000", "basis": "停机损失", "score": "5", "comment": "好", f"solved_{problem}": "yes",
        f"came_{visit}": "yes",
    }  # fmt: skip


def _date(scene: Scene) -> Fields:
    return {
        "starts_at": "2026-11-18T14:00", "ends_at": "2026-11-18T16:30", "place": "一车间",
        "member_ids": [str(scene.cast.member.person_id)],
    }  # fmt: skip


def _targets(scene: Scene) -> dict[str, str]:
    unions = (scene.cast.county, scene.cast.other_county)
    return {f"{what}_{union.pk}": "120" for union in unions for what in ("problems", "trained")}


def _programme(scene: Scene) -> Fields:
    return {
        **_targets(scene), "title": "2027 助企行", "opens_on": "2100-01-01", "closes_on": "2100-12-31",
        "ceiling": "500000", "low_score": "2", "auto_offers": "2",
    }  # fmt: skip


def _closed(scene: Scene, browser: Client) -> None:
    """End the programme that runs, so that a new one may begin."""
    close_programme(scene.cast.programme, at=scene.at, by=scene.cast.city_officer)


def _dish(scene: Scene) -> Fields:
    days = ("match", "answer", "schedule", "report", "confirm", "review", "revisit")
    asked = {f"order_form_0_{part}": given for part, given in (("label", "人数"), ("kind", "number"), ("options", ""))}
    return {"intro": "新的一句话", **asked, **{f"{name}_days": "3" for name in days}}


NEED = {
    "dish": "breakthrough", "title": "电机跳停", "description": "缺相", "domain": ELECTRIC, "urgency": "affected",
    "when": "on", "wished_on": "2026-12-01",
}  # fmt: skip
CRAFTSMAN = {
    "name": "罗师傅", "phone": "13700000099", "trade": "维修电工", "level": "4", "honour": "市劳模", "skills": ["ELEC"],
    "profile": "电机检修", "employer_code": "",
}  # fmt: skip
BOND = {"code": sound_code(88), "area_code": "440705001", "title": "班长", "applicant_name": "王师"}

DIALOGS = (
    _dialog("offer", "officer", "ordered", lambda scene: {"team": scene.cast.electricians.pk, "why_not_first": "熟"}),
    _dialog("accept", "leader", "offered"),
    _dialog("decline", "leader", "offered", _always(**REASON)),
    _dialog("recall", "officer", "offered", _always(**REASON)),
    _dialog("send_back", "officer", "ordered", _always(**REASON)),
    _dialog("resubmit", "contact", "returned", _always(text="补充了照片"), files="photos"),
    _dialog("withdraw", "contact", "ordered", _always(**REASON)),
    _dialog("propose", "officer", "matched", _date),
    _dialog("agree", "contact", "proposed"),
    _dialog("promise", "leader", "proposed"),
    _dialog("decline_date", "contact", "proposed", _always(**REASON)),
    _dialog("change_date", "contact", "scheduled", _always(**REASON)),
    _dialog("release", "officer", "scheduled", _always(**REASON)),
    _dialog("start", "leader", "scheduled"),
    _dialog("claim", "leader", "delivering", _report, files="visit_photos"),
    _dialog("again", "leader", "delivering", _report, files="visit_photos"),
    _dialog("confirm", "contact", "claimed", _confirmation, files="proof"),
    _dialog("dispute", "contact", "claimed", _always(**REASON)),
    _dialog("rate", "contact", "unrated", _always(score="5", comment="好")),
    _dialog("review", "city_officer", "confirmed"),
    _dialog("return_benefit", "city_officer", "confirmed", _always(**REASON)),
    _dialog("revisit", "officer", "confirmed", _always(way="phone", still_holds="yes", note="好用")),
    _dialog("reopen", "officer", "relapsed", _always(**REASON)),
    _dialog("correct", "contact", "confirmed", _always(actual="10", expected="20.5", **REASON), files="proof"),
    _dialog("close", "officer", "revisited"),
    _dialog("close_unanswered", "officer", "reminded", _always(**REASON)),
    _dialog("supplement", "contact", "ordered", _always(text="夜里可以停机"), files="photos"),
    _dialog("add-problem", "contact", "ordered", _always(title="变频器也报警")),
    _dialog("sign", "contact", "claimed", _always(signer="张联", signature=SIGNED), files="signature_photo"),
    _dialog("keep-signed", "contact", "claimed", lambda scene: {"signed": a_photo()}, files="signed"),
    _paper("accept", "officer"),
    _paper("send_back", "officer", _always(**REASON)),
    _paper("decline", "officer", _always(**REASON)),
    _paper("resubmit", "stranger", lambda scene: {"authorisation": a_photo()}, files="authorisation"),
    _paper("withdraw", "stranger"),
)

ARTICLES = (
    _article("rewrite", "drafted_article", clean=_always(
        title="空压机跳停怎么查", problem="一开机就跳停", cause="端子松动", cure="紧固端子，换接触器", advice="每月检查", trade="压铸",
        domain=ELECTRIC, terms="跳停、缺相", plain_words="张力")),
    _article("submit", "drafted_article"),
    _article("set_aside", "drafted_article", clean=_always(**REASON)),
    _article("publish", "submitted_article", "city_officer"),
    _article("send_back", "submitted_article", "city_officer", _always(**REASON)),
    _article("revise", "article", clean=_always(**REASON)),
    _article("retire", "article", "city_officer", _always(**REASON)),
)  # fmt: skip

PHONE_FORMS = (
    _plain("new_order", "/enterprise-service/orders/new", "contact", files="photos",
           clean=_always(**NEED, place="一车间", lat="22.5", lng="113.0")),
    _plain("new_need", "/enterprise-service/needs/new", "contact", _always(**NEED)),
    _plain("drop_need", "/enterprise-service/needs/{scene.need.pk}/drop", "contact", _always(**REASON)),
    _plain("keep_promise", "/enterprise-service/promises/{scene.promise.pk}/keep", "contact"),
    _plain("visit", "/enterprise-service/visits/{scene.visit.pk}", "leader", _always(name="丁工", phone="13700000001")),
    _plain("take_out", "/enterprise-service/visits/{scene.visit.pk}/lines/{scene.sign_in.pk}/take-out", "leader"),
    _plain("sign", "/s/{scene.ticket}/form", "", _always(name="戊工", phone="１３７００００００02")),
    _plain("ask_to_speak", "/enterprise-service/authorisations/new", "leader", files="authorisation",
           clean=lambda scene: {**BOND, "enterprise_name": "新会区潭岭机械有限公司", "authorisation": a_photo()}),
    _plain("take_up", "/enterprise-service/invitations/{scene.invitation}", "stranger"),
    _plain("own_invite", "/enterprise-service/enterprises/{scene.cast.enterprise.pk}/invite", "contact",
           _always(name="新同事", phone="13700000003")),
    _plain("reveal", "/enterprise-service/orders/{scene.number}/phone", "officer", _always(**REASON)),
    _plain("leave", "/talent/leave", "leader", _always(starts_at="2026-12-01T08:00", ends_at="2026-12-02T18:00")),
    _plain("messages", "/messages", "contact", prepare=lambda scene, browser: bool(scene.notice)),
    _plain("message", "/messages/{scene.notice.pk}", "contact"),
    _plain("me", "/me", "leader", _always(name="王师")),
    _plain("tokens", "/me/tokens", "leader", _always(label="手表", scopes=["enterprise_service:read"], days="30")),
    _plain("revoke_token", "/me/tokens/{scene.token.pk}/revoke", "leader"),
    _plain("look", "/look", "", _always(theme="dark", care="1", back="/")),
    _plain("helped", "/knowledge/{scene.article.pk}/helped", "contact"),
    _plain("drop_file", "/drafts/{scene.draft.pk}/files/{scene.loose_file.pk}/drop", "contact"),
)  # fmt: skip

SHEETS = "/desk/sheets/batches/{scene.batch.pk}"
SHEET_FORMS = (
    _plain("new_batch", "/desk/sheets/enterprises/new", clean=lambda scene: {"file": scene.list_file}, files="file"),
    _plain("mend_batch", SHEETS + "/mend", clean=lambda scene: {"file": scene.mended_file}, files="file"),
    _plain("take_batch", SHEETS + "/take"),
    _plain("drop_batch", SHEETS + "/drop"),
    _plain("undo_batch", "/desk/sheets/batches/{scene.taken_batch.pk}/undo"),
    _plain("exports", "/desk/exports", clean=lambda scene: {"sealed": scene.sealed}),
    _plain("cancel_work", "/desk/work/{scene.work.pk}/cancel"),
    _plain("work_again", "/desk/work/{scene.dead_work.pk}/again"),
)
DESK = "/desk/enterprise-service"
FIRM, PROGRAMME = DESK + "/enterprises/{scene.cast.enterprise.pk}", DESK + "/programme/{scene.cast.programme.pk}"
TEAM = "/desk/talent/teams/{scene.cast.electricians.pk}"
DESK_FORMS = (
    _plain("deadline", "/desk/cases/{scene.number}/due/{scene.task.pk}", "officer", stage="ordered",
           clean=_always(due_on="2026-12-01", **REASON)),
    _plain("new_enterprise", DESK + "/enterprises/new", clean=_always(
        code=sound_code(66), name="新会区石涌五金有限公司", short_name="石涌五金", area_code="440705001", address="二路",
        class_code="33", industry="五金", workers="120", tags=["规上"], speciality="giant", ledger_level="city", lat="22.5", lng="113.0")),
    _plain("invite", FIRM + "/invite", clean=_always(name="新同事", phone="+86 137-0000-0003", is_principal="")),
    _plain("desk_new_need", FIRM + "/needs/new", clean=_always(**NEED)),
    _plain("release", FIRM + "/contacts/{scene.colleague.pk}/release"),
    _plain("new_programme", DESK + "/programme/new", "city_officer", _programme, prepare=_closed),
    _plain("targets", PROGRAMME + "/targets", "city_officer", _targets),
    _plain("close_programme", PROGRAMME + "/close", "city_officer"),
    _plain("dish", PROGRAMME + "/menu/training", "city_officer", _dish),
    _plain("new_team", "/desk/talent/teams/new", clean=_always(
        **CRAFTSMAN, team_name="罗师傅班组", area_code="440705001", half_days=["0", "1"])),
    _plain("new_member", TEAM + "/members/new", clean=_always(**CRAFTSMAN)),
    _plain("remove_member", TEAM + "/members/{scene.member.pk}/remove"),
    _plain("recuse", TEAM + "/members/{scene.member.pk}/recuse", clean=_always(code=sound_code(1), **REASON)),
    _plain("pause", TEAM + "/pause", clean=_always(paused="1")),
)  # fmt: skip


def _of_talent(move: str, flow: str, thing: str, who: str, clean: Callable[[Scene], Fields] = NOTHING) -> AForm:
    """A dialog of a pair or of an invitation; ``thing`` is its name in the scene."""
    desk = who == "officer"
    front = "/desk/cases" if desk else "/cases"
    return AForm(
        pattern="desk_do" if desk else "do", flow=flow, move=move, who=who, clean=clean,
        address=lambda scene: f"{front}/{getattr(scene, thing).case.number}/do/{move}",
    )  # fmt: skip


CRAFT = {name: given for name, given in CRAFTSMAN.items() if name not in {"name", "phone", "honour"}}
EXPERT_WRITTEN = {
    "fields_chosen": [ELECTRIC], "more_fields": "电机、变频", "title": "正高级工程师", "employer_kind": "university",
    "employer": "职业技术学院", "recommended_by": "市总工会", "tags": "电机", "intro": "做过电机", "valid_to": "2099-01-01",
}  # fmt: skip
PAIR = {
    "apprentice_name": "丁小工", "apprentice_phone": "13700000098", "trade": "维修电工", "goals": "独立检修电机",
    "starts_on": "2026-11-18", "months": "12", "place": "一车间", "master_signature": SIGNED, "apprentice_signature": SIGNED,
}  # fmt: skip
ONE, EXPERT = "/desk/talent/craftsmen/{scene.leader.pk}", "/desk/talent/experts/{scene.expert.pk}"
TALENT_FORMS = (
    _plain("edit_team", TEAM + "/edit", clean=_always(
        team_name="新名班组", half_days=["0"], host_code=sound_code(1), is_volunteer="on")),
    _plain("change_leader", TEAM + "/leader", clean=lambda scene: {"leader": scene.member.pk}),
    _plain("end_team", "/desk/talent/teams/{scene.cast.welders.pk}/end", clean=_always(**REASON)),
    _plain("new_craftsman", "/desk/talent/craftsmen/new", clean=_always(**CRAFTSMAN)),
    _plain("edit_craftsman", ONE + "/edit", clean=_always(**CRAFT, level_ELEC="3")),
    _plain("new_honour", ONE + "/honours/new", clean=_always(name="省劳模", level="4", year="2025")),
    _plain("drop_honour", ONE + "/honours/{scene.honour.pk}/drop"),
    _plain("new_certificate", ONE + "/certificates/new", clean=_always(
        name="高压电工证", number="T44070000", valid_to="2027-01-01")),
    _plain("reveal_number", ONE + "/certificates/{scene.certificate.pk}/number", clean=_always(**REASON)),
    _plain("drop_certificate", ONE + "/certificates/{scene.certificate.pk}/drop"),
    _plain("new_expert", "/desk/talent/experts/new", clean=_always(
        **EXPERT_WRITTEN, name="罗教授", phone="13700000097")),
    _plain("edit_expert", EXPERT + "/edit", clean=_always(**EXPERT_WRITTEN)),
    _plain("retire_expert", EXPERT + "/retire", clean=_always(**REASON)),
    _plain("invite_expert", EXPERT + "/invite", clean=_always(
        occasion="review", title="方案论证", text="半天时间", answer_by="2026-11-20T12:00", starts_at="2026-11-24T09:00",
        place="市总")),
    _plain("sign_at_desk", "/desk/talent/pairs/new", files="agreement", clean=lambda scene: {
        **PAIR, "code": sound_code(1), "master": scene.leader.pk}),
    _plain("pair_terms", "/desk/talent/pairs/terms", "city_officer", _always(
        most_apprentices="4", check_in_days="60", source="文件")),
    _plain("sign_on_site", "/talent/pairs/new?order={scene.visit.order.case.number}", "leader", stage="delivering",
           files="agreement", clean=lambda scene: {**PAIR, "master": scene.leader.pk}),
    _plain("profile", "/talent/profile", "leader", _always(intro="干了三十年", half_days=["0", "1"])),
    _plain("propose_skill", "/talent/skills/new", "leader", _always(skill="WELD", level="3", shown_by="焊工证")),
    _of_talent("confirm", "skill_proposal", "skill_proposal", "officer", _always(level="3")),
    _of_talent("refuse", "skill_proposal", "skill_proposal", "officer", _always(**REASON)),
    _of_talent("check_in", "pair", "pair", "leader", _always(text="会看图纸了")),
    _of_talent("finish", "pair", "pair_under_way", "leader", _always(
        result="能独立检修", level="3", certificate="电工证", problem="跳停")),
    _of_talent("end", "pair", "pair", "contact", _always(**REASON)),
    _of_talent("accept", "expert_invitation", "expert_invitation", "welder"),
    _of_talent("decline", "expert_invitation", "expert_invitation", "welder", _always(**REASON)),
    _of_talent("withdraw", "expert_invitation", "expert_invitation", "officer", _always(**REASON)),
)  # fmt: skip

JOINT = "/desk/innovation"
JOINT_FORMS = (
    *(
        AForm(
            pattern="desk_do", flow="joint_work", move=move, clean=clean, files=files,
            address=lambda scene, move=move, stage=stage: f"/desk/cases/{joint_works.number_at(stage)(scene)}/do/{move}",
        )
        for move, stage, clean, files in joint_works.DIALOGS
    ),
    _plain("proposal", JOINT + "/proposals/{scene.proposal.pk}", clean=joint_works.found),
    _plain("dismiss_proposal", JOINT + "/proposals/{scene.proposal.pk}/dismiss", clean=_always(**REASON)),
    _plain("look_for_groups", JOINT + "/proposals/look", "city_officer",
           prepare=lambda scene, browser: bool(like_needs(scene.cast, down_firms(scene.cast, first=801)))),
    _plain("new_common_problem", JOINT + "/problems/new", clean=joint_works.told),
)  # fmt: skip


PAPER = "/desk/papers/{scene.template.kind}"


def _published(scene: Scene, browser: Client) -> None:
    """Publish a changed template, so that the shipped one may come back."""
    publish_trial(VISIT_SHEET, scene.template.sha256, "改了页脚", at=scene.at, by=scene.cast.city_officer)


def a_word() -> SimpleUploadedFile:
    return SimpleUploadedFile("模板.docx", VISIT_SHEET.word.read_bytes())


TEMPLATE_FORMS = (
    _plain("issue_paper", "/enterprise-service/orders/{scene.number}/papers/service-agreement/issue", stage="matched"),
    _plain("paper_kind", PAPER, "city_officer", lambda scene: {"template": a_word()}, files="template"),
    _plain("paper_trial", PAPER + "/trial", "city_officer",
           lambda scene: {"note": "改了页脚", "sha256": scene.template.sha256}),
    _plain("paper_again", PAPER + "/versions/0/again", "city_officer", _always(note="新版太挤"), prepare=_published),
)  # fmt: skip


SNAPSHOT = "/desk/snapshots/{scene.snapshot.pk}"
ASSESSMENT = "/desk/assessments/{scene.assessment.pk}"
NUMBER_FORMS = (
    _plain("new_assessment", "/desk/assessments/new", "city_officer", _always(
        title="十月考核", since="2026-10-01", until="2026-10-31", programme="", figure_0="enterprise_service.problems",
        points_0="60", figure_1="enterprise_service.benefit_actual", points_1="40", target_1="100")),
    _plain("assessment_targets", ASSESSMENT + "/targets", "city_officer",
           lambda scene: {f"target_{score.pk}": "9" for score in scene.scores}),
    _plain("assessment_collect", ASSESSMENT + "/collect", "city_officer"),
    _plain("assessment_circulate", ASSESSMENT + "/circulate", "city_officer",
           lambda scene: {"digest": scene.assessment.digest}),
    _plain("assessment_discard", ASSESSMENT + "/discard", "city_officer"),
    _plain("new_snapshot", "/desk/snapshots/new", clean=lambda scene: {
        "title": "十月简报", "report": "enterprise_service.brief", "union": scene.cast.county.pk, "since": "2026-10-01",
        "until": "2026-10-31", "programme": scene.cast.programme.pk, "added_label": "到场",
        "added": ["enterprise_service.trained", "enterprise_service.present"]}),
    _plain("screens", DESK + "/screens", clean=_always(label="三楼值班室")),
    _plain("revoke_screen", DESK + "/screens/{scene.screen[0].pk}/revoke"),
    _plain("snapshot_words", SNAPSHOT + "/words", clean=_always(w0="over", w4="near")),
    _plain("snapshot_collect", SNAPSHOT + "/collect"),
    _plain("snapshot_sign", SNAPSHOT + "/sign", "city_officer", lambda scene: {"digest": scene.snapshot.digest}),
    _plain("snapshot_discard", SNAPSHOT + "/discard"),
    _plain("snapshot_correct", "/desk/snapshots/{scene.signed_snapshot.pk}/correct", clean=_always(**REASON)),
)  # fmt: skip

SURVEY, RESPONDENT = DESK + "/surveys/{scene.survey.pk}", DESK + "/respondents/{scene.respondent.pk}"
ANSWERS = {
    "answer_0": "电机跳停", "answer_1": ELECTRIC, "answer_2": "低压电工", "answer_3": "12",
    "several_4": ["质量不稳定", "新人留不住"], "answer_5": "yes", "answer_7": "已经停线", "answer_8": "2026-12-01",
}  # fmt: skip
SURVEY_DAYS = {"opens_on": "2026-11-16", "closes_on": "2026-12-31"}
ITEMS = {"text_0": "一次走访", "responsible_0": "李新", "figure_0": "enterprise_service.problems", "target_0": "5"}


def _questions(scene: Scene) -> Fields:
    return {
        "q_0_label": "缺什么人？",
        "q_0_kind": "several",
        "q_0_options": "电工、焊工",
        "q_0_place": "1",
        "q_0_dish": "training",
    }


def _amended(scene: Scene) -> Fields:
    return {f"wanted_{scene.need_proposal.pk}": "on", f"title_{scene.need_proposal.pk}": "电机一天跳三次", **{
        f"{name}_{row.pk}": given
        for row in scene.need_proposal.answer.proposals.exclude(pk=scene.need_proposal.pk)
        for name, given in (("title", row.title), ("reason", "自己在办"))
    }}  # fmt: skip


def _remedy(scene: Scene) -> Fields:
    kind = RemedyKind.objects.get(name="专家上门")
    return {
        "kind": kind.pk, "text": "请电工劳模会诊", "firms": [str(scene.respondent.pk)],
        "follower": scene.cast.officer.person_id, "follow_up_on": "2026-12-01",
    }  # fmt: skip


def _gathering(scene: Scene) -> Fields:
    return {
        "way": "visit", "firms": [str(scene.respondent.pk)], "held_at": "2026-11-16T09:00", "place": "一车间",
        "union_side": "李新", "bureau_side": "工信局",
    }  # fmt: skip


SURVEY_FORMS = (
    _plain("fill_survey", "/enterprise-service/surveys/{scene.respondent.pk}", "contact", _always(**ANSWERS)),
    _plain("amend_survey", "/enterprise-service/surveys/{scene.respondent.pk}/needs", "contact", _amended,
           prepare=lambda scene, browser: bool(scene.need_proposal)),
    _plain("survey_link", "/q/{scene.survey_link}", "", _always(**ANSWERS)),
    _plain("survey_link_needs", "/q/{scene.survey_link}/needs", ""),
    _plain("new_survey", DESK + "/surveys/new", clean=_always(
        title="压铸调研", topic="压铸", partners="工信局、科技局", **SURVEY_DAYS)),
    _plain("edit_survey", SURVEY + "/edit", clean=_always(title="压铸调研", topic="", partners="", **SURVEY_DAYS)),
    _plain("survey_questions", SURVEY + "/questions", clean=_questions),
    _plain("survey_firms", DESK + "/surveys/{scene.empty_survey.pk}/firms", clean=lambda scene: {
        "firms": [str(scene.cast.enterprise.pk)]}),
    _plain("open_survey", DESK + "/surveys/{scene.draft_survey.pk}/open"),
    _plain("send_survey", DESK + "/surveys/{scene.unsent_survey.pk}/send"),
    _plain("remind_survey", DESK + "/surveys/{scene.silent_survey.pk}/remind"),
    _plain("close_survey", SURVEY + "/close"),
    _plain("new_gathering", SURVEY + "/gatherings/new", clean=_gathering),
    _plain("new_remedy", SURVEY + "/remedies/new", clean=_remedy),
    _plain("settle_remedy", DESK + "/remedies/{scene.remedy.pk}/settle", clean=_always(**REASON)),
    _plain("new_remedy_kind", DESK + "/remedy-kinds/new", "city_officer", _always(name="法律顾问")),
    _plain("renew_link", RESPONDENT + "/renew-link"),
    _plain("revoke_link", RESPONDENT + "/revoke-link"),
    _plain("remove_respondent", DESK + "/respondents/{scene.unheard.pk}/remove"),
    _plain("record", DESK + "/survey-answers/{scene.survey_visit.pk}/record", files="photos",
           clean=_always(speaker="张联", findings="电机老化", **ANSWERS)),
    _plain("accept_proposal", DESK + "/proposals/{scene.need_proposal.pk}/accept", clean=_always(**NEED, people="12")),
    _plain("drop_proposal", DESK + "/proposals/{scene.need_proposal.pk}/drop", clean=_always(**REASON)),
    _plain("new_special_action", DESK + "/special-actions/new", clean=_always(
        name="六个一", serves="百千万工程", lead="新会区总", count="6", **SURVEY_DAYS, **ITEMS)),
    _plain("edit_special_action", DESK + "/special-actions/{scene.special_action.pk}/edit", clean=_always(
        name="六个一", serves="", lead="新会区总", count="2", **SURVEY_DAYS, **ITEMS)),
    _plain("end_special_action", DESK + "/special-actions/{scene.special_action.pk}/end", clean=_always(**REASON)),
)  # fmt: skip

EVERY_FORM = {
    form.name: form
    for form in (
        *DIALOGS,
        *ARTICLES,
        *PHONE_FORMS,
        *SHEET_FORMS,
        *DESK_FORMS,
        *TALENT_FORMS,
        *JOINT_FORMS,
        *TEMPLATE_FORMS,
        *NUMBER_FORMS,
        *SURVEY_FORMS,
    )
}
