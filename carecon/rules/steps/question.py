"""A question on its way into the list: what it asks, why, and how soon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from carecon.rules.advice import Ask


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its place: the lower the rank, the sooner it is asked."""

    fact: str
    why: str
    decides: tuple[str, ...]
    rank: tuple[int, ...]


def in_order(worth: Iterable[Question]) -> tuple[Ask, ...]:
    """The questions best first, each fact once, at the first of its places."""
    first: dict[str, Question] = {}
    for question in sorted(worth, key=lambda question: question.rank):
        first.setdefault(question.fact, question)
    return tuple(Ask(question.fact, question.why, question.decides) for question in first.values())
