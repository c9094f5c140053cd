from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongqiao.kernel.base.errors import Invalid
from gongqiao.kernel.places.points import Point, checked, from_gcj02, to_gcj02


def test_a_known_pair_of_coordinates():
    """Tiananmen: 39.90736, 116.39122 by satellite stands at about 39.90876, 116.39747 on Chinese maps."""
    lat, lng = to_gcj02(Point(lat=39.90736, lng=116.39122))
    assert (round(lat, 4), round(lng, 4)) == (39.9088, 116.3975)


@given(lat=st.floats(18.2, 53.5), lng=st.floats(73.7, 134.7))
def test_there_and_back_stays_within_a_metre(lat, lng):
    back = from_gcj02(*to_gcj02(Point(lat=lat, lng=lng)))
    assert abs(back.lat - lat) < 1e-5
    assert abs(back.lng - lng) < 1e-5


def test_swapped_coordinates_are_named():
    with pytest.raises(Invalid, match="填反了"):
        checked(113.03, 22.52)


def test_the_middle_of_the_atlantic_is_refused():
    with pytest.raises(Invalid, match="不在我国"):
        checked(0.0, 0.0)
