"""The targets that the programme has published for its numbers."""

from __future__ import annotations

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.indicators import Cut
from gongqiao.services.enterprise_service.models import Target
from gongqiao.services.enterprise_service.queries import programme as programmes


def problems_wanted(cut: Cut, by: Actor) -> dict[int, int]:
    """Return how many problems each county is to solve."""
    return {target.union_id: target.problems for target in _targets(cut, by)}


def training_wanted(cut: Cut, by: Actor) -> dict[int, int]:
    """Return how many person-times each county is to train."""
    return {target.union_id: target.trained for target in _targets(cut, by)}


def _targets(cut: Cut, by: Actor) -> list[Target]:
    """Return the targets of the programme of the cut, else of the last one that had begun when the period ended."""
    known = programmes.programmes(by=by)
    chosen = str(cut.parts.get("programme", ""))
    begun = [row for row in known if not cut.until or row.opens_on <= cut.until]
    found = next((row for row in known if str(row.pk) == chosen), None) if chosen else next(iter(begun), None)
    return programmes.targets(found, by=by) if found else []
