"""Show a PDF as pictures of its pages: phones inside WeChat cannot open one, and on a desk it saves a download."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.documents.page_pictures import Page, PagePictures, pictures_of
from gongqiao.web.doors import by_of

SALT = "gongqiao.pages_shown"
LOOK_LASTS_S = 2 * 3600


@dataclass(frozen=True, kw_only=True)
class Download:
    """A link beside the pictures."""

    label: str
    address: str
    icon: str = "download"


@dataclass(frozen=True, kw_only=True)
class ShownPage:
    """A page and the address of its picture."""

    page: Page
    address: str


def show_pages(
    request: HttpRequest,
    body: bytes,
    *,
    heading: str,
    back: str,
    downloads: Sequence[Download] = (),
    template: str = "",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the pages of a PDF that the caller may see. Raises NotDrawable, Crowded.

    The addresses of the pictures hold good for this person and some hours: the right was checked here.
    """
    by = by_of(request)
    made = {"heading": heading, "back": back, "downloads": downloads, **shown(pictures_of(body), by=by)}
    usual = "web/desk/pages_shown.html" if by.posts else "web/phone/pages_shown.html"
    return render(request, template or usual, {**made, **(context or {})})


def shown(pictures: PagePictures, *, by: Actor) -> dict[str, Any]:
    """Return what ``web/parts/page_pictures.html`` shows."""
    token = signing.dumps([by.person_id, pictures.digest], salt=SALT)
    pages = [ShownPage(page=page, address=f"/pages/{token}/{page.number}") for page in pictures.pages]
    return {"pictures": pictures, "pages": pages}


def digest_in(token: str, *, by: Actor) -> str:
    """Return the digest in the address of a picture. Raises NotFound when it is another's, too old or forged."""
    try:
        person_id, digest = signing.loads(token, salt=SALT, max_age=LOOK_LASTS_S)
    except signing.BadSignature as wrong:
        raise NotFound("这一页的图片已经过时，请返回上一页重新打开。") from wrong
    if person_id != by.person_id:
        raise NotFound
    return str(digest)
