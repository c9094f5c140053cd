from __future__ import annotations

import signal
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from gongqiao.site import database, doctor, schema
from tests.running.installation import eventually


def found(name: str) -> list[doctor.Finding]:
    return [finding for finding in doctor.examine() if finding.name == name]


def advice_on(name: str) -> str:
    """Return the advice of the one finding of this name."""
    (finding,) = found(name)
    return finding.advice


@pytest.fixture
def heartbeat(owner):
    """Let the worker have been heard so long ago; afterwards it was never heard."""

    def heard(ago: timedelta):
        owner.execute(
            "insert into base_heartbeat (part, at, process) values ('worker', %s, '1')"
            " on conflict (part) do update set at = excluded.at",
            [datetime.now(UTC) - ago],
        )
        owner.commit()

    yield heard
    owner.execute("delete from base_heartbeat where part = 'worker'")
    owner.commit()


@pytest.mark.django_db
class TestDoctor:
    def test_a_sound_installation_is_in_order(self, heartbeat, monkeypatch):
        heartbeat(timedelta(seconds=5))
        words = doctor.in_words(doctor.examine())
        assert words.endswith("一切正常。"), words

    def test_a_worker_that_is_silent_is_dead(self, heartbeat):
        heartbeat(timedelta(minutes=7))
        (finding,) = found("后台任务")
        assert finding.state == "7 分钟没有动静"
        assert "gongqiao worker" in finding.advice

    def test_a_disk_that_is_nearly_full_is_named(self, monkeypatch):
        monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: SimpleNamespace(free=300 * doctor.MB))
        assert "只剩 300 MB" in advice_on("磁盘")

    def test_a_role_that_owns_the_tables_is_too_strong(self, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", database.owner_url())
        assert "权限太大" in advice_on("数据库用户")

    def test_long_work_that_cannot_go_on_is_named(self, owner):
        assert found("后台长任务") == []
        owner.execute(
            "insert into jobs_work (kind, thing_id, label, url, strength, state, total, done, says, error, tries,"
            " next_try_at, began_at, ended_at) values ('x', 1, '导入', '/', 'full', 'dead', 1, 0, '', '', 5,"
            " now(), now(), now())"
        )
        owner.commit()
        try:
            (finding,) = found("后台长任务")
        finally:
            owner.execute("delete from jobs_work")
            owner.commit()
        assert (finding.state, "再试一次" in finding.advice) == ("1 件办不下去", True)

    def test_a_superuser_is_too_strong(self, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", database.app_url().replace("gongqiao_app", "postgres"))
        assert "权限太大" in advice_on("数据库用户")

    def test_a_clock_that_is_off_is_named(self, monkeypatch):
        class Late(datetime):
            @classmethod
            def now(cls, tz=None):
                return datetime.now(tz) - timedelta(minutes=3)

        monkeypatch.setattr(doctor, "datetime", Late)
        assert "180 秒" in advice_on("时钟") or "179 秒" in advice_on("时钟")

    def test_a_database_that_is_away_says_so_and_looks_at_the_rest(self, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", "postgresql://gongqiao@127.0.0.1:1/gongqiao")
        assert "检查 DATABASE_URL" in advice_on("数据库")
        assert found("磁盘")

    def test_a_schema_of_another_version_is_named(self, monkeypatch):
        monkeypatch.setattr(schema, "is_current", lambda: False)
        assert "gongqiao migrate" in advice_on("数据库结构")

    @pytest.mark.parametrize("port", ["八", "0"])
    def test_a_wrong_port_is_advice_and_no_crash(self, monkeypatch, port):
        monkeypatch.setenv("PORT", port)
        assert "不对" in advice_on("端口")

    def test_a_secret_that_others_can_read_is_named(self, monkeypatch, tmp_path):
        secret = tmp_path / "secret_key"
        secret.write_text("x")
        secret.chmod(0o644)
        monkeypatch.setattr(doctor, "var", lambda: tmp_path)
        assert "chmod 600" in advice_on("密钥文件")


class TestOnARunningInstallation:
    def test_the_command_finds_it_in_order_and_then_without_its_worker(self, running):
        assert eventually(lambda: running.says("doctor")[0] == 0, 30), running.says("doctor")
        running.end(signal.SIGINT)
        code, said = running.says("doctor")
        assert code == 1
        assert "make run" in said
