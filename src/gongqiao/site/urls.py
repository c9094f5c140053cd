"""All addresses: the kernel's pages, the services', the API."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path

from gongqiao.site.endpoints import api
from gongqiao.site.services import SERVICES

urlpatterns = [
    path("", include("gongqiao.web.urls")),
    *(path("", include(f"{service}.urls")) for service in SERVICES if find_spec(f"{service}.urls")),
    path("api/v1/", api.urls),
]

handler400 = "gongqiao.web.errors.bad_request"
handler403 = "gongqiao.web.errors.forbidden"
handler404 = "gongqiao.web.errors.not_found"
handler500 = "gongqiao.web.errors.crashed"
