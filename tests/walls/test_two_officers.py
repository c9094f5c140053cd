"""Two officers open one case and both save: the second reads what the first did, and keeps what was typed."""

from __future__ import annotations

import re

import pytest

from gongqiao.services.enterprise_service.actions import orders
from tests.walls.every_form import EVERY_FORM
from tests.walls.scene import Scene
from tests.walls.traces import Traces

pytestmark = pytest.mark.django_db
TYPED = "我写了很久的一段话"
DIALOGS = {name: form for name, form in EVERY_FORM.items() if form.flow == "order"}
WITH_WORDS = [name for name, form in DIALOGS.items() if form.move not in {"supplement", "add-problem"}]


class Desk:
    """Somebody's open dialog of a case."""

    def __init__(self, scene: Scene, address: str, who: str) -> None:
        self.address, self.browser = address, scene.client(who)
        form = self.browser.get(address).context["form"]
        self.key = {"once": form["once"].value(), "seen": form["seen"].value()}

    def send(self, **typed):
        return self.browser.post(self.address, {**typed, **self.key})


def hidden(page, name: str) -> str:
    (found,) = re.finditer(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page.content.decode())
    return found[1]


@pytest.fixture
def scene(cast, set_clock):
    scene = Scene(cast, "ordered")
    set_clock(scene.at)
    return scene


class TestTwoOfficers:
    @pytest.fixture
    def both(self, scene):
        address = f"/desk/cases/{scene.number}/do/send_back"
        other = Desk(scene, f"/desk/cases/{scene.number}/do/supplement", "city_officer")
        return Desk(scene, address, "officer"), other

    def test_the_second_reads_who_did_what_and_nothing_is_saved(self, both):
        late, quick = both
        assert quick.send(text="市总来过电话").status_code == 302
        traces = Traces()
        answer = late.send(reason=TYPED)
        assert answer.status_code == 409
        assert "陈市补充了情况" in answer.content.decode()
        assert traces.left() == []

    def test_the_second_finds_the_own_words_in_the_form(self, both):
        late, quick = both
        quick.send(text="市总来过电话")
        answer = late.send(reason=TYPED)
        assert answer.context["form"]["reason"].value() == TYPED
        assert TYPED in answer.content.decode()

    def test_the_second_may_save_after_reading(self, both):
        late, quick = both
        quick.send(text="市总来过电话")
        shown = late.send(reason=TYPED)
        late.key = {"once": hidden(shown, "once"), "seen": hidden(shown, "seen")}
        assert late.send(reason=TYPED).status_code == 302

    def test_a_step_that_is_not_open_any_more_is_refused_in_words(self, scene):
        late = Desk(scene, f"/desk/cases/{scene.number}/do/offer", "officer")
        quick = Desk(scene, f"/desk/cases/{scene.number}/do/send_back", "city_officer")
        assert quick.send(reason="请补铭牌").status_code == 302
        answer = late.send(team=scene.cast.electricians.pk)
        assert answer.status_code == 409
        assert "退回补充" in answer.content.decode()

    def test_a_photo_sent_too_late_is_not_lost(self, scene):
        from tests.walls.scene import a_photo

        late = Desk(scene, f"/desk/cases/{scene.number}/do/supplement", "officer")
        quick = Desk(scene, f"/desk/cases/{scene.number}/do/supplement", "city_officer")
        quick.send(text="先补的")
        answer = late.send(text=TYPED, photos=a_photo())
        assert answer.status_code == 409
        assert [file.name for file in answer.context["kept"]] == ["铭牌.jpg"]


@pytest.mark.parametrize("name", WITH_WORDS)
def test_no_dialog_saves_over_a_change_that_its_sender_has_not_seen(cast, set_clock, name):
    form = DIALOGS[name]
    scene = Scene(cast, form.stage)
    set_clock(scene.at)
    desk = Desk(scene, form.address(scene), form.who)
    changed = scene.order
    changed.case.version += 1
    changed.case.save(update_fields=["version"])
    traces, clean = Traces(), form.clean(scene)
    kept = ["documents_attachment"] if any(hasattr(given, "read") for given in clean.values()) else []
    answer = desk.send(**clean)
    assert answer.status_code == 409
    assert traces.left() == kept, "nothing but the files of the draft, which wait for the next sending"


def test_a_deadline_is_not_set_over_a_change_that_was_not_seen(scene):
    desk = Desk(scene, f"/desk/cases/{scene.number}/due/{scene.task.pk}", "officer")
    orders.supplement(scene.order, "夜里停机", seen=None, at=scene.at, by=scene.cast.contact)
    answer = desk.send(due_on="2026-12-01", reason=TYPED)
    assert (answer.status_code, TYPED in answer.content.decode()) == (409, True)
