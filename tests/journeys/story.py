"""The steps of the loop, each as one person takes it in the browser; told in order they are journey E1."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from gongqiao.kernel.documents.prints import qr_svg
from tests.journeys.actors import Actor

CITY_TIME = timezone(timedelta(hours=8))
TROUBLE = "空压机电机缺相跳停"
SIGHT = "空压机电机每天跳停三四次，接触器触点发黑，怀疑缺相，换过热继电器没有用。"
DOMAIN = "电气与自动化"


def fills_an_order(
    contact: Actor, *, title: str, dish: str = "技术攻关", domain: str = DOMAIN, photos: tuple[Path, ...] = ()
) -> None:
    """Choose a dish from the menu, help with a technical problem unless another is named, and fill in the form."""
    contact.opens("/")
    contact.presses(dish)
    contact.fills("一句话说清", title)
    contact.fills("现场情况", SIGHT)
    if photos:
        contact.attaches("照片", *photos)
    if domain:
        contact.fills("专业领域", domain)
    contact.picks("已经停线", of="有多急")


def orders_a_dish(
    contact: Actor,
    *,
    title: str = TROUBLE,
    dish: str = "技术攻关",
    domain: str = DOMAIN,
    photos: tuple[Path, ...] = (),
) -> str:
    """Order a dish from the menu; return the number of the order."""
    fills_an_order(contact, title=title, dish=dish, domain=domain, photos=photos)
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


def fixes_a_date(officer: Actor, number: str, *, starts_at: datetime, hours: float = 1, place: str = "") -> None:
    """Propose a date, and where to meet when that is not the enterprise's own place."""
    officer.opens(f"/desk/cases/{number}")
    officer.asks_to("约上门时间")
    types_a_date(officer, starts_at=starts_at, hours=hours)
    if place:
        officer.fills("地点", place)
    officer.presses("提出这个时间")


def chooses_an_activity(officer: Actor, number: str, place: str) -> None:
    """Open the dialog of the date, and choose the activity at a place instead of a time of one's own."""
    officer.opens(f"/desk/cases/{number}")
    officer.asks_to("约上门时间")
    choices = officer.page.get_by_role("dialog").get_by_label("并入已有活动").locator("option")
    officer.fills("并入已有活动", choices.filter(has_text=place).inner_text())


def joins_an_activity(officer: Actor, number: str, place: str) -> None:
    """Let an order join the activity at a place."""
    chooses_an_activity(officer, number, place)
    officer.presses("提出这个时间")
    officer.reads("已提出时间，等双方确认。")


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


def adds_a_problem(contact: Actor, number: str, title: str) -> None:
    """Register one more problem of an order."""
    contact.opens(f"/cases/{number}/do/add-problem")
    contact.fills("难题", title)
    contact.presses("登记")
    contact.reads("已登记。")


def signs_in(worker: Actor, leader: Actor, name: str, phone: str, *, told: str = "签到好了") -> None:
    """Scan the code that the leader shows, and sign in by name and phone."""
    worker.page.goto(scan(leader))
    worker.fills("姓名", name)
    worker.fills("手机号", phone)
    worker.presses("签到")
    worker.reads(told)


def scan(leader: Actor) -> str:
    """Read the code that the leader's phone shows: its address, which must be what the drawing says."""
    page = leader.page
    with page.expect_response(lambda answer: answer.url.endswith("/code")) as shown:
        page.reload()
    address = str(shown.value.json()["address"])
    drawn = page.get_by_role("img", name="签到二维码").locator("path").last.get_attribute("d")
    assert drawn and drawn in qr_svg(address, scale=6), "the drawing is another code than the one it stands for"
    return address


def writes_the_record(
    leader: Actor,
    number: str,
    *,
    problems: Sequence[str] = (TROUBLE,),
    present: Sequence[str] = (),
    photos: tuple[Path, ...] = (),
) -> None:
    """Write the visit record with a promise, and report the order as done: every problem, and who was there."""
    leader.opens(f"/cases/{number}/do/claim")
    for problem in problems:
        leader.picks("解决了", of="解决了吗", within=problem)
        leader.fills("处理经过", "更换接触器，紧固进线端子，连续试运行两小时正常。", within=problem)
    for name in present:
        leader.ticks(name)
    leader.fills("这次做了什么", "查出进线端子松动、时有缺相，当场处理，职工一起看了做法。")
    if photos:
        leader.attaches("现场照片", *photos)
    leader.fills("答应做什么", "两周后再来复测一次")
    leader.fills("哪天以前", f"{now() + timedelta(days=14):%Y-%m-%d}")
    leader.presses("提交，请企业确认")
    leader.reads("记录已提交，等企业确认。")


def confirms(
    contact: Actor,
    number: str,
    *,
    answers: Mapping[str, str],
    problems: Sequence[str] = (TROUBLE,),
    unsolved: Sequence[str] = (),
    score: str = "",
    proof: Path | None = None,
) -> None:
    """Say what was solved and what it was worth."""
    contact.opens(f"/cases/{number}/do/confirm")
    for problem in problems:
        contact.picks("没有解决" if problem in unsolved else "解决了", of=problem)
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


def in_half_an_hour() -> datetime:
    """A time far enough for others to join it, and near enough to begin the visit at once."""
    return now() + timedelta(minutes=30)
