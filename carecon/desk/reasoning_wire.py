"""How a case and the reasons of its advice travel to a process of its own and back: lines of JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from carecon.clinical.answers import Answer, Json, Unknown, from_json, to_json
from carecon.clinical.facts import vocabulary
from carecon.rules.reasons import Change, Flip, Outranked, Reasoning


def facts_to_wire(facts: Mapping[str, Answer]) -> dict[str, Any]:
    """Answers as JSON, by fact."""
    return {
        name: [to_json(each.value), each.at.isoformat() if each.at else None, each.by, each.seen]
        for name, each in facts.items()
    }


def facts_from_wire(wire: Mapping[str, Any]) -> dict[str, Answer]:
    """The same answers. Raises KeyError for a fact that does not exist."""
    return {
        name: Answer(name, from_json(vocabulary()[name], value), datetime.fromisoformat(at) if at else None, by, seen)
        for name, (value, at, by, seen) in wire.items()
    }


def reasoning_to_wire(reasoning: Reasoning) -> dict[str, Any]:
    """Reasons as JSON. What was recorded is left out: whoever asked knows it."""
    return {
        "disposition": reasoning.disposition,
        "why": list(reasoning.why),
        "why_not": [
            [flip.disposition, flip.senior, [[each.fact, to_json(each.then)] for each in flip.changes]]
            for flip in reasoning.why_not
        ],
        "possible": list(reasoning.possible),
        "outranked": [[each.rule, list(each.by)] for each in reasoning.outranked],
    }


def reasoning_from_wire(wire: Mapping[str, Any], facts: Mapping[str, Answer]) -> Reasoning:
    """The same reasons, for a case with these answers."""
    return Reasoning(
        disposition=wire["disposition"],
        why=tuple(wire["why"]),
        why_not=tuple(
            Flip(name, senior, tuple(_change(fact, facts.get(fact), then) for fact, then in changes))
            for name, senior, changes in wire["why_not"]
        ),
        possible=tuple(wire["possible"]),
        outranked=tuple(Outranked(rule, tuple(by)) for rule, by in wire["outranked"]),
    )


def _change(fact: str, now: Answer | None, then: Json) -> Change:
    value = from_json(vocabulary()[fact], then)
    if isinstance(value, Unknown):
        raise TypeError(f"{fact} cannot come to be without a value")
    return Change(fact, now, value)
