"""The part of the scene that belongs to lists: batches, long work, workbooks; and the files that are sent in."""

from __future__ import annotations

import io
from functools import cached_property

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from gongqiao.kernel.batches import actions
from gongqiao.kernel.batches.models import Batch
from gongqiao.kernel.batches.queries import failed_rows
from gongqiao.kernel.jobs.models import Work
from gongqiao.kernel.sheets import exports
from gongqiao.kernel.sheets.models import Export
from gongqiao.kernel.sheets.templates import write_failed
from gongqiao.services.enterprise_service.forms.enterprise_sheet import ENTERPRISES
from gongqiao.services.enterprise_service.pages.lists import ORDERS
from gongqiao.services.enterprise_service.tests.lists import PLAIN, a_batch, a_list
from gongqiao.web.exports import EXPORTING, form_for
from gongqiao.web.lists import Asked
from tests.cast import MONDAY, Cast, sound_code


class SheetScene:
    """Lists that come in and go out, made when they are first asked for; all of them the officer's."""

    cast: Cast

    @cached_property
    def batch(self) -> Batch:
        """A list of which one row is good and one is not; nothing of it is taken in."""
        return a_batch(self.cast, PLAIN, {**PLAIN, "code": "x"})

    @cached_property
    def taken_batch(self) -> Batch:
        batch = a_batch(self.cast, {**PLAIN, "code": sound_code(701)}, {**PLAIN, "code": "y"})
        return actions.take_in(batch.pk, at=MONDAY, by=self.cast.officer)

    @cached_property
    def work(self) -> Work:
        """Long work that is under way: an export that nobody has written yet."""
        return self._work("点菜单")

    @cached_property
    def dead_work(self) -> Work:
        work = self._work("停住的")
        Work.objects.filter(pk=work.pk).update(state="dead", error="试了几次都不行", ended_at=MONDAY)
        return work

    @cached_property
    def export(self) -> Export:
        """A workbook that may be fetched."""
        row = Export.objects.create(listing=ORDERS.name, label="点菜单", person_id=self.cast.officer.own_id, at=MONDAY)
        exports.finish(row, ORDERS.columns, at=MONDAY)
        return row

    @property
    def sealed(self) -> str:
        """What the page of a long list hands out for its export."""
        return str(form_for(ORDERS, Asked(by=self.cast.officer, at=MONDAY))["sealed"].value())

    @property
    def list_file(self) -> SimpleUploadedFile:
        return SimpleUploadedFile("名单.xlsx", a_list(PLAIN))

    @property
    def mended_file(self) -> SimpleUploadedFile:
        """The file of failed rows, mended, as it comes back."""
        body = write_failed(ENTERPRISES, failed_rows(self.batch), batch_id=self.batch.pk)
        book = openpyxl.load_workbook(io.BytesIO(body))
        book[ENTERPRISES.label]["A2"] = sound_code(67)
        out = io.BytesIO()
        book.save(out)
        return SimpleUploadedFile("改好的.xlsx", out.getvalue())

    def _work(self, label: str) -> Work:
        export = exports.ask_for(
            EXPORTING, ORDERS.name, label, made_of={}, words="", values={}, total=1, at=MONDAY, by=self.cast.officer
        )  # fmt: skip
        return Work.objects.get(thing_id=export.pk, kind=EXPORTING.name)
