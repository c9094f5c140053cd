from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.cast import MONDAY

from gongqiao.kernel.calendar.queries import CITY_TIME
from gongqiao.kernel.notices import actions
from gongqiao.kernel.notices.channels import ChannelFailed
from gongqiao.kernel.notices.models import Dispatch, Notice
from gongqiao.kernel.notices.queries import notices, unread_count


class Post:
    """A channel that does as it is told."""

    def __init__(self) -> None:
        self.sent: list = []
        self.failure = None

    def send(self, phone, kind, values):
        if self.failure:
            raise self.failure
        self.sent.append((phone, kind, dict(values)))
        return "receipt"


@pytest.fixture
def channel(monkeypatch):
    post = Post()
    monkeypatch.setattr(actions, "sms", lambda: post)
    return post


def tell(cast, *who, at=MONDAY, **what):
    plain = {"event": "entry:1", "title": "请确认上门时间", "url": "/cases/x"}
    actions.tell([cast.person(name).pk for name in who], at=at, **{**plain, **what})


class TestTelling:
    def test_one_event_is_one_message_a_person(self, cast):
        for _ in range(2):
            tell(cast, "contact", "contact", "colleague", by_sms=True)
        assert Notice.objects.count() == 2
        assert Dispatch.objects.count() == 2

    def test_everybody_reads_their_own(self, cast):
        tell(cast, "contact")
        assert [notice.title for notice in notices(by=cast.contact)] == ["请确认上门时间"]
        assert notices(by=cast.colleague) == []

    def test_read_is_read(self, cast):
        tell(cast, "contact")
        tell(cast, "contact", event="entry:2")
        actions.mark_read(cast.contact.own_id, at=MONDAY, notice_id=notices(by=cast.contact)[0].pk)
        assert unread_count(by=cast.contact) == 1
        actions.mark_read(cast.contact.own_id, at=MONDAY)
        assert unread_count(by=cast.contact) == 0

    def test_a_long_title_is_cut_and_not_refused(self, cast):
        tell(cast, "contact", title="长" * 200)
        assert len(Notice.objects.get().title) == 80


class TestQuietHours:
    @pytest.mark.parametrize(
        ("clock", "goes_out"),
        [
            ("07:59", "16 08:00"),
            ("08:00", "16 08:00"),
            ("20:59", "16 20:59"),
            ("21:00", "17 08:00"),
            ("23:30", "17 08:00"),
        ],
    )
    def test_nothing_goes_out_between_nine_at_night_and_eight(self, clock, goes_out):
        at = datetime.fromisoformat(f"2026-11-16T{clock}").replace(tzinfo=CITY_TIME)
        assert f"{actions.outside_quiet_hours(at):%d %H:%M}" == goes_out


class TestSending:
    def test_goes_to_the_phone_and_keeps_the_receipt(self, cast, channel):
        tell(cast, "contact", by_sms=True)
        assert actions.send_waiting(at=MONDAY) == 1
        assert channel.sent == [(cast.person("contact").phone, "notice", {"title": "请确认上门时间"})]
        assert Dispatch.objects.get().receipt == "receipt"
        assert actions.send_waiting(at=MONDAY) == 0

    def test_waits_for_its_hour(self, cast, channel):
        late = MONDAY + timedelta(hours=13)
        tell(cast, "contact", by_sms=True, at=late)
        assert actions.send_waiting(at=late) == 0
        assert actions.send_waiting(at=MONDAY + timedelta(hours=22)) == 1

    def test_tries_again_ever_later_and_gives_up_after_six(self, cast, channel):
        channel.failure = ChannelFailed("ServiceUnavailable", is_final=False)
        tell(cast, "contact", by_sms=True)
        at, gaps = MONDAY, []
        for _ in range(6):
            assert actions.send_waiting(at=at) == 1
            row = Dispatch.objects.get()
            gaps.append(row.not_before - at)
            at = row.not_before
        assert gaps == sorted(gaps)
        assert row.failed_at and row.tries == 6
        assert actions.send_waiting(at=at + timedelta(days=9)) == 0

    def test_gives_up_at_once_where_trying_again_will_not_help(self, cast, channel):
        channel.failure = ChannelFailed("isv.MOBILE_NUMBER_ILLEGAL", is_final=True)
        tell(cast, "contact", by_sms=True)
        actions.send_waiting(at=MONDAY)
        assert Dispatch.objects.get().failed_at == MONDAY
