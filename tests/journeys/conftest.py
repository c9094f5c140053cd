"""Running sites, a browser, and windows for everybody; what goes wrong in any of them fails the test."""

from __future__ import annotations

import os
import shutil

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys import site as sites
from tests.journeys.actors import Actor, Complaints

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
IN_CHINA = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "color_scheme": "light", "reduced_motion": "reduce"}
PATIENCE_MS = 15_000


@pytest.fixture(scope="package")
def browser():
    """One headless Chromium for all journeys; gone before the next room, for its loop would forbid Django the database."""
    path = shutil.which("chromium")
    assert path, "没有找到 chromium：请执行 apt-get install chromium"
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=flags)
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def demo():
    """The demo city, as `gongqiao run` shows it."""
    site = sites.open_demo()
    yield site
    site.stop()


@pytest.fixture(scope="package")
def in_earnest():
    """An installation without a demo, on a host with a name."""
    site = sites.open_for_real()
    yield site
    site.stop()


class Windows:
    """The windows of one test; closing them brings every complaint to light."""

    def __init__(self, browser: Browser, site: sites.Site, test: str) -> None:
        self._browser, self._site, self._test = browser, site, test
        self._complaints = Complaints(home=site.url)
        self.actors: list[Actor] = []

    def at_a_phone(self, name: str, **options: object) -> Actor:
        """Give somebody a phone."""
        return self._window(name, PHONE | options)

    def at_a_desk(self, name: str, **options: object) -> Actor:
        """Give somebody a desk."""
        return self._window(name, DESK | options)

    def as_role(self, role: str, **options: object) -> Actor:
        """Let somebody in by the button of a demo role: on a phone who works with one, at a desk the others."""
        is_mobile = role in {"企业联系人", "劳模工匠"}
        actor = self.at_a_phone(role, **options) if is_mobile else self.at_a_desk(role, **options)
        actor.opens("/")
        with actor.page.expect_navigation():
            actor.page.get_by_role("button", name=role).click()
        return actor

    def by_phone(self, name: str, phone: str) -> Actor:
        """Let somebody in by the real door: a phone and the code that the asking screen shows in demo mode."""
        actor = self.at_a_phone(name)
        actor.opens("/sign-in")
        actor.fills("手机号", phone)
        actor.presses("获取验证码")
        code = actor.reads("演示模式不发短信").locator("b").inner_text()
        actor.fills("验证码", code)
        with actor.page.expect_navigation():
            actor.presses("登录")
        return actor

    def close(self, *, keep_pictures: bool) -> None:
        """Close all windows; fail when one of them, or the server behind them, had something to complain about."""
        pictures = [str(actor.picture(self._test)) for actor in self.actors] if keep_pictures else []
        for actor in self.actors:
            actor.context.close()
        if pictures:
            print("pictures:", *pictures, sep="\n  ")
        assert self._complaints.heard == []
        assert self._site.new_log_lines() == []

    def _window(self, name: str, options: dict) -> Actor:
        context = self._browser.new_context(**IN_CHINA, **options)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        self._complaints.listen_to(page)
        actor = Actor(name=name, page=page, home=self._site.url)
        self.actors.append(actor)
        return actor


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Remember whether the test itself failed, for its pictures."""
    report = yield
    if report.when == "call":
        item.has_failed = report.failed
    return report


@pytest.fixture
def windows(browser, demo, request):
    """Windows onto the demo city."""
    opened = Windows(browser, demo, request.node.name)
    yield opened
    opened.close(keep_pictures=getattr(request.node, "has_failed", True))


@pytest.fixture(scope="module")
def lasting_windows(browser, demo, request):
    """Windows onto the demo city that stay open for all tests of a file."""
    opened = Windows(browser, demo, request.module.__name__.rsplit(".", 1)[1])
    yield opened
    opened.close(keep_pictures=False)


@pytest.fixture
def windows_in_earnest(browser, in_earnest, request):
    """Windows onto the installation without a demo."""
    opened = Windows(browser, in_earnest, request.node.name)
    yield opened
    opened.close(keep_pictures=getattr(request.node, "has_failed", True))


@pytest.fixture(scope="session")
def picture(tmp_path_factory):
    """A photo as a phone takes it."""
    path = tmp_path_factory.mktemp("photos") / "IMG_1120.jpg"
    Image.effect_mandelbrot((1200, 900), (-2.2, -1.3, 1.1, 1.3), 60).convert("RGB").save(path, "JPEG")
    return path
