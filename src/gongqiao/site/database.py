"""Which database, as which role; and, when it cannot be reached, what to do about it in words."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

import psycopg

from gongqiao.site.embedded import Cluster
from gongqiao.site.environment import read

OLDEST_SERVER = 15
MAIN, OF_REPLAYS = "gongqiao", "gongqiao_replay"


class BadDatabaseAddress(Exception):
    """The address is not one of a PostgreSQL database. The message is a Chinese sentence."""


def app_url() -> str:
    """The address that the running application uses: a plain role without special rights."""
    return _in_its_database(read("DATABASE_URL")) or Cluster.here().url("gongqiao_app", embedded_name())


def owner_url() -> str:
    """The address for migrations, seeds and backups: the role that owns the tables."""
    if read("DATABASE_URL"):
        return _in_its_database(read("DATABASE_OWNER_URL") or read("DATABASE_URL"))
    return Cluster.here().url("gongqiao_owner", embedded_name())


def embedded_name() -> str:
    """The name of the database in the embedded cluster: replays have one of their own."""
    return OF_REPLAYS if is_replay() else MAIN


def is_replay() -> bool:
    """Whether this process works on a replay: invented from beginning to end, whoever brought the server."""
    return bool(read("REPLAY"))


def is_for_real() -> bool:
    """Whether real people are meant: then there is no demo, and nothing invented is written."""
    return bool(read("PUBLIC_URL")) or (is_external() and not is_replay())


def is_external() -> bool:
    """Whether the operator brought a database of their own."""
    return bool(read("DATABASE_URL"))


def _in_its_database(url: str) -> str:
    """Return the address of the replays' database beside the one of ``url``, while a replay is worked on."""
    if not url or not is_replay():
        return url
    return urlunsplit(urlsplit(url)._replace(path=f"/{OF_REPLAYS}"))


def maintenance_url() -> str:
    """The address on the same server where databases are made and dropped."""
    if is_external():
        return read("DATABASE_OWNER_URL") or read("DATABASE_URL")
    return Cluster.here().url("postgres", "postgres")


def parts_of(url: str) -> dict[str, Any]:
    """Split a ``postgresql://`` address into psycopg's keywords. Raises BadDatabaseAddress."""
    try:
        split = urlsplit(url)
        port = split.port
    except ValueError as wrong:
        raise BadDatabaseAddress("数据库地址里的端口不是数字，请检查 DATABASE_URL。") from wrong
    if split.scheme not in {"postgres", "postgresql"} or not split.path.strip("/"):
        raise BadDatabaseAddress("数据库地址应当写成 postgresql://用户:密码@主机:端口/库名，请检查 DATABASE_URL。")
    options = dict(parse_qsl(split.query))
    host = options.pop("host", "") or unquote(split.hostname or "")
    named = {
        "dbname": unquote(split.path.lstrip("/")),
        "user": unquote(split.username or ""),
        "password": unquote(split.password or ""),
        "host": host,
        "port": port or options.pop("port", ""),
    }
    return {key: value for key, value in named.items() if value} | options


def django_settings(url: str, *, pool: int) -> dict[str, Any]:
    """Return the Django settings for ``url``; ``pool`` is the most connections a process may hold."""
    parts = parts_of(url)
    pooled: dict[str, Any] = {"min_size": 1, "max_size": pool, "timeout": 10} if pool else {}
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    settings: dict[str, Any] = {known[key]: value for key, value in parts.items() if key in known}
    options = {key: value for key, value in parts.items() if key not in known}
    if pooled:
        options["pool"] = pooled
    return {"ENGINE": "django.db.backends.postgresql", "OPTIONS": options, **settings}


def why_unreachable(url: str) -> str | None:
    """Try ``url`` once; return None if it answers and serves, else a Chinese sentence with a way out."""
    try:
        parts = parts_of(url)
    except BadDatabaseAddress as wrong:
        return str(wrong)
    try:
        with psycopg.connect(**parts, connect_timeout=5) as connection:
            server = connection.info.server_version // 10000
    except psycopg.OperationalError as refused:
        return _in_words(refused, name=str(parts.get("dbname", "")), user=str(parts.get("user", "")))
    if server < OLDEST_SERVER:
        return f"数据库是 PostgreSQL {server}，太旧了：请换成 {OLDEST_SERVER} 或更新的版本。"
    return None


def _in_words(refused: psycopg.OperationalError, *, name: str, user: str) -> str:
    text = str(refused)
    if "does not exist" in text and "database" in text:
        return f"数据库服务器上没有名为 {name} 的库：请先建库，或检查 DATABASE_URL。"
    if "authentication failed" in text or "no password supplied" in text or "does not exist" in text:
        return f"数据库不接受用户 {user} 的身份：请检查 DATABASE_URL 里的用户名和密码。"
    if not is_external():
        return "数据库没有启动：请在另一个窗口执行 make run，等它说“已就绪”后再试。"
    return "连不上数据库：请检查 DATABASE_URL 里的主机和端口，以及数据库是否在运行。"
