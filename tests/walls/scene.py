"""The scene of the attacks: one order at a stage, and everything else that an address may name."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property

import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from gongqiao.kernel.access.actor import Actor, the_job
from gongqiao.kernel.access.powers import every_scope
from gongqiao.kernel.cases.models import Draft, Task
from gongqiao.kernel.cases.queries import draft_for
from gongqiao.kernel.documents.actions import bind_files, keep_file
from gongqiao.kernel.documents.models import Attachment
from gongqiao.kernel.documents.page_pictures import pictures_of
from gongqiao.kernel.notices.models import Notice
from gongqiao.kernel.papers.models import PaperTemplate
from gongqiao.kernel.people.actions import add_person, appoint
from gongqiao.kernel.people.doors import issue_token
from gongqiao.kernel.people.models import Account, Contact, Person
from gongqiao.kernel.people.queries import actor_for
from gongqiao.kernel.snapshots.actions import SnapshotForm, make_snapshot
from gongqiao.kernel.snapshots.actions import sign as sign_snapshot
from gongqiao.kernel.snapshots.models import Snapshot
from gongqiao.services.assessment.actions import AssessmentForm, CriterionForm, draw_up
from gongqiao.services.assessment.actions import collect as collect_scores
from gongqiao.services.assessment.models import Assessment, Score
from gongqiao.services.enterprise_service.actions import closing, confirming, contacts, dates, offers, orders, visits
from gongqiao.services.enterprise_service.actions.screens import set_up_screen
from gongqiao.services.enterprise_service.models import Authorisation, MenuItem, Need, Order, Promise, Screen, SignIn
from gongqiao.services.enterprise_service.rules.papers import VISIT_SHEET
from gongqiao.services.enterprise_service.rules.sign_in_codes import ticket
from gongqiao.services.enterprise_service.tests.makers import (
    THURSDAY,
    WEDNESDAY_AT_TWO,
    a_confirmation,
    a_date,
    a_report,
    an_order,
    fresh,
    visit_of,
)
from gongqiao.services.innovation.models import JointWork, Proposal
from gongqiao.services.knowledge.models import Article
from gongqiao.services.knowledge.tests.makers import a_closed_order, an_article
from gongqiao.web.pages_shown import shown
from tests.cast import MONDAY, Cast, as_actor, sign_in, sound_code
from tests.walls.joint_works import JointWorks, a_proposal
from tests.walls.sheet_scene import SheetScene
from tests.walls.survey_scene import SurveyScene
from tests.walls.talent_scene import TalentScene

ON_SITE = WEDNESDAY_AT_TWO + timedelta(minutes=30)
A_MONTH_LATER = THURSDAY + timedelta(days=40)
NOON = {
    "": MONDAY + timedelta(hours=1),
    "ordered": MONDAY + timedelta(hours=1),
    "returned": MONDAY + timedelta(hours=1),
    "offered": MONDAY + timedelta(hours=1),
    "matched": MONDAY + timedelta(hours=1),
    "proposed": MONDAY + timedelta(hours=1),
    "scheduled": WEDNESDAY_AT_TWO,
    "delivering": ON_SITE,
    "claimed": THURSDAY,
    "reminded": A_MONTH_LATER,
    "confirmed": A_MONTH_LATER,
    "unrated": A_MONTH_LATER,
    "relapsed": A_MONTH_LATER,
    "reviewed": A_MONTH_LATER,
    "revisited": A_MONTH_LATER,
    "closed": A_MONTH_LATER,
}
"""The hour at which the doors are tried, by the stage of the order."""


def a_jpeg(size=(40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#446688").save(out, "JPEG")
    return out.getvalue()


@cache
def a_pdf() -> bytes:
    made = typst.compile("一页".encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def page_of(body: bytes, by: Actor) -> str:
    """Return the address of the first page of a PDF, as somebody was shown it."""
    address: str = shown(pictures_of(body), by=by)["pages"][0].address
    return address


def a_photo(name: str = "铭牌.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_jpeg(), content_type="image/jpeg")


def an_order_at(cast: Cast, stage: str) -> Order:
    """Lead an order to a stage: those of the makers, and four beside the straight way."""
    match stage:
        case "returned":
            order = an_order(cast)
            orders.send_back(order, "请补铭牌照片", seen=None, at=MONDAY, by=cast.officer)
        case "reminded":
            order = an_order(cast, "claimed")
            for days in (15, 30):
                task = Task.objects.get(case=order.case, name="confirm", done_at=None)
                assert closing.remind(task.pk, at=THURSDAY + timedelta(days=days), by=the_job("clock"))
        case "unrated":
            order = an_order(cast, "claimed")
            confirming.confirm(order, a_confirmation(order, score=None), seen=None, at=THURSDAY, by=cast.contact)
        case "relapsed":
            order = an_order(cast, "confirmed")
            closing.revisit(
                order, way="phone", still_holds=False, note="又跳停了", seen=None,
                at=THURSDAY + timedelta(days=31), by=cast.officer,
            )  # fmt: skip
        case "closed":
            order = an_order(cast, "revisited")
            closing.close(order, seen=None, at=THURSDAY + timedelta(days=32), by=cast.officer)
        case _:
            return an_order(cast, stage)
    return fresh(order)


def an_order_beside(cast: Cast, title: str, *, days: int) -> Order:
    """Make an order that is served some days after the usual one, so that both fit into the team's diary."""
    start = WEDNESDAY_AT_TWO + timedelta(days=days)
    order = an_order(cast, title=title)
    offers.offer(order, cast.electricians.pk, why_not_first="熟悉现场", seen=None, at=MONDAY, by=cast.officer)
    offers.accept(fresh(order), seen=None, at=MONDAY, by=cast.leader)
    dates.propose(fresh(order), a_date(start), seen=None, at=MONDAY, by=cast.officer)
    dates.agree(fresh(order), seen=None, at=MONDAY, by=cast.contact)
    dates.promise(fresh(order), seen=None, at=MONDAY, by=cast.leader)
    visits.start(fresh(order), seen=None, at=start, by=cast.leader)
    return fresh(order)


@dataclass
class Scene(TalentScene, SheetScene, SurveyScene):
    """An order at ``stage``, and beside it what other addresses name, made when it is first asked for."""

    cast: Cast
    stage: str = "ordered"
    move: str = "supplement"

    @property
    def at(self):
        return NOON[self.stage]

    @cached_property
    def order(self) -> Order:
        return an_order_at(self.cast, self.stage or "ordered")

    @property
    def number(self) -> str:
        return self.order.case.number

    @cached_property
    def visit(self):
        """A visit under way, of this order or of one beside it."""
        order = self.order if self.stage == "delivering" else an_order_beside(self.cast, "正在上门的", days=1)
        return visit_of(order)

    @cached_property
    def ticket(self) -> str:
        return ticket(self.visit.pk, at=self.at)

    @cached_property
    def sign_in(self) -> SignIn:
        visits.sign_in(self.visit, "丁工", "13700000001", at=ON_SITE, by=self.cast.leader)
        return SignIn.objects.get(visit=self.visit)

    @cached_property
    def promise(self) -> Promise:
        order = an_order_beside(self.cast, "有承诺的", days=2)
        said = visits.PromiseForm(text="下周送图纸", owner="contact", due_on=date(2026, 12, 24))
        report, done_at = a_report(order, self.cast, promises=[said]), ON_SITE + timedelta(days=2)
        visits.report(order, report, is_finished=True, seen=None, at=done_at, by=self.cast.leader)
        return Promise.objects.get(order=order)

    @cached_property
    def need(self) -> Need:
        form = orders.NeedForm(dish="management", title="现场 5S 管理")
        return orders.register_need(self.cast.enterprise, form, at=MONDAY, by=self.cast.contact)

    @cached_property
    def task(self) -> Task:
        return Task.objects.filter(case=self.order.case, done_at=None).earliest("pk")

    @cached_property
    def draft(self) -> Draft:
        return draft_for("need", about=str(self.cast.enterprise.pk), at=MONDAY, by=self.cast.contact)

    @cached_property
    def loose_file(self) -> Attachment:
        """A file of an unfinished form."""
        return self._kept(self.draft, self.cast.contact)

    @cached_property
    def file(self) -> Attachment:
        """A file of the order."""
        draft = draft_for("order", about="a file", at=MONDAY, by=self.cast.contact)
        kept = self._kept(draft, self.cast.contact)
        bind_files(draft.pk, thing="case", thing_id=self.order.case_id, at=MONDAY, by=self.cast.contact)
        return kept

    @cached_property
    def paper(self) -> Attachment:
        """A PDF of the order."""
        draft = draft_for("order", about="a paper", at=MONDAY, by=self.cast.contact)
        kept = keep_file(
            io.BytesIO(a_pdf()), name="证明.pdf", label="proof", draft=draft.pk, at=MONDAY, by=self.cast.contact
        )
        bind_files(draft.pk, thing="case", thing_id=self.order.case_id, at=MONDAY, by=self.cast.contact)
        return kept

    @cached_property
    def template(self) -> PaperTemplate:
        """A changed template of the visit sheet that nobody has published."""
        return PaperTemplate.objects.create(
            kind=VISIT_SHEET.name,
            body=VISIT_SHEET.word.read_bytes(),
            sha256="0" * 64,
            name="改过的.docx",
            uploaded_at=MONDAY,
        )

    @cached_property
    def notice(self) -> Notice:
        an_order(self.cast, "matched", title="有消息的")
        return Notice.objects.filter(person_id=self.cast.contact.person_id).latest("pk")

    @cached_property
    def authorisation(self) -> Authorisation:
        """A stranger's application to speak for an enterprise that is not registered."""
        draft = draft_for("authorisation", at=MONDAY, by=self.cast.stranger)
        self._kept(draft, self.cast.stranger, label="authorisation")
        form = contacts.AuthorisationForm(
            code=sound_code(77), enterprise_name="新会区潭岭机械有限公司", area_code="440705001", applicant_name="吴外"
        )
        return contacts.ask_to_speak(form, draft=draft.pk, at=MONDAY, by=self.cast.stranger)

    @cached_property
    def returned_authorisation(self) -> Authorisation:
        contacts.send_back_authorisation(self.authorisation, "公章不清楚", seen=None, at=MONDAY, by=self.cast.officer)
        return self.authorisation

    @cached_property
    def invitation(self) -> str:
        """The secret of an invitation to the stranger's phone."""
        phone = self.cast.person("stranger").phone
        _, token = contacts.invite(
            self.cast.enterprise, "吴外", phone, is_principal=False, at=MONDAY, by=self.cast.officer
        )
        return token

    @cached_property
    def screen(self) -> tuple[Screen, str]:
        """A wall screen of the county and its token."""
        return set_up_screen(self.cast.county, "大厅", at=self.at, by=self.cast.officer)

    @cached_property
    def assessment(self) -> Assessment:
        """An assessment whose numbers another officer of the city collected."""
        by = self.cast.city_officer
        other = add_person("郑核", "13900000091", at=self.at, by=by)
        appoint(other, self.cast.city, kind="officer", title="副部长", on=date(2026, 1, 5), at=self.at, by=by)
        maker = as_actor("13900000091", at=self.at)
        criteria = (CriterionForm(figure="enterprise_service.problems", points=100),)
        form = AssessmentForm(title="考核", since=date(2026, 1, 1), until=date(2026, 11, 15), criteria=criteria)
        made = draw_up(form, union=self.cast.city, at=self.at, by=maker)
        collect_scores(made, at=self.at, by=maker)
        made.refresh_from_db()
        return made

    @property
    def scores(self) -> list[Score]:
        """The scores of the assessment."""
        return list(Score.objects.filter(criterion__assessment=self.assessment))

    @cached_property
    def snapshot(self) -> Snapshot:
        """A draft of the county's numbers that waits for a second person."""
        form = SnapshotForm(
            title="新会简报", report="enterprise_service.brief", since=date(2026, 1, 1), until=date(2026, 11, 15)
        )
        return make_snapshot(form, union=self.cast.county, at=self.at, by=self.cast.officer)

    @cached_property
    def signed_snapshot(self) -> Snapshot:
        """Another one, signed by the city."""
        form = SnapshotForm(
            title="新会季报", report="enterprise_service.brief", since=date(2026, 7, 1), until=date(2026, 9, 30)
        )
        made = make_snapshot(form, union=self.cast.county, at=self.at, by=self.cast.officer)
        sign_snapshot(made, seen=made.digest, link="https://example.invalid", at=self.at, by=self.cast.city_officer)
        return made

    @cached_property
    def token(self):
        account = Account.objects.get(person=self.cast.person("leader"))
        issue_token(
            account, label="手表", scopes=[], strength="code", post_ids=[], lives=timedelta(days=1),
            at=MONDAY, by=self.cast.leader,
        )  # fmt: skip
        return account.tokens.get()

    @cached_property
    def joint_works(self) -> JointWorks:
        return JointWorks(self.cast)

    @property
    def joint_work(self) -> JointWork:
        return self.joint_works.at("working")

    @cached_property
    def proposal(self) -> Proposal:
        return a_proposal(self.cast)

    @cached_property
    def article(self) -> Article:
        """An article that everybody may read."""
        return self._learnt("published", days=20)

    @cached_property
    def drafted_article(self) -> Article:
        return self._learnt("draft", days=21)

    @cached_property
    def submitted_article(self) -> Article:
        return self._learnt("submitted", days=22)

    @property
    def colleague(self) -> Contact:
        """A bond between enterprise and person that may be ended."""
        return Contact.objects.get(person=self.cast.person("colleague"), until=None)

    @property
    def dish(self) -> MenuItem:
        return MenuItem.objects.filter(programme=self.cast.programme, dish="training").latest("version")

    def client(self, who: str, *, strength: str = "full") -> Client:
        """Return a browser in which somebody is signed in, or nobody."""
        browser = Client(raise_request_exception=False)
        return sign_in(browser, self.person(who), strength=strength) if who else browser

    def person(self, who: str) -> Person:
        """Return one of the cast, or a worker, who is bound to nothing."""
        if who != "worker":
            return self.cast.person(who)
        return add_person("小工", "13700000055", at=MONDAY, by=the_job("door"))

    def bearer(self, who: str) -> dict[str, str]:
        """Return the headers of a program that acts in somebody's name with every scope."""
        if not who:
            return {}
        account = Account.objects.get(person=self.person(who))
        by = actor_for(account, strength="full", at=MONDAY)
        token = issue_token(
            account, label="程序", scopes=list(every_scope()), strength="full", post_ids=[post.id for post in by.posts],
            lives=timedelta(days=90), at=MONDAY, by=by,
        )  # fmt: skip
        return {"Authorization": f"Bearer {token}"}

    def fully(self) -> Scene:
        """Make everything that an address may name, for readers who try them all."""
        for part in type(self).__mro__:
            for name, made in vars(part).items():
                if isinstance(made, cached_property):
                    getattr(self, name)
        return self

    def _learnt(self, stage: str, *, days: int) -> Article:
        order = a_closed_order(self.cast, title=f"空压机跳停之{days}", days=days)
        return an_article(self.cast, stage, order=order, at=MONDAY)

    def _kept(self, draft: Draft, by, label: str = "photos") -> Attachment:
        return keep_file(io.BytesIO(a_jpeg()), name="一.jpg", label=label, draft=draft.pk, at=MONDAY, by=by)
