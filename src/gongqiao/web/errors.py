"""Errors as pages, fragments or JSON, each with what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from gongqiao.kernel.base.errors import GongqiaoError, Malformed, NotAllowed, NotFound, NotSignedIn

TITLES = {
    400: "内容格式不对",
    401: "请先登录",
    403: "不能办理",
    404: "没有找到",
    409: "现在还不能办",
    413: "内容太大",
    422: "填写有误",
    429: "请稍后再试",
    500: "系统出错了",
}


def show(request: HttpRequest, error: GongqiaoError) -> HttpResponse:
    """Answer with the error in words: JSON to the API, a sentence to a fragment, else a page."""
    if request.path.startswith("/api/"):
        return as_json(error)
    if isinstance(error, NotSignedIn) and request.method == "GET" and not request.headers.get("HX-Request"):
        return redirect(f"/sign-in?{urlencode({'next': request.get_full_path(), 'why': error.message})}")
    context = {"error": error, "title": TITLES.get(error.status, "办不成"), "status": error.status}
    name = "web/error_fragment.html" if request.headers.get("HX-Request") else "web/error.html"
    return render(request, name, context, status=error.status)


def as_json(error: GongqiaoError) -> JsonResponse:
    """Return the error as the API says it."""
    body = {
        "code": error.code,
        "message": error.message,
        "fields": error.fields,
        "reasons": [reason.text for reason in error.reasons],
    }
    return JsonResponse(body, status=error.status, json_dumps_params={"ensure_ascii": False})


def forgery_suspected(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or old."""
    return show(request, NotAllowed("这张表打开太久或不是从本站打开的，没有保存。请刷新页面后重新提交。"))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what Django could not read."""
    return show(request, Malformed())


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an unknown address."""
    return show(request, NotFound("没有这个页面，请核对地址。"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what is not allowed."""
    return show(request, NotAllowed())


def crashed(request: HttpRequest) -> HttpResponse:
    """Answer a bug: honestly, and with a way on. The page needs no database."""
    error = GongqiaoError("系统出错了，没有保存。我们已经记下，请稍后再试，或拨打服务热线。")
    error.status = 500
    if request.path.startswith("/api/"):
        return as_json(error)
    return render(None, "web/crashed.html", {"error": error}, status=500)
