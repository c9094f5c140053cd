"""The parts that `gongqiao run` starts as children: prepare, serve, worker."""

from __future__ import annotations

import argparse
import sys

from gongqiao.site import cli, database
from gongqiao.site.environment import flag
from gongqiao.site.replay import command


def main() -> None:
    """Run the part that is named on the command line."""
    match sys.argv[1]:
        case "serve":
            cli._serve(argparse.Namespace())
        case "worker":
            cli._worker(argparse.Namespace())
        case "prepare":
            prepare()


def prepare() -> None:
    """Bring schema, static files, reference data and (in demo mode) the demo city up to date."""
    cli._as_owner()
    from django.conf import settings

    from gongqiao.site import demo_city, schema, seeding, static

    if database.is_replay():
        command.claim_database()
    if not schema.is_current():
        cli._say("正在建立数据库结构 …")
        schema.migrate()
    static.collect()
    seeding.reference(cli._say)
    if database.is_replay():
        command.play_to_the_end()
    elif settings.DEMO:
        demo_city.build(cli._say)
    elif not flag("DEMO") and not seeding.is_founded():
        cli._say("还没有任何工会：请执行 gongqiao found --name … --officer … --phone …，建立市总和第一位干部。")


if __name__ == "__main__":
    main()
