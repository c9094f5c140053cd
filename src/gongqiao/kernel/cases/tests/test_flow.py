from __future__ import annotations

import dataclasses

import pytest

from gongqiao.kernel.access.powers import Power
from gongqiao.kernel.base.errors import WrongState
from gongqiao.kernel.cases.flow import Duty, Flow, Move, State, Tell, faults_of

DO = Power(code="test.do", label="办", held_by=("self",))
NOBODY = Power(code="test.nobody", label="没人", held_by=())
CHECK = Duty(name="check", label="审核", who="officer", days=2)

SOUND = Flow(
    name="test",
    label="试",
    service="test",
    prefix="SY",
    version=1,
    start="asked",
    open_power=DO,
    open_done="提出了",
    audiences=(("officer", "经办干部"),),
    states=(
        State(name="asked", label="已提出", shape="todo", pier="提出", duties=(CHECK,)),
        State(name="done", label="办好了", shape="done", pier="办好"),
    ),
    moves=(Move(name="finish", label="办好", done="办好了", frm=("asked",), to="done", power=DO, settles=("check",)),),
)


def spoiled(*, states=None, move=None, moves=None, **changes) -> Flow:
    """The sound flow with one thing changed."""
    if move is not None:
        moves = (dataclasses.replace(SOUND.moves[0], **move),)
    changed = {"states": states or SOUND.states, "moves": SOUND.moves if moves is None else moves, **changes}
    return dataclasses.replace(SOUND, **changed)


ASKED, DONE = SOUND.states


class TestDrawings:
    def test_a_sound_one_has_no_fault(self):
        assert faults_of(SOUND) == []

    @pytest.mark.parametrize(
        ("flow", "fault"),
        [
            (spoiled(states=(*SOUND.states, DONE)), "state done is drawn twice"),
            (spoiled(states=(dataclasses.replace(ASKED, shape="star"), DONE)), "state asked has no such shape"),
            (spoiled(start="gone"), "it starts at gone, which is not drawn"),
            (spoiled(move={"to": "gone"}), "move finish touches gone, which is not drawn"),
            (spoiled(move={"frm": ("gone",)}), "move finish touches gone, which is not drawn"),
            (spoiled(move={"or_to": ("gone",)}), "move finish touches gone, which is not drawn"),
            (spoiled(move={"power": NOBODY}), "move finish is guarded by a power that nobody can hold"),
            (
                spoiled(states=(*SOUND.states, State(name="lost", label="走失", shape="stop"))),
                "state lost cannot be reached",
            ),
            (spoiled(moves=()), "no move leaves the open state asked"),
            (spoiled(move={"to": ""}), "no move leaves the open state asked"),
            (spoiled(states=(dataclasses.replace(ASKED, duties=()), DONE)), "the open state asked has no deadline"),
            (
                spoiled(states=(dataclasses.replace(ASKED, duties=(dataclasses.replace(CHECK, days=None),)), DONE)),
                "the open state asked has no deadline",
            ),
            (spoiled(move={"settles": ("gone",)}), "move finish names the duty gone, which nobody has"),
            (spoiled(move={"stays_open": ("gone",)}), "move finish names the duty gone, which nobody has"),
            (spoiled(move={"tells": (Tell(who="moon", text=""),)}), "nobody is called moon"),
            (spoiled(audiences=()), "nobody is called officer"),
        ],
    )
    def test_a_fault_is_named(self, flow, fault):
        assert fault in faults_of(flow)

    def test_a_changed_drawing_has_another_fingerprint(self):
        assert spoiled().fingerprint() == SOUND.fingerprint()
        assert spoiled(label="试试").fingerprint() != SOUND.fingerprint()


class TestMoves:
    def test_are_found_from_where_they_leave(self):
        assert SOUND.move("finish", frm="asked").to == "done"

    @pytest.mark.parametrize(
        ("name", "frm", "says"),
        [
            ("finish", "done", "现在是“办好了”，不能“办好”"),
            ("fly", "asked", "不能“fly”"),
            ("finish", "unknown", "现在是“unknown”"),
        ],
    )
    def test_elsewhere_are_refused_in_words(self, name, frm, says):
        with pytest.raises(WrongState, match=says):
            SOUND.move(name, frm=frm)

    def test_that_stay_end_where_they_start(self):
        assert dataclasses.replace(SOUND.moves[0], to="", or_to=("done",)).ends("asked") == ("asked", "done")
