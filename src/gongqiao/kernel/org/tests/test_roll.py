from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.cast import MONDAY, sound_code

from gongqiao.kernel.audit.models import Entry as Line
from gongqiao.kernel.org import roll
from gongqiao.kernel.org.models import Enterprise, TagSource
from gongqiao.kernel.org.pinyin import both, initials, sort_key
from gongqiao.kernel.org.roll import Entry, Taken
from gongqiao.kernel.org.tags import ABOVE_SIZE, LEDGER, SPECIAL
from gongqiao.kernel.people.actions import bind_contact

NEW = sound_code(500)


def an_entry(code: str = NEW, *, area: str = "440705001", adds=(), removes=(), **says) -> Entry:
    return Entry(
        code=code, area_code=area, says={"name": "新会区石涌五金有限公司", **says}, adds=frozenset(adds),
        removes=frozenset(removes), recognised_on=date(2026, 9, 1),
    )  # fmt: skip


def take(cast, *entries, who="officer", batch_id=7):
    return roll.take(entries, source="市工信局第 4 批", batch_id=batch_id, at=MONDAY, by=getattr(cast, who))


def undo(cast, entries, told, *, who="officer", batch_id=7):
    taken = [
        Taken(enterprise_id=one.enterprise_id, is_new=one.state == "new", before=one.before, after=one.after)
        for one in told
    ]
    return roll.take_back(taken, batch_id=batch_id, at=MONDAY, by=getattr(cast, who))


def firm(code: str = NEW) -> Enterprise:
    return Enterprise.objects.get(uscc=code)


def known_entry(**more) -> Entry:
    """What a list says of the enterprise of the cast."""
    return an_entry(sound_code(1), **{"name": "新会区砺江压铸有限公司", **more})


class TestANewEnterprise:
    def test_is_registered_with_all_that_is_said_and_what_follows(self, cast):
        (told,) = take(cast, an_entry(adds=[LEDGER], ledger_level="city", classed_as_id="33", workers=120))
        row = firm()
        assert (told.state, told.enterprise_id) == ("new", row.pk)
        assert (row.org, row.area_id, row.short_name) == (cast.county, "440705001", "新会区石涌五金有限公司")
        assert (row.ledger_level, row.tags, row.classed_as.name, row.workers) == ("city", [LEDGER], "金属制品业", 120)
        assert row.initials.startswith("xhqsy")
        assert row.latitude == row.area.latitude
        assert Line.objects.filter(
            what="org.register_enterprise", thing_id=row.pk, person_id=cast.officer.person_id
        ).exists()

    def test_names_the_source_of_its_tags(self, cast):
        take(cast, an_entry(adds=[LEDGER, SPECIAL]))
        source = TagSource.objects.get(enterprise=firm(), tag=SPECIAL)
        assert (source.source, source.recognised_on, source.batch_id) == ("市工信局第 4 批", date(2026, 9, 1), 7)

    def test_may_be_placed_by_its_county_alone(self, cast):
        take(cast, an_entry(area="440705"))
        assert firm().area_id == "440705"

    @pytest.mark.parametrize(
        ("who", "area"), [("officer", "440781001"), ("other_officer", "440705001"), ("contact", "440705001")]
    )
    def test_elsewhere_is_refused(self, cast, who, area):
        (told,) = take(cast, an_entry(area=area), who=who)
        assert (told.state, told.fault[1]) == ("refused", "不在您的辖区")
        assert not Enterprise.objects.filter(uscc=NEW).exists()

    @pytest.mark.parametrize("area", ["", "4407", "440706", "110101"])
    def test_in_a_county_that_is_not_ours_is_refused(self, cast, area):
        assert take(cast, an_entry(area=area), who="city_officer")[0].state == "refused"


class TestAKnownEnterprise:
    def test_takes_what_is_filled_and_keeps_the_rest(self, cast):
        (told,) = take(cast, known_entry(workers=88, adds=[ABOVE_SIZE]))
        row = firm(sound_code(1))
        assert told.state == "updated"
        assert dict(told.before) == {"workers": None, "tags": [SPECIAL]}
        assert (row.workers, row.address, row.tags) == (88, "一车间", sorted([SPECIAL, ABOVE_SIZE]))
        assert Line.objects.filter(what="org.merge_enterprise", thing_id=row.pk).exists()

    def test_said_again_changes_nothing(self, cast):
        take(cast, known_entry(workers=88))
        lines = Line.objects.count()
        assert take(cast, known_entry(workers=88))[0].state == "unchanged"
        assert Line.objects.count() == lines

    def test_loses_a_tag_only_where_the_list_says_so(self, cast):
        take(cast, known_entry(adds=[ABOVE_SIZE]))
        assert SPECIAL in firm(sound_code(1)).tags
        take(cast, known_entry(removes=[SPECIAL], speciality=""))
        assert firm(sound_code(1)).tags == [ABOVE_SIZE]

    def test_keeps_its_town_where_the_list_names_the_county_alone(self, cast):
        assert take(cast, known_entry(area="440705"))[0].state == "unchanged"
        take(cast, known_entry(area="440705102"))
        assert firm(sound_code(1)).area_id == "440705102"

    def test_takes_a_new_name_with_its_pinyin(self, cast):
        take(cast, known_entry(name="新会区榕江压铸有限公司"))
        assert firm(sound_code(1)).initials.startswith("xhqrj")

    def test_of_another_county_is_refused_whoever_says_that_it_is_here(self, cast):
        elsewhere = an_entry(sound_code(2))
        assert take(cast, elsewhere)[0].fault[1] == "已登记在别的县（市、区）"
        assert take(cast, elsewhere, who="city_officer")[0].fault[1] == "这家企业登记在台山市总"

    def test_weighed_is_not_changed(self, cast):
        (told,) = roll.weigh([known_entry(workers=3)], by=cast.officer)
        assert told.state == "updated"
        assert firm(sound_code(1)).workers is None

    def test_keeps_its_level_only_with_its_tag(self, cast):
        with pytest.raises(IntegrityError), transaction.atomic():
            Enterprise.objects.filter(uscc=sound_code(1)).update(ledger_level="city")


class TestTakingBack:
    def test_strikes_what_was_made_and_restores_what_was_changed(self, cast):
        entries = [an_entry(adds=[LEDGER]), known_entry(workers=5, adds=[LEDGER], ledger_level="city")]
        told = take(cast, *entries)
        assert undo(cast, entries, told) == ["", ""]
        row = firm(sound_code(1))
        assert (row.workers, row.tags, row.ledger_level) == (None, [SPECIAL], "")
        assert not Enterprise.objects.filter(uscc=NEW).exists()
        assert not TagSource.objects.exists()
        assert Line.objects.filter(what="org.strike_enterprise").exists()
        assert Line.objects.filter(what="org.restore_enterprise", thing_id=row.pk).exists()

    def test_leaves_what_was_changed_since_and_names_it(self, cast):
        entries = [an_entry(), known_entry(workers=5)]
        told = take(cast, *entries)
        take(cast, an_entry(address="二路"), known_entry(workers=6), batch_id=8)
        assert undo(cast, entries, told) == ["后来又改过：地址", "后来又改过：职工人数"]
        assert firm(sound_code(1)).workers == 6

    def test_leaves_an_enterprise_with_which_something_was_done(self, cast):
        entries = [an_entry()]
        told = take(cast, *entries)
        bind_contact(cast.person("leader"), firm(), is_principal=False, at=MONDAY, by=cast.officer)
        assert undo(cast, entries, told) == ["后来有人用到了这家企业（联系人、需求、点菜单等），不能删除"]
        assert firm()

    def test_leaves_what_is_no_longer_in_ones_area(self, cast):
        entries = [an_entry()]
        told = take(cast, *entries)
        assert undo(cast, entries, told, who="other_officer") == ["这家企业已不在您的辖区"]


@pytest.mark.parametrize(
    "name", ["新会区榕渡电器有限公司（演示）", "台山市ABC新材料", "重庆长安·Zx9厂", "厦门嗯哼", "", "ａｂｃ"]
)
def test_both_keys_of_a_name_are_those_that_are_asked_for_one_by_one(name):
    assert both(name) == (sort_key(name), initials(name))


def test_many_need_no_more_queries_than_few(cast):
    def needed(numbers) -> tuple[int, int]:
        entries = [an_entry(sound_code(number)) for number in numbers]
        with CaptureQueriesContext(connection) as taking:
            told = take(cast, *entries)
        with CaptureQueriesContext(connection) as undoing:
            assert undo(cast, entries, told) == [""] * len(entries)
        return len(taking), len(undoing)

    assert needed(range(600, 603)) == needed(range(700, 1000))
    assert not Enterprise.objects.filter(uscc__startswith="91440799MA50009").exists()
