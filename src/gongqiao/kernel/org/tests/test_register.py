from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.cast import MONDAY, sound_code

from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound
from gongqiao.kernel.org import queries
from gongqiao.kernel.org.actions import AlreadyRegistered, EnterpriseForm, register_enterprise, reparent
from gongqiao.kernel.org.models import Area, Enterprise
from gongqiao.kernel.tree.queries import line_on


def a_firm(number: int = 900, **changes) -> EnterpriseForm:
    plain = {"code": sound_code(number), "name": "新会区演示机械有限公司", "area_code": "440705001"}
    return EnterpriseForm(**{**plain, **changes})


class TestRegister:
    def test_puts_an_enterprise_under_its_county(self, cast):
        firm = register_enterprise(a_firm(), at=MONDAY, by=cast.officer)
        assert firm.org == cast.county
        assert firm.initials.startswith("xhqys")

    def test_a_wrong_code_is_named_with_its_fault(self, cast):
        with pytest.raises(Invalid) as wrong:
            register_enterprise(a_firm(code=sound_code(900)[:-1]), at=MONDAY, by=cast.officer)
        assert "现在是 17 位" in wrong.value.fields["code"][0]

    def test_a_known_code_is_refused_whoever_asks(self, cast):
        register_enterprise(a_firm(), at=MONDAY, by=cast.officer)
        before = Enterprise.objects.count()
        with pytest.raises(AlreadyRegistered, match="已经登记过"):
            register_enterprise(a_firm(name="另一个名字"), at=MONDAY, by=cast.officer)
        assert Enterprise.objects.count() == before

    def test_needs_a_post_where_it_lies(self, cast):
        with pytest.raises(NotAllowed):
            register_enterprise(a_firm(), at=MONDAY, by=cast.other_officer)

    @pytest.mark.parametrize("area", ["", "4407", "999999", "110101001"])
    def test_needs_a_place_in_the_city(self, cast, area):
        with pytest.raises((Invalid, NotFound)):
            register_enterprise(a_firm(area_code=area), at=MONDAY, by=cast.officer)


class TestAreas:
    def test_the_city_has_exactly_seven_counties_and_seventy_three_towns(self, db):
        assert len(queries.areas(parent="4407", level="county")) == 7
        assert Area.objects.filter(level="town", code__startswith="4407").count() == 73


class TestReparent:
    def test_moves_a_branch_and_keeps_its_past(self, cast):
        today = date(2026, 11, 16)
        reparent(cast.county, cast.other_county, on=today, at=MONDAY, by=cast.city_officer)
        assert cast.other_county.pk in line_on(cast.county.pk, today)
        assert cast.other_county.pk not in line_on(cast.county.pk, today - timedelta(days=1))
        assert queries.enterprises(by=cast.other_officer).filter(pk=cast.enterprise.pk).exists()

    def test_needs_the_power_at_both_ends(self, cast):
        with pytest.raises(NotAllowed):
            reparent(cast.county, cast.other_county, on=date(2026, 11, 16), at=MONDAY, by=cast.officer)


class TestFinding:
    @pytest.mark.parametrize("words", ["砺江", "xhqlj", "91440799MA5000001"])
    def test_by_name_initials_or_code(self, cast, words):
        assert list(queries.enterprises_like(words, by=cast.city_officer)) == [cast.enterprise]

    def test_only_what_is_in_sight(self, cast):
        assert list(queries.enterprises_like("砺江", by=cast.other_officer)) == []
