"""Endpoints of surveys for the union that asks: prepare, visit, write down, make needs and remedies of what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from gongqiao.api.access import reader
from gongqiao.api.doing import do_once
from gongqiao.api.paging import Window, page
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.org.queries import name_as_seen
from gongqiao.kernel.org.queries import union as union_with
from gongqiao.services.enterprise_service import schemas as s
from gongqiao.services.enterprise_service import survey_schemas as shapes
from gongqiao.services.enterprise_service.actions import proposals, remedies, survey_answers, surveys
from gongqiao.services.enterprise_service.flow import READ_AT_DESK, SERVICE
from gongqiao.services.enterprise_service.queries import surveys as queries
from gongqiao.web.doors import at_of
