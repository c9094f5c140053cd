"""Every form of the product against every kind of malformed input: an answer in words, and nothing written."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote_from_bytes, urlencode

import pytest
from django.conf import settings
from django.db import transaction

from gongqiao.web import faces
from tests.walls import poisons
from tests.walls.every_address import EXAMPLES
from tests.walls.every_door import DOORS
from tests.walls.every_form import EVERY_FORM, AForm
from tests.walls.scene import Scene
from tests.walls.traces import Traces

pytestmark = pytest.mark.django_db
URLENCODED, BOUNDARY = "application/x-www-form-urlencoded", "gongqiao-boundary"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
CHINESE = re.compile("[\u4e00-\u9fff]{4,}")
FORMS = {**EVERY_FORM, **DOORS}
JSON_DOORS = {
    "draft",
    "survey_link_draft",
    "passkey_options",
    "add_passkey",
    "entering_options",
    "enter_passkey",
    "demo",
}
"""Addresses that take no form: see ``test_other_input``."""
QUIET = {"sign_in", "staff", "sign_out", "look"}
"""Forms that write a session, a code or a cookie and nothing else."""


class Attack:
    """A form in front of which somebody stands, who may fill it."""

    def __init__(self, form: AForm, scene: Scene) -> None:
        self.form, self.scene = form, scene
        self.browser = scene.client(form.who)
        self.address = form.address(scene)
        form.prepare(scene, self.browser)
        self.clean = dict(form.clean(scene))
        self._cookies = dict(self.browser.cookies)

    def fields(self):
        """Return the fields of the form as its page shows them; of a button on another page what is sent with it."""
        page = self.browser.get(self.address)
        if page.status_code == 405 or "form" not in page.context:
            return poisons.BUTTON
        fields = page.context["form"].fields
        assert set(fields) >= set(self.clean), "the right answer fills fields that the page does not show"
        return poisons.unlike(fields)

    def rightly(self):
        return self.browser.post(self.address, self.clean)

    def typed(self, name: str, poison: poisons.Poison):
        """Send the right answer with one field of it poisoned."""
        values = poison.value if isinstance(poison.value, list) else [poison.value]
        body = self._body({key: value for key, value in self.clean.items() if key != name})
        parts = [*body, *(f"{name}={quote_from_bytes(value)}" for value in values)]
        return self.raw("&".join(parts).encode(), URLENCODED)

    def raw(self, body: bytes, content_type: str):
        return self.browser.generic("POST", self.address, body, content_type=content_type)

    def multipart(self, name: str, file_name: str, body: bytes) -> bytes:
        """Return the right answer as a multipart body with one file."""
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, given in self.clean.items()
            if not hasattr(given, "read")
            for value in (given if isinstance(given, list) else [given])
        ]
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
        kind = "Content-Type: image/jpeg\r\n\r\n"
        return b"".join([*parts, head.encode(), kind.encode(), body, f"\r\n--{BOUNDARY}--\r\n".encode()])

    def again(self) -> None:
        """Forget what an answer put into the browser."""
        self.browser.cookies.clear()
        self.browser.cookies.update(self._cookies)

    def _body(self, fields) -> list[str]:
        return [urlencode({key: value}, doseq=True) for key, value in fields.items() if not hasattr(value, "read")]


@pytest.fixture
def attack(cast, set_clock):
    """Return a function that stands somebody in front of a form."""

    def stand(name: str) -> Attack:
        form = FORMS[name]
        scene = Scene(cast, form.stage)
        set_clock(scene.at)
        return Attack(form, scene)

    return stand


def fault_of(answer, left: list[str], *, may_be_read: bool = False) -> str:
    """Say what is wrong with an answer to malformed input; nothing when it is a refusal in words without effect."""
    status = answer.status_code
    if status >= 500:
        return f"{status} {getattr(answer, 'exc_info', None)}"
    if status < 400:
        return "" if may_be_read else f"{status}: taken for good"
    if not CHINESE.search(answer.content.decode()):
        return f"{status} without a sentence"
    return f"{status}, but wrote {left}" if left else ""


def tried(attack: Attack, send, *, may_be_read: bool = False) -> str:
    """Send something, look at the answer and at what it left, and undo it."""
    traces = Traces()
    with transaction.atomic():
        answer = send()
        if getattr(answer, "exc_info", None) and answer.status_code >= 500:
            transaction.set_rollback(True)
            attack.again()
            return f"{answer.status_code} {answer.exc_info[0].__name__}: {answer.exc_info[1]}"
        fault = fault_of(answer, traces.left(), may_be_read=may_be_read)
        transaction.set_rollback(True)
    attack.again()
    return fault


def kept_files() -> set[Path]:
    return {path for path in Path(settings.FILES).rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", FORMS)
class TestEveryForm:
    def test_takes_a_right_answer(self, attack, name):
        before = attack(name)
        traces = Traces()
        with transaction.atomic():
            answer = before.rightly()
        assert answer.status_code < 400, (
            answer.status_code,
            getattr(answer.context.get("form"), "errors", answer.content.decode()),
        )
        assert traces.left() or name in QUIET

    def test_answers_every_poison_in_words_and_writes_nothing(self, attack, name):
        front = attack(name)
        faults = {
            f"{field}: {poison.name}": fault
            for field, kind in front.fields().items()
            for poison in poisons.of_field(field, kind)
            if (fault := tried(front, lambda f=field, p=poison: front.typed(f, p), may_be_read=poison.may_be_read))
        }
        assert not faults

    def test_answers_a_broken_body_in_words(self, attack, name):
        front = attack(name)
        whole = front.multipart("photos", "一.jpg", b"x" * 300)
        bodies = {
            "no boundary": (whole, "multipart/form-data"),
            "a bad boundary": (whole, "multipart/form-data; boundary=\x01\x7f"),
            "ten megabytes": (b"reason=" + poisons.FLOOD.encode(), URLENCODED),
            "ten megabytes in parts": (
                front.multipart("x", "", b"").replace(b"--\r\n", b"\r\n") + poisons.FLOOD.encode(),
                MULTIPART,
            ),
            "3000 fields": (b"&".join(b"f%d=1" % n for n in range(3000)), URLENCODED),
            "30 files": (
                b"".join(front.multipart("x", f"{n}.jpg", b"x")[: -len(BOUNDARY) - 6] for n in range(30)),
                MULTIPART,
            ),
            "another alphabet": (b"reason=1", URLENCODED + "; charset=utf-16"),
            "NUL in a name": (b"rea%00son=1", URLENCODED),
        }
        faults = {
            what: fault
            for what, (body, kind) in bodies.items()
            if (fault := tried(front, lambda b=body, k=kind: front.raw(b, k)))
        }
        assert not faults

    def test_survives_a_body_that_was_cut_off(self, attack, name):
        front = attack(name)
        whole = front.multipart("photos", "一.jpg", b"x" * 300)
        faults = [
            tried(front, lambda n=cut: front.raw(whole[:-n], MULTIPART), may_be_read=True) for cut in (1, 40, 200, 380)
        ]
        assert not any(faults), faults


@pytest.mark.parametrize("name", [name for name, form in FORMS.items() if form.files])
class TestFiles:
    def test_that_are_not_what_they_say_are_refused_in_words_and_not_kept(self, attack, name):
        front = attack(name)
        before = kept_files()
        faults = {}
        for what, (file_name, body) in poisons.FILES.items():
            sent = front.multipart(front.form.files, file_name, body)
            if fault := tried(front, lambda b=sent: front.raw(b, MULTIPART)):
                faults[what] = fault
        assert not faults
        assert kept_files() == before


class TestTheMatrix:
    def test_holds_every_dialog_of_every_kind_of_case(self):
        drawn = {(flow, name) for flow, face in faces._faces.items() for name in (*face.doors, *face.edits)}
        assert drawn == {(form.flow, form.move) for form in FORMS.values() if form.move}

    def test_holds_every_address_that_takes_a_form(self, cast, set_clock):
        """An address that is not in the matrix refuses a POST because it is none of its methods."""
        scene = Scene(cast)
        held = {form.pattern for form in FORMS.values()} | JSON_DOORS
        others = {name: example(scene) for name, example in EXAMPLES.items() if name not in held}
        answers = {name: scene.client("officer").post(address).status_code for name, address in others.items()}
        assert {name: status for name, status in answers.items() if status != 405} == {}
