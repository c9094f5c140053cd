"""Every environment variable that we read, each with its default and its meaning; nothing else touches the environment.

`make docs` writes the list to docs/reference/settings.md. A new variable is a new line here, with its day.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

FIRST_DAY = "2026-11-20"


@dataclass(frozen=True, kw_only=True)
class Variable:
    """One variable. Empty and unset mean the same: the default. ``since`` is the day from which it is read."""

    name: str
    meaning: str
    default: str = ""
    since: str = FIRST_DAY


VARIABLES = (
    Variable(name="HOST", default="127.0.0.1", meaning="Address to listen on; 0.0.0.0 lets the local network in."),
    Variable(name="PORT", default="8000", meaning="Port to listen on, 1 to 65535."),
    Variable(name="WEB_WORKERS", default="2", meaning="Processes of the web server."),
    Variable(name="WEB_THREADS", default="4", meaning="Threads in each process of the web server."),
    Variable(
        name="PUBLIC_URL",
        meaning="The address under which people reach us, as https://gongqiao.example.cn. Setting it means real use:"
        " the demo is off; https makes cookies secure and other hosts are refused.",
    ),
    Variable(
        name="TRUSTED_PROXIES", default="0",
        meaning="How many proxies of ours stand in front, so that a caller's address is read behind them.",
    ),
    Variable(
        name="DATABASE_URL",
        meaning="postgresql://user:password@host:port/name, as a plain role. Empty: the embedded PostgreSQL under the"
        " data folder. Setting it means real use: the demo is off.",
    ),
    Variable(
        name="DATABASE_OWNER_URL",
        meaning="The same database as the role that owns the tables, for migrating and seeding. Empty: DATABASE_URL.",
    ),
    Variable(name="DATABASE_POOL", default="6", meaning="The most database connections a process holds; 0 for no pool."),
    Variable(
        name="SECRET_KEY",
        meaning="Signs sessions and codes and seals secrets. Empty: made at the first start, kept in the data folder.",
    ),
    Variable(
        name="DEMO",
        meaning="1 for the demo city with its open doors; `gongqiao run` sets it unless DATABASE_URL or PUBLIC_URL is"
        " set, and refuses it beside them.",
    ),
    Variable(
        name="REPLAY", since="2026-11-21",
        meaning="The name of a replay: everything then works on the replay's own database, with open doors as in the"
        " demo, and `gongqiao run` plays it to its end before it serves it.",
    ),
    Variable(name="REGION", default="4407", meaning="The city's area code, four digits of GB/T 2260."),
    Variable(name="HOTLINE", meaning="The telephone number on every page. Empty: 12351; in the demo 0750-000-0000."),
    Variable(
        name="SMS_CHANNEL", default="file",
        meaning="How short messages leave: `file` writes them to the data folder, `aliyun` sends them.",
    ),
    Variable(
        name="SMS_ENDPOINT", default="https://dysmsapi.aliyuncs.com/", meaning="Address of the short-message gateway.",
    ),
    Variable(name="SMS_ACCESS_KEY_ID", meaning="Our name at the gateway."),
    Variable(name="SMS_ACCESS_KEY_SECRET", meaning="Our secret at the gateway."),
    Variable(name="SMS_SIGN_NAME", meaning="The signature before each message, as registered with the gateway."),
    Variable(name="SMS_CODE_TEMPLATE", meaning="The gateway's template for sign-in codes."),
    Variable(name="SMS_NOTICE_TEMPLATE", meaning="The gateway's template for notices."),
    Variable(
        name="GONGQIAO_VAR", meaning="The folder for data, uploads, logs and secrets. Empty: `var` of the checkout.",
    ),
    Variable(
        name="GONGQIAO_PG_BIN", meaning="The folder of the PostgreSQL programs. Empty: those that came with the packages.",
    ),
    Variable(
        name="GONGQIAO_ROLE",
        meaning="`owner` connects as the role that owns the tables; the commands that need it set it themselves.",
    ),
)  # fmt: skip

_defaults = {variable.name: variable.default for variable in VARIABLES}


def read(name: str) -> str:
    """Return a variable of the list, or its default. Raises KeyError for a name that is not on it."""
    default = _defaults[name]
    return os.environ.get(name) or default


def flag(name: str) -> bool:
    """Whether a variable of the list says yes."""
    return read(name).lower() in {"1", "true", "yes", "on"}


def for_a_child(**changes: str) -> dict[str, str]:
    """Return the environment of a program that we start: ours with these variables changed."""
    return {**os.environ, **changes}


def act_as_owner() -> None:
    """Let the settings that are read after this connect as the role that owns the tables."""
    os.environ["GONGQIAO_ROLE"] = "owner"


def act_in_replay(name: str) -> None:
    """Let everything that is read after this work in the database of a replay, as in the demo."""
    os.environ |= {"REPLAY": name, "DEMO": "1"}


def name_the_settings() -> None:
    """Tell Django which settings are ours, unless somebody named others."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongqiao.site.settings")
