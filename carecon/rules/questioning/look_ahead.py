"""Looking one answer ahead: what every answer to a question would really change, worked out and not guessed.

A question that changes nothing, whatever is answered, is not worth the caller's time; what it names as decided by it is
what comes out different.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from math import prod
from typing import Final

from carecon.area.context import Context
from carecon.clinical.answers import Answer, Value
from carecon.clinical.catalogue import catalogue
from carecon.rules.advice import Ask
from carecon.rules.questioning.answers_to_try import answers_to_try, asked_together
from carecon.rules.ruleset import Ruleset
from carecon.rules.verdict import Verdict, verdict, verdicts

Facts = Mapping[str, Answer]

MOST_TOGETHER: Final = 3
MOST_TRIES: Final = 64
"""So many other questions, and so many answers to them, are tried with one that changes nothing by itself."""


def look_ahead(facts: Facts, context: Context, ruleset: Ruleset, ask: Iterable[Ask]) -> tuple[Ask, ...]:
    """The same questions with `decides` as it really is: danger signs and dispositions that come out different.

    Every answer to each unanswered question is tried in turn. What was answered before and is asked again, and what has
    no answers to try (words, times, places), stays as it is.
    """
    now = verdict(facts, context, ruleset)
    return tuple(
        replace(each, decides=_different(now, after))
        if (after := list(_after(each.fact, facts, context, ruleset)))
        else each
        for each in ask
    )


def worth_asking(
    facts: Facts, context: Context, ruleset: Ruleset, ask: tuple[Ask, ...], needed: Container[str]
) -> tuple[Ask, ...]:
    """The questions without those that are not `needed` and change nothing, whatever is answered.

    Nor together with others of them: one that only counts once another is answered stays.
    """
    to_try = [each.fact for each in ask if each.fact not in needed and each.fact not in facts]
    to_try = [fact for fact in to_try if answers_to_try(fact, facts, ruleset)]
    if not to_try:
        return ask
    now = verdict(facts, context, ruleset)
    idle = [fact for fact in to_try if not _changes(now, fact, facts, context, ruleset)]
    listed = tuple(each.fact for each in ask if each.fact not in facts)
    dropped = {fact for fact in idle if not _changes_with_others(fact, listed, facts, context, ruleset)}
    return tuple(each for each in ask if each.fact not in dropped)


def _after(fact: str, facts: Facts, context: Context, ruleset: Ruleset) -> Iterator[Verdict]:
    """What the case comes to after each answer to a question that has not been asked yet, as far as it is looked at."""
    values = () if fact in facts else answers_to_try(fact, facts, ruleset)
    return verdicts(facts, context, ruleset, fact, values)


def _different(now: Verdict, after: Iterable[Verdict]) -> tuple[str, ...]:
    """The danger signs and dispositions that some answer changes: signs in the order of the ids, then dispositions."""
    signs: set[str] = set()
    dispositions: dict[str, None] = {}
    for each in after:
        signs |= set(now.present) ^ set(each.present)
        signs |= set(now.not_excluded) ^ set(each.not_excluded)
        if each.leads_to != now.leads_to:
            dispositions[each.leads_to] = None
    return (*(flag for flag in catalogue().red_flags if flag in signs), *dispositions)


def _changes(now: Verdict, fact: str, facts: Facts, context: Context, ruleset: Ruleset) -> bool:
    before = _what_counts(now, fact)
    return any(_what_counts(each, fact) != before for each in _after(fact, facts, context, ruleset))


def _what_counts(found: Verdict, fact: str) -> Verdict:
    """What a question may change: that it is answered itself is no change."""
    needed = tuple(each for each in found.needed if each != fact)
    return replace(found, needed=needed, present=tuple(sorted(found.present)), by=())


def _changes_with_others(fact: str, listed: tuple[str, ...], facts: Facts, context: Context, ruleset: Ruleset) -> bool:
    """Whether a question changes something once others have been answered; so if that are too many to try."""
    others = [other for other in asked_together(fact, ruleset) if other in listed]
    rows = [answers_to_try(other, facts, ruleset) for other in others]
    if not all(rows) or len(others) > MOST_TOGETHER or prod(map(len, rows)) > MOST_TRIES:
        return True
    for values in product(*rows):
        then = _with(facts, dict(zip(others, values, strict=True)))
        if _changes(verdict(then, context, ruleset), fact, then, context, ruleset):
            return True
    return False


def _with(facts: Facts, values: Mapping[str, Value]) -> Facts:
    return {**facts, **{fact: Answer(fact, value) for fact, value in values.items()}}
