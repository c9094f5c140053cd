"""Publish a programme and its menu."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, WrongState
from gongqiao.kernel.org.models import Union
from gongqiao.kernel.outbox.actions import announce
from gongqiao.services.enterprise_service.contract import ProgrammeOpened
from gongqiao.services.enterprise_service.flow import PUBLISH
from gongqiao.services.enterprise_service.models import MenuItem, Programme, Target
from gongqiao.services.enterprise_service.rules.menu import STANDARD_MENU, DishForm
from gongqiao.services.enterprise_service.rules.questions import stored


class ProgrammeStillOpen(WrongState):
    """本市已有一个进行中的助企行方案。请先结束它，再发布新的方案。"""

    code = "programme_still_open"


@dataclass(frozen=True, kw_only=True)
class ProgrammeForm:
    """What a programme is published with. ``targets``: county union id to (problems, trained person-times)."""

    title: str
    opens_on: date
    closes_on: date
    benefit_ceiling_fen: int
    targets: Mapping[int, tuple[int, int]]
    low_score: int = 2
    auto_offers: int = 2


@transaction.atomic
def publish_programme(
    form: ProgrammeForm,
    *,
    union: Union,
    menu: Sequence[DishForm] = STANDARD_MENU,
    is_demo: bool = False,
    at: datetime,
    by: Actor,
) -> Programme:
    """Open a programme with its targets and its menu. Raises Invalid, ProgrammeStillOpen."""
    by.must(PUBLISH, at=Place(line=tuple(union.node.line)))
    if form.closes_on < form.opens_on:
        raise Invalid("结束日期不能早于开始日期。", fields={"closes_on": ["结束日期不能早于开始日期。"]})
    try:
        with transaction.atomic():
            programme = Programme.objects.create(
                union=union,
                title=form.title.strip(),
                opens_on=form.opens_on,
                closes_on=form.closes_on,
                benefit_ceiling_fen=form.benefit_ceiling_fen,
                low_score=form.low_score,
                auto_offers=form.auto_offers,
                is_demo=is_demo,
            )
    except IntegrityError as still_open:
        raise ProgrammeStillOpen from still_open
    Target.objects.bulk_create(
        Target(programme=programme, union_id=union_id, problems=problems, trained=trained)
        for union_id, (problems, trained) in sorted(form.targets.items())
    )
    for dish in menu:
        _add_item(programme, dish, version=1, at=at)
    announce(ProgrammeOpened(programme_id=programme.pk), thing="programme", thing_id=programme.pk, at=at, by=by)
    return programme


@transaction.atomic
def publish_dish(programme: Programme, form: DishForm, *, at: datetime, by: Actor) -> MenuItem:
    """Put a new version of a dish on the menu; orders placed before keep theirs."""
    by.must(PUBLISH, at=Place(line=tuple(programme.union.node.line)))
    current = MenuItem.objects.select_for_update().get(programme=programme, dish=form.dish, is_current=True)
    current.is_current = False
    current.save(update_fields=["is_current"])
    item = _add_item(programme, form, version=current.version + 1, at=at)
    write(
        "edit", "enterprise_service.publish_dish", thing="programme", thing_id=programme.pk, at=at,
        detail={"dish": form.dish, "version": item.version}, by=by,
    )  # fmt: skip
    return item


@transaction.atomic
def set_targets(programme: Programme, targets: Mapping[int, tuple[int, int]], *, at: datetime, by: Actor) -> None:
    """Change the targets of counties; the book says which."""
    by.must(PUBLISH, at=Place(line=tuple(programme.union.node.line)))
    for union_id, (problems, trained) in sorted(targets.items()):
        Target.objects.update_or_create(
            programme=programme, union_id=union_id, defaults={"problems": problems, "trained": trained}
        )
    write(
        "edit", "enterprise_service.set_targets", thing="programme", thing_id=programme.pk, at=at,
        detail={str(union_id): list(numbers) for union_id, numbers in targets.items()}, by=by,
    )  # fmt: skip


@transaction.atomic
def close_programme(programme: Programme, *, at: datetime, by: Actor) -> None:
    """End a programme: no new orders; those under way go on."""
    by.must(PUBLISH, at=Place(line=tuple(programme.union.node.line)))
    if programme.state != "open":
        raise WrongState("这个方案已经结束了。")
    programme.state = "closed"
    programme.save(update_fields=["state"])
    write("edit", "enterprise_service.close_programme", thing="programme", thing_id=programme.pk, at=at, by=by)


def _add_item(programme: Programme, form: DishForm, *, version: int, at: datetime) -> MenuItem:
    plain = {key: value for key, value in asdict(form).items() if not key.endswith("_form")}
    return MenuItem.objects.create(
        programme=programme,
        version=version,
        published_at=at,
        order_form=stored(form.order_form),
        visit_form=stored(form.visit_form),
        rating_form=stored(form.rating_form),
        **plain,
    )
