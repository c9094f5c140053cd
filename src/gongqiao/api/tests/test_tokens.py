"""A token opens what its scopes say and its person may, for as long as both stand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import MONDAY

from gongqiao.api.tests.callers import Caller, a_caller, a_token, done, told
from gongqiao.kernel.audit.models import Entry
from gongqiao.kernel.people.models import Account, ApiToken, Contact, Post

READ, WRITE = "enterprise_service:read", "enterprise_service:write"
NEED = {"dish": "management", "title": "班组长不会排产"}


class TestWhoCalls:
    @pytest.mark.parametrize("path", ["/me", "/inbox", "/orders", "/figures", "/menu"])
    def test_nobody_gets_in_without_a_token(self, cast, path):
        assert "令牌" in told(Caller().get(path), 401, "not_signed_in")

    @pytest.mark.parametrize("token", ["gq_nobody", "令牌", "a" * 5000, "' or 1=1 --"])
    def test_a_token_that_was_never_issued_opens_nothing(self, cast, token):
        told(Caller(token).get("/me"), 401, "not_signed_in")

    def test_a_session_of_the_web_opens_no_endpoint(self, cast, signed_in):
        told(signed_in(cast.person("officer")).get("/api/v1/me"), 401, "not_signed_in")

    def test_oneself_is_shown_with_posts_enterprises_and_scopes(self, cast):
        officer = done(a_caller(cast, "officer", scopes=[READ]).get("/me"))
        assert (officer["name"], officer["scopes"]) == ("李新", [READ])
        assert [(post["kind"], post["union_id"]) for post in officer["posts"]] == [("officer", cast.county.pk)]
        contact = done(a_caller(cast, "contact").get("/me"))
        assert (contact["contact_of"], contact["principal_of"]) == ([cast.enterprise.pk], [cast.enterprise.pk])

    def test_who_came_by_phone_code_alone_has_no_posts(self, cast):
        by_code = a_caller(cast, "officer", strength="code")
        assert done(by_code.get("/me"))["posts"] == []
        assert done(by_code.get("/enterprises"))["count"] == 0


class TestTheEndOfAToken:
    def test_comes_with_its_last_day(self, cast, set_clock):
        caller = a_caller(cast, "officer", lives=timedelta(days=7))
        set_clock(MONDAY + timedelta(days=7, seconds=-1))
        done(caller.get("/me"))
        set_clock(MONDAY + timedelta(days=7))
        assert "过期" in told(caller.get("/me"), 401)

    def test_comes_with_its_revocation(self, cast):
        caller, other = a_caller(cast, "officer"), a_caller(cast, "officer")
        done(caller.get("/me"))
        ApiToken.objects.order_by("pk").filter(account__person=cast.person("officer")).first().delete()
        told(caller.get("/me"), 401, "not_signed_in")
        done(other.get("/me"))

    def test_comes_when_its_owner_revokes_it_on_the_web(self, cast, signed_in):
        caller = a_caller(cast, "officer")
        row = ApiToken.objects.get(account__person=cast.person("officer"))
        signed_in(cast.person("officer")).post(f"/me/tokens/{row.pk}/revoke")
        told(caller.get("/me"), 401, "not_signed_in")

    def test_comes_with_the_account(self, cast):
        caller = a_caller(cast, "contact")
        Account.objects.filter(person=cast.person("contact")).update(is_active=False)
        told(caller.get("/me"), 401, "not_signed_in")

    def test_comes_with_the_post_under_which_it_was_issued(self, cast):
        caller = a_caller(cast, "officer")
        Post.objects.filter(person=cast.person("officer")).update(valid_to=MONDAY.date())
        assert "职务有变动" in told(caller.get("/me"), 401, "not_signed_in")
        told(caller.post("/needs", {**NEED, "enterprise_id": cast.enterprise.pk}), 401, "not_signed_in")

    def test_of_a_contact_is_the_end_of_seeing_the_enterprise(self, cast):
        caller = a_caller(cast, "contact")
        assert done(caller.get("/enterprises"))["count"] == 1
        Contact.objects.filter(person=cast.person("contact")).update(until=MONDAY)
        assert done(caller.get("/enterprises"))["count"] == 0
        told(caller.post("/needs", {**NEED, "enterprise_id": cast.enterprise.pk}), 404, "not_found")


class TestScopes:
    def test_without_any_nothing_of_a_service_is_read(self, cast):
        caller = a_caller(cast, "officer", scopes=[])
        for path in ("/menu", "/enterprises", "/needs", "/orders", "/teams", "/figures"):
            assert READ in told(caller.get(path), 403, "not_allowed")

    def test_a_reading_token_writes_nothing_and_is_told_which_scope_it_lacks(self, cast):
        caller = a_caller(cast, "officer", scopes=[READ])
        assert done(caller.get("/enterprises"))["count"] == 1
        refused = told(caller.post("/needs", {**NEED, "enterprise_id": cast.enterprise.pk}), 403, "not_allowed")
        assert WRITE in refused
        assert done(caller.get("/needs"))["count"] == 0

    def test_a_writing_token_also_reads(self, cast):
        caller = a_caller(cast, "contact", scopes=[WRITE])
        done(caller.post("/needs", {**NEED, "enterprise_id": cast.enterprise.pk}), 201)
        assert done(caller.get("/needs"))["count"] == 1

    def test_a_scope_of_another_service_opens_nothing_here(self, cast):
        caller = a_caller(cast, "officer", scopes=["membership:read", "membership:write"])
        assert READ in told(caller.get("/orders"), 403, "not_allowed")

    def test_registering_an_enterprise_has_a_scope_of_its_own(self, cast):
        body = {"uscc": cast.enterprise.uscc, "name": "砺江压铸有限公司", "area_code": "440705001"}
        caller = a_caller(cast, "officer", scopes=[READ, WRITE])
        assert "org:write" in told(caller.post("/enterprises", body), 403, "not_allowed")

    def test_what_is_to_be_done_shows_the_services_of_the_scopes_alone(self, cast):
        a_caller(cast, "contact").post("/orders", {**NEED, "enterprise_id": cast.enterprise.pk})
        assert done(a_caller(cast, "officer", scopes=[READ]).get("/inbox"))["count"] == 1
        assert done(a_caller(cast, "officer", scopes=[]).get("/inbox")) == {"items": [], "count": 0}

    @pytest.mark.parametrize("who", ["head", "auditor", "leader", "stranger"])
    def test_every_scope_gives_nobody_more_than_is_theirs(self, cast, who):
        refused = a_caller(cast, who).post("/needs", {**NEED, "enterprise_id": cast.enterprise.pk})
        assert refused.status_code in {403, 404}
        assert done(a_caller(cast, "city_officer").get("/needs"))["count"] == 0


class TestTheBook:
    def test_every_look_of_an_auditor_leaves_a_line(self, cast):
        auditor = a_caller(cast, "auditor")
        for path in ("/orders", "/inbox"):
            done(auditor.get(path))
        looks = Entry.objects.filter(kind="look", person_id=cast.person("auditor").pk).order_by("pk")
        assert [(look.what, look.via) for look in looks] == [
            ("look.api:list_orders", "api"), ("look.api:what_to_do", "api")
        ]  # fmt: skip

    def test_what_was_done_by_a_program_is_marked_so(self, cast):
        done(a_caller(cast, "contact").post("/needs", {**NEED, "enterprise_id": cast.enterprise.pk}), 201)
        assert Entry.objects.filter(what__endswith="NeedRegistered").latest("pk").via == "api"

    def test_a_token_remembers_when_it_was_used_last(self, cast, set_clock):
        caller = Caller(a_token(cast, "contact"))
        row = ApiToken.objects.get(account__person=cast.person("contact"))
        for minutes in (0, 0.5, 5):
            set_clock(MONDAY + timedelta(minutes=minutes))
            done(caller.get("/me"))
        row.refresh_from_db()
        assert row.used_at == MONDAY + timedelta(minutes=5)
