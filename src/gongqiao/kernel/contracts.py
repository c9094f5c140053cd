"""How services speak: they announce facts and they ask questions.

Plain Python. A service writes its facts and questions in its own ``contract.py``; others import those names
and nothing else. A fact is delivered by the worker, at least once; a question is answered at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

A = TypeVar("A")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that has happened. Past tense; inside only ids, numbers, dates and codes, no personal value."""


class Question(Generic[A]):
    """Something that one service may ask of another. ``A`` is the type of the answer."""


F = TypeVar("F", bound=Fact)

_listeners: dict[type[Fact], list[Callable[[Any], None]]] = {}
_answers: dict[type[Question[Any]], Callable[[Any], Any]] = {}


def on(fact: type[F]) -> Callable[[Callable[[F], None]], Callable[[F], None]]:
    """Call the decorated function, in the worker, each time ``fact`` is delivered; it may be delivered twice."""

    def keep(listener: Callable[[F], None]) -> Callable[[F], None]:
        _listeners.setdefault(fact, []).append(listener)
        return listener

    return keep


def answers(question: type[Question[A]]) -> Callable[[Callable[[Any], A]], Callable[[Any], A]]:
    """Name the one function that answers ``question``. Raises RuntimeError for a second one."""

    def keep(answer: Callable[[Any], A]) -> Callable[[Any], A]:
        if question in _answers:
            raise RuntimeError(f"{question.__name__} already has an answer")
        _answers[question] = answer
        return answer

    return keep


def ask(question: Question[A]) -> A:
    """Return the answer to ``question``. Raises KeyError if nobody answers it."""
    return cast(A, _answers[type(question)](question))


def listeners_of(fact: type[Fact]) -> list[Callable[[Any], None]]:
    """Return the listeners of a fact, in the order in which they were declared."""
    return list(_listeners.get(fact, []))


def every_fact() -> dict[str, type[Fact]]:
    """Return all facts by the name under which they are stored: ``service.FactName``."""
    return {fact_name(fact): fact for fact in _below(Fact)}


def every_question() -> set[type[Question[Any]]]:
    """Return all questions that are defined."""
    return _below(Question)


def fact_name(fact: type[Fact]) -> str:
    """Return ``enterprise_service.OrderPlaced`` for a fact of that service's contract."""
    return f"{fact.__module__.rsplit('.', 2)[-2]}.{fact.__name__}"


def _below(parent: type[Any]) -> set[type[Any]]:
    return {child for direct in parent.__subclasses__() for child in {direct} | _below(direct)}
