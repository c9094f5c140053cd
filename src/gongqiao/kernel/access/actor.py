"""Who is acting, built once a request and passed as ``by``."""

from __future__ import annotations

from dataclasses import dataclass, field

from gongqiao.kernel.access.powers import READ_ONLY_POSTS, Power
from gongqiao.kernel.base.errors import NotAllowed


@dataclass(frozen=True, kw_only=True)
class PostHeld:
    """A post in force: what kind, at which node, and the node's line of ancestors (itself last)."""

    id: int
    kind: str
    title: str
    node_id: int
    line: tuple[int, ...]
    place_name: str = ""
    area_code: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a power must reach: a thing's organisation line, its enterprise or person, the roles on it."""

    line: tuple[int, ...] = ()
    enterprise_id: int | None = None
    person_id: int | None = None
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person, or a job, acting now.

    ``scopes`` is None for a full session; an API token carries the services it may read or write, as
    ``enterprise_service:write``.
    """

    person_id: int | None
    name: str
    posts: tuple[PostHeld, ...] = ()
    contact_of: frozenset[int] = frozenset()
    principal_of: frozenset[int] = frozenset()
    via: str = "web"
    job: str = ""
    scopes: frozenset[str] | None = None
    may_see_names: bool = field(default=True)

    @property
    def own_id(self) -> int:
        """The person's id, for looking up what is one's own; 0, which nobody has, for a job."""
        return self.person_id or 0

    @property
    def nodes(self) -> frozenset[int]:
        """The nodes of the posts held: the roots of what the actor oversees."""
        return frozenset(post.node_id for post in self.posts)

    @property
    def nodes_above(self) -> frozenset[int]:
        """The nodes on the lines of the posts held: what is shared downwards from there is seen."""
        return frozenset(node for post in self.posts for node in post.line)

    @property
    def looks_are_logged(self) -> bool:
        """Whether the actor only reads, and each look leaves a line in the book."""
        return bool(self.posts) and all(post.kind in READ_ONLY_POSTS for post in self.posts)

    def holds(self, kind: str) -> bool:
        """Whether one of the posts is of this kind."""
        return any(post.kind == kind for post in self.posts)

    def may(self, power: Power, *, at: Place) -> bool:
        """Whether ``power`` reaches ``at``."""
        if self.scopes is not None and f"{power.service}:write" not in self.scopes:
            return False
        return any(self._holds_through(holder, at) for holder in power.held_by)

    def must(self, power: Power, *, at: Place) -> None:
        """Raise NotAllowed, naming the power or the scope that is missing, unless it reaches ``at``."""
        scope = f"{power.service}:write"
        if self.scopes is not None and scope not in self.scopes:
            raise NotAllowed(f"这个令牌没有“{scope}”的范围，请重新申请令牌。")
        if not self.may(power, at=at):
            raise NotAllowed(f"您没有“{power.label}”的权限。如确需办理，请联系本单位管理员。")

    def may_anywhere(self, power: Power) -> bool:
        """Whether posts, contacts or being this job give ``power`` at some place: for menus, and what has no place."""
        held = {f"post:{post.kind}" for post in self.posts}
        held |= {"contact"} if self.contact_of else set()
        held |= {"principal"} if self.principal_of else set()
        held |= {f"job:{self.job}"} if self.job else set()
        return bool(held & set(power.held_by))

    def _holds_through(self, holder: str, at: Place) -> bool:
        ground, _, which = holder.partition(":")
        match ground:
            case "post":
                return any(post.kind == which and post.node_id in at.line for post in self.posts)
            case "contact":
                return at.enterprise_id is not None and at.enterprise_id in self.contact_of
            case "principal":
                return at.enterprise_id is not None and at.enterprise_id in self.principal_of
            case "self":
                return self.person_id is not None and at.person_id == self.person_id
            case "share":
                return which in at.roles
            case "job":
                return self.job == which
        return False


def the_job(name: str) -> Actor:
    """The actor behind what a clock does: no person, no scope, the powers that name it."""
    return Actor(person_id=None, name="系统", via="job", job=name)
