"""Answers and context of signed cases, as the journal keeps them, made into what the rules read: one case, or years.

The texts of a journal are canonical (sorted keys, no spaces) and say much the same from case to case. `SignedReader`
remembers what an answer's text stands for; parsing each anew would take longer than the rules do.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from carecon.area.context import Context, context_from
from carecon.clinical.answers import Answer, from_json
from carecon.clinical.facts import vocabulary

StoredAnswers = Mapping[str, Mapping[str, Any]]
"""By fact: its `value` as JSON, and `at`, `by` and `seen` where they were said."""

REMEMBERED: Final = 50_000
"""Answers that a reader remembers. Then it begins anew: most are as frequent as they were."""

_OUTCOME: Final = ',"pack":{"id":'
"""After the options, questions and exclusions of the advice, before what is recommended."""

_NOT_EXCLUDED: Final = '"red_flags":{"not_excluded":['
_PRESENT: Final = '],"present":['
_FACTS: Final = ',"facts":{'
_AT: Final = '"at":"'
_AFTER: Final = '}},"outcome_class":'


@dataclass(frozen=True, slots=True)
class SignedCase:
    """A signed entry: what the rules read, and of the advice what it came to (state, recommended, red_flags)."""

    answers: dict[str, Answer]
    context: Context
    advice: dict[str, Any]
    text: str

    def whole(self) -> dict[str, Any]:
        """The whole payload. Parsed anew each time: it is seldom asked for."""
        found: dict[str, Any] = json.loads(self.text)
        return found


def answers_of(stored: StoredAnswers) -> dict[str, Answer]:
    """The answers that were kept, whatever the vocabulary allows today: limits change, what was said does not.

    A fact that this vocabulary does not have is left out, as no rule can read it: see `facts_unread`.
    """
    return {name: _answer(name, entry) for name, entry in stored.items() if name in vocabulary()}


def facts_unread(stored: StoredAnswers) -> tuple[str, ...]:
    """The facts of a case that this vocabulary does not have."""
    return tuple(name for name in stored if name not in vocabulary())


class SignedReader:
    """Reads the stored texts of signed entries, one after the other."""

    def __init__(self, facts: Collection[str] | None = None) -> None:
        """Remember nothing yet. `facts`: those whose answers are wanted; all where it is None."""
        self._known: dict[str, tuple[str, Answer]] = {}
        self._wanted = frozenset(vocabulary().facts if facts is None else vocabulary().facts.keys() & facts)

    def read(self, text: str) -> SignedCase:
        """What a signed entry says. Equal to parsing it whole, which is done where it is not as expected.

        A key with its quotation marks stands nowhere in a JSON string: there they have backslashes before them.
        """
        outcome, facts = text.find(_OUTCOME), text.find(_FACTS)
        end = text.find(_AFTER, facts)
        if not 0 < outcome < facts < end:
            rest = json.loads(text)
            answers = answers_of({name: entry for name, entry in rest["facts"].items() if name in self._wanted})
            return SignedCase(answers, context_from(rest["context"]), rest["advice"], text)
        rest = json.loads(f'{{"advice":{{{_without_not_excluded(text[outcome + 1 : facts])}}}')
        answers = self._answers(text[facts + len(_FACTS) : end])
        return SignedCase(answers, context_from(rest["context"]), rest["advice"], text)

    def _answers(self, text: str) -> dict[str, Answer]:
        """The answers in `"fact":{...},"fact":{...` without the last brace.

        An answer holds no object of its own, and in a JSON string a quotation mark has a backslash before it: a brace,
        a comma and a quotation mark in a row stand between two answers and nowhere else.
        """
        if len(self._known) > REMEMBERED:
            self._known.clear()
        known, found = self._known, {}
        for part in text[1:].split('},"'):
            told = known.get(part) or self._one(part)
            if told is not None:
                found[told[0]] = told[1]
        return found

    def _one(self, part: str) -> tuple[str, Answer] | None:
        """The answer in `fact":{...`, remembered without the time that it was so at: that does not come again."""
        name = part[: part.index('"')]
        if name not in self._wanted:
            return None
        start = part.find(_AT)
        if start < 0:
            self._known[part] = told = _parsed(part)
            return told
        end = part.index('"', start + len(_AT))
        timeless = part[:start] + part[end + 2 :]  # keys are sorted: after the time comes at least the fact
        if timeless not in self._known:
            self._known[timeless] = _parsed(timeless)
        answer = self._known[timeless][1]
        return name, Answer(name, answer.value, _moment(part[start + len(_AT) : end]), answer.by, answer.seen)


def _without_not_excluded(outcome: str) -> str:
    """The same without the danger signs that are not excluded: often some dozens, and no part of what it came to."""
    begin = outcome.find(_NOT_EXCLUDED)
    end = outcome.find(_PRESENT, begin)
    return outcome[: begin + len(_NOT_EXCLUDED)] + outcome[end:] if 0 < begin < end else outcome


def _parsed(part: str) -> tuple[str, Answer]:
    ((name, entry),) = json.loads('{"' + part + "}}").items()
    return name, _answer(name, entry)


@lru_cache(maxsize=256)
def _moment(text: str) -> datetime:
    """A moment as it was written. Observations of one round were taken together."""
    return datetime.fromisoformat(text)


def _answer(name: str, entry: Mapping[str, Any]) -> Answer:
    at = entry.get("at")
    value = from_json(vocabulary()[name], entry["value"])
    return Answer(name, value, None if at is None else _moment(at), entry.get("by"), entry.get("seen"))
