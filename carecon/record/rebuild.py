"""Making the projections again from the journal, and comparing what is there with what a rebuild would make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, delete, func, select, update

from carecon.record import fold
from carecon.record.case_view import CaseView
from carecon.record.entry import Entry
from carecon.record.journal import ENTRY, as_entries, stored_entries
from carecon.record.measures import measures
from carecon.record.pour import pour
from carecon.record.project import Row, case_summary, person_row, queue_row, user_row
from carecon.record.projections import PROJECTIONS
from carecon.record.tables import (
    CaseSummaryRow,
    ChangeCounterRow,
    MeasureRow,
    PersonIndexRow,
    QueuedCaseRow,
    Record,
    StreamHeadRow,
    UserAccountRow,
    table,
)

if TYPE_CHECKING:
    from carecon.record.store import Store

STREAMS_AT_ONCE: Final = 500
"""Streams whose rows are made, written or compared together."""

Progress = Callable[[int, int], None]
"""Told how many entries have been read, and of how many."""

_COUNTER: Final = table(ChangeCounterRow)


@dataclass(slots=True)
class Rows:
    """What the journal of some streams amounts to, by table."""

    entries: int = 0
    by_table: dict[type[Record], list[Row]] = field(default_factory=lambda: {model: [] for model in EVERYTHING})


EVERYTHING: Final[tuple[type[Record], ...]] = (*PROJECTIONS, StreamHeadRow)


def rebuild(connection: Connection, progress: Progress | None = None) -> None:
    """Make all projections again, in the caller's transaction. Every console then reads everything anew."""
    total: int = connection.execute(select(func.count()).select_from(ENTRY)).scalar_one()
    raised = update(_COUNTER).values(value=_COUNTER.c.value + 1).returning(_COUNTER.c.value)
    change = connection.execute(raised).scalar_one()
    for model in EVERYTHING:
        connection.execute(delete(table(model)))
    done = 0
    for rows in expected(connection):
        for head in rows.by_table[StreamHeadRow]:
            head["change"] = change
        for model, some in rows.by_table.items():
            pour(connection, model, some)
        done += rows.entries
        if progress:
            progress(done, total)


def differences(connection: Connection) -> Iterator[str]:
    """Where projections are not what a rebuild would make, in words; nothing where they are equal."""
    counted = dict.fromkeys(EVERYTHING, 0)
    for rows in expected(connection):
        for model, wanted in rows.by_table.items():
            counted[model] += len(wanted)
            yield from _compare(connection, model, wanted)
    for model, wanted_rows in counted.items():
        there: int = connection.execute(select(func.count()).select_from(table(model))).scalar_one()
        if there > wanted_rows:
            yield f"{table(model).name} holds {there - wanted_rows} rows that nothing in the journal accounts for"


def compare_projections(store: Store) -> tuple[str, ...]:
    """Where the projections of a record are not what a rebuild would make; empty where they are equal."""
    return store.differences()


def expected(connection: Connection) -> Iterator[Rows]:
    """What the projections should hold, for some streams at a time."""
    query = stored_entries().order_by(ENTRY.c.stream, ENTRY.c.seq).execution_options(yield_per=2_000)
    streams = groupby(as_entries(connection.execute(query)), key=lambda entry: entry.stream)
    rows, streams_in = Rows(), 0
    for _, entries in streams:
        _add_stream(rows, entries)
        streams_in += 1
        if streams_in == STREAMS_AT_ONCE:
            yield rows
            rows, streams_in = Rows(), 0
    yield rows


def _add_stream(rows: Rows, entries: Iterable[Entry]) -> None:
    view: CaseView | None = None
    latest: dict[type[Record], Row] = {}
    for entry in entries:
        rows.entries += 1
        latest[StreamHeadRow] = {"stream": entry.stream, "seq": entry.seq, "hash": entry.hash}
        if entry.stream.startswith("case:"):
            view = fold.apply(view, entry)
            rows.by_table[MeasureRow] += measures(entry)
        elif person := person_row(entry):
            latest[PersonIndexRow] = person
        elif user := user_row(entry):
            latest[UserAccountRow] = user
    if view is not None:
        latest[CaseSummaryRow] = case_summary(view)
        if waiting := queue_row(view):
            latest[QueuedCaseRow] = waiting
    for model, row in latest.items():
        rows.by_table[model].append(row)


def _compare(connection: Connection, model: type[Record], wanted: list[Row]) -> Iterator[str]:
    """Rows of one table against those that are there, found by the first column of the key."""
    rows = table(model)
    keys = [column.name for column in rows.primary_key.columns]
    first = rows.c[keys[0]]
    there: dict[tuple[Any, ...], Any] = {}
    ids = list({row[first.name] for row in wanted})
    for begin in range(0, len(ids), STREAMS_AT_ONCE):
        for found in connection.execute(select(rows).where(first.in_(ids[begin : begin + STREAMS_AT_ONCE]))):
            there[tuple(found._mapping[key] for key in keys)] = found._mapping
    for row in wanted:
        key = tuple(row[name] for name in keys)
        called = f"{rows.name} {' '.join(map(str, key))}"
        found_row = there.get(key)
        if found_row is None:
            yield f"{called} is missing"
        elif wrong := [name for name, value in row.items() if found_row[name] != value]:
            yield f"{called} differs in {', '.join(wrong)}"
