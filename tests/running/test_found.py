from __future__ import annotations

import re

import pytest

WORDS = {"--name": "江门市总工会", "--officer": "陈干部", "--phone": "13900000123"}


def found(installation, **changes):
    """Say `gongqiao found` with some of its words changed."""
    words = WORDS | {f"--{name}": value for name, value in changes.items()}
    return installation.says("found", *(part for pair in words.items() for part in pair))


class TestFound:
    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [({"phone": "123"}, "手机号"), ({"area": "9999"}, "没有代码为 9999 的市"), ({"officer": " "}, "姓名")],
    )
    def test_wrong_words_are_one_sentence_and_write_nothing(self, running, changes, sentence):
        code, said = found(running, **changes)
        assert (code, sentence in said, "Traceback" in said) == (1, True, False), said

    def test_prints_the_first_password_and_is_refused_the_second_time(self, running):
        code, said = found(running)
        assert code == 0, said
        assert re.search(r"第一次登录的密码是 \S{12}", said)
        code, said = found(running)
        assert (code, "已经有工会组织了" in said) == (1, True)
