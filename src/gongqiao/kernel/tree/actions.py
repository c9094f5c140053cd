"""Change the tree and the shares. The room above checks the power and writes the book."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction

from gongqiao.kernel.base.errors import WrongState
from gongqiao.kernel.tree.models import Link, Node, Share


class WouldTurnInCircles(WrongState):
    """不能把一个单位放到它自己或它的下级下面，请另选上级。"""

    code = "circle"


@transaction.atomic
def plant(parent: Node | None, *, on: date) -> Node:
    """Add a node under ``parent`` (None: a root), valid from ``on``."""
    _hold_the_tree("shared")
    if parent:
        parent.refresh_from_db(fields=["line"])
    node = Node.objects.create(parent=parent, valid_from=on)
    node.line = [*(parent.line if parent else []), node.pk]
    node.save(update_fields=["line"])
    Link.objects.create(node=node, parent=parent, valid_from=on)
    return node


@transaction.atomic
def move_node(node: Node, parent: Node, *, on: date) -> None:
    """Put ``node`` with everything below it under ``parent`` from ``on``. Raises WouldTurnInCircles."""
    _hold_the_tree("alone")
    node.refresh_from_db()
    parent.refresh_from_db()
    if node.pk in parent.line:
        raise WouldTurnInCircles
    depth = len(node.line)
    Link.objects.filter(node=node, valid_to=None, valid_from=on).delete()
    Link.objects.filter(node=node, valid_to=None).update(valid_to=on)
    Link.objects.create(node=node, parent=parent, valid_from=on)
    Node.objects.filter(pk=node.pk).update(parent=parent)
    with connection.cursor() as cursor:
        cursor.execute(
            "update tree_node set line = %s::bigint[] || line[%s:] where line @> array[%s::bigint]",
            [parent.line, depth, node.pk],
        )


def _hold_the_tree(how: str) -> None:
    """Until the transaction ends: many may plant together, one who moves is alone. Readers never wait."""
    function = "pg_advisory_xact_lock_shared" if how == "shared" else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(hashtext('gongqiao.tree'))")


def share(
    thing: str,
    thing_id: int,
    role: str,
    *,
    person_id: int | None = None,
    node_id: int | None = None,
    enterprise_id: int | None = None,
    reaches_below: bool = False,
    at: datetime,
) -> None:
    """Give a person, a node or an enterprise sight of one thing in a role; giving it twice changes nothing."""
    to = {"to_person_id": person_id, "to_node_id": node_id, "to_enterprise_id": enterprise_id}
    if not Share.objects.filter(**to, thing=thing, thing_id=thing_id, role=role, valid_to=None).exists():
        Share.objects.create(
            **to, thing=thing, thing_id=thing_id, role=role, reaches_below=reaches_below, valid_from=at
        )


def end_shares(
    thing: str,
    thing_id: int,
    *roles: str,
    person_id: int | None = None,
    node_id: int | None = None,
    enterprise_id: int | None = None,
    at: datetime,
) -> None:
    """End the open shares of a thing in these roles, for one person, node or enterprise or for all."""
    open_shares = Share.objects.filter(thing=thing, thing_id=thing_id, role__in=roles, valid_to=None)
    for field, given in (("to_person_id", person_id), ("to_node_id", node_id), ("to_enterprise_id", enterprise_id)):
        if given is not None:
            open_shares = open_shares.filter(**{field: given})
    open_shares.update(valid_to=at)
