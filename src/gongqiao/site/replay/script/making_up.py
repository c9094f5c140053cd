"""The last weeks: what is still missing is made up by gatherings of firms that stand ready. Pure."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gongqiao.site.replay.productions import Goals
from gongqiao.site.replay.script.tales import amounts, grouped, parted
from gongqiao.site.replay.script.values import Script


@dataclass(frozen=True, kw_only=True)
class MakingUp:
    """Gatherings by the keys of their tales, and what each tale with a benefit declares: actual, expected."""

    gatherings: tuple[tuple[str, ...], ...]
    prices: Mapping[str, tuple[int, int]] = field(default_factory=dict)


class CannotMakeUp(Exception):
    """Something is missing that no gathering of the reserve can add."""


def make_up(
    missing: Goals, script: Script, *, new: Sequence[str], regular: Sequence[str], chance: random.Random
) -> MakingUp:
    """Plan gatherings that add exactly what is missing. ``new`` firms add to the enterprises, ``regular`` ones do not.

    Each firm is named by the first part of its tales' keys: with ``p`` it brings a technical problem, with ``m`` one of
    managing, with ``t`` it wants a talk. Raises CannotMakeUp.
    """
    orders = max(missing.enterprises, missing.activities, missing.problems)
    more = orders - missing.enterprises
    if not missing.activities or len(new) < missing.enterprises or len(regular) < more:
        raise CannotMakeUp(f"{missing}")
    firms = sorted(
        [*new[: missing.enterprises], *regular[:more]],
        key=lambda firm: script.firms[script.tales[f"{firm}p"].firm].county,
    )
    groups = grouped(firms, missing.activities, chance)
    problems = min(missing.problems, len(groups))
    guests_with_problem = missing.problems - problems
    made: list[tuple[str, ...]] = []
    for number, (host, *guests) in enumerate(groups):
        tales = [f"{host}p" if number < problems else f"{host}t"]
        for guest in guests:
            tales.append(f"{guest}m" if guests_with_problem > 0 else f"{guest}t")
            guests_with_problem -= 1
        made.append(tuple(tales))
    return MakingUp(gatherings=tuple(made), prices=_prices(missing.benefit_fen, made, chance))


def _prices(fen: int, groups: Sequence[tuple[str, ...]], chance: random.Random) -> dict[str, tuple[int, int]]:
    with_problem = [key for group in groups for key in group if not key.endswith("t")]
    paying = with_problem or [group[0] for group in groups]
    if not fen:
        return {}
    return {key: parted(part, chance) for key, part in zip(paying, amounts(fen, len(paying), chance), strict=True)}
