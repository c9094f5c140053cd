"""What a phone with an empty cache has to load, compressed as it is sent: the first document, then all of it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.walls.scene import Scene

pytestmark = pytest.mark.django_db
FIRST_BYTES, ALL_BYTES = 60_000, 150_000
STATIC = re.compile(r'(?:href|src)="(/static/[^"#?]+)')
STYLES = re.compile(r'<link rel="stylesheet" href="(/static/[^"]+)"')
PHONE_PAGES = {
    "entrance": ("", "/"),
    "sign-in": ("", "/sign-in"),
    "home of a contact": ("contact", "/"),
    "home of a leader": ("leader", "/"),
    "services": ("contact", "/services"),
    "order": ("contact", "/enterprise-service/orders/new"),
    "case": ("contact", "/cases/{scene.number}"),
    "visit": ("leader", "/enterprise-service/visits/{scene.visit.pk}"),
    "report": ("leader", "/cases/{scene.visit.order.case.number}/do/claim"),
    "worker's sign-in": ("", "/s/{scene.ticket}/form"),
}


def sent(address: str) -> int:
    """Return the bytes of a static file as the server sends it."""
    file = Path(settings.STATIC_ROOT) / address.removeprefix(settings.STATIC_URL)
    packed = file.with_name(f"{file.name}.gz")
    return (packed if packed.exists() else file).stat().st_size


@pytest.mark.parametrize("page", PHONE_PAGES)
class TestAPhonePage:
    @pytest.fixture
    def html(self, cast, set_clock, page) -> str:
        scene = Scene(cast, "delivering")
        set_clock(scene.at)
        who, address = PHONE_PAGES[page]
        answer = scene.client(who).get(address.format(scene=scene))
        assert answer.status_code == 200
        return answer.content.decode()

    def test_is_readable_after_sixty_kilobytes(self, html):
        styles = set(STYLES.findall(html))
        assert styles
        assert len(gzip.compress(html.encode())) + sum(sent(address) for address in styles) <= FIRST_BYTES

    def test_is_all_there_after_a_hundred_and_fifty_kilobytes(self, html):
        parts = set(STATIC.findall(html))
        assert parts >= set(STYLES.findall(html))
        assert len(gzip.compress(html.encode())) + sum(sent(address) for address in parts) <= ALL_BYTES

    def test_asks_no_other_server_for_anything(self, html):
        assert re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]+', html) == []
