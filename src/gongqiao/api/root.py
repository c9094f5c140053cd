"""The API instance: bearer tokens, one shape of refusal, one way of reading a body."""

from __future__ import annotations

import json
import math
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from gongqiao.api.access import Token
from gongqiao.api.faults import in_words
from gongqiao.kernel.base.errors import GongqiaoError, Invalid, Malformed, NotSignedIn, TooLarge
from gongqiao.kernel.base.ids import MAX_ID
from gongqiao.web.errors import as_json
from gongqiao.web.reading import fault_in_text

DEEPEST = 40


class CheckedJson(Parser):
    """Reads JSON bodies and refuses what PostgreSQL or Python could not take further on."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the body. Raises Malformed, TooLarge."""
        if len(request.body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge
        try:
            body = json.loads(request.body, parse_constant=_refuse_constant)
            _check(body, 0)
        except (ValueError, RecursionError) as broken:
            raise Malformed("请求体不是合格的 JSON，请检查格式和字符。") from broken
        return body


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise ValueError("too deep")
    if isinstance(value, str) and fault_in_text(value):
        raise ValueError("a character that cannot be stored")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > MAX_ID:
        raise ValueError("a number beyond bigint")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("not a number")
    if isinstance(value, dict):
        for name, inner in value.items():
            _check(name, depth + 1)
            _check(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, depth + 1)


api = NinjaAPI(
    title="工桥 API",
    version="1",
    description="与页面走同一条写入路径：权限、状态、版本和留痕都一样。写入请带 Idempotency-Key，重发不会重复办理。",
    auth=Token(),
    parser=CheckedJson(),
    urls_namespace="api",
)


@api.exception_handler(GongqiaoError)
def _refused(request: HttpRequest, error: GongqiaoError) -> HttpResponse:
    return as_json(error)


@api.exception_handler(AuthenticationError)
def _not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return as_json(NotSignedIn("请带上有效的令牌：Authorization: Bearer gq_…"))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields: dict[str, list[str]] = {}
    for one in error.errors:
        name = ".".join(str(part) for part in one.get("loc", ())[1:] if part != "body") or "body"
        fields.setdefault(name, []).append(in_words(str(one.get("type", "")), one.get("ctx") or {}))
    return as_json(Invalid("请求里有缺少或不对的字段，见 fields。", fields=fields))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, GongqiaoError):  # ninja wraps whatever the parser raises
        return as_json(error.__cause__)
    refused = Malformed(str(error))
    refused.status = error.status_code
    return as_json(refused)
