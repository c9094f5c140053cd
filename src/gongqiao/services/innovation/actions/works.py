"""Lead a joint work from talks to its end: draft, sign, begin, follow up, finish."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import Invalid
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.cases.actions import edit_case, take_move
from gongqiao.kernel.documents.actions import bind_files
from gongqiao.kernel.documents.queries import attachments_of
from gongqiao.kernel.org.models import Enterprise
from gongqiao.kernel.outbox.actions import announce
from gongqiao.services.innovation.actions._steps import join, tell_parties, within
from gongqiao.services.innovation.contract import AgreementSigned
from gongqiao.services.innovation.flow import LEAD
from gongqiao.services.innovation.models import AgreementDraft, FollowUp, JointWork, Party, ProblemHolder
from gongqiao.services.innovation.rules.agreement import agreement_facts, parties_of
from gongqiao.services.innovation.rules.kinds import JOINT_WORKS

SCAN = "agreement"
"""The label under which the scanned signed agreement is kept."""


@dataclass(frozen=True, kw_only=True)
class WorkForm:
    """What is agreed of a joint work; days as the agreement names them, the last one excluded."""

    title: str
    industry: str
    aim: str = ""
    duties: str = ""
    follow_up: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class FollowUpForm:
    """One look at how it goes."""

    on: date
    who: str
    what: str
    next_step: str = ""
    next_by: date | None = None


def edit_work(work: JointWork, form: WorkForm, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Change title, industry, aim and what the agreement says of duties, follow-up and days. Raises Invalid."""
    with edit_case(JOINT_WORKS, work.case_id, LEAD, seen=seen, what="edit_work", at=at, by=by) as taken:
        detail = taken.detail
        detail.title = within(form.title, 60, "title", "请写联合攻关的名称。")
        detail.industry = within(form.industry, 60, "industry", "请写是哪个行业。")
        detail.aim = within(form.aim, 1000, "aim")
        detail.duties = within(form.duties, 2000, "duties")
        detail.follow_up = within(form.follow_up, 1000, "follow_up")
        if form.valid_from and form.valid_to and form.valid_to <= form.valid_from:
            raise Invalid(fields={"valid_to": ["截止日期要晚于起始日期。"]})
        detail.valid_from, detail.valid_to = form.valid_from, form.valid_to
        detail.save()
        taken.case.title = detail.title
        taken.fields = ["title", "industry", "aim", "duties", "follow_up", "valid_from", "valid_to"]
        taken.words = {"told": "改了基本情况"}


def talk(work: JointWork, enterprises: Sequence[int], *, seen: int | None, at: datetime, by: Actor) -> None:
    """Begin talks: the work's union, its leading enterprise and those chosen of the others that have the problems join."""
    with take_move(JOINT_WORKS, "talk", work.case_id, seen=seen, at=at, by=by) as taken:
        detail = taken.detail
        wanted = {taken.case.enterprise_id, *enterprises}
        chosen = [firm for firm in _holding(detail) if firm.pk in wanted]
        here = {(party.enterprise_id, party.union_id) for party in parties_of(detail)}
        if (None, taken.case.org_id) not in here:
            join(detail, union=taken.case.org, role="lead", at=at)
        for firm in chosen:
            if (firm.pk, None) not in here:
                join(detail, enterprise=firm, role="member", at=at)
        taken.words = {"parties": str(len(parties_of(detail)))}
        tell_parties(taken, f"请一起商量共性问题：{taken.case.title}")


def draft_agreement(work: JointWork, *, seen: int | None, at: datetime, by: Actor) -> AgreementDraft:
    """Draft the framework agreement: a new version each time, whose facts are kept as they are now."""
    with take_move(JOINT_WORKS, "draft", work.case_id, seen=seen, at=at, by=by) as taken:
        detail = taken.detail
        version = detail.drafts.count() + 1
        facts = agreement_facts(detail, number=f"{taken.case.number}-{version}", on=local_date(at))
        made = AgreementDraft.objects.create(work=detail, version=version, facts=facts, person_id=by.own_id, at=at)
        if detail.drafted_at is None:
            detail.drafted_at = at
            detail.save(update_fields=["drafted_at"])
        taken.words = {"version": str(version)}
        tell_parties(taken, f"框架协议第 {version} 稿已拟好，请看：{taken.case.title}")
    return made


def renegotiate(work: JointWork, reason: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Go back to talks: something is not agreed yet."""
    with take_move(JOINT_WORKS, "renegotiate", work.case_id, seen=seen, reason=reason, at=at, by=by):
        pass


def sign(
    work: JointWork,
    signers: Mapping[int, tuple[str, date]],
    *,
    draft: uuid.UUID | None = None,
    seen: int | None,
    at: datetime,
    by: Actor,
) -> None:
    """Write down that the parties signed: who for each party and when, and the scanned paper. Raises Invalid.

    ``signers`` maps the ids of parties to name and day; ``draft`` holds the scan.
    """
    with take_move(JOINT_WORKS, "sign", work.case_id, seen=seen, at=at, by=by) as taken:
        parties = parties_of(taken.detail)
        faults = {f"signer_{p.pk}": [f"请填{p}的签字人和日期。"] for p in parties if not _signed(signers, p)}
        late = [p for p in parties if p.pk in signers and signers[p.pk][1] > local_date(at)]
        faults |= {f"signed_on_{p.pk}": ["签字日期不能晚于今天。"] for p in late}
        if draft:
            bind_files(draft, thing="case", thing_id=taken.case.pk, labels=[SCAN], at=at, by=by)
        if not attachments_of("case", taken.case.pk, SCAN):
            faults[SCAN] = ["请上传签好字、盖好章的协议扫描件或照片。"]
        if faults:
            raise Invalid(fields=faults)
        for party in parties:
            name, party.signed_on = signers[party.pk]
            party.signer = within(name, 40, f"signer_{party.pk}")
            party.save(update_fields=["signer", "signed_on"])
        taken.detail.signed_at = at
        taken.detail.save(update_fields=["signed_at"])
        taken.words = {"parties": str(len(parties))}
        tell_parties(taken, f"框架协议签好了：{taken.case.title}")
        firms = tuple(party.enterprise_id for party in parties if party.enterprise_id)
        fact = AgreementSigned(case_id=taken.case.pk, enterprise_ids=firms)
        announce(fact, thing="case", thing_id=taken.case.pk, at=at, by=by)


def begin(work: JointWork, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Begin to work on the problems."""
    with take_move(JOINT_WORKS, "begin", work.case_id, seen=seen, at=at, by=by) as taken:
        tell_parties(taken, f"开始联合攻关：{taken.case.title}")


def follow_up(work: JointWork, form: FollowUpForm, *, seen: int | None, at: datetime, by: Actor) -> FollowUp:
    """Write down how it goes and what comes next; the next look is due on the day that it names. Raises Invalid."""
    with take_move(JOINT_WORKS, "follow_up", work.case_id, seen=seen, at=at, by=by) as taken:
        next_step = within(form.next_step, 200, "next_step")
        _check_days(form, bool(next_step), local_date(at))
        made = FollowUp.objects.create(
            work=taken.detail,
            on=form.on,
            who=within(form.who, 120, "who", "请写谁参加。"),
            what=within(form.what, 1000, "what", "请写进展。"),
            next_step=next_step,
            next_by=form.next_by if next_step else None,
            person_id=by.own_id,
            at=at,
        )
        taken.detail.follow_up_by = made.next_by
        taken.detail.save(update_fields=["follow_up_by"])
        taken.words = {"what": made.what[:60]}
    return made


def finish(work: JointWork, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Say that the work had its effect: every problem has a result."""
    with take_move(JOINT_WORKS, "finish", work.case_id, seen=seen, at=at, by=by) as taken:
        taken.detail.done_at = at
        taken.detail.save(update_fields=["done_at"])
        solved = taken.detail.problems.filter(state="solved").count()
        taken.words = {"outcome": f"{taken.detail.problems.count()} 个共性问题解决了 {solved} 个"}
        tell_parties(taken, f"联合攻关见效了：{taken.case.title}，{taken.words['outcome']}")


def resume(work: JointWork, reason: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Take the work up again: a problem came back."""
    with take_move(JOINT_WORKS, "resume", work.case_id, seen=seen, reason=reason, at=at, by=by) as taken:
        taken.detail.done_at, taken.detail.follow_up_by = None, None
        taken.detail.save(update_fields=["done_at", "follow_up_by"])


def close(work: JointWork, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Close a work that had its effect."""
    with take_move(JOINT_WORKS, "close", work.case_id, seen=seen, at=at, by=by):
        pass


def drop(work: JointWork, reason: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Give a work up; its needs may be found alike again."""
    with take_move(JOINT_WORKS, "drop", work.case_id, seen=seen, reason=reason, at=at, by=by) as taken:
        ProblemHolder.objects.filter(problem__work=taken.detail, ended_at=None).update(ended_at=at)
        tell_parties(taken, f"联合攻关不再进行：{taken.case.title}")


def _holding(work: JointWork) -> list[Enterprise]:
    """Return the enterprises that have the work's problems, in the order in which they came."""
    rows = ProblemHolder.objects.filter(problem__work=work, ended_at=None).select_related("enterprise").order_by("pk")
    return list({row.enterprise_id: row.enterprise for row in rows}.values())


def _signed(signers: Mapping[int, tuple[str, date]], party: Party) -> bool:
    return party.pk in signers and bool(signers[party.pk][0].strip())


def _check_days(form: FollowUpForm, has_next: bool, today: date) -> None:
    faults = {}
    if form.on > today:
        faults["on"] = ["跟进的日期不能晚于今天。"]
    if has_next and form.next_by is None:
        faults["next_by"] = ["请写下一步哪天前办好。"]
    if form.next_by and form.next_by < today:
        faults["next_by"] = ["下一步的日期要在今天以后。"]
    if faults:
        raise Invalid(fields=faults)
