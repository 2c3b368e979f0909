"""Is the record what was written? Recomputes every hash, walks the seals, and compares the projections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from carecon.errors import CareconError
from carecon.record.guards import missing_guards
from carecon.record.journal import ENTRY, PAYLOAD, START, Head, chain_hash, text_hash
from carecon.record.rebuild import differences
from carecon.record.seals import read_seals
from carecon.record.tables import StreamHeadRow, table

_HEADS: Final = table(StreamHeadRow)

ROWS_AT_ONCE: Final = 2_000
"""Rows that are fetched together: a record of millions of entries is never in memory as a whole."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written. `stream` may also be `seal` or the name of a projection."""

    stream: str
    seq: int | None
    problem: str

    def __str__(self) -> str:
        """In one line."""
        return f"{self.stream}{f' entry {self.seq}' if self.seq else ''}: {self.problem}"


def verify(connection: Connection) -> Iterator[Finding]:
    """Everything that is wrong with the record, as this connection sees it."""
    for guard in missing_guards(connection):
        yield Finding(guard.partition("_refuses_")[0], None, f"the guard {guard} is missing")
    yield from _chains(connection)
    yield from _seals(connection)
    yield from _projections(connection)


def _chains(connection: Connection) -> Iterator[Finding]:
    """Every stream against its own hash chain: finds an edit, an insert and a gap."""
    beside = (PAYLOAD.c.stream == ENTRY.c.stream) & (PAYLOAD.c.seq == ENTRY.c.seq)
    query = (
        select(ENTRY, PAYLOAD.c.text)
        .select_from(ENTRY.outerjoin(PAYLOAD, beside))
        .order_by(ENTRY.c.stream, ENTRY.c.seq)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    stream, head = "", START
    for row in connection.execute(query):
        if row.stream != stream:
            stream, head = row.stream, START
        yield from _entry(row, head)
        head = Head(row.seq, row.hash)


def _entry(row: Any, head: Head) -> Iterator[Finding]:
    if row.seq != head.seq + 1:
        yield Finding(row.stream, row.seq, f"follows entry {head.seq}: entries between them are missing")
    elif row.previous_hash != head.hash:
        yield Finding(row.stream, row.seq, "does not follow from the entry before it")
    if row.hash != chain_hash(row._asdict()):
        yield Finding(row.stream, row.seq, "who, what or when has been altered: its hash does not fit")
    if row.text is None:
        yield Finding(row.stream, row.seq, "what it says is missing")
    elif text_hash(row.text) != row.payload_hash:
        yield Finding(row.stream, row.seq, "what it says has been altered: its hash does not fit")


def _seals(connection: Connection) -> Iterator[Finding]:
    """The seals against themselves and the journal: finds a stream that is gone and an end that was cut off."""
    seq, previous = 0, ""
    for seal in read_seals(connection):
        if seal.seq != seq + 1 or seal.previous_hash != previous or not seal.genuine:
            yield Finding("seal", seal.seq, "the chain of seals is broken here")
        seq, previous = seal.seq, seal.hash
        hashes = _hashes(connection, {(stream, number) for stream, number, _ in seal.heads})
        for stream, number, wanted in seal.heads:
            found = hashes.get((stream, number))
            if found is None:
                yield Finding(stream, number, f"was sealed on {seal.at:%d %b %Y at %H:%M} UTC and is gone")
            elif found != wanted:
                yield Finding(stream, number, f"is not what was sealed on {seal.at:%d %b %Y at %H:%M} UTC")


def _projections(connection: Connection) -> Iterator[Finding]:
    try:
        for difference in differences(connection):
            yield Finding(difference.partition(" ")[0], None, difference)
    except (CareconError, ValueError, KeyError):
        yield Finding("projections", None, "cannot be compared: the journal holds what cannot be read")


def _hashes(connection: Connection, entries: set[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The hashes of these entries of the journal, as far as they are there."""
    found: dict[tuple[str, int], str] = {}
    wanted = sorted(entries)
    for begin in range(0, len(wanted), 400):
        some = wanted[begin : begin + 400]
        streams = select(ENTRY.c.stream, ENTRY.c.seq, ENTRY.c.hash).where(
            ENTRY.c.stream.in_({stream for stream, _ in some}), ENTRY.c.seq.in_({number for _, number in some})
        )
        found.update({(row.stream, row.seq): row.hash for row in connection.execute(streams)})
    return found
