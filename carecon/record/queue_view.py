"""The queue as a screen sees it. Imports nothing heavy: the first page is made of these before SQLModel is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

BREACHING_WITHIN: Final = timedelta(minutes=30)
"""How long before its breach a case counts as breaching soon."""

MOST_ROWS: Final = 500
"""Rows that are loaded at once. All open cases are counted; what lies beyond is reached by the filter."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """An open case in the queue.

    `flags`: any of red_flag, red_flag_open, eol, care_home, frail. `owner` is who has it, as user@organisation, or
    empty; `owner_name` as shown. `age_years` is the age when the call came. `seq` is the case's last entry.
    """

    case_id: UUID
    reference: str
    lane: str
    priority: int
    priority_reason: str
    received_at: datetime
    breach_at: datetime | None
    status: str
    source: str
    family_name: str
    given_name: str
    title: str
    born: date | None
    age_years: int | None
    gender: str
    postcode_district: str
    spoke: str
    problem: str
    flags: tuple[str, ...]
    owner_name: str
    owner: str
    location: str
    callback: str
    reason: str
    claimed_at: datetime | None = None
    parked_until: datetime | None = None
    callback_due: datetime | None = None
    seq: int = 0


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What of the queue is wanted. Every word of `text` must be found: in name, reference, postcode, problem, lane,
    status, owner or spoke. `owner` is user@organisation; an empty string means that nobody has it.
    """

    text: str = ""
    lane: str | None = None
    status: str | None = None
    owner: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it lets everything through."""
        return not self.text.strip() and self.lane is None and self.status is None and self.owner is None


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """The whole queue in figures, whatever the filter.

    `breaching_soon` includes what has breached; it and `waiting` count cases that are not handed over yet.
    `not_acknowledged` are handed over, and nobody has said that they have it.
    """

    open_cases: int = 0
    waiting: int = 0
    crews_waiting: int = 0
    longest_wait_since: datetime | None = None
    breaching_soon: int = 0
    not_acknowledged: int = 0
    callbacks_due: int = 0


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The first rows of the queue in its order, how many match the filter in all, and the counts."""

    rows: tuple[QueueRow, ...]
    total: int
    counts: QueueCounts
