from __future__ import annotations

import psycopg
import pytest
from django.db import DatabaseError, transaction
from tests.cast import MONDAY

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.audit.models import Entry, Side

pytestmark = pytest.mark.django_db


def a_line(**what) -> Entry:
    return write("edit", "test.edit", thing="test", thing_id=1, at=MONDAY, by=the_job("seeds"), **what)


class TestTheBook:
    def test_names_the_job_that_acted(self):
        assert a_line().via == "job:seeds"

    def test_keeps_words_beside_it_and_not_in_it(self):
        line = a_line(reason="张三说的", values={"name": "张三"}, detail={"count": 2})
        assert "张三" not in str(line.detail)
        assert Side.objects.get(entry=line).values == {"name": "张三"}

    @pytest.mark.parametrize("change", [lambda rows: rows.update(what="other"), lambda rows: rows.delete()])
    def test_is_not_changed_by_the_application(self, change):
        line = a_line()
        with pytest.raises(DatabaseError), transaction.atomic():
            change(Entry.objects.filter(pk=line.pk))
        assert Entry.objects.filter(pk=line.pk, what="test.edit").exists()

    @pytest.mark.parametrize(
        "statement", ["update audit_entry set what = 'x'", "delete from audit_entry", "truncate audit_entry cascade"]
    )
    def test_is_not_changed_even_by_the_owner_of_the_tables(self, owner, statement):
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            owner.execute(statement)
