"""Cases folded from their journal, kept a while: an answer then costs the reading of one entry, not of the stream."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Final
from uuid import UUID

from sqlalchemy import Connection

from carecon.errors import NotFound
from carecon.record import fold
from carecon.record.case_view import CaseView
from carecon.record.entry import case_stream
from carecon.record.journal import read_entries

CASES_KEPT: Final = 64


class CaseCache:
    """Committed cases by id, each with the hash of the entry that it ends with. Safe among threads."""

    def __init__(self, keep: int = CASES_KEPT) -> None:
        """Keep the `keep` cases that were used last."""
        self._keep = keep
        self._lock = Lock()
        self._cases: OrderedDict[UUID, tuple[CaseView, str]] = OrderedDict()

    def read(self, connection: Connection, case_id: UUID) -> tuple[CaseView, str]:
        """The case as `connection` sees it, with the hash of its last entry. Raises NotFound."""
        with self._lock:
            known = self._cases.get(case_id)
        read = _continue(connection, case_id, known) if known else None
        if read is None:
            read = _fold(connection, case_id)
        if read is None:
            raise NotFound("There is no such case.")
        return read

    def keep(self, cases: Mapping[UUID, tuple[CaseView, str]]) -> None:
        """Remember cases as they have been committed."""
        with self._lock:
            for case_id, case in cases.items():
                self._cases[case_id] = case
                self._cases.move_to_end(case_id)
            while len(self._cases) > self._keep:
                self._cases.popitem(last=False)


def _continue(connection: Connection, case_id: UUID, known: tuple[CaseView, str]) -> tuple[CaseView, str] | None:
    """The known case and what came since; None where it was read from another journal (a backup was restored)."""
    view, last_hash = known
    entries = read_entries(connection, case_stream(case_id), since=view.seq)
    last = next(entries, None)
    if last is None or last.hash != last_hash:
        return None
    for entry in entries:
        view, last_hash = fold.apply(view, entry), entry.hash
    return view, last_hash


def _fold(connection: Connection, case_id: UUID) -> tuple[CaseView, str] | None:
    view, last_hash = None, ""
    for entry in read_entries(connection, case_stream(case_id)):
        view, last_hash = fold.apply(view, entry), entry.hash
    return (view, last_hash) if view else None
