"""How pages look to everybody: WCAG by axe, nothing sticks out, targets are large enough, in every mode."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.journeys.actors import Actor
from tests.journeys.lists import a_list, county_of, download

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text()
SIZES = {"390": {"width": 390, "height": 844}, "1440": {"width": 1440, "height": 900}}
MODES = {"浅色": ("light", False), "深色": ("dark", False), "关怀版": ("light", True)}
LEAST_TARGET_PX, LEAST_CARE_TARGET_PX, LEAST_CARE_TEXT_PX = 44, 60, 18

SET_MODE = """([theme, care]) => {
  document.documentElement.dataset.theme = theme;
  document.documentElement.toggleAttribute("data-care", care);
}"""
RUN_AXE = """async (rules) => {
  const only = rules.length ? { type: "rule", values: rules }
    : { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
  const found = await axe.run(document, { runOnly: only, resultTypes: ["violations"] });
  return found.violations.filter((one) => ["serious", "critical"].includes(one.impact))
    .flatMap((one) => one.nodes.slice(0, 4).map((node) => `${one.id}: ${node.html.slice(0, 160)}`));
}"""
STICKS_OUT = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL_TARGETS = """(least) => [...document.querySelectorAll("nav a, .foot a, .foot button, form button, a.btn, a.cell")]
  .filter((one) => one.checkVisibility() && !one.closest(".toasts"))
  .map((one) => [one.getBoundingClientRect(), one])
  .filter(([box]) => box.height < least - 0.5 || box.width < least - 0.5)
  .map(([box, one]) => [`${Math.round(box.width)}×${Math.round(box.height)}`, one.innerText.trim() || one.outerHTML])
  .map(([size, words]) => `${size} ${words.slice(0, 80)}`)"""
PLANT = """() => {
  const main = document.querySelector("main");
  const [word, button, wide] = ["p", "button", "div"].map((name) => main.appendChild(document.createElement(name)));
  word.textContent = "灰字";
  Object.assign(word.style, { color: "#bbbbbb", fontSize: "9px" });
  const form = main.appendChild(document.createElement("form"));
  form.append(button);
  Object.assign(button.style, { width: "20px", height: "20px", minHeight: "0", padding: "0" });
  wide.style.cssText = "width: 600px; height: 1px";
}"""
SMALL_TEXT = """(least) => [...document.querySelectorAll("main p, main dd, main li, main label, main button, main a, main td")]
  .filter((one) => one.checkVisibility() && one.innerText.trim() && parseFloat(getComputedStyle(one).fontSize) < least)
  .map((one) => `${getComputedStyle(one).fontSize} ${one.innerText.trim().slice(0, 30)}`)"""


def follows_first(words: str) -> Callable[[Actor], None]:
    """Return a step that follows the first link with these words."""
    return lambda actor: actor.presses(words)


def opens_first_row(actor: Actor) -> None:
    with actor.page.expect_navigation():
        actor.page.get_by_role("main").get_by_role("table").get_by_role("link").first.click()


def opens_a_row_that_offers(words: str) -> Callable[[Actor], None]:
    """Return a step that opens rows of a list until one has a link with these words: the demo's answers vary."""

    def step(actor: Actor) -> None:
        rows = actor.page.get_by_role("main").get_by_role("table").get_by_role("link")
        for address in rows.evaluate_all("all => all.map((one) => one.getAttribute('href'))"):
            actor.opens(address)
            if actor.page.get_by_role("link", name=words).count():
                return
        raise AssertionError(f"no row offers {words}")

    return step


def opens_first_cell(actor: Actor) -> None:
    with actor.page.expect_navigation():
        actor.page.locator("a.cell").first.click()


def uploads_a_list(actor: Actor) -> None:
    """Bring in a list with good rows and bad ones, and take the good ones in."""
    template = download(actor, "下载模板", Path(mkdtemp()))
    actor.attaches("名单文件", a_list(template, county_of(actor), rows=6, bad_every=3, first=29_000))
    actor.presses("上传并核对")
    with actor.page.expect_navigation():
        actor.presses("导入 4 行")


SURVEY = "/desk/enterprise-service/surveys/1"
"""The survey of the demo, half done."""
SPECIAL_ACTION = "/desk/enterprise-service/special-actions/1"
PHONE_PAGES = {
    "来客": [("/",), ("/sign-in",), ("/sign-in/staff",), ("/no-such-page",)],
    "企业联系人": [
        ("/",), ("/services",), ("/messages",), ("/me",), ("/me/tokens",), ("/mine",), ("/enterprise-service",),
        ("/enterprise-service/orders/new?dish=training",), ("/enterprise-service/needs",),
        ("/enterprise-service/needs/new",), ("/knowledge",), ("/knowledge", opens_first_cell), ("/knowledge?q=没有这样的词",),
        ("/", follows_first("企业联系人")), ("/", follows_first("确认是否解决")),
        ("/", follows_first("确认是否解决"), follows_first("确认")),
        ("/", follows_first("确认是否解决"), follows_first("请企业签字")),
        ("/", follows_first("确认是否解决"), follows_first("传签字盖章件")),
        ("/", follows_first("确认是否解决"), follows_first("服务协议")),
        ("/innovation/works",), ("/innovation/works", follows_first("压铸五金行业")),
        ("/enterprise-service/surveys",), ("/", follows_first("请填问卷")),
    ],
    "劳模工匠": [
        ("/",), ("/enterprise-service/work",), ("/talent/leave",), ("/", follows_first("填入企记录")),
        ("/", follows_first("填入企记录"), follows_first("办好了，请企业确认")),
        ("/", follows_first("填入企记录"), follows_first("签到码")),
        ("/", follows_first("填入企记录"), follows_first("签到码"), follows_first("签师徒协议")),
        ("/talent/pairs",), ("/talent/pairs", opens_first_cell), ("/talent/profile",), ("/talent/skills/new",),
    ],
}  # fmt: skip
DESK_PAGES = {
    "县总干部": [
        ("/desk",), ("/desk/cases",), ("/desk", follows_first("为企业配班组")),
        ("/desk", follows_first("约定上门时间")), ("/desk/search?q=电",), ("/desk/enterprise-service/orders",),
        ("/desk/enterprise-service/needs",), ("/desk/enterprise-service/enterprises",),
        ("/desk/enterprise-service/enterprises", opens_first_row), ("/desk/enterprise-service/enterprises/new",),
        ("/desk/enterprise-service/activities",), ("/desk/talent/teams",), ("/desk/talent/teams", opens_first_row),
        ("/desk/talent/craftsmen",), ("/desk/talent/craftsmen", opens_first_row), ("/desk/talent/experts",),
        ("/desk/talent/experts", opens_first_row), ("/desk/talent/pairs",), ("/desk/talent/pairs/new",),
        ("/desk/talent/teams/new",), ("/desk/talent/craftsmen/new",), ("/desk/talent/experts/new",),
        ("/desk/knowledge",), ("/desk/knowledge", opens_first_row),
        ("/desk/enterprise-service/ledger",), ("/desk/sheets",), ("/desk/sheets/enterprises/new",), ("/desk/exports",),
        ("/desk/sheets/enterprises/new", uploads_a_list), ("/desk/sheets", opens_first_row, follows_first("撤销本批")),
        ("/desk/innovation/problems",), ("/desk/innovation/problems", opens_first_row), ("/desk/innovation/works",),
        ("/desk/innovation/problems/new",), ("/desk/innovation/proposals",),
        ("/desk/innovation/proposals", follows_first("看一看、认定")),
        ("/desk/enterprise-service/surveys",), ("/desk/enterprise-service/surveys/new",), (SURVEY,),
        (SURVEY + "/questions",), (SURVEY + "/firms",), (SURVEY + "/answers",), (SURVEY + "/gatherings/new",),
        (SURVEY + "/remedies/new",), ("/desk/enterprise-service/respondents",),
        ("/desk/enterprise-service/respondents", opens_first_row), (SURVEY, follows_first("办结")),
        (SURVEY + "/answers", opens_first_row),
        (SURVEY + "/answers", opens_a_row_that_offers("登记为需求"), follows_first("登记为需求")),
        ("/desk/enterprise-service/special-actions",), (SPECIAL_ACTION,), (SPECIAL_ACTION + "/edit",),
    ],
    "市总干部": [
        ("/desk/cases?flow=article&when=open", opens_first_row),
        ("/desk/enterprise-service/programme",), ("/desk/enterprise-service/figures",),
        ("/desk/enterprise-service/figures", follows_first("解决难题")), ("/board",),
        ("/desk/enterprise-service/screens",), ("/desk/figures",), ("/desk/snapshots",), ("/desk/snapshots/new",),
        ("/desk/snapshots", opens_first_row), ("/desk/assessments",), ("/desk/assessments/new",),
        ("/desk/assessments", opens_first_row),
        ("/desk/snapshots", opens_first_row, follows_first("简报 Word、PDF")),
        ("/desk/assessments", opens_first_row, follows_first("通报 Word、PDF")),
    ],
    "审计员": [("/desk",), ("/desk/talent/pairs", opens_first_row), (SURVEY,)],
}  # fmt: skip


def every_page(pages):
    return [
        pytest.param(role, path, steps, id=f"{role} {path} {len(steps) or ''}".strip())
        for role, paths in pages.items()
        for path, *steps in paths
    ]


@pytest.fixture(scope="module")
def people(lasting_windows):
    """Everybody of these pages, each signed in once."""
    known: dict[str, Actor] = {"来客": lasting_windows.at_a_desk("来客")}

    def somebody(role: str) -> Actor:
        if role not in known:
            known[role] = lasting_windows.as_role(role)
        return known[role]

    return somebody


@pytest.mark.parametrize("role, path, steps", every_page(PHONE_PAGES) + every_page(DESK_PAGES))
def test_a_page_suits_every_eye_at_every_size(people, role, path, steps):
    actor = arrives(people(role), path, steps)
    actor.reads("演示数据：企业、人员和事项都是虚构的")
    actor.page.evaluate(AXE)
    faults = []
    for size, viewport in SIZES.items():
        actor.page.set_viewport_size(viewport)
        for mode, settings in MODES.items():
            actor.page.evaluate(SET_MODE, list(settings))
            rules = [] if mode == "浅色" else ["color-contrast"]
            faults += [f"{size} {mode}: {fault}" for fault in actor.page.evaluate(RUN_AXE, rules)]
            if out := actor.page.evaluate(STICKS_OUT):
                faults.append(f"{size} {mode}: {out} px stick out to the side")
    assert faults == []


@pytest.mark.parametrize("role, path, steps", every_page(PHONE_PAGES))
def test_a_thumb_hits_what_is_to_be_pressed_on_a_phone(people, role, path, steps):
    actor = arrives(people(role), path, steps)
    actor.page.set_viewport_size(SIZES["390"])
    assert actor.page.evaluate(SMALL_TARGETS, LEAST_TARGET_PX) == []
    actor.page.evaluate(SET_MODE, ["light", True])
    assert actor.page.evaluate(SMALL_TARGETS, LEAST_CARE_TARGET_PX) == []
    assert actor.page.evaluate(SMALL_TEXT, LEAST_CARE_TEXT_PX) == []


def test_planted_faults_are_found(people):
    actor = arrives(people("来客"), "/", ())
    actor.page.evaluate(AXE)
    actor.page.set_viewport_size(SIZES["390"])
    actor.page.evaluate(PLANT)
    found = actor.page.evaluate(RUN_AXE, [])
    assert {fault.split(":")[0] for fault in found} == {"button-name", "color-contrast"}
    assert "灰字" in "".join(actor.page.evaluate(RUN_AXE, ["color-contrast"]))
    assert actor.page.evaluate(STICKS_OUT) > 0
    assert len(actor.page.evaluate(SMALL_TARGETS, LEAST_TARGET_PX)) == 1
    assert actor.page.evaluate(SMALL_TEXT, 10) == ["9px 灰字"]


def arrives(actor: Actor, path: str, steps) -> Actor:
    actor.opens(path)
    for step in steps:
        step(actor)
    return actor
