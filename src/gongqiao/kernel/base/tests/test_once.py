from __future__ import annotations

import pytest
from tests.cast import MONDAY

from gongqiao.kernel.base.errors import WrongState
from gongqiao.kernel.base.models import Receipt
from gongqiao.kernel.base.once import AlreadySentDifferently, earlier, once

BODY = {"title": ["跳停"]}


@pytest.mark.django_db
class TestOnce:
    def test_a_second_call_gets_the_first_answer_and_does_nothing(self):
        done = []
        first = once("form-1", BODY, lambda: done.append(1) or "/cases/1", at=MONDAY)
        second = once("form-1", BODY, lambda: done.append(2) or "/cases/2", at=MONDAY)
        assert (first.answer, first.is_repeat) == ("/cases/1", False)
        assert (second.answer, second.is_repeat) == ("/cases/1", True)
        assert done == [1]

    def test_what_was_refused_may_be_tried_again_with_the_same_key(self):
        def refuse():
            raise WrongState

        with pytest.raises(WrongState):
            once("form-1", BODY, refuse, at=MONDAY)
        assert not Receipt.objects.exists()
        assert once("form-1", BODY, lambda: "ok", at=MONDAY).answer == "ok"

    def test_the_same_key_with_other_words_is_told_so(self):
        once("form-1", BODY, lambda: "ok", at=MONDAY)
        with pytest.raises(AlreadySentDifferently, match="已经提交过了"):
            once("form-1", {"title": ["另一句"]}, lambda: "no", at=MONDAY)

    def test_nothing_was_answered_before_under_a_new_key(self):
        assert earlier("form-2", BODY) is None
