"""The steps of the loop, each as one person takes it in the browser; told in order they are journey E1."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path

from tests.journeys.actors import Actor

CITY_TIME = timezone(timedelta(hours=8))
TROUBLE = "空压机电机缺相跳停"
SIGHT = "空压机电机每天跳停三四次，接触器触点发黑，怀疑缺相，换过热继电器没有用。"
DOMAIN = "电气与自动化"


def fills_an_order(contact: Actor, *, title: str, domain: str = DOMAIN, photos: tuple[Path, ...] = ()) -> None:
    """Choose help with a technical problem from the menu, and fill in the form."""
    contact.opens("/")
    contact.presses("技术攻关")
    contact.fills("一句话说清", title)
    contact.fills("现场情况", SIGHT)
    if photos:
        contact.attaches("照片", *photos)
    contact.fills("专业领域", domain)
    contact.picks("已经停线", of="有多急")


def orders_a_dish(contact: Actor, *, title: str = TROUBLE, photos: tuple[Path, ...] = ()) -> str:
    """Order help with a technical problem from the menu; return the number of the order."""
    fills_an_order(contact, title=title, photos=photos)
    contact.presses("提交点菜")
    contact.reads("点好了")
    return contact.at.rsplit("/", 1)[1]


def offers_to_the_first(officer: Actor, number: str) -> str:
    """Offer an order to the team that is ranked first; return the team's name."""
    officer.opens(f"/desk/cases/{number}")
    officer.reads("哪支班组合适")
    officer.asks_to("配给它")
    team = officer.reads(re.compile("把这道菜配给.+？")).inner_text().removeprefix("把这道菜配给").removesuffix("？")
    officer.presses(f"配给{team}")
    officer.reads("已发出邀约，等班组答复。")
    return team


def offers_to(officer: Actor, number: str, team: str) -> None:
    """Offer an order to a team that the officer wants, saying why where another one is ranked first."""
    officer.opens(f"/desk/cases/{number}")
    officer.asks_to("配给它")
    chip = officer.page.get_by_role("dialog").get_by_role("link", name=team)
    if chip.count():
        chip.click()
        officer.fills("为什么不选排在第一的班组", "这支班组当天就在附近。")
    officer.presses(f"配给{team}")
    officer.reads("已发出邀约，等班组答复。")


def accepts(leader: Actor, number: str) -> None:
    """Take an order on."""
    leader.opens(f"/cases/{number}")
    leader.presses("接单")
    leader.presses("接单")
    leader.reads("已接单，工会会来约上门时间。")


def fixes_a_date(officer: Actor, number: str, *, starts_at: datetime, hours: float = 1) -> None:
    """Propose a date."""
    officer.opens(f"/desk/cases/{number}")
    officer.asks_to("约上门时间")
    types_a_date(officer, starts_at=starts_at, hours=hours)
    officer.presses("提出这个时间")


def types_a_date(officer: Actor, *, starts_at: datetime, hours: float = 1) -> None:
    """Fill in beginning and end."""
    officer.fills("开始", f"{starts_at:%Y-%m-%dT%H:%M}")
    officer.fills("结束", f"{starts_at + timedelta(hours=hours):%Y-%m-%dT%H:%M}")


def agrees(contact: Actor, number: str) -> None:
    """Agree to the proposed date for the enterprise."""
    contact.opens(f"/cases/{number}")
    contact.presses("同意这个时间")
    contact.presses("同意这个时间")
    contact.reads("已同意")


def promises(leader: Actor, number: str) -> None:
    """Agree to the proposed date for the team."""
    leader.opens(f"/cases/{number}")
    leader.presses("按这个时间去")
    leader.presses("按这个时间去")
    leader.reads("已答应这个时间。")


def begins_the_visit(leader: Actor, number: str) -> None:
    """Say that one is there; the code to sign in with appears."""
    leader.opens(f"/cases/{number}")
    leader.presses("到场了，开始")
    leader.presses("到场了，开始")
    leader.reads("请职工扫码签到")


def writes_the_record(leader: Actor, number: str, *, photos: tuple[Path, ...] = ()) -> None:
    """Write the visit record with a promise, and report the order as done."""
    leader.opens(f"/cases/{number}/do/claim")
    leader.picks("解决了", of="解决了吗")
    leader.fills("处理经过", "更换接触器，紧固进线端子，连续试运行两小时正常。")
    leader.fills("这次做了什么", "查出进线端子松动、时有缺相，当场处理，职工一起看了做法。")
    if photos:
        leader.attaches("现场照片", *photos)
    leader.fills("答应做什么", "两周后再来复测一次")
    leader.fills("哪天以前", f"{now() + timedelta(days=14):%Y-%m-%d}")
    leader.presses("提交，请企业确认")
    leader.reads("记录已提交，等企业确认。")


def confirms(
    contact: Actor, number: str, *, answers: Mapping[str, str], score: str = "", proof: Path | None = None
) -> None:
    """Say what was solved and what it was worth."""
    contact.opens(f"/cases/{number}/do/confirm")
    contact.picks("解决了", of=TROUBLE)
    for label, text in answers.items():
        contact.fills(label, text)
    if proof:
        contact.attaches("证明材料", proof)
    if score:
        contact.picks(score, of="给这次服务评个分")
    contact.presses("确认提交")


def now() -> datetime:
    """The wall clock of the city."""
    return datetime.now(CITY_TIME)


def in_a_moment() -> datetime:
    """A time that has not passed when the form arrives, and near enough to begin the visit at once."""
    return now() + timedelta(minutes=5)
