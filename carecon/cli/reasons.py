"""The reasons of an advice on the command line: what would change it; with --why, what forces it and is still open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from carecon.area.context import Context
from carecon.clinical.answers import Answer, to_json
from carecon.clinical.facts import vocabulary
from carecon.clinical.formats import phrase, sentence, value_words
from carecon.rules.advice import Advice
from carecon.rules.questioning.one_change import one_change
from carecon.rules.reasons import Change, Flip, Reasoning
from carecon.rules.ruleset import Ruleset


def reasons_of(
    facts: Mapping[str, Answer], context: Context, ruleset: Ruleset, advice: Advice, *, exact: bool
) -> Reasoning:
    """The reasons of an advice. Without `exact` only what one other answer would change, which takes no solver."""
    if exact:
        from carecon.rules.reasoning import reason

        return reason(facts, context, ruleset)
    best = advice.recommended or advice.leaning
    asking = [question.fact for question in advice.ask if question.fact not in facts]
    flips = one_change(facts, context, ruleset, asking)
    return Reasoning(None if best is None else best.disposition, (), flips, (), ())


def as_json(reasons: Reasoning, *, exact: bool) -> dict[str, Any]:
    """As `carecon advise --json` prints them."""
    told: dict[str, Any] = {"why_not": [_flip(flip) for flip in reasons.why_not]}
    if exact:
        told |= {
            "why": list(reasons.why),
            "possible": list(reasons.possible),
            "outranked": [{"rule": each.rule, "by": list(each.by)} for each in reasons.outranked],
        }
    return told


def _flip(flip: Flip) -> dict[str, Any]:
    return {
        "disposition": flip.disposition,
        "senior": flip.senior,
        "would_need": {change.fact: to_json(change.then) for change in flip.changes},
    }


def for_people(reasons: Reasoning, ruleset: Ruleset, zone: ZoneInfo) -> Iterator[str]:
    """The same in lines."""
    if reasons.why:
        yield "Forced by       " + "; ".join(vocabulary()[fact].name for fact in reasons.why)
    if reasons.possible:
        yield "Still possible  " + "; ".join(phrase(name) for name in reasons.possible)
    for flip in reasons.why_not:
        senior = ", by a senior" if flip.senior else ""
        yield f"If              {_changes(flip.changes, zone)}: {phrase(flip.disposition)}{senior}"
    for each in reasons.outranked:
        titles = "; ".join(ruleset.rule(rule).title for rule in each.by)
        yield f"Outranked       {ruleset.rule(each.rule).title} [{each.rule}], by: {titles}"


def _changes(changes: Iterable[Change], zone: ZoneInfo) -> str:
    said = (
        f"{vocabulary()[change.fact].label} were {value_words(vocabulary()[change.fact], change.then, zone)}"
        for change in changes
    )
    return sentence(" and ".join(said))
