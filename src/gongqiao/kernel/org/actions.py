"""Found federations, move them in the tree, register enterprises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.access.powers import offer_scopes, power
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, WrongState
from gongqiao.kernel.org import uscc as codes
from gongqiao.kernel.org.models import Area, Enterprise, Industry, Union
from gongqiao.kernel.org.pinyin import initials, sort_key
from gongqiao.kernel.org.queries import county_federation_for
from gongqiao.kernel.org.tags import LEDGER, SPECIAL
from gongqiao.kernel.places.points import Point
from gongqiao.kernel.tree import actions as tree

FOUND = power("org.found", "建立工会组织、调整隶属", "post:officer", "job:seeds")
REGISTER = power("org.register_enterprise", "登记企业", "post:officer", "job:seeds")
offer_scopes("org", "企业登记")


class AlreadyRegistered(WrongState):
    """这个统一社会信用代码已经登记过了，请在企业名录里查找。"""

    code = "already_registered"


@dataclass(frozen=True, kw_only=True)
class EnterpriseForm:
    """What is known of an enterprise when it is registered."""

    code: str
    name: str
    area_code: str
    short_name: str = ""
    address: str = ""
    industry: str = ""
    class_code: str = ""
    tags: Sequence[str] = ()
    ledger_level: str = ""
    speciality: str = ""
    workers: int | None = None
    point: Point | None = None


@transaction.atomic
def found_federation(
    name: str,
    *,
    area: Area,
    under: Union | None,
    level: str,
    short_name: str = "",
    is_demo: bool = False,
    on: date,
    at: datetime,
    by: Actor,
) -> Union:
    """Add a federation for ``area`` under another (None: the root)."""
    by.must(FOUND, at=Place(line=tuple(under.node.line) if under else ()))
    node = tree.plant(under.node if under else None, on=on)
    union = Union.objects.create(
        node=node, name=name, short_name=short_name or name, level=level, area=area, is_demo=is_demo
    )
    write("edit", "org.found_federation", thing="union", thing_id=union.pk, at=at, by=by)
    return union


@transaction.atomic
def reparent(union: Union, under: Union, *, on: date, at: datetime, by: Actor) -> None:
    """Put a union with all below it under another from ``on``. Raises NotAllowed, WouldTurnInCircles."""
    by.must(FOUND, at=Place(line=tuple(union.node.line)))
    by.must(FOUND, at=Place(line=tuple(under.node.line)))
    tree.move_node(union.node, under.node, on=on)
    write("edit", "org.reparent", thing="union", thing_id=union.pk, at=at, detail={"under": under.pk}, by=by)


@transaction.atomic
def register_enterprise(form: EnterpriseForm, *, is_demo: bool = False, at: datetime, by: Actor) -> Enterprise:
    """Register an enterprise under the county federation of its area.

    Raises Invalid for a code with a fault or an unknown area, AlreadyRegistered for a code that is known.
    """
    code = codes.tidy(form.code)
    if fault := codes.fault_of(code):
        raise Invalid(fault, fields={"code": [fault]})
    area = Area.objects.filter(code=form.area_code).first()
    if area is None or area.level == "city":
        raise Invalid("请选择企业所在的县（市、区）和镇街。", fields={"area_code": ["请选择所在镇街。"]})
    org = county_federation_for(area.code, by=by)
    by.must(REGISTER, at=Place(line=tuple(org.node.line)))
    name = form.name.strip()
    if not name:
        text = "请照营业执照填企业名称。"
        raise Invalid(text, fields={"name": [text]})
    if form.class_code and not Industry.objects.filter(code=form.class_code).exists():
        raise Invalid(fields={"class_code": ["目录里没有这个行业代码，请从列表里选。"]})
    implied = {LEDGER} if form.ledger_level else set()
    implied |= {SPECIAL} if form.speciality else set()
    try:
        with transaction.atomic():
            enterprise = Enterprise.objects.create(
                uscc=code,
                name=name,
                short_name=form.short_name.strip() or name[:40],
                sort_key=sort_key(name),
                initials=initials(name),
                org=org,
                area=area,
                address=form.address.strip(),
                latitude=form.point.lat if form.point else area.latitude,
                longitude=form.point.lng if form.point else area.longitude,
                industry=form.industry,
                classed_as_id=form.class_code or None,
                tags=sorted({*form.tags, *implied}),
                ledger_level=form.ledger_level,
                speciality=form.speciality,
                workers=form.workers,
                is_demo=is_demo,
                registered_at=at,
            )
    except IntegrityError as known:
        raise AlreadyRegistered(fields={"code": [str(AlreadyRegistered.__doc__)]}) from known
    write("edit", "org.register_enterprise", thing="enterprise", thing_id=enterprise.pk, at=at, by=by)
    return enterprise
