"""What has changed in the queue since the list was last brought up to date: told in a notice, never done by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from carecon.desk.views import QueueRow

GONE = "gone"
"""Status of a row that stands in the list and is no longer in the queue."""


@dataclass(frozen=True, slots=True)
class News:
    """`rows` are the rows of the list as they are now, in the order of the list; the rest counts what waits outside."""

    rows: tuple[QueueRow, ...]
    arrived: int = 0
    crews: int = 0
    gone: int = 0
    moved: bool = False


def compare(shown: Iterable[QueueRow], fresh: Sequence[QueueRow]) -> News:
    """Hold the rows that are shown against the queue as it is: values are taken over, places and rows are not."""
    by_id = {row.case_id: row for row in fresh}
    rows = tuple(by_id.get(row.case_id) or replace(row, status=GONE) for row in shown)
    known = {row.case_id for row in rows}
    arrived = [row for row in fresh if row.case_id not in known]
    still = [row.case_id for row in rows if row.status != GONE]
    return News(
        rows=rows,
        arrived=len(arrived),
        crews=sum(row.lane == "crew" for row in arrived),
        gone=len(rows) - len(still),
        moved=still != [row.case_id for row in fresh if row.case_id in known],
    )
