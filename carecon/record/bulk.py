"""Filling a record with made-up cases by the hundred thousand: same hashes, same projections, a fraction of the cost.

What makes it quick: many cases a transaction, rows of one table put down together, each case's projections written once
as it ends up, payloads taken as they were built instead of being read back, and everything made ready before the
transaction begins, so that two processes that fill one record keep two processors busy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, select, update

from carecon.errors import Conflict, NotFound
from carecon.ids import Ids
from carecon.record import fold
from carecon.record.case_view import CaseView
from carecon.record.entries import CaseOpened, Payload
from carecon.record.entry import Actor, Entry
from carecon.record.journal import START, Composed, Head, compose, require_actor, require_stream
from carecon.record.measures import measures
from carecon.record.pour import pour
from carecon.record.project import Row, case_summary, person_row, queue_row, user_row
from carecon.record.projections import put, put_heads
from carecon.record.tables import (
    CaseSummaryRow,
    ChangeCounterRow,
    EntryPayloadRow,
    EntryRow,
    MeasureRow,
    PersonIndexRow,
    QueuedCaseRow,
    StreamHeadRow,
    UserAccountRow,
    table,
)

ENTRIES_AT_ONCE: Final = 3_000
"""Entries in a transaction: enough that the disk is not waited for, few enough that other writers get their turn."""

Happening = tuple[datetime, Actor, str, Payload]
"""When, by whom, in which stream, and what."""

Stored = tuple[datetime, Actor, str, Payload, str]
"""The same with the payload as it is stored, from those who know how `journal.canonical` writes it.

The text is what is kept. Of the payload beside it only what projections and measures are made from is read.
"""

_Connected = Callable[[], AbstractContextManager[Connection]]

_COUNTER: Final = table(ChangeCounterRow)
_HEADS: Final = table(StreamHeadRow)


class BulkWriter:
    """Takes whole cases and writes them a few thousand entries at a time. Made by `Store.bulk`."""

    def __init__(self, transaction: _Connected, reading: _Connected, ids: Ids) -> None:
        """Write in what `transaction` opens; it commits at the end of its block. Look things up in `reading`."""
        self._transaction = transaction
        self._reading = reading
        self._ids = ids
        self._waiting: list[Happening | Stored] = []
        self._taken: set[str] | None = None

    def reference(self) -> str:
        """A case reference that nobody has: among 100,000 random ones a few would meet."""
        if self._taken is None:
            with self._reading() as connection:
                self._taken = set(connection.scalars(select(table(CaseSummaryRow).c.reference)))
        while (reference := self._ids.reference()) in self._taken:
            pass
        self._taken.add(reference)
        return reference

    def add_case(self, happenings: Iterable[Happening | Stored]) -> None:
        """Everything that happened in a case, in order; streams of its person or of users may be among it.

        Written with the next few thousand entries, or at the end. The case must be new. Raises ValueError for nobody
        or for what is no stream; when it is written, Conflict for a case that exists.
        """
        case = list(happenings)
        for actor, stream in {(happening[1], happening[2]) for happening in case}:
            require_actor(actor)
            require_stream(stream)
        self._waiting += case
        if len(self._waiting) >= ENTRIES_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        streams = {happening[2] for happening in waiting}
        with self._reading() as connection:
            heads = _heads(connection, streams)
        batch = _Batch(waiting, heads, self._ids)
        with self._transaction() as connection:
            now = _heads(connection, streams)
            if now != heads:
                # Somebody has written about one of these people in the meantime: their chain goes on from there.
                batch = _Batch(waiting, now, self._ids)
            batch.write(connection)


class _Batch:
    """One transaction's worth, made ready: composed, folded and projected, but not written."""

    def __init__(self, happenings: list[Happening | Stored], heads: Mapping[str, Head], ids: Ids) -> None:
        """`heads` are the ends of those streams that exist."""
        self._heads = dict(heads)
        self._composed: list[Composed] = []
        self._measures: list[Row] = []
        self._people: dict[UUID, Row] = {}
        self._users: dict[str, Row] = {}
        self._views: dict[str, CaseView] = {}

        for happening in happenings:
            at, actor, stream, payload = happening[:4]
            text = happening[4] if len(happening) == 5 else None
            composed = compose(ids.uuid7(), stream, self._heads.get(stream, START), at, actor, payload, text)
            row = composed.row
            self._take_in(Entry(row["id"], stream, row["seq"], row["at"], actor, payload, row["hash"]))
            self._composed.append(composed)
            self._heads[stream] = composed.head

    def write(self, connection: Connection) -> None:
        """Write it, in the caller's transaction."""
        pour(connection, EntryRow, [composed.row for composed in self._composed])
        pour(connection, EntryPayloadRow, [composed.payload_row for composed in self._composed])
        self._project(connection)
        self._count(connection)

    def _take_in(self, entry: Entry) -> None:
        if entry.stream.startswith("case:"):
            before = self._views.get(entry.stream)
            if before is None and entry.seq > 1:
                raise Conflict("A bulk fill adds new cases only.")
            if before is None and not isinstance(entry.payload, CaseOpened):
                raise NotFound("There is no such case.")
            self._views[entry.stream] = fold.apply(before, entry)
            self._measures += measures(entry)
        elif person := person_row(entry):
            self._people[person["person_id"]] = person
        elif user := user_row(entry):
            self._users[user["user"]] = user

    def _project(self, connection: Connection) -> None:
        pour(connection, MeasureRow, self._measures)
        pour(connection, CaseSummaryRow, [case_summary(view) for view in self._views.values()])
        pour(connection, QueuedCaseRow, [row for view in self._views.values() if (row := queue_row(view))])
        if self._people:
            put(connection, PersonIndexRow, list(self._people.values()))
        if self._users:
            put(connection, UserAccountRow, list(self._users.values()))

    def _count(self, connection: Connection) -> None:
        raised = update(_COUNTER).values(value=_COUNTER.c.value + 1).returning(_COUNTER.c.value)
        change = connection.execute(raised).scalar_one()
        put_heads(
            connection,
            ({"stream": s, "seq": head.seq, "hash": head.hash, "change": change} for s, head in self._heads.items()),
        )


def _heads(connection: Connection, streams: set[str]) -> dict[str, Head]:
    """The ends of those of the streams that exist."""
    heads: dict[str, Head] = {}
    wanted = sorted(streams)
    for begin in range(0, len(wanted), 500):
        some = _HEADS.c.stream.in_(wanted[begin : begin + 500])
        for row in connection.execute(select(_HEADS.c.stream, _HEADS.c.seq, _HEADS.c.hash).where(some)):
            heads[row.stream] = Head(row.seq, row.hash)
    return heads
