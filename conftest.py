"""Fixtures for all tests: the database, the cast, and a client that is somebody."""

from __future__ import annotations

import pytest
from tests import database


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """A migrated database with reference data and the cast of the tests, committed once; the pages' static files."""
    from gongqiao.site.static import collect
    from tests import cast

    database.start()
    with django_db_blocker.unblock():
        cast.furnish()
    collect()


@pytest.fixture
def cast(db):
    """The people and places of the tests."""
    from tests.cast import Cast

    return Cast.read()


@pytest.fixture
def owner(django_db_setup):
    """A connection as the owner of the tables."""
    import psycopg

    from gongqiao.site import database as addresses

    with psycopg.connect(**addresses.parts_of(addresses.owner_url())) as connection:
        yield connection


@pytest.fixture(autouse=True)
def fresh_cache():
    """No test reads what another one left in the process's cache."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def signed_in(db, client):
    """Return a function that signs a client in as somebody, past the door."""
    from tests.cast import sign_in

    def enter(person, *, strength="full", with_client=None):
        return sign_in(with_client or client, person, strength=strength)

    return enter
