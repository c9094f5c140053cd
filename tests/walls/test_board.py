"""The board shows figures and no names, to those who may read it and to screens with a token."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from gongqiao.kernel.base.errors import NotAllowed, NotFound
from gongqiao.kernel.places.outlines import ground_of
from gongqiao.services.enterprise_service.actions import closing
from gongqiao.services.enterprise_service.actions.screens import revoke_screen, set_up_screen
from gongqiao.services.enterprise_service.models import Programme, Screen
from gongqiao.services.enterprise_service.queries import orders, screens
from gongqiao.services.enterprise_service.tests.makers import THURSDAY, an_order, fresh
from gongqiao.web.maps import Place, county_map
from tests.cast import sign_in
from tests.walls.scene import A_MONTH_LATER

pytestmark = pytest.mark.django_db
NAMES = ("砺江", "榕渡", "王师", "何徒", "张联", "李新", "陈市")


def closed(cast, **changes):
    """An order that went all the way."""
    order = an_order(cast, "revisited", **changes)
    closing.close(fresh(order), seen=None, at=A_MONTH_LATER, by=cast.officer)
    return order


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


class TestTheBoard:
    def test_shows_every_county_with_its_number_and_leads_to_its_rows(self, cast, client, set_clock):
        an_order(cast, "confirmed")
        set_clock(THURSDAY)
        text = page(sign_in(client, cast.person("city_officer")), "/board")
        assert 'aria-label="新会：1 个，目标 100 个，完成 1%"' in text
        assert 'aria-label="台山：0 个，目标 100 个，完成 0%"' in text
        links = re.findall(r'href="(/desk/figures/enterprise_service\.problems\?union=\d+[^"]*)"', text)
        assert {f"union={union.pk}" for union in (cast.county, cast.other_county)} <= {
            part for link in links for part in re.split("[?&]", link.replace("&amp;", "&"))
        }

    def test_has_no_names_for_a_head(self, cast, client, set_clock):
        closed(cast, title="砺江压铸空压机电机频繁过载跳停")
        set_clock(A_MONTH_LATER)
        text = page(sign_in(client, cast.person("head")), "/board")
        main = text[text.index("<main") :]
        assert [name for name in NAMES if name in main] == []
        assert "企业空压机电机频繁过载跳停" in main

    def test_of_a_programme_that_is_over_ends_with_it(self, cast, client, set_clock):
        an_order(cast, "confirmed")
        Programme.objects.update(closes_on=THURSDAY.date())
        set_clock(THURSDAY + timedelta(days=800))
        text = page(sign_in(client, cast.person("head")), "/board")
        assert f"—{THURSDAY.year}年{THURSDAY.month}月{THURSDAY.day}日 <b>" in text
        assert "方案最后 12 个月" in text
        assert "本月" not in text

    def test_shows_a_county_post_its_own_county(self, cast, client, set_clock):
        set_clock(THURSDAY)
        text = page(sign_in(client, cast.person("officer")), "/board")
        assert "新会：" in text
        assert "台山：" not in text


class TestTheLatest:
    def test_are_those_that_the_enterprise_confirmed_newest_first(self, cast):
        closed(cast)
        an_order(cast, title="还没办完")
        assert [one.title for one in orders.latest_closed(5, by=cast.head)] == ["空压机电机频繁过载跳停"]
        assert orders.latest_closed(5, by=cast.other_officer) == []


class TestAScreen:
    def test_shows_the_figures_of_its_union_without_a_person(self, cast, set_clock):
        an_order(cast, "confirmed")
        _, token = set_up_screen(cast.city, "值班室", at=THURSDAY, by=cast.city_officer)
        set_clock(THURSDAY)
        text = page(Client(), f"/wall/{token}")
        main = text[text.index("<main") :]
        assert "新会：1 个" in main
        assert [name for name in NAMES if name in main] == []
        assert re.findall(r'href="/(?!static)[^"]*"', main) == []

    def test_of_a_county_shows_no_other(self, cast, set_clock):
        an_order(cast, "confirmed")
        _, token = set_up_screen(cast.other_county, "大厅", at=THURSDAY, by=cast.other_officer)
        set_clock(THURSDAY)
        text = page(Client(), f"/wall/{token}")
        assert "台山：0 个" in text
        assert "新会：" not in text

    def test_is_dark_once_revoked(self, cast, set_clock):
        made, token = set_up_screen(cast.city, "值班室", at=THURSDAY, by=cast.city_officer)
        revoke_screen(made, at=THURSDAY, by=cast.city_officer)
        set_clock(THURSDAY)
        assert Client().get(f"/wall/{token}").status_code == 404
        with pytest.raises(NotFound):
            screens.actor_of(token, at=THURSDAY)

    def test_opens_nothing_but_the_board(self, cast):
        _, token = set_up_screen(cast.city, "值班室", at=THURSDAY, by=cast.city_officer)
        by = screens.actor_of(token, at=THURSDAY)
        assert not by.may_see_names
        with pytest.raises(NotAllowed):
            set_up_screen(cast.city, "另一块", at=THURSDAY, by=by)

    def test_keeps_no_token(self, cast):
        _, token = set_up_screen(cast.city, "值班室", at=THURSDAY, by=cast.city_officer)
        assert token not in str(Screen.objects.values().get())

    @pytest.mark.parametrize("who", ["auditor", "head", "contact", "officer"])
    def test_of_the_city_is_set_up_by_the_city(self, cast, who):
        with pytest.raises(NotAllowed):
            set_up_screen(cast.city, "值班室", at=THURSDAY, by=getattr(cast, who))

    def test_of_another_county_is_not_there(self, cast):
        made, _ = set_up_screen(cast.county, "大厅", at=THURSDAY, by=cast.officer)
        with pytest.raises(NotFound):
            screens.screen(made.pk, by=cast.other_officer)


class TestTheMap:
    def place(self, code="440705", **changes):
        plain = {"code": code, "name": "新会", "value": 99, "target": 100, "unit": "个", "address": "/x"}
        return Place(**{**plain, **changes})

    def test_of_jiangmen_knows_its_seven_counties(self):
        ground = ground_of("4407")
        assert sorted(ground.counties) == ["440703", "440704", "440705", "440781", "440783", "440784", "440785"]
        assert all(0 < one.x < ground.width and 0 < one.y < ground.height for one in ground.counties.values())

    def test_of_a_city_that_nobody_drew_is_left_out(self, settings):
        settings.REGION = "4401"
        assert county_map([self.place("440103")]) is None
        assert ground_of("../../etc") is None

    @pytest.mark.parametrize(
        "value, target, level", [(0, 100, "q1"), (19, 100, "q1"), (20, 100, "q2"), (79, 100, "q4"), (99, 100, "q5"),
                                 (999, 1000, "q5"), (100, 100, "q6"), (170, 100, "q6"), (5, 0, "q0")],
    )  # fmt: skip
    def test_colours_by_what_is_reached_and_never_too_early(self, value, target, level):
        assert self.place(value=value, target=target).level == level

    def test_says_in_words_what_it_shows(self):
        assert self.place().words == "新会：99 个，目标 100 个，完成 99%"
        assert self.place(target=0).words == "新会：99 个，没有设目标"
