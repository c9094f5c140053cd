"""The demo entrance: six roles, one button each. It exists only in demo mode."""

from __future__ import annotations

from dataclasses import dataclass

from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.people.models import Account


@dataclass(frozen=True, kw_only=True)
class DemoRole:
    """A role of the entrance: what it is called, what one does first, and its icon."""

    key: str
    label: str
    first: str
    icon: str


ROLES = (
    DemoRole(key="city_officer", label="市总干部", first="复核效益、看各县进度", icon="landmark"),
    DemoRole(key="county_officer", label="县总干部", first="为企业配班组、约上门", icon="briefcase"),
    DemoRole(key="contact", label="企业联系人", first="点菜、确认、评分", icon="factory"),
    DemoRole(key="craftsman", label="劳模工匠", first="接单、上门、填记录", icon="hammer"),
    DemoRole(key="auditor", label="审计员", first="抽查效益证明", icon="scan-search"),
    DemoRole(key="head", label="领导看板", first="看全市成效和进度", icon="chart-column"),
)


def account_of(role: str) -> Account:
    """Return the account behind a role's button. Raises NotFound."""
    if role not in {known.key for known in ROLES}:
        raise NotFound
    account = Account.objects.select_related("person").filter(login=f"demo:{role}", is_active=True).first()
    if account is None:
        raise NotFound("演示数据里没有这个角色，请重新执行 make run 建立演示城市。")
    return account
