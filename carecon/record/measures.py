"""The figures that entries of a case give rise to: when each was so, and when it became known.

Reports count these. A figure that is put right later is a further row, so that a report can be run as known on a date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carecon.clinical.facts import FactKind, vocabulary
from carecon.clinical.plain_text import storable
from carecon.record import entries as e
from carecon.record.entry import Entry

FACT: Final = "fact:"
"""Prefix of measures that are a person's observations, before the fact's id."""

_Figure = tuple[str, datetime | None, float | None, str]
"""Name, effective time (None: when it was entered), number, text."""


def measures(entry: Entry) -> list[dict[str, Any]]:
    """The rows that an entry of a case adds."""
    find = _FIGURES.get(type(entry.payload))
    if find is None or not entry.stream.startswith("case:"):
        return []
    case_id = UUID(entry.stream.removeprefix("case:"))
    rows = {
        name: {
            "case_id": case_id,
            "seq": entry.seq,
            "name": name,
            "effective_at": effective or entry.at,
            "recorded_at": entry.at,
            "number": number,
            "text": storable(text),
        }
        for name, effective, number, text in find(entry.payload)
    }
    return list(rows.values())


def _opened(payload: e.CaseOpened) -> Iterator[_Figure]:
    yield "received", payload.received_at, None, payload.source
    yield "priority", payload.received_at, payload.priority, payload.priority_reason


def _answered(payload: e.Answered) -> Iterator[_Figure]:
    for stored in payload.answers:
        fact = vocabulary().facts.get(stored.fact)
        if fact is not None and fact.kind is FactKind.NUMBER:
            value = stored.answer().value
            yield FACT + stored.fact, stored.at, float(value) if isinstance(value, int | float) else None, ""


def _taken_back(facts: Iterable[str]) -> Iterator[_Figure]:
    for name in facts:
        fact = vocabulary().facts.get(name)
        if fact is not None and fact.kind is FactKind.NUMBER:
            yield FACT + name, None, None, "withdrawn"


def _claimed(payload: e.Claimed) -> Iterator[_Figure]:
    yield "claimed", None, None, ""


def _advised(payload: e.Advised) -> Iterator[_Figure]:
    yield "priority", None, payload.priority, payload.priority_reason


def _signed(payload: e.Signed) -> Iterator[_Figure]:
    yield "decided", None, payload.urgency_minutes, payload.disposition
    yield "agreed", None, float(payload.agreed), payload.reason_code
    yield "outcome", None, 0.0, payload.outcome_class


def _handed_over(payload: e.HandoverComposed) -> Iterator[_Figure]:
    yield "handed_over", None, payload.number, payload.recipient


def _callback(payload: e.CallbackRecorded) -> Iterator[_Figure]:
    if payload.done:
        yield "callback_made", None, None, ""
    else:
        yield "callback_planned", payload.due, None, ""


def _outcome(payload: e.OutcomeRecorded) -> Iterator[_Figure]:
    yield "outcome", None, float(payload.confirmed), payload.outcome_class


def _closed(payload: e.Closed) -> Iterator[_Figure]:
    yield "closed", None, None, payload.outcome_class


_FIGURES: Final[dict[type[e.Payload], Callable[[Any], Iterator[_Figure]]]] = {
    e.CaseOpened: _opened,
    e.Answered: _answered,
    e.Withdrawn: lambda payload: _taken_back([payload.fact]),
    e.Relinked: lambda payload: _taken_back(payload.facts_left_behind),
    e.Claimed: _claimed,
    e.Advised: _advised,
    e.Signed: _signed,
    e.HandoverComposed: _handed_over,
    e.CallbackRecorded: _callback,
    e.OutcomeRecorded: _outcome,
    e.Closed: _closed,
    e.MarkedDuplicate: lambda payload: iter([("duplicate", None, None, payload.of_reference)]),
    e.Cancelled: lambda payload: iter([("cancelled", None, None, "")]),
    e.Reopened: lambda payload: iter([("reopened", None, None, "")]),
}
