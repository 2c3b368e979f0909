"""The queue's SQL and how its rows are read: one text for SQLModel's connections and for the bare driver.

Order: not yet handed over first; then crews (a vehicle and its crew stand still until they are answered); then clinical
priority; then who breaches first; then the reference, so that the order never depends on chance. Imports nothing heavy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from carecon.clinical.plain_text import storable
from carecon.record.queue_view import BREACHING_WITHIN, QueueCounts, QueueFilter, QueuePage, QueueRow

Execute = Callable[[str, Sequence[Any]], Sequence[Sequence[Any]]]
"""Runs SQL with `?` for its parameters and returns all rows."""

COLUMNS: Final = tuple(field.name for field in fields(QueueRow))

_CASE_ID: Final = COLUMNS.index("case_id")
_BORN: Final = COLUMNS.index("born")
_FLAGS: Final = COLUMNS.index("flags")
_MOMENTS: Final = tuple(COLUMNS.index(name) for name in COLUMNS if name.endswith(("_at", "_until", "_due")))

MOST_WORDS: Final = 12
"""Words of a filter that are looked for. More is a pasted text."""

_ORDER: Final = "place, lane_rank, priority, due_at, reference"
_UNANSWERED: Final = "status IN ('waiting', 'with_clinician', 'parked')"

_COUNTS: Final = f"""
SELECT count(*),
       count(*) FILTER (WHERE status = 'waiting'),
       count(*) FILTER (WHERE status = 'waiting' AND lane = 'crew'),
       min(received_at) FILTER (WHERE status = 'waiting'),
       count(*) FILTER (WHERE {_UNANSWERED} AND breach_at <= ?),
       count(*) FILTER (WHERE status = 'handed_over'),
       count(*) FILTER (WHERE callback_due <= ?)
  FROM queue_row"""  # noqa: S608 - constants of this module


def read_queue(
    execute: Execute, wanted: QueueFilter, limit: int, now: datetime, moment: Callable[[datetime], Any]
) -> QueuePage:
    """The first `limit` rows that match, and all the figures. `moment` makes a time what the database compares with."""
    where, parameters = _conditions(wanted)
    rows = execute(
        f"SELECT {', '.join(COLUMNS)} FROM queue_row{where} ORDER BY {_ORDER} LIMIT ?",  # noqa: S608 - no outside text
        [*parameters, limit],
    )
    figures = list(execute(_COUNTS, [moment(now + BREACHING_WITHIN), moment(now)])[0])
    figures[3] = _moment(figures[3])
    counts = QueueCounts(*figures)
    if wanted.is_empty:
        total = counts.open_cases
    elif len(rows) < limit:
        total = len(rows)
    else:
        total = int(execute(f"SELECT count(*) FROM queue_row{where}", parameters)[0][0])  # noqa: S608 - as above
    return QueuePage(tuple(map(as_queue_row, rows)), total, counts)


def as_queue_row(raw: Sequence[Any]) -> QueueRow:
    """A row as either driver gives it: SQLite's are text, PostgreSQL's are values."""
    values = list(raw)
    for index in _MOMENTS:
        values[index] = _moment(values[index])
    case_id, born = values[_CASE_ID], values[_BORN]
    values[_CASE_ID] = case_id if isinstance(case_id, UUID) else UUID(case_id)
    values[_BORN] = date.fromisoformat(born) if isinstance(born, str) else born
    values[_FLAGS] = tuple(values[_FLAGS].split())
    return QueueRow(*values)


def sqlite_moment(moment: datetime) -> str:
    """A time as SQLite keeps it: UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(" ", "microseconds")[: -len("+00:00")]


def _moment(raw: Any) -> datetime | None:
    if raw is None:
        return None
    if isinstance(raw, str):
        return datetime.fromisoformat(raw + "+00:00")
    moment: datetime = raw
    return moment.astimezone(UTC)


def _conditions(wanted: QueueFilter) -> tuple[str, list[Any]]:
    conditions: list[str] = []
    parameters: list[Any] = []
    for column in ("lane", "status", "owner"):
        value = getattr(wanted, column)
        if value is not None:
            conditions.append(f"{column} = ?")
            parameters.append(value)
    for word in storable(wanted.text).casefold().split()[:MOST_WORDS]:
        conditions.append("search_text LIKE ? ESCAPE '!'")
        parameters.append("%" + word[:100].replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%")
    return (" WHERE " + " AND ".join(conditions) if conditions else ""), parameters
