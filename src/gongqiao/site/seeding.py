"""Write what a fresh installation needs: reference data, or the first federation of a real city."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.base.clock import now
from gongqiao.kernel.base.errors import Invalid, WrongState
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.calendar.seeds import load_days
from gongqiao.kernel.org.models import Area, Industry, Union
from gongqiao.kernel.org.seeds import found_city, industry_rows, load_areas, load_industries, write_industries
from gongqiao.kernel.people.actions import add_person, appoint
from gongqiao.kernel.people.models import Account
from gongqiao.services.talent.models import Skill
from gongqiao.services.talent.seeds import load_skills

Say = Callable[[str], None]
SEED = 20_240_929
DEMO_AGE = timedelta(days=320)
ELECTRIC_TRADES = ("维修电工", "电机检修工", "车辆电工")


def reference(say: Say) -> None:
    """Write areas, industries, the working calendar and the skill list where they are missing or older."""
    if Area.objects.exists() and Industry.objects.exists() and Skill.objects.exists():
        load_days()
        return
    say(
        f"写入参考数据：{load_areas()} 个行政区划、{load_industries()} 个行业门类与大类、"
        f"{load_days()} 个节假日与调休日、{load_skills()} 项技能。"
    )


def load_industry(path: Path, say: Say, *, is_dry: bool) -> None:
    """Write deeper classes of the industry classification from a file; ``is_dry``: only say what would be written.

    Raises Invalid for a file that cannot be read or that has a fault; then nothing is written.
    """
    try:
        body = path.read_bytes()
    except OSError as missing:
        raise Invalid(f"打不开文件 {path}，请核对路径。") from missing
    rows = industry_rows(body)
    known = Industry.objects.in_bulk([row.code for row in rows])
    fresh = [row for row in rows if row.code not in known]
    renamed = [row for row in rows if row.code in known and known[row.code].name != row.name]
    if not is_dry:
        write_industries(rows)
    done = "核对完了，没有写入：" if is_dry else "已写入："
    say(f"{done}{len(rows)} 个行业代码，其中新增 {len(fresh)} 个，改名 {len(renamed)} 个。")


def is_founded() -> bool:
    """Whether there is any federation."""
    return Union.objects.exists()


def found(area_code: str, name: str, officer: str, phone: str, say: Say) -> None:
    """Found the federations of a real city and appoint its first officer; print the first password once."""
    if is_founded():
        raise WrongState("这个库里已经有工会组织了，请由在任干部登录后任命其他人。")
    if not (name.strip() and officer.strip()):
        raise Invalid("请写明总工会的名称和干部的姓名：--name、--officer 都不能空着。")
    at, by = now(), the_job("seeds")
    if not Area.objects.filter(code=area_code, level="city").exists():
        raise WrongState(f"区划表里没有代码为 {area_code} 的市，请核对 --area。")
    with transaction.atomic():
        city = found_city(area_code, name=name, on=local_date(at), at=at, by=by)
        person = add_person(officer, phone, at=at, by=by)
        appoint(person, city, kind="officer", title="市总干部", on=local_date(at), at=at, by=by)
        account = Account.objects.get(person=person)
        password = secrets.token_urlsafe(9)
        account.set_password(password)
        account.must_change_password = True
        account.save()
    say(
        f"已建立{name}和各县（市、区）、镇街总工会。{officer}第一次登录的密码是 {password}，登录后会要求修改并绑定动态码。"
    )
