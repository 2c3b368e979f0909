"""Why not something else: for every other disposition the one answer that, being otherwise, would lead there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from carecon.area.context import Context
from carecon.clinical.answers import Answer, Value
from carecon.clinical.catalogue import catalogue
from carecon.clinical.facts import vocabulary
from carecon.rules.questioning.answers_to_try import answers_to_try
from carecon.rules.reasons import Change, Flip
from carecon.rules.ruleset import Ruleset
from carecon.rules.verdict import Verdict, verdict, verdicts

STANDS: Final = frozenset(
    {"source", "presenting_problem", "identity", "age_years", "sex", "residence", "postcode", "registered_gp", "died"}
)
"""Who the person is and what the call is about is not otherwise for the asking."""

COUNTED: Final = frozenset({"/min", "%", "{score}", "{count}"})
"""Units of what is read or counted in whole numbers: nobody tells a breathing rate of 24.9."""


def one_change(
    facts: Mapping[str, Answer], context: Context, ruleset: Ruleset, asking: Iterable[str] = ()
) -> tuple[Flip, ...]:
    """For every disposition that a single other answer leads to, such an answer; the most urgent disposition first.

    Answers that were given may be otherwise, and `asking` (not asked yet) may be answered; what was given comes first,
    and of numbers the nearest; a fraction of what is counted in whole numbers only where nothing else leads there.
    Every answer that could lead elsewhere was run again.
    """
    now = verdict(facts, context, ruleset)
    found: dict[str, Flip] = {}
    unlikely: list[tuple[Verdict, Change]] = []
    for fact in dict.fromkeys((*facts, *asking)):
        if fact not in STANDS:
            answer = facts.get(fact)
            values = other_values(fact, answer, facts, ruleset)
            for value, then in zip(values, verdicts(facts, context, ruleset, fact, values), strict=True):
                if isinstance(value, float) and value % 1 and vocabulary()[fact].unit in COUNTED:
                    unlikely.append((then, Change(fact, answer, value)))
                else:
                    keep_flip(found, now, then, (Change(fact, answer, value),))
    for then, change in unlikely:
        keep_flip(found, now, then, (change,))
    minutes = catalogue().urgency_minutes
    return tuple(sorted(found.values(), key=lambda flip: minutes.get(flip.disposition, 0)))


def keep_flip(found: dict[str, Flip], now: Verdict, then: Verdict, changes: tuple[Change, ...]) -> None:
    """Keep what changes lead to, if that is elsewhere, as settled as before, and nothing led there yet."""
    settled = then.state != "need_more_facts" or now.state == "need_more_facts"
    if settled and then.leads_to != now.leads_to and then.leads_to not in found:
        found[then.leads_to] = Flip(then.leads_to, then.senior, changes)


def changed(facts: Mapping[str, Answer], changes: Iterable[Change]) -> dict[str, Answer]:
    """The answers as they would be."""
    then = {change.fact: Answer(change.fact, change.then) for change in changes}
    kept = {fact: replace(facts[fact], value=answer.value) for fact, answer in then.items() if fact in facts}
    return {**facts, **then, **kept}


def other_values(fact: str, answer: Answer | None, facts: Mapping[str, Answer], ruleset: Ruleset) -> tuple[Value, ...]:
    """The values that stand for all other answers to a question, of numbers the nearest first."""
    was = None if answer is None or not answer.known else answer.value
    values = [value for value in answers_to_try(fact, facts, ruleset) if value != was]
    if isinstance(was, int | float) and not isinstance(was, bool):
        values.sort(key=lambda value: abs(float(str(value)) - was))
    return tuple(values)
