"""Read the tree: where a node stands now, and where it stood."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from gongqiao.kernel.tree.models import Node, Share


def line_of(node_id: int) -> tuple[int, ...]:
    """Return the ids from the root down to the node. Raises Node.DoesNotExist.

    Without by: the shape of the tree is public.
    """
    return tuple(Node.objects.values_list("line", flat=True).get(pk=node_id))


def line_on(node_id: int, on: date) -> tuple[int, ...]:
    """Return the line of a node as it was on a day; empty when the node did not stand then.

    Without by: the shape of the tree is public.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            with recursive up(node_id, parent_id, height) as (
                select node_id, parent_id, 0 from tree_link
                where node_id = %(node)s and valid_from <= %(on)s and (valid_to is null or valid_to > %(on)s)
                union all
                select l.node_id, l.parent_id, up.height + 1 from tree_link l join up on l.node_id = up.parent_id
                where l.valid_from <= %(on)s and (l.valid_to is null or l.valid_to > %(on)s)
            )
            select node_id from up order by height desc
            """,
            {"node": node_id, "on": on},
        )
        return tuple(row[0] for row in cursor.fetchall())


def crooked_lines() -> list[int]:
    """Return the nodes whose kept line differs from the one that the links give; empty when the tree is sound.

    Without by: the shape of the tree is public.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            with recursive down(node_id, line) as (
                select node_id, array[node_id] from tree_link where parent_id is null and valid_to is null
                union all
                select l.node_id, down.line || l.node_id from tree_link l
                join down on l.parent_id = down.node_id where l.valid_to is null
            )
            select n.id from tree_node n left join down on down.node_id = n.id
            where down.line is distinct from n.line
            """
        )
        return [row[0] for row in cursor.fetchall()]


def roles_on(thing: str, thing_id: int, person_id: int, *, at: datetime) -> frozenset[str]:
    """Return the roles that a person holds on one thing at a moment.

    Without by: this is how an actor gets roles on a thing.
    """
    held = Share.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=at), thing=thing, thing_id=thing_id, to_person_id=person_id,
        valid_from__lte=at,
    )  # fmt: skip
    return frozenset(held.values_list("role", flat=True))


def people_with_roles(thing: str, thing_id: int, *roles: str) -> tuple[int, ...]:
    """Return the persons who hold one of these roles on a thing now, in the order of the roles.

    Without by: the caller has seen the thing.
    """
    rows = Share.objects.filter(thing=thing, thing_id=thing_id, role__in=roles, valid_to=None).order_by("pk")
    held = sorted(rows.values_list("to_person_id", "role"), key=lambda row: roles.index(row[1]))
    return tuple(dict.fromkeys(person for person, _ in held if person is not None))


def nodes_below(node_ids: frozenset[int]) -> list[int]:
    """Return the ids of all nodes in the subtrees of these nodes, themselves included.

    Without by: the shape of the tree is public.
    """
    return list(Node.objects.filter(line__overlap=list(node_ids)).values_list("pk", flat=True))
