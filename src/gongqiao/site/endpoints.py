"""The API with the routers of the kernel and of every service that has some."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from gongqiao.api.kernel import router as kernel
from gongqiao.api.numbers import router as numbers
from gongqiao.api.root import api
from gongqiao.site.services import SERVICES

api.add_router("", kernel)
api.add_router("", numbers)
for service in SERVICES:
    if find_spec(f"{service}.api"):
        api.add_router("", import_module(f"{service}.api").router)

__all__ = ["api"]
