"""Read snapshots, and what became of their rows."""

from __future__ import annotations

from dataclasses import dataclass

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.indicators.cuts import Cut
from gongqiao.kernel.indicators.figures import Figure, figure_named
from gongqiao.kernel.snapshots.freezing import contributions
from gongqiao.kernel.snapshots.models import FrozenRows, Snapshot, SnapshotLine, SnapshotQuerySet
from gongqiao.kernel.snapshots.signing import digested, is_genuine

MOST_COMPARED = 5_000
"""A page compares that many rows a figure; of larger ones the rows' own page says what changed."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """What became of the rows of a figure since it was kept: those that came, went, or now add another amount."""

    came: frozenset[int]
    went: frozenset[int]
    differ: frozenset[int]

    @property
    def count(self) -> int:
        """How many rows changed."""
        return len(self.came) + len(self.went) + len(self.differ)


def snapshots(*, by: Actor) -> SnapshotQuerySet:
    """Return the snapshots in sight, the newest first."""
    return Snapshot.objects.visible_to(by).select_related("union", "replaced_by").order_by("-made_at", "-pk")


def snapshot(pk: int, *, by: Actor) -> Snapshot:
    """Return one snapshot. Raises NotFound."""
    return Snapshot.objects.visible_to(by).select_related("union__node", "replaces", "replaced_by").one(pk=pk)


def lines(snapshot: Snapshot) -> list[SnapshotLine]:
    """Return the numbers of a snapshot in their order."""
    return list(snapshot.lines.order_by("place"))


def rows_kept(snapshot: Snapshot) -> dict[str, FrozenRows]:
    """Return the kept rows of a snapshot by figure."""
    return {rows.figure: rows for rows in snapshot.frozen_rows.all()}


def cut_of(snapshot: Snapshot) -> Cut:
    """Return the part that a snapshot shows."""
    return Cut(since=snapshot.since, until=snapshot.until, union_id=snapshot.union_id, parts=snapshot.parts)


def change_of(figure: Figure, rows: FrozenRows, *, by: Actor) -> Change:
    """Compare the kept rows of a figure with those that ``by`` sees now."""
    now = contributions(figure, cut_of(rows.snapshot), by)
    kept = dict(zip(rows.ids, rows.weights or [1] * len(rows.ids), strict=True))
    return Change(
        came=frozenset(now.keys() - kept.keys()),
        went=frozenset(kept.keys() - now.keys()),
        differ=frozenset(pk for pk in now.keys() & kept.keys() if now[pk] != kept[pk]),
    )


def changes(snapshot: Snapshot, *, by: Actor) -> dict[str, Change | None]:
    """Compare the kept rows of every figure with those of now; None for a figure with too many rows to do so at once."""
    found = {}
    for name, rows in rows_kept(snapshot).items():
        figure = figure_named(name)
        rows.snapshot = snapshot
        few = figure is not None and len(rows.ids) <= MOST_COMPARED
        found[name] = change_of(figure, rows, by=by) if figure and few else None
    return found


def digest_of(snapshot: Snapshot) -> str:
    """Return the digest over everything that a snapshot says, rows included, as it stands in the database."""
    told = [
        [snapshot.union_id, snapshot.title, snapshot.report, snapshot.since, snapshot.until, snapshot.parts],
        [snapshot.version, snapshot.replaces_id, snapshot.reason, snapshot.made_by],
        [
            [line.place, line.name, line.label, line.unit, line.counts, line.says, line.figures, line.value, line.per,
             line.wording, line.splits]
            for line in lines(snapshot)
        ],
        [[rows.figure, rows.value, rows.ids, rows.weights] for rows in snapshot.frozen_rows.order_by("figure")],
    ]  # fmt: skip
    return digested("snapshot", told)


def is_as_signed(snapshot: Snapshot) -> bool:
    """Whether a signed snapshot is, number by number and row by row, what was signed."""
    return is_genuine(snapshot, "snapshot", found=digest_of(snapshot))
