"""What was advised and signed lately: the newest such entry of each case, found by way of ids that sort by time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, select

from carecon.clock import as_utc
from carecon.record.entries import Advised, Signed
from carecon.record.entry import Entry, case_stream
from carecon.record.journal import ENTRY, as_entries, stored_entries
from carecon.record.tables import CaseSummaryRow, table

MOST_ENTRIES: Final = 20_000
"""Entries that are looked through at most, the newest first: several times what a hub writes in a shift."""

_CASES: Final = table(CaseSummaryRow)
_CHUNK: Final = 200


@dataclass(frozen=True, slots=True)
class LatelyAdvised:
    """A case, and the newest entry in which it was advised or signed."""

    case_id: UUID
    reference: str
    entry: Entry


def lately_advised(connection: Connection, since: datetime, limit: int) -> tuple[tuple[LatelyAdvised, ...], bool]:
    """The cases advised or signed since that moment (aware), the newest first, and whether there may be more of them.

    At most `limit` cases. An entry that was written late (poured in from elsewhere) counts by when it was so.
    """
    newest = (
        select(ENTRY.c.stream, ENTRY.c.seq, ENTRY.c.at, ENTRY.c.kind)
        .where(ENTRY.c.id >= _first_id(since))
        .order_by(ENTRY.c.id.desc())
        .limit(MOST_ENTRIES)
    )
    chosen: dict[str, int] = {}
    looked_at = 0
    for row in connection.execute(newest):
        looked_at += 1
        if row.kind in (Advised.KIND, Signed.KIND) and row.at >= since:
            chosen.setdefault(row.stream, row.seq)
    kept = list(chosen.items())[:limit]
    entries = _read(connection, kept)
    references = _references(connection, [UUID(stream.partition(":")[2]) for stream, _ in kept])
    found = (
        LatelyAdvised(case_id, reference, entries[case_stream(case_id)])
        for case_id, reference in references.items()
        if case_stream(case_id) in entries
    )
    ordered = tuple(sorted(found, key=lambda each: each.entry.at, reverse=True))
    return ordered, looked_at == MOST_ENTRIES or len(chosen) > limit


def _first_id(since: datetime) -> UUID:
    """The smallest id of version 7 that can have been made at that moment."""
    return UUID(int=int(as_utc(since).timestamp() * 1000) << 80)


def _read(connection: Connection, chosen: list[tuple[str, int]]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for start in range(0, len(chosen), _CHUNK):
        wanted = dict(chosen[start : start + _CHUNK])
        # By both columns: a case has few entries, and which of them is meant is sorted out here.
        some = stored_entries().where(ENTRY.c.stream.in_(wanted), ENTRY.c.seq.in_(set(wanted.values())))
        rows = [row for row in connection.execute(some) if wanted[row.stream] == row.seq]
        found |= {entry.stream: entry for entry in as_entries(rows)}
    return found


def _references(connection: Connection, case_ids: list[UUID]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for start in range(0, len(case_ids), _CHUNK):
        some = case_ids[start : start + _CHUNK]
        rows = connection.execute(select(_CASES.c.case_id, _CASES.c.reference).where(_CASES.c.case_id.in_(some)))
        found |= {row.case_id: row.reference for row in rows}
    return found
