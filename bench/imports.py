"""Importing enterprises from an Excel file: ours next to django-import-export, on the same rows in the same run.

    python -m bench.imports [--rows 20000] [--rounds 3]

Both read the same file, check every row, show what would happen (dry run) and then write; both merge by credit code,
refuse the same bad rows and write the same columns. Ours also keeps every row with its verdict, so that the batch can be
mended and undone, and a line in the book for every enterprise; the peer keeps nothing. The peer runs as its admin does
(``import_data`` dry, then for real), once as it comes and once with ``use_bulk``. After every import the tables are
compared: the same enterprises with the same columns, or the run counts for nothing.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from bench.city import founded_city
from bench.tables import show

BAD_EVERY = 135  # 37 of 5,000
COLUMNS = (
    "uscc", "name", "short_name", "sort_key", "initials", "org_id", "area_id", "address", "classed_as_id", "industry",
    "workers", "tags", "ledger_level", "latitude", "longitude",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    with founded_city() as var:
        _measure(chosen.rows, chosen.rounds, var / "list.xlsx")


def _measure(rows: int, rounds: int, path: Path) -> None:
    body = _write_list(path, rows)
    ways: dict[str, Callable[[bytes], int]] = {
        "django-import-export": lambda body: _peer(body, use_bulk=False),
        "django-import-export, use_bulk": lambda body: _peer(body, use_bulk=True),
        "gongqiao": _ours,
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    parts: list[dict[str, float]] = []
    expected = None
    for _ in range(rounds):
        for name, way in ways.items():
            _empty()
            began = time.perf_counter()
            refused = way(body)
            taken[name].append(time.perf_counter() - began)
            found = (refused, _register())
            expected = expected or found
            if found != expected:
                raise SystemExit(f"{name} came to another register: this run counts for nothing")
        parts.append(_again_and_undone(body))
    if expected is None or len(expected[1]) + expected[0] != rows:
        raise SystemExit("rows were lost: this run counts for nothing")
    _show(rows, rounds, taken, parts, expected[0])


def _show(rows: int, rounds: int, taken: dict[str, list[float]], parts: list[dict[str, float]], refused: int) -> None:
    median = {name: statistics.median(seconds) for name, seconds in taken.items()}
    ours = median["gongqiao"]
    table = [
        (name, f"{seconds:.1f} s", f"{rows / seconds:,.0f}", f"{seconds / ours:.1f}")
        for name, seconds in median.items()
    ]
    for name in parts[0]:
        seconds = statistics.median(part[name] for part in parts)
        table.append((f"gongqiao, {name}", f"{seconds:.1f} s", f"{rows / seconds:,.0f}", ""))
    show(
        f"Import of {rows:,} enterprises, {refused} of them bad ({rounds} rounds)",
        ("", "file to register", "rows a second", "÷ gongqiao"), table,
    )  # fmt: skip


def _write_list(path: Path, rows: int) -> bytes:
    """Write the list that both read; some of its rows lack a character of their code."""
    import xlsxwriter

    from gongqiao.kernel.org.uscc import check_character
    from gongqiao.services.enterprise_service.forms.enterprise_sheet import FIELDS

    labels = [field.label for field in FIELDS]
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("企业名单")
    sheet.write_row(0, 0, labels)
    counties = ("蓬江区", "江海区", "新会区", "台山市", "开平市", "鹤山市", "恩平市")
    for number in range(rows):
        first17 = f"91440799MA{number:07}"
        code = first17 + check_character(first17)
        row = {
            "统一社会信用代码": code[:-1] if number % BAD_EVERY == 7 else code,
            "企业名称": f"{counties[number % 7]}榕渡第{number}机械有限公司（演示）",
            "县（市、区）": counties[number % 7],
            "地址": f"工业大道 {number} 号",
            "行业大类": "33",
            "主营": "不锈钢厨具",
            "职工人数": number % 900 + 3,
            "产改台账": "市级",
        }
        for label, value in row.items():
            sheet.write(number + 1, labels.index(label), value)
    book.close()
    return path.read_bytes()


def _ours(body: bytes) -> int:
    """Upload, check and take in, as the pages and the worker do."""
    from gongqiao.kernel.batches import actions
    from gongqiao.services.enterprise_service.forms.enterprise_sheet import ENTERPRISES

    at, by = _now_and_officer()
    batch = actions.upload(ENTERPRISES, body, name="名单.xlsx", at=at, by=by)
    _work(at)
    actions.take_in(batch.pk, at=at, by=by)
    _work(at)
    return batch.rows.filter(state="refused").count()


def _again_and_undone(body: bytes) -> dict[str, float]:
    """Measure the same file a second time, when nothing changes, and the undo of the first time."""
    from gongqiao.kernel.batches import actions
    from gongqiao.kernel.batches.models import Batch
    from gongqiao.services.enterprise_service.forms.enterprise_sheet import ENTERPRISES

    at, by = _now_and_officer()
    began = time.perf_counter()
    actions.upload(ENTERPRISES, body, name="又一次.xlsx", at=at, by=by)
    _work(at)
    again = time.perf_counter() - began
    first = Batch.objects.earliest("pk")
    began = time.perf_counter()
    actions.undo(first.pk, at=at, by=by)
    _work(at)
    undone = time.perf_counter() - began
    if _register():
        raise SystemExit("the undo left enterprises: this run counts for nothing")
    return {"the same file again (dry run: no change)": again, "undo": undone}


def _work(at) -> None:
    from gongqiao.kernel.jobs.work import take_steps

    while take_steps(at=at):
        pass


def _peer(body: bytes, *, use_bulk: bool) -> int:
    """Import with django-import-export as its admin does: a dry run that is shown, then for real."""
    import tablib

    data = tablib.Dataset().load(body, format="xlsx")
    resource = _resource(use_bulk=use_bulk)
    shown = resource.import_data(data, dry_run=True)
    resource.import_data(data, dry_run=False)
    if shown.has_errors():
        raise SystemExit(f"the peer stumbled: {shown.row_errors()[0][1][0].error}")
    return len(shown.invalid_rows)


def _resource(*, use_bulk: bool):
    """Return a resource as somebody would write it who knows the library: lookups cached, checks by row."""
    from django.core.exceptions import ValidationError
    from import_export import fields, resources, widgets

    from gongqiao.kernel.org.models import Area, Enterprise, Union
    from gongqiao.kernel.org.pinyin import initials, sort_key
    from gongqiao.kernel.org.uscc import fault_of, tidy

    at, _ = _now_and_officer()
    areas = {area.name: area for area in Area.objects.filter(parent_id="4407")}
    unions = {union.area_id: union for union in Union.objects.filter(level="COUNTY")}
    levels = {"省级": "province", "市级": "city", "县级": "county"}

    class Enterprises(resources.ModelResource):
        code = fields.Field(attribute="uscc", column_name="统一社会信用代码")
        name = fields.Field(attribute="name", column_name="企业名称")
        address = fields.Field(attribute="address", column_name="地址")
        industry = fields.Field(attribute="industry", column_name="主营")
        classed_as = fields.Field(attribute="classed_as_id", column_name="行业大类")
        workers = fields.Field(attribute="workers", column_name="职工人数", widget=widgets.IntegerWidget())

        class Meta:
            model = Enterprise
            import_id_fields = ("code",)
            fields = ("code", "name", "address", "industry", "classed_as", "workers")
            skip_unchanged = True

        def before_import_row(self, row, **kwargs):
            row["统一社会信用代码"] = tidy(str(row["统一社会信用代码"]))
            if fault := fault_of(row["统一社会信用代码"]):
                raise ValidationError(fault)
            if row["县（市、区）"] not in areas or row["产改台账"] not in levels:
                raise ValidationError("不在可选项里")

        def before_save_instance(self, instance, row, **kwargs):
            area = areas[row["县（市、区）"]]
            instance.area, instance.org = area, unions[area.code]
            instance.latitude, instance.longitude = area.latitude, area.longitude
            instance.short_name = instance.short_name or instance.name[:40]
            instance.sort_key, instance.initials = sort_key(instance.name), initials(instance.name)
            instance.tags, instance.ledger_level = ["产改台账"], levels[row["产改台账"]]
            instance.registered_at = instance.registered_at or at

    Enterprises._meta.use_bulk = use_bulk
    Enterprises._meta.batch_size = 1_000
    return Enterprises()


def _now_and_officer():
    from gongqiao.kernel.base.clock import now
    from gongqiao.kernel.people.models import Account
    from gongqiao.kernel.people.queries import actor_for

    at = now()
    return at, actor_for(Account.objects.select_related("person").get(), strength="full", at=at)


def _register() -> list[tuple]:
    from gongqiao.kernel.org.models import Enterprise

    return [tuple(map(str, row)) for row in Enterprise.objects.order_by("uscc").values_list(*COLUMNS)]


def _empty() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("truncate org_enterprise, batches_batch, jobs_work, outbox_letter cascade")


if __name__ == "__main__":
    main()
