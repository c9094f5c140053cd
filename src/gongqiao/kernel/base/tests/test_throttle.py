from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import MONDAY

from gongqiao.kernel.base import throttle
from gongqiao.kernel.base.errors import TooOften
from gongqiao.kernel.base.models import Tally

THREE = throttle.Limit(name="test", most=3, window_s=60, sentence="请稍后。")


@pytest.mark.django_db
class TestCount:
    def tried(self, times, who="139", at=MONDAY):
        for _ in range(times):
            throttle.count(THREE, who, at=at)

    def test_lets_as_many_through_as_the_limit_says(self):
        self.tried(3)
        with pytest.raises(TooOften, match="请稍后"):
            self.tried(1)

    def test_counts_each_person_alone(self):
        self.tried(3)
        self.tried(3, who="138")

    def test_starts_again_in_the_next_window(self):
        self.tried(3)
        self.tried(3, at=MONDAY + timedelta(seconds=61))

    def test_starts_again_after_a_success(self):
        self.tried(3)
        throttle.forget(THREE, "139")
        self.tried(3)

    def test_keeps_no_readable_name(self):
        self.tried(1, who="13900000001")
        assert "139" not in Tally.objects.get().name[:3]

    def test_old_windows_are_swept_away(self):
        self.tried(1)
        throttle.sweep(at=MONDAY + timedelta(days=2))
        assert not Tally.objects.exists()
