"""From a closed order to the first wording of an article, and what makes a text findable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongqiao.cores.hiding import Secrets
from gongqiao.cores.matching.like import Gist, gist, terms_in
from gongqiao.services.enterprise_service.contract import ClosedOrder, SolvedProblem
from gongqiao.services.knowledge.models import Edition
from gongqiao.services.knowledge.rules.names import secrets_of, without_names

LEAST_CURE, LEAST_CAUSE = 12, 6
MOST_TERMS, MOST_TERM = 12, 20


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What an edition says, field by field. ``plain_words`` look like a name and are none."""

    title: str
    problem: str
    cure: str
    cause: str = ""
    advice: str = ""
    trade: str = ""
    domain: str = ""
    terms: tuple[str, ...] = ()
    plain_words: tuple[str, ...] = ()

    def gist(self) -> Gist:
        """Return what the text speaks of; title, terms and trade are its head."""
        return gist("。".join([self.title, *self.terms, self.trade]), f"{self.problem}。{self.cause}")


def wording_of(edition: Edition) -> Wording:
    """Return what an edition says."""
    return Wording(
        title=edition.title,
        problem=edition.problem,
        cause=edition.cause,
        cure=edition.cure,
        advice=edition.advice,
        trade=edition.trade,
        domain=edition.domain,
        terms=tuple(edition.terms),
        plain_words=tuple(edition.plain_words),
    )


def lessons_in(order: ClosedOrder) -> tuple[SolvedProblem, ...]:
    """Return the solved problems of which somebody wrote down how."""
    return tuple(one for one in order.problems if one.cure.strip())


def is_slight(order: ClosedOrder) -> bool:
    """Whether so little was written down that an article may not be worth it."""
    told = lessons_in(order)
    return all(len(one.cure.strip()) < LEAST_CURE or len(one.cause.strip()) < LEAST_CAUSE for one in told)


def first_wording(order: ClosedOrder) -> Wording:
    """Return the first wording: the words of those who were there, without names."""
    secrets, told = secrets_of(order), lessons_in(order)
    only = told[0] if len(told) == 1 else None

    def clean(text: str, most: int) -> str:
        return without_names(text.strip(), secrets)[:most]

    title, problem = clean(order.title, 60), clean(_problem(order, told), 2000)
    cause = clean(only.cause if only else _listed((one.title, one.cause) for one in told), 2000)
    return Wording(
        title=title,
        problem=problem,
        cause=cause,
        cure=clean(only.cure if only else _listed((one.title, one.cure) for one in told), 2000),
        advice=clean(order.advice, 1000),
        trade=clean(order.trade, 60),
        domain=order.domain,
        terms=_terms(f"{title}。{problem}。{cause}", order.crafts, secrets),
    )


def _problem(order: ClosedOrder, told: Sequence[SolvedProblem]) -> str:
    further = [one.title for one in told if one.title != order.title]
    said = order.description.strip() or order.title
    return "\n".join([said, *(f"{n}. {title}" for n, title in enumerate(further, 1))])


def _listed(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{n}. {title}：{text.strip()}" for n, (title, text) in enumerate(pairs, 1) if text.strip())


def _terms(text: str, crafts: Iterable[str], secrets: Secrets) -> tuple[str, ...]:
    """Suggest terms: the trade words of the text, then the crafts of those who solved it."""
    suggested = dict.fromkeys([*terms_in(text), *crafts])
    clean = [word for word in suggested if len(word) <= MOST_TERM and without_names(word, secrets) == word]
    return tuple(clean[:MOST_TERMS])
