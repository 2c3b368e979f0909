"""Times in a note: the hour alone for what happened on the day of the note, with the date for anything else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from carecon.clinical.formats import datetime_text, in_zone, time_text


@dataclass(frozen=True, slots=True)
class NoteTimes:
    """The moment a note was composed, and the clocks it is told by."""

    at: datetime
    zone: ZoneInfo

    def short(self, moment: datetime) -> str:
        """`10:12` on the day of the note, else `15-Jan-2024 10:12`."""
        if in_zone(moment, self.zone).date() == in_zone(self.at, self.zone).date():
            return time_text(moment, self.zone)
        return datetime_text(moment, self.zone)

    def full(self, moment: datetime) -> str:
        """`16-Jan-2024 10:12`."""
        return datetime_text(moment, self.zone)
