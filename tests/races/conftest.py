"""A cast whose changes are committed, as races need it, and swept away afterwards."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.races.gate import mark, sweep


@pytest.fixture
def cast(django_db_setup, django_db_blocker):
    """The cast outside a test's transaction: what is written is there for every connection, until it is swept away."""
    from django.db import connection

    with django_db_blocker.unblock():
        marker = mark()
        try:
            yield Cast.read()
        finally:
            sweep(marker)
            connection.close()
