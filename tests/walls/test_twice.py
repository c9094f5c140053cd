"""The same form sent twice, by a double click or after going back, has one effect and one answer."""

from __future__ import annotations

import re

import pytest
from django.db import transaction

from gongqiao.kernel.base.models import Receipt
from gongqiao.web.doors import REPEATED
from tests.walls.every_form import EVERY_FORM
from tests.walls.scene import Scene
from tests.walls.traces import Traces

pytestmark = pytest.mark.django_db
CHINESE = re.compile("[\u4e00-\u9fff]{4,}")
BUTTONS = [
    "keep_promise", "take_out", "message", "messages", "revoke_token", "drop_file", "release",
    "close_programme", "remove_member", "pause", "take_batch", "drop_batch",
    "cancel_work", "work_again", "drop_honour", "drop_certificate", "look_for_groups",
    "helped",
    "issue_paper",
    "assessment_circulate", "assessment_discard", "revoke_screen",
    "snapshot_sign", "snapshot_discard",
    "open_survey", "send_survey", "remind_survey", "close_survey", "revoke_link", "remove_respondent",
]  # fmt: skip
"""Buttons that are sent without a form of their own: what they do is done, however often it is asked for."""
SHOWN_ONCE = {"invite", "own_invite"}
"""The first answer shows a secret, the second leads back."""
TAKEN_ANEW = {"assessment_collect", "snapshot_collect", "snapshot_words"}
"""What is read or worded anew as often as it is asked for, until it is signed."""
WITHOUT_KEY = {"reveal", "reveal_number", "sign", "look", "renew_link", *TAKEN_ANEW, *BUTTONS}
SENT_ONCE = [name for name in EVERY_FORM if name not in WITHOUT_KEY]


class Sender:
    """Somebody who has opened a form and filled it rightly."""

    def __init__(self, scene: Scene, name: str) -> None:
        form = EVERY_FORM[name]
        self.address, self.browser = form.address(scene), scene.client(form.who)
        form.prepare(scene, self.browser)
        page = self.browser.get(self.address)
        hidden = page.context["form"] if page.status_code == 200 and "form" in page.context else None
        self.key = {part: value for part in ("once", "seen") if hidden and (value := hidden[part].value()) is not None}
        self.given = form.clean(scene)

    def send(self, **changes):
        for file in (given for given in self.given.values() if hasattr(given, "seek")):
            file.seek(0)
        with transaction.atomic():
            return self.browser.post(self.address, {**self.given, **self.key, **changes})


@pytest.fixture
def sender(cast, set_clock):
    def open_form(name: str) -> Sender:
        scene = Scene(cast, EVERY_FORM[name].stage)
        set_clock(scene.at)
        return Sender(scene, name)

    return open_form


@pytest.mark.parametrize("name", SENT_ONCE)
class TestAForm:
    def test_sent_twice_leads_twice_to_the_same_place_and_acts_once(self, sender, name):
        form = sender(name)
        assert form.key["once"]
        first, traces = form.send(), Traces()
        second = form.send()
        assert traces.left() == []
        assert (second.status_code, first.status_code) in {(302, 302), *([(302, 200)] if name in SHOWN_ONCE else [])}
        assert name in SHOWN_ONCE or second["Location"] == first["Location"]
        assert REPEATED in [str(message) for message in _messages(second)]
        assert Receipt.objects.filter(key__endswith=form.key["once"]).count() == 1

    def test_sent_again_with_other_words_after_going_back_is_refused_in_words(self, sender, name):
        form = sender(name)
        form.send()
        traces = Traces()
        second = form.send(added="后来加的")
        assert (second.status_code, traces.left()) == (409, [])
        assert "已经提交过了" in second.content.decode()

    def test_whose_first_sending_was_refused_may_be_sent_again(self, sender, name):
        form = sender(name)
        refused = form.send(seen="99999999999999999999")
        assert refused.status_code == 422
        assert form.send().status_code in {200, 302}


@pytest.mark.parametrize("name", BUTTONS)
def test_a_button_pressed_twice_acts_once(sender, name):
    button = sender(name)
    first, traces = button.send(), Traces()
    second = button.send()
    assert first.status_code < 400
    assert second.status_code < 400 or CHINESE.search(second.content.decode())
    assert traces.left() == []


def test_a_worker_who_sends_the_sign_in_twice_is_told_so_and_stands_on_the_list_once(sender):
    form = sender("sign")
    first, traces = form.send(), Traces()
    second = form.send()
    assert (first.context["is_new"], second.context["is_new"]) == (True, False)
    assert traces.left() == []


def test_two_people_may_use_the_same_key(cast, set_clock):
    """A key belongs to whoever was shown it; somebody else's form with the same key is another form."""
    set_clock(Scene(cast).at)
    for who in ("contact", "stranger"):
        answer = (
            Scene(cast)
            .client(who)
            .post("/enterprise-service/needs/new", {**EVERY_FORM["new_need"].clean(Scene(cast)), "once": "k"})
        )
        assert answer.status_code == 302
    assert Receipt.objects.filter(key__endswith=":k").count() == 2


def test_every_form_is_sent_twice():
    assert set(SENT_ONCE) | WITHOUT_KEY == set(EVERY_FORM)


def _messages(answer):
    from django.contrib.messages import get_messages

    return get_messages(answer.wsgi_request)
