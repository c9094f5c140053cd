from __future__ import annotations

import os
import signal
import socket
import stat
from pathlib import Path

import pytest

from tests.running.installation import eventually


def pid_of(installation, words):
    """Return the process whose command line holds the words."""
    return next(pid for pid, line in installation.processes().items() if words in line)


class TestRun:
    def test_serves_and_ctrl_c_leaves_no_process(self, installation):
        said = installation.start()
        assert f"http://127.0.0.1:{installation.port}" in said
        assert installation.answers()
        said = installation.end(signal.SIGINT)
        assert "已全部停止" in said
        assert installation.is_gone(), installation.processes()

    def test_the_second_start_builds_nothing_anew_and_sigterm_ends_it(self, installation):
        said = installation.start()
        assert "第一次启动" not in said
        assert "正在建立" not in said
        installation.end_alone(signal.SIGTERM)
        assert installation.is_gone(), installation.processes()

    def test_kill_9_of_the_supervisor_leaves_no_process(self, running):
        running.end_alone(signal.SIGKILL)
        assert running.is_gone(), running.processes()

    def test_starts_at_once_after_kill_9_while_the_old_database_is_still_ending(self, running):
        running.end_alone(signal.SIGKILL)
        running.start()
        assert running.answers()

    def test_a_lock_of_the_database_that_names_another_program_is_no_obstacle(self, installation):
        installation.start()
        installation.clear()
        (installation.var / "pg/data/postmaster.pid").write_text(f"{os.getpid()}\n")
        installation.start()
        assert installation.answers()
        installation.clear()

    @pytest.mark.parametrize("part", ["parts worker", "granian --interface"])
    def test_a_part_that_dies_is_started_again(self, running, part):
        before = pid_of(running, part)
        os.kill(before, signal.SIGKILL)
        assert eventually(lambda: any(part in line and pid != before for pid, line in running.processes().items()), 30)
        assert eventually(running.answers, 30)

    @pytest.mark.parametrize("part", ["parts worker", "granian --interface"])
    def test_ctrl_c_is_heard_by_the_supervisor_alone(self, running, part):
        status = Path(f"/proc/{pid_of(running, part)}/status").read_text()
        (blocked,) = (int(line.split()[1], 16) for line in status.splitlines() if line.startswith("SigBlk"))
        assert blocked & 1 << (signal.SIGINT - 1)

    def test_only_one_runs_in_a_folder(self, running):
        code, said = running.says("run")
        assert code == 1
        assert "已经在运行" in said
        assert running.answers()

    def test_secrets_and_data_are_for_the_owner_only(self, running):
        for name in ("", "secret_key", "pg/data"):
            assert not stat.S_IMODE((running.var / name).stat().st_mode) & 0o077, name

    def test_postgresql_does_not_listen_to_the_network(self, running):
        command = running.processes()[pid_of(running, "bin/postgres")]
        assert "listen_addresses= " in command

    def test_without_demo_it_says_how_to_begin(self, installation):
        said = installation.start()
        assert "gongqiao found" in said
        installation.end(signal.SIGINT)
        assert installation.is_gone()


class TestRefusals:
    def test_a_port_that_is_taken_names_the_way_out(self, installation):
        with socket.socket() as other:
            other.bind(("127.0.0.1", installation.port))
            other.listen()
            code, said = installation.says("run")
        assert (code, "已被别的程序占用" in said, "PORT=" in said) == (1, True, True)

    @pytest.mark.parametrize(
        ("name", "value", "sentence"),
        [
            ("PORT", "八千", "端口“八千”不对"),
            ("PORT", "70000", "端口“70000”不对"),
            ("HOST", "no-such-host.invalid", "地址“no-such-host.invalid”找不到"),
            ("HOST", "192.0.2.7", "192.0.2.7 不是这台机器的地址"),
            ("DEMO", "1", "不能同时用演示模式"),
            ("DATABASE_URL", "mysql://a/b", "数据库地址应当写成"),
            ("DATABASE_URL", "postgresql://a@127.0.0.1:1/b", "连不上数据库"),
        ],
    )
    def test_a_setting_that_cannot_be_is_one_sentence(self, installation, monkeypatch, name, value, sentence):
        monkeypatch.setitem(installation.extra, name, value)
        code, said = installation.says("run")
        assert code == 1
        assert sentence in said
        assert "Traceback" not in said

    def test_the_demo_city_is_never_written_into_a_real_one(self, installation):
        code, said = installation.says("seed", "--demo")
        assert (code, "正式库不写演示数据" in said) == (1, True)
