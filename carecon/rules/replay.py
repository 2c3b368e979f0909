"""Answers and context of a signed case, as the journal keeps them, made into what the rules read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from carecon.clinical.answers import Answer, Unknown
from carecon.clinical.facts import FactKind, vocabulary

StoredAnswers = Mapping[str, Mapping[str, Any]]
"""By fact: its `value` as JSON, and `at`, `by` and `seen` where they were said."""


def answers_of(stored: StoredAnswers) -> dict[str, Answer]:
    """The answers that were kept, whatever the vocabulary allows today: limits change, what was said does not.

    A fact that this vocabulary does not have is left out, as no rule can read it: see `facts_unread`.
    """
    readers = _readers()
    moment = datetime.fromisoformat
    answers: dict[str, Answer] = {}
    for name, entry in stored.items():
        if name not in readers:
            continue
        value, at = entry["value"], entry.get("at")
        if type(value) is str:
            unknown = _UNKNOWN.get(value)
            value = readers[name](value) if unknown is None else unknown
        elif type(value) is list:
            value = tuple(value)
        answers[name] = Answer(name, value, None if at is None else moment(at), entry.get("by"), entry.get("seen"))
    return answers


def facts_unread(stored: StoredAnswers) -> tuple[str, ...]:
    """The facts of a case that this vocabulary does not have."""
    return tuple(name for name in stored if name not in _readers())


_UNKNOWN: Mapping[str, Unknown] = {each.value: each for each in Unknown}


@cache
def _readers() -> Mapping[str, Callable[[str], Any]]:
    made: dict[FactKind, Callable[[str], Any]] = {
        FactKind.DATE: date.fromisoformat,
        FactKind.DATETIME: datetime.fromisoformat,
    }
    return {fact.id: made.get(fact.kind, str) for fact in vocabulary().facts.values()}
