"""Where the services keep what a page is about."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any


def rooms(name: str) -> list[Any]:
    """Return this room of every service that has it."""
    from gongqiao.site.services import SERVICES

    return [import_module(f"{service}.{name}") for service in sorted(SERVICES) if find_spec(f"{service}.{name}")]


def name_of(module: Any) -> str:
    return str(module.__name__).removeprefix("gongqiao.")
