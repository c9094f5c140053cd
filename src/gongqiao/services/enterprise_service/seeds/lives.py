"""Drive one order through its life by the same actions as people use, up to a stage, at moments in the past."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from PIL import Image, ImageDraw

from gongqiao.cores.calendar import after_working_days
from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.ids import uuid7
from gongqiao.kernel.calendar.queries import local_date, local_time, work_calendar
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.documents.actions import keep_file
from gongqiao.kernel.org.models import Enterprise
from gongqiao.kernel.people.seeds import invented_actor
from gongqiao.services.enterprise_service.actions import closing, confirming, dates, offers, orders, visits
from gongqiao.services.enterprise_service.models import Order
from gongqiao.services.enterprise_service.rules.candidates import free_half_days, shortlist
from gongqiao.services.enterprise_service.rules.guards import open_visit
from gongqiao.services.enterprise_service.seeds.needs import Wish
from gongqiao.services.talent.contract import TeamCard, TeamsNamed

STAGES = (
    "ordered", "offered", "matched", "proposed", "scheduled", "delivering", "claimed", "confirmed", "reviewed",
    "revisited", "closed",
)  # fmt: skip
SURNAMES_OF_WORKERS = "陈李黄张梁林吴刘谭冯邓罗何郑谢苏区莫伍甄"


@dataclass(kw_only=True)
class People:
    """Those who act in a life: the enterprise's contact, the county's officer, the city's officer."""

    contact: Actor
    officer: Actor
    city: Actor


class NotYet(Exception):
    """The next step lies in the future."""


class Life:
    """One order on its way; ``at`` moves forward with every step and never past ``now``."""

    def __init__(
        self, wish: Wish, enterprise: Enterprise, people: People, chance: random.Random, *, at: datetime, now: datetime
    ) -> None:
        self.at, self.now = at, now
        self.people = people
        self._wish, self._random = wish, chance
        self._leader_actor: Actor | None = None
        form = orders.OrderForm(
            dish=wish.dish,
            title=wish.title,
            description=wish.description,
            domain=wish.domain,
            urgency=chance.choice(("affected", "affected", "planned", "stopped")),
            extra={"people": str(wish.people)} if wish.people else {},
        )
        self.order = orders.place_order(enterprise, form, at=at, by=people.contact)

    def live(self, until: str, *, after: str = "ordered") -> Order:
        """Go on step by step from the stage ``after`` to another, or as far as time and teams allow."""
        steps = {
            "offered": self.offer, "matched": self.accept, "proposed": self.propose, "scheduled": self.agree,
            "delivering": self.start, "claimed": self.claim, "confirmed": self.confirm, "reviewed": self.review,
            "revisited": self.revisit, "closed": self.close,
        }  # fmt: skip
        for stage in STAGES[STAGES.index(after) + 1 : STAGES.index(until) + 1]:
            try:
                goes_on = steps[stage]()
            except NotYet:
                break
            if not goes_on:
                break
        return self.fresh()

    def fresh(self) -> Order:
        """Return the order as it stands in the database."""
        self.order = Order.objects.select_related("case", "enterprise", "programme", "menu_item").get(pk=self.order.pk)
        return self.order

    def offer(self) -> bool:
        """The officer asks the team that fits best."""
        self._later(hours=self._random.uniform(2, 20))
        return self.offer_to(None)

    def offer_to(self, team_id: int | None) -> bool:
        """The officer asks a team, or the first of the list; return whether it fits."""
        ranked = shortlist(self.fresh(), at=self.at).ranked
        chosen = ranked[0].card.id if ranked and team_id is None else team_id
        if chosen is None or chosen not in {row.card.id for row in ranked}:
            return False
        why = "" if chosen == ranked[0].card.id else "企业希望请这支班组，以前合作过。"
        offers.offer(self.order, chosen, why_not_first=why, seen=None, at=self.at, by=self.people.officer)
        return True

    def accept(self) -> bool:
        """The leader accepts."""
        self._later(hours=self._random.uniform(0.5, 5))
        offers.accept(self.order, seen=None, at=self.at, by=self._leader())
        return True

    def propose(self) -> bool:
        """The officer proposes a time in which the team is free."""
        self._later(hours=self._random.uniform(2, 24))
        starts_at = self._free_time()
        if starts_at is None:
            return False
        form = dates.DateForm(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2.5), despite_travel=True)
        dates.propose(self.fresh(), form, seen=None, at=self.at, by=self.people.officer)
        return True

    def agree(self) -> bool:
        """Both sides agree."""
        self._later(hours=self._random.uniform(0.3, 2))
        dates.agree(self.order, seen=None, at=self.at, by=self.people.contact)
        self._later(hours=self._random.uniform(0.1, 1))
        dates.promise(self.order, seen=None, at=self.at, by=self._leader())
        return True

    def start(self) -> bool:
        """The leader is on site."""
        visit = open_visit(self.order)
        if visit is None:
            return False
        self._go_to(visit.activity.starts_at + timedelta(minutes=self._random.randint(0, 9)))
        visits.start(self.order, seen=None, at=self.at, by=self._leader())
        self._sign_in()
        return True

    def claim(self) -> bool:
        """The leader reports."""
        visit = open_visit(self.order)
        if visit is None:
            return False
        self._go_to(visit.activity.ends_at + timedelta(minutes=self._random.randint(5, 50)))
        card = self._team()
        going = [member.person_id for member in card.members[: self._random.randint(2, 4)]]
        cause = self._wish.cause or "现场查看后确认"
        form = visits.VisitReport(
            minutes=f"到场 {len(going)} 人，与车间一起查看了现场。{cause}，当场调整并试运行，职工一起看了做法。",
            member_ids=going,
            topic=self._wish.title[:60] if self._wish.people else "",
            advice="建议列入每月点检，有反复随时联系。",
            problems=[
                visits.ProblemReport(
                    problem_id=problem.pk, is_solved=True, cause=f"{cause}。",
                    cure="停机检查、调整参数并更换磨损件，连续试运行正常，教会当班职工判断和处理。",
                )
                for problem in self.order.problems.exclude(state="solved")
            ],
            enterprise_score=self._random.choice((4, 5, 5)),
        )  # fmt: skip
        visits.report(self.fresh(), form, is_finished=True, seen=None, at=self.at, by=self._leader())
        return True

    def confirm(
        self, *, actual_fen: int | None = None, expected_fen: int | None = None, score: int | None = None
    ) -> bool:
        """The enterprise confirms, with proof where the benefit is large."""
        self._later(hours=self._random.uniform(20, 90))
        order = self.fresh()
        if actual_fen is None:
            has_problems = order.problems.exists()
            actual_fen = self._random.randint(2, 90) * 500_000 if has_problems else 0
            expected_fen = self._random.randint(0, 40) * 500_000 if has_problems else 0
        is_large = actual_fen + (expected_fen or 0) > order.programme.benefit_ceiling_fen
        draft = uuid7()
        if is_large:
            page = io.BytesIO(picture_of("效益测算表（演示）"))
            keep_file(page, name="效益测算.png", label="proof", draft=draft, at=self.at, by=self.people.contact)
        form = confirming.ConfirmationForm(
            solved={problem.pk: True for problem in order.problems.all()},
            took_place={visit.pk: True for visit in order.visits.filter(state="reported")},
            actual_fen=actual_fen,
            expected_fen=expected_fen or 0,
            basis="停机损失、返工和外请费用按台账计算" if actual_fen or expected_fen else "",
            score=score or self._random.choice((5, 5, 5, 4, 4, 3)),
            comment=self._random.choice(
                ("师傅很耐心，职工也学会了。", "问题解决得快，没收一分钱。", "讲得明白，下次还请。")
            ),
        )
        confirming.confirm(order, form, draft=draft, seen=None, at=self.at, by=self.people.contact)
        return True

    def review(self) -> bool:
        """The city's officer accepts the benefit."""
        self._later(hours=self._random.uniform(10, 60))
        if self.fresh().case.state == "confirmed":
            closing.review(self.order, seen=None, at=self.at, by=self.people.city)
        return True

    def revisit(self) -> bool:
        """The county's officer calls a month later."""
        self._go_to(self._office(self.at + timedelta(days=31)))
        closing.revisit(
            self.fresh(), way=self._random.choice(("phone", "visit")), still_holds=True, note="运行正常，没有反复。",
            seen=None, at=self.at, by=self.people.officer,
        )  # fmt: skip
        return True

    def close(self) -> bool:
        """The county's officer closes."""
        self._later(hours=self._random.uniform(1, 30))
        closing.close(self.fresh(), seen=None, at=self.at, by=self.people.officer)
        return True

    def _sign_in(self) -> None:
        visit = open_visit(self.fresh())
        if visit is None or not self._wish.people:
            return
        leader = self._leader()
        for _ in range(self._wish.people - self._random.randint(0, 4)):
            name = (
                self._random.choice(SURNAMES_OF_WORKERS)
                + self._random.choice("师傅工嫂仔姐哥")
                + self._random.choice("安平和顺")
            )
            visits.sign_in(visit, name, "", at=self.at, by=leader)

    def _leader(self) -> Actor:
        if self._leader_actor is None:
            offer = self.order.offers.filter(state__in=["open", "accepted"]).latest("pk")
            self._leader_actor = invented_actor(offer.leader_id, at=self.at)
        return self._leader_actor

    def _free_time(self) -> datetime | None:
        """Return one of the first free half-days that leave a day for both sides to agree."""
        card = self._team()
        soon = self.at + timedelta(hours=30)
        free = [half for half in free_half_days([card], at=self.at)[card.id] if half.start > soon]
        return self._random.choice(free[:4]).start if free else None

    def _team(self) -> TeamCard:
        team_id = self.fresh().team_id or 0
        return ask(TeamsNamed(team_ids=(team_id,)))[team_id]

    def _later(self, *, hours: float) -> None:
        self._go_to(self._office(self.at + timedelta(hours=hours)))

    def _go_to(self, at: datetime) -> None:
        if at > self.now:
            raise NotYet
        self.at = at

    def _office(self, at: datetime) -> datetime:
        """Return ``at``, or the morning of the next working day when offices are closed."""
        on = local_date(at)
        if work_calendar().is_working(on) and local_time(on, time(8, 30)) <= at <= local_time(on, time(17, 20)):
            return at
        days = 0 if at < local_time(on, time(8, 30)) else 1
        on = after_working_days(on, days, work_calendar()).on
        return local_time(on, time(8, 40)) + timedelta(minutes=self._random.randint(0, 80))


def picture_of(text: str) -> bytes:
    """Draw a plain picture that stands for a photo."""
    image = Image.new("RGB", (960, 640), "#dfe6e9")
    draw = ImageDraw.Draw(image)
    for row in range(8):
        draw.rectangle((60, 60 + row * 66, 900, 100 + row * 66), outline="#5f6b70", width=2)
    draw.text((80, 20), text.encode("ascii", "ignore").decode() or "demo", fill="#333333")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
