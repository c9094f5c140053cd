"""Targets that a service has published for a figure, by county."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.indicators.cuts import Cut
from gongqiao.kernel.indicators.figures import Figure

Targets = Callable[[Cut, Actor], Mapping[int, int]]

_targets: dict[str, Targets] = {}


def register_targets(figure: Figure, read: Targets) -> None:
    """Say where the targets of a figure are read. Raises RuntimeError when another place is known already."""
    if _targets.setdefault(figure.name, read) is not read:
        raise RuntimeError(f"two places give targets for {figure.name}")


def published_targets(name: str, cut: Cut, *, by: Actor) -> dict[int, int]:
    """Return the targets of a figure by county for a part; empty when nobody publishes any."""
    read = _targets.get(name)
    return dict(read(cut, by)) if read else {}
