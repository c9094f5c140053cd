"""`gongqiao`: run everything, or one part of it."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from gongqiao.site import database, doctor, listening
from gongqiao.site.embedded import Cluster, ClusterFailed
from gongqiao.site.environment import act_as_owner, flag, for_a_child, name_the_settings, read
from gongqiao.site.lan import lan_address, qr_for_terminal
from gongqiao.site.places import logs, private, var
from gongqiao.site.replay import command
from gongqiao.site.supervisor import (
    AlreadyRunning,
    AskedToStop,
    Child,
    adopt_orphans,
    only_one_here,
    program,
    stop_all,
    stopping_on_signals,
    watch,
)

LEFTOVERS_END_IN_S = 15  # what a killed supervisor left behind ends by itself within it


def main() -> None:
    """Read the command line and do what it says."""
    commands: dict[str, tuple[str, Callable[[argparse.Namespace], None]]] = {
        "run": ("启动全部：数据库、网站、后台任务", _run),
        "serve": ("只启动网站", _serve),
        "worker": ("只启动后台任务", _worker),
        "migrate": ("把数据库结构更新到当前版本", _migrate),
        "seed": ("写入参考数据；--demo 同时写入演示城市", _seed),
        "found": ("正式使用：建立市总和第一位干部", _found),
        "doctor": ("检查哪里不对、怎么办", _doctor),
        "replay": ("用真实的办理动作重放一段历史，在它自己的库里", command.replay),
        "load": ("从文件写入目录：industry 国民经济行业分类", _load),
        "replay-letters": ("重新投递送不出去的站内消息", _replay_letters),
    }
    parser = argparse.ArgumentParser(prog="gongqiao", description="工桥：城市工会服务平台")
    chosen = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for name, (sentence, _) in commands.items():
        sub = chosen.add_parser(name, help=sentence, description=sentence)
        _options_of(name, sub)
    arguments = parser.parse_args()
    try:
        commands[arguments.command][1](arguments)
    except (
        ClusterFailed,
        database.BadDatabaseAddress,
        listening.BadAddress,
        AlreadyRunning,
        command.Refused,
    ) as failed:
        _give_up(str(failed))


def _options_of(name: str, parser: argparse.ArgumentParser) -> None:
    if name == "seed":
        parser.add_argument("--demo", action="store_true", help="写入演示城市（只在演示库）")
    if name == "replay":
        command.add_options(parser)
    if name == "load":
        parser.add_argument("what", choices=["industry"], help="industry：行业分类，CSV 列 code、name、level、parent")
        parser.add_argument("file", type=Path, help="文件路径")
        parser.add_argument("--dry", action="store_true", help="只核对，不写入")
    if name == "found":
        parser.add_argument("--area", default=read("REGION"), help="市的行政区划代码，4 位")
        parser.add_argument("--name", required=True, help="市总工会名称")
        parser.add_argument("--officer", required=True, help="第一位干部的姓名")
        parser.add_argument("--phone", required=True, help="第一位干部的手机号")


def _run(arguments: argparse.Namespace) -> None:
    """Run the database (unless the operator brought one), the web server and the worker together."""
    address = listening.wanted()
    private(var())
    with only_one_here() as was_killed:
        for problem in (_demo_refused(), command.why_not_served(), doctor.disk_problem()):
            if problem:
                _give_up(problem)
        listening.check(address, patience_s=LEFTOVERS_END_IN_S if was_killed else 0)
        _run_until_asked(address)
    _say("已全部停止。数据在 var/ 里，下次启动还在。")


def _run_until_asked(address: listening.Address) -> None:
    started = time.monotonic()
    adopt_orphans()
    children: list[Child] = []
    with stopping_on_signals():
        try:
            _start(children, address)
            _say_ready(address, time.monotonic() - started)
            watch(children)
        except AskedToStop:
            _say("正在停止 …")
        finally:
            for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(each, signal.SIG_IGN)
            stop_all(children)


def _start(children: list[Child], address: listening.Address) -> None:
    if not database.is_external():
        cluster = Cluster.here()
        if cluster.initialise():
            _say("第一次启动：已建立内置数据库")
        postgres = Child(name="数据库", start=lambda: cluster.start(logs() / "postgres.log"), stop_signal=signal.SIGINT)
        postgres.launch()
        children.append(postgres)
        cluster.furnish(database.embedded_name())
    elif problem := database.why_unreachable(database.owner_url()) or database.why_unreachable(database.app_url()):
        _give_up(problem)
    environment = for_a_child(DEMO="" if database.is_for_real() else "1")
    preparing = Child(name="准备", start=lambda: _part("prepare", environment, to_terminal=True))
    preparing.launch()
    children.append(preparing)
    if preparing.process and preparing.process.wait() != 0:
        _give_up("准备数据没有成功，原因见上。修好后再运行一次，已完成的部分不会重做。")
    children.remove(preparing)
    environment |= {"HOST": address.host, "PORT": str(address.port)}
    for name, part in (("网站", "serve"), ("后台任务", "worker")):
        child = Child(name=name, start=lambda part=part: _part(part, environment))  # type: ignore[misc]
        child.launch()
        children.append(child)
    _wait_for_the_web(children, address)


def _part(part: str, environment: dict[str, str], *, to_terminal: bool = False):  # type: ignore[no-untyped-def]  # noqa: ANN202
    command = [sys.executable, "-m", "gongqiao.site.parts", part]
    log = None if to_terminal else logs() / f"{'web' if part == 'serve' else part}.log"
    return program(command, log, environment)


def _wait_for_the_web(children: list[Child], address: listening.Address) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if any(child.has_died() for child in children):
            _give_up("网站没能启动，原因在 var/log/web.log 的最后几行。")
        if listening.is_answering(address):
            return
        time.sleep(0.05)
    _give_up("网站 60 秒还没有应答，请看 var/log/web.log。")


def _say_ready(address: listening.Address, seconds: float) -> None:
    _say(f"\n工桥已就绪（{seconds:.1f} 秒）：{address.url}")
    if address.is_everywhere:
        if not database.is_for_real():
            _say("注意：同一网络里的人都能打开这个演示，里面只有演示数据，请勿录入真实信息。")
        if reachable := lan_address():
            url = f"http://{reachable}:{address.port}"
            _say(f"手机扫码试用：{url}\n{qr_for_terminal(url)}")
    _say("按 Ctrl-C 停止。日志在 var/log/。")


def _serve(arguments: argparse.Namespace) -> None:
    """Become the web server."""
    if problem := database.why_unreachable(database.app_url()):
        _give_up(problem)
    name_the_settings()
    address = listening.wanted()
    command = [
        str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--http", "1", "--no-ws",
        "--host", address.host, "--port", str(address.port),
        "--workers", read("WEB_WORKERS"),
        "--blocking-threads", read("WEB_THREADS"),
        "--respawn-failed-workers", "--workers-kill-timeout", "8", "--log-level", "warning",
        "gongqiao.site.wsgi:application",
    ]  # fmt: skip
    os.execv(command[0], command)


def _worker(arguments: argparse.Namespace) -> None:
    """Be the worker until asked to stop."""
    if problem := database.why_unreachable(database.app_url()):
        _give_up(problem)
    _django()
    from gongqiao.kernel.jobs.worker import work

    asked = False

    def stop(number: int, frame: object) -> None:
        nonlocal asked
        asked = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    work(lambda: asked)


def _migrate(arguments: argparse.Namespace) -> None:
    _as_owner()
    from gongqiao.site import schema

    schema.migrate()
    _say("数据库结构已是当前版本。")


def _seed(arguments: argparse.Namespace) -> None:
    if arguments.demo and database.is_replay():
        _give_up("设置了 REPLAY，这是回放的库，不写演示城市。请去掉 --demo 或 REPLAY。")
    if arguments.demo and database.is_for_real():
        _give_up("正式库不写演示数据：设置了 DATABASE_URL 或 PUBLIC_URL。请去掉 --demo。")
    _as_owner()
    from gongqiao.site import demo_city, seeding

    seeding.reference(_say)
    if arguments.demo:
        demo_city.build(_say)


def _found(arguments: argparse.Namespace) -> None:
    _as_owner()
    from gongqiao.kernel.base.errors import GongqiaoError
    from gongqiao.site import seeding

    try:
        seeding.found(arguments.area, arguments.name, arguments.officer, arguments.phone, _say)
    except GongqiaoError as refused:
        _give_up(refused.message)


def _load(arguments: argparse.Namespace) -> None:
    _as_owner()
    from gongqiao.kernel.base.errors import GongqiaoError
    from gongqiao.site import seeding

    try:
        seeding.load_industry(arguments.file, _say, is_dry=arguments.dry)
    except GongqiaoError as refused:
        _give_up(refused.message)


def _doctor(arguments: argparse.Namespace) -> None:
    _django()
    findings = doctor.examine()
    print(doctor.in_words(findings))
    raise SystemExit(1 if any(finding.advice for finding in findings) else 0)


def _replay_letters(arguments: argparse.Namespace) -> None:
    _as_owner()
    from gongqiao.kernel.base.clock import now
    from gongqiao.kernel.outbox.actions import replay_dead

    _say(f"重新投递 {replay_dead(at=now())} 条。")


def _as_owner() -> None:
    if problem := database.why_unreachable(database.owner_url()):
        _give_up(problem)
    act_as_owner()
    _django()


def _django() -> None:
    name_the_settings()
    import django

    django.setup()


def _demo_refused() -> str | None:
    if flag("DEMO") and database.is_for_real():
        return "设置了 DATABASE_URL 或 PUBLIC_URL，就是正式使用，不能同时用演示模式：请去掉 DEMO。"
    return None


def _say(sentence: str) -> None:
    print(sentence, flush=True)


def _give_up(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr, flush=True)
    raise SystemExit(1)


if __name__ == "__main__":
    main()
