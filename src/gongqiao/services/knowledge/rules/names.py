"""Nobody is named in what everybody reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gongqiao.cores.hiding import Found, Secrets, find, masked
from gongqiao.kernel.contracts import ask
from gongqiao.services.enterprise_service.contract import ClosedOrder, ClosedOrders
from gongqiao.services.knowledge.models import WORDED, Article, Edition

LABELS = {
    "title": "标题", "problem": "问题", "cause": "原因", "cure": "办法", "advice": "建议", "trade": "行业",
    "domain": "专业领域", "terms": "检索词",
}  # fmt: skip
NO_SECRETS = Secrets()


def secrets_of(order: ClosedOrder) -> Secrets:
    """Return the names that an article about this order must not hold."""
    return Secrets(firms=order.firms, people=order.people, places=order.places)


def secrets_about(article: Article) -> Secrets:
    """Ask, once an article read, for the names that must not stand in it; without its source none is known.

    Numbers and addresses of mail are found by their shape and need not be known.
    """
    if article.secrets is None:
        found = ask(ClosedOrders(case_ids=(article.source_case_id,))).get(article.source_case_id)
        article.secrets = secrets_of(found) if found else NO_SECRETS
    return article.secrets


def text_of(edition: Edition, name: str) -> str:
    """Return one of the fields that everybody will read, as one text."""
    value = getattr(edition, name)
    return "、".join(value) if isinstance(value, list) else str(value)


def named_in(edition: Edition, secrets: Secrets) -> Mapping[str, Sequence[Found]]:
    """Return the places where somebody is named or can be reached, by field; fields without one are left out."""
    found = {name: find(text_of(edition, name), secrets, plain=edition.plain_words) for name in WORDED}
    return {name: places for name, places in found.items() if places}


def without_names(text: str, secrets: Secrets) -> str:
    """Return a text in which nobody is named."""
    return masked(text, secrets)


def in_words(name: str, found: Found) -> str:
    """Say where a name stands: “砺江压铸”（企业）还在“原因”第 3 个字。"""
    advice = "" if found.is_sure else "；如果不是名称，请填进“不是名称的词”"
    return f"“{found.word}”（{found.kind}）还在“{LABELS[name]}”第 {found.start + 1} 个字{advice}"
