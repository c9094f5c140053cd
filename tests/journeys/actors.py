"""Somebody in a browser window of his own, who reads words and presses what is written on it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response, expect

PICTURES = Path(tempfile.gettempdir()) / "gongqiao-journeys"
A_WHOLE = re.compile(r"[\d,]+")


@dataclass(kw_only=True)
class Complaints:
    """What must not happen in any window: scripts that fail, servers that crash, requests that leave the house."""

    home: str
    heard: list[str] = field(default_factory=list)

    def listen_to(self, page: Page) -> None:
        """Hear everything that goes wrong on a page."""
        page.on("pageerror", lambda error: self.heard.append(f"script on {page.url}: {error}"))
        page.on("console", self._hear_console)
        page.on("response", self._hear_response)
        page.on("request", self._hear_request)

    def _hear_console(self, message: ConsoleMessage) -> None:
        # The browser reports every refused form (4xx) as a resource that failed; those are looked at as answers.
        told = message.text
        if message.type == "error" and not told.startswith("Failed to load resource"):
            self.heard.append(f"console: {told}")

    def _hear_response(self, response: Response) -> None:
        is_form = response.request.resource_type in {"document", "fetch", "xhr"}
        if response.status >= (500 if is_form else 400):
            self.heard.append(f"{response.status} from {response.url}")

    def _hear_request(self, request: Request) -> None:
        there = urlsplit(request.url)
        if there.scheme in {"http", "https"} and there.netloc != urlsplit(self.home).netloc:
            self.heard.append(f"left the house for {request.url}")


@dataclass(kw_only=True)
class Actor:
    """A person at a phone or a desk."""

    name: str
    page: Page
    home: str

    @property
    def context(self) -> BrowserContext:
        """The window with its cookies."""
        return self.page.context

    @property
    def at(self) -> str:
        """The path of the page in front of one."""
        return urlsplit(self.page.url).path

    def opens(self, path: str) -> None:
        """Go to an address of the site."""
        self.page.goto(self.home + path)

    def presses(self, words: str, *, beside: Sequence[str] = ()) -> None:
        """Press the button or follow the link with these words; an open dialog comes first."""
        shown = self._pressable(words, self._row_of(beside) if beside else self._front())
        goes_away = shown.evaluate("it => it.tagName === 'A' && !it.hasAttribute('hx-get') && it.target !== '_blank'")
        if goes_away:
            with self.page.expect_navigation():
                shown.click()
        else:
            shown.click()

    def asks_to(self, words: str) -> None:
        """Press what opens a dialog, and wait for it."""
        self.presses(words)
        expect(self.page.get_by_role("dialog")).to_be_visible()

    def fills(self, label: str, text: str, *, within: str = "") -> None:
        """Type into the field with this label, or choose an entry of its list by its words; of a group of fields."""
        shown = self._front(within).get_by_label(label).filter(visible=True).first
        if shown.evaluate("it => it.tagName === 'SELECT'"):
            shown.select_option(label=text)
        else:
            shown.fill(text)

    def picks(self, words: str, *, of: str, within: str = "") -> None:
        """Choose one of several under a heading, of a group of fields where there are several alike."""
        labels = self._front(within).get_by_role("group", name=of).first.locator("label")
        labels.filter(has_text=re.compile(rf"^\s*\d?\s*{re.escape(words)}\s*$")).click()

    def ticks(self, words: str) -> None:
        """Tick a box."""
        self._front().get_by_label(words).first.check()

    def attaches(self, label: str, *files: Path) -> None:
        """Choose files for a field."""
        field = self._front().locator("input[type=file]").and_(self._front().get_by_label(label))
        field.set_input_files([str(file) for file in files])

    def signs(self, label: str) -> None:
        """Draw a signature on the pad with this label, with the finger or the mouse."""
        pad = self.page.get_by_role("img", name=label)
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        assert box, label
        mouse = self.page.mouse
        for n in range(3):
            left, top = box["x"] + box["width"] * (0.2 + 0.2 * n), box["y"] + box["height"] * 0.2
            mouse.move(left, top)
            mouse.down()
            mouse.move(left + box["width"] * 0.12, top + box["height"] * 0.5, steps=6)
            mouse.move(left - box["width"] * 0.03, top + box["height"] * 0.55, steps=6)
            mouse.up()

    def reads(self, words: str | re.Pattern[str], *, within: str = "") -> Locator:
        """See these words on the page; wait a little for them."""
        scope = self._section(within) if within else self.page.locator("body")
        shown = scope.get_by_text(words).filter(visible=True).first
        expect(shown).to_be_visible()
        return shown

    def reads_in(self, label: str, text: str) -> None:
        """See this text in a field."""
        expect(self._front().get_by_label(label).filter(visible=True).first).to_have_value(text)

    def misses(self, words: str) -> None:
        """See these words nowhere."""
        expect(self.page.get_by_text(words).filter(visible=True)).to_have_count(0)

    def cannot_press(self, words: str) -> str:
        """See that a button is shown but not offered, and return why."""
        shown = self.page.get_by_role("button", name=words, exact=True).filter(visible=True).first
        expect(shown).to_be_disabled()
        return (shown.get_attribute("title") or "").strip()

    def finds_nothing_to_press(self, words: str) -> None:
        """See neither a button nor a link with these words."""
        expect(_anything(self.page, words)).to_have_count(0)

    def number(self, label: str) -> int:
        """Read the number that stands with a label, as on the funnel."""
        shown = self.page.get_by_role("link").filter(has_text=label).first
        found = A_WHOLE.findall(shown.inner_text().split(label, 1)[1])
        return int(found[0].replace(",", ""))

    def text(self) -> str:
        """Everything that can be read."""
        return self.page.locator("body").inner_text()

    def picture(self, name: str) -> Path:
        """Keep what one sees now, for whoever looks into a failure."""
        PICTURES.mkdir(exist_ok=True)
        path = PICTURES / f"{name}-{self.name}.png"
        self.page.screenshot(path=path)
        return path

    def _front(self, group: str = "") -> Locator:
        dialog = self.page.locator("dialog[open]")
        front = dialog if dialog.count() else self.page.locator("body")
        return front.get_by_role("group", name=group).first if group else front

    def _pressable(self, words: str, scope: Locator) -> Locator:
        exact = _anything(scope, words, exact=True)
        return exact.first if exact.count() else _anything(scope, words).first

    def _row_of(self, words: Sequence[str]) -> Locator:
        rows = self.page.locator("tr, li, article")
        for each in words:
            rows = rows.filter(has_text=each)
        return rows.first

    def _section(self, heading: str) -> Locator:
        return self.page.locator("section").filter(has=self.page.get_by_role("heading", name=heading)).first


def _anything(scope: Page | Locator, words: str, *, exact: bool = False) -> Locator:
    buttons = scope.get_by_role("button", name=words, exact=exact)
    return buttons.or_(scope.get_by_role("link", name=words, exact=exact)).filter(visible=True)
