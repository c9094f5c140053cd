"""The demo's reports: one of the months that are over, signed by a second officer, and one that waits to be signed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from gongqiao.kernel.calendar.queries import local_time
from gongqiao.kernel.org.models import Union
from gongqiao.kernel.people.models import Person
from gongqiao.kernel.people.seeds import invented_actor
from gongqiao.kernel.snapshots.actions import SnapshotForm, make_snapshot, sign, word
from gongqiao.kernel.snapshots.models import Snapshot
from gongqiao.services.enterprise_service.figures import BRIEF


def freeze_the_year(city: Union, *, maker: Person, signer: Person, on: date, site: str) -> None:
    """Make and sign the report up to the end of last month, and leave the report up to ``on`` to be signed."""
    month = on.replace(day=1)
    first = (month - timedelta(days=300)).replace(day=1)
    done = local_time(month, time(9, 30))
    past = SnapshotForm(title="助企行进展", report=BRIEF.name, since=first, until=month - timedelta(days=1))
    made = _made(past, city, maker, done)
    link = f"{site}/desk/snapshots/{made.pk}"
    sign(made, seen=made.digest, link=link, at=done + timedelta(hours=5), by=invented_actor(signer.pk, at=done))
    now = SnapshotForm(title="助企行进展（最新）", report=BRIEF.name, since=first, until=on)
    _made(now, city, maker, local_time(on, time(8, 0)))


def _made(form: SnapshotForm, city: Union, maker: Person, at: datetime) -> Snapshot:
    by = invented_actor(maker.pk, at=at)
    made = make_snapshot(form, union=city, at=at, by=by)
    word(made, {"enterprise_service.trained": "over", "enterprise_service.ordered": "more"}, at=at, by=by)
    made.refresh_from_db()
    return made
