"""A replay ends in its figures, whatever happens to it on the way, and says why when it will not begin."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import psycopg
import pytest

from gongqiao.site.embedded import Cluster, bundled_binaries, running
from gongqiao.site.replay.productions import PRODUCTIONS
from tests.running.installation import Installation, free_port

PATIENCE_S = 600
SAMPLE = PRODUCTIONS["sample"]
# What tells two years apart, without the numbers of rows: those of an undone step are not used again.
ROWS = {
    "book": "select e.at, e.kind, e.what, e.via, e.frm, e.to, c.number from audit_entry e"
    " left join cases_case c on c.id = e.case_id order by e.id",
    "cases": "select number, state, title, opened_at, closed_at, due_at, version from cases_case order by number",
    "offers": "select c.number, t.name, o.state, o.score, o.sent_at, o.answered_at from enterprise_service_offer o"
    " join enterprise_service_order d on d.id = o.order_id join cases_case c on c.id = d.case_id"
    " join talent_team t on t.id = o.team_id order by o.id",
    "visits": "select c.number, v.state, v.confirmed_at, a.starts_at, a.state, v.minutes"
    " from enterprise_service_visitrecord v join enterprise_service_order d on d.id = v.order_id"
    " join cases_case c on c.id = d.case_id join enterprise_service_activity a on a.id = v.activity_id order by v.id",
    "words": "select c.number, f.round, f.actual_fen, f.expected_fen, f.review_state, f.superseded_at"
    " from enterprise_service_confirmation f join enterprise_service_order d on d.id = f.order_id"
    " join cases_case c on c.id = d.case_id order by f.id",
    "sign-ins": "select name, phone, at from enterprise_service_signin order by id",
    "messages": "select p.phone, n.title, n.at, n.read_at from notices_notice n join people_person p"
    " on p.id = n.person_id order by n.id",
}


class Folder:
    """A folder with an installation in which replays are played."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.cluster = Cluster(home=var / "pg", binaries=bundled_binaries(), careless=True)

    def play(self, *options: str, name: str = "sample", **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._command(name, *options), capture_output=True, text=True, timeout=PATIENCE_S, env=self._env(extra)
        )

    def begin(self, *options: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self._command("sample", *options), text=True, env=self._env({}), stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )  # fmt: skip

    def postmaster(self) -> int:
        return int((self.cluster.cluster_folder / "postmaster.pid").read_text().split()[0])

    def connect(self, database: str = "gongqiao_replay") -> psycopg.Connection:
        return psycopg.connect(self.cluster.url("postgres", database), autocommit=True)

    def digests(self) -> dict[str, str]:
        """Return a digest of each kind of rows."""
        with self.connect() as reader:
            return {
                name: hashlib.sha256(repr(reader.execute(query).fetchall()).encode()).hexdigest()
                for name, query in ROWS.items()
            }

    def _command(self, name: str, *options: str) -> list[str]:
        return [sys.executable, "-m", "gongqiao.site.cli", "replay", name, *options]

    def _env(self, extra: dict[str, str]) -> dict[str, str]:
        return {**os.environ, "GONGQIAO_VAR": str(self.var), "PUBLIC_URL": "", "DATABASE_URL": "", **extra}


def wait_for(replay: subprocess.Popen[str], words: str) -> None:
    """Read what it says until the words come."""
    said = ""
    assert replay.stderr is not None
    for line in replay.stderr:
        said += line
        if words in line:
            return
    raise AssertionError(f"it ended before it said {words}:\n{said}")


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A folder whose server runs, with a sample played without a break; and what the command said."""
    folder = Folder(Path(tmp_path_factory.mktemp("gq-played")) / "var")
    folder.var.mkdir()
    with running(folder.cluster, folder.var / "postgres.log"):
        done = folder.play("--json")
        assert done.returncode == 0, done.stderr
        yield folder, done


class TestAReplay:
    def test_ends_in_the_figures_of_its_production(self, played):
        _, done = played
        told = json.loads(done.stdout)
        goals = asdict(SAMPLE.goals)
        benefit_yuan = goals.pop("benefit_fen") // 100
        assert told["figures"] == {**goals, "benefit_yuan": benefit_yuan}
        assert set(told) == {"figures", "actions_per_s", "seconds", "peak_mb"}
        assert min(told["actions_per_s"], told["seconds"], told["peak_mb"]) > 0

    def test_tells_how_it_goes_on_and_says_its_figures_again_without_playing(self, played):
        folder, done = played
        assert "2024-01-" in done.stderr
        again = folder.play()
        assert "2024-01-" not in again.stderr
        for words in ("20 场", "30 家", "12 个", "4,200,000 元", "逐行核对一致", "不含数据库"):
            assert words in again.stdout
        assert json.loads(folder.play("--json").stdout) == json.loads(done.stdout)

    def test_is_a_believable_year_and_what_must_not_count_does_not(self, played):
        folder, _ = played
        with folder.connect() as reader:
            found = dict(
                reader.execute(
                    "select what, count(*) from audit_entry where kind = 'move' group by what"
                ).fetchall()
            )  # fmt: skip
            solved, problems = reader.execute(
                "select count(*) filter (where state = 'solved'), count(*) from enterprise_service_problem"
            ).fetchone()
            (cancelled,) = reader.execute(
                "select count(*) from enterprise_service_visitrecord where state in ('denied', 'proposed', 'under_way')"
            ).fetchone()
            (dead,) = reader.execute("select count(*) from outbox_letter where dead_at is not null").fetchone()
            (waiting,) = reader.execute(
                "select count(*) from outbox_letter where delivered_at is null and at < '2024-03-29'"
            ).fetchone()
        assert {"order.withdraw", "order.close_unanswered", "order.remind", "order.close"} <= set(found)
        assert problems > solved
        assert cancelled > 0
        assert (dead, waiting) == (0, 0)

    def test_no_two_things_happen_out_of_their_order(self, played):
        folder, _ = played
        with folder.connect() as reader:
            rows = reader.execute(
                "select count(*) from (select at, lag(at) over (order by id) before from audit_entry"
                " where what <> 'enterprise_service.sign_in') e where at < before"
            ).fetchone()
        assert rows == (0,)

    def test_everybody_and_every_firm_is_marked_as_invented(self, played):
        folder, _ = played
        with folder.connect() as reader:
            for table in ("people_person", "org_enterprise", "org_union", "talent_team"):
                assert reader.execute(f"select count(*) from {table} where not is_demo").fetchone() == (0,), table
            names = reader.execute("select name from org_enterprise where name not like '%（演示）'").fetchall()
        assert names == []

    def test_figures_that_were_tampered_with_are_not_passed_off_as_its_own(self, played):
        folder, _ = played
        with folder.connect() as writer:
            (pk,) = writer.execute("select min(id) from enterprise_service_problem where state = 'solved'").fetchone()
            writer.execute("update enterprise_service_problem set state = 'unsolved' where id = %s", [pk])
            done = folder.play("--json")
            writer.execute("update enterprise_service_problem set state = 'solved' where id = %s", [pk])
        assert (done.returncode, done.stdout) == (1, "")
        assert "problems 应为 12，实为 11" in done.stderr


class TestRefusals:
    @pytest.mark.parametrize(
        ("options", "extra", "sentence"),
        [
            (["--seed", "7"], {}, "种子 20240929"),
            (["--until", "2025-01-01"], {}, "--until 要在"),
            (["--until", "去年"], {}, "这样的日期"),
            ([], {"name": "atlantis"}, "没有名为“atlantis”的回放"),
            ([], {"PUBLIC_URL": "https://gongqiao.example.cn"}, "不能同时放回放"),
            ([], {"DATABASE_URL": "postgresql://a@127.0.0.1:1/b"}, "连不上数据库"),
        ],
    )
    def test_is_one_sentence(self, played, options, extra, sentence):
        folder, _ = played
        done = folder.play(*options, **extra)
        assert (done.returncode, done.stdout) == (1, "")
        assert sentence in done.stderr
        assert "Traceback" not in done.stderr

    def test_a_database_in_use_is_not_dropped(self, played):
        folder, _ = played
        with folder.connect():
            done = folder.play("--fresh")
        assert (done.returncode, "正在使用" in done.stderr) == (1, True)

    def test_only_one_plays_at_a_time(self, played):
        folder, _ = played
        with folder.connect() as other:
            other.execute("select pg_advisory_lock(hashtext('gongqiao.replay'))")
            done = folder.play()
        assert (done.returncode, "另一个窗口" in done.stderr) == (1, True)

    def test_a_database_with_something_else_in_it_is_left_alone(self, played):
        folder, _ = played
        with folder.connect("postgres") as server:
            server.execute("alter database gongqiao_replay rename to kept")
            server.execute("create database gongqiao_replay")
            try:
                with folder.connect() as other:
                    other.execute("create table precious (id int)")
                done = folder.play()
            finally:
                server.execute("drop database gongqiao_replay with (force)")
                server.execute("alter database kept rename to gongqiao_replay")
        assert (done.returncode, "别的数据" in done.stderr) == (1, True), done.stderr


class TestKills:
    def test_of_the_replay_and_of_the_database_end_in_the_same_rows(self, played, tmp_path):
        """First the replay is killed, then the database under the one that goes on; nobody tells them to."""
        folder = Folder(tmp_path / "var")
        killed = folder.begin()
        wait_for(killed, "2023-12-31")
        killed.kill()
        killed.communicate(timeout=PATIENCE_S)
        going_on = folder.begin("--json")
        wait_for(going_on, "2024-01-2")
        os.kill(folder.postmaster(), signal.SIGKILL)
        out, said = going_on.communicate(timeout=PATIENCE_S)
        assert going_on.returncode == 0, said
        straight, done = played
        assert json.loads(out)["figures"] == json.loads(done.stdout)["figures"]
        with running(folder.cluster, folder.var / "postgres.log"):
            assert folder.digests() == straight.digests()
        self._is_served(folder)

    def _is_served(self, folder: Folder) -> None:
        """`make run REPLAY=sample` shows it with the open doors of the demo."""
        extra = {"PUBLIC_URL": "", "REPLAY": "sample"}
        served = Installation(var=folder.var, port=free_port(), extra=extra)
        try:
            said = served.start()
            assert "已放完" in said
            assert served.answers()
        finally:
            served.clear()
