"""Which of the danger signs that are not excluded a reader needs first: those that bear on why the call was made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from carecon.clinical.answers import Answer
from carecon.clinical.catalogue import NeededFacts, catalogue

PROBLEM: Final = "presenting_problem"


def first_and_others(
    not_excluded: Iterable[str], advice: Mapping[str, Any], answers: Mapping[str, Answer]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The signs in two parts, each in the order given, none left out.

    First those that the advice asks about, those that hang on a fact that must be known for this problem, and those
    that were asked about without an answer to be had. Where there are none of these, all of them are first.
    """
    signs = tuple(not_excluded)
    decided_by_asking = {str(name) for question in advice.get("ask", ()) for name in question.get("decides", ())}
    telling = {*_needed(answers), *(name for name, answer in answers.items() if not answer.known)}
    first = tuple(sign for sign in signs if sign in decided_by_asking or telling & _facts(sign))
    if not first:
        return signs, ()
    return first, tuple(sign for sign in signs if sign not in first)


def _facts(sign: str) -> frozenset[str]:
    declared = catalogue().red_flags.get(sign)
    return frozenset(declared.facts) if declared is not None else frozenset()


def _needed(answers: Mapping[str, Answer]) -> Iterator[str]:
    """The facts of every row that is needed because of something, not for everybody."""
    for row in catalogue().needed:
        if row.when and _counts(row, answers):
            yield from (fact for alternatives in row.facts for fact in alternatives)


def _counts(row: NeededFacts, answers: Mapping[str, Answer]) -> bool:
    """Whether its conditions hold; one of this problem counts also while its other conditions are open."""
    of_problem = PROBLEM in row.when
    for fact, values in row.when.items():
        answer = answers.get(fact)
        if answer is None or not answer.known:
            if not of_problem or fact == PROBLEM:
                return False
        elif answer.value not in values:
            return False
    return True
