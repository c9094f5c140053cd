"""Plain lists: powers, settings, addresses, tables."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from typing import Any

from reference_pages.markdown import code, first_line, page, table, where


def powers() -> str:
    """Every power with its holders; the scopes of the API."""
    from gongqiao.kernel.access.powers import POST_KINDS, every_power, every_scope

    rows = [(code(p.code), p.label, ", ".join(map(code, p.held_by))) for p in every_power()]
    return page(
        "Powers",
        "Who may do what. How a holder is written stands in `kernel/access/powers.py`.",
        table(("Power", "可以……", "Held by"), rows),
        "## Posts",
        table(("Post", "Label"), [(code(name), label) for name, label in POST_KINDS.items()]),
        "## Scopes of the API",
        "A token does at most what its person may do, narrowed to its scopes.",
        table(("Scope", "Label"), [(code(name), label) for name, label in every_scope().items()]),
    )


def settings() -> str:
    """Every environment variable."""
    from gongqiao.site.environment import VARIABLES

    rows = [(code(v.name), code(v.default) if v.default else "", v.meaning, v.since) for v in VARIABLES]
    return page(
        "Settings", "All are environment variables; empty and unset mean the default.",
        table(("Variable", "Default", "Meaning", "Since"), rows),
    )  # fmt: skip


def pages() -> str:
    """Every address with the function behind it; every endpoint."""
    from django.urls import get_resolver

    from gongqiao.site.endpoints import api

    seen = [
        (code("/" + path), code(where(view)), first_line(view)) for path, view in addresses(get_resolver().url_patterns)
    ]
    calls = [
        (code(f"{method.upper()} {path}"), call.get("summary", ""), call.get("description", "").split("\n")[0])
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, call in methods.items()
    ]
    return page(
        "Pages and endpoints", "Every address that answers.",
        "## Pages", table(("Address", "Function", "What it does"), seen),
        "## Endpoints", table(("Call", "Summary", "What it does"), calls),
    )  # fmt: skip


def addresses(patterns: Iterable[Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if getattr(pattern, "namespace", None) == "api":
            continue
        here = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, here)
        else:
            yield here, inspect.unwrap(pattern.callback)


def tables() -> str:
    """Every table with its columns and what the database promises."""
    from django.apps import apps

    ours = [model for model in apps.get_models() if model.__module__.startswith("gongqiao.")]
    return page("Tables", "Every model, its columns and constraints.", *map(one_table, sorted(ours, key=where)))


def one_table(model: Any) -> str:
    rows = [
        (code(f.column), column_type(f), str(f.verbose_name) if not f.verbose_name.isascii() else "")
        for f in model._meta.local_fields
    ]
    promises = ", ".join(sorted(code(constraint.name) for constraint in model._meta.constraints))
    return "\n\n".join(
        [
            f"## {model._meta.label}", " ".join((inspect.getdoc(model) or "").split()),
            table(("Column", "Type", "Label"), rows), *([f"Constraints: {promises}."] if promises else []),
        ]
    )  # fmt: skip


def column_type(field: Any) -> str:
    kind = f"→ {field.related_model._meta.label}" if field.is_relation else field.get_internal_type()
    words = "、".join(f"{value} {label}" for value, label in field.choices or ())
    return kind + (", may be null" if field.null else "") + (f"：{words}" if words else "")
