"""Times in a note: the hour alone for what happened on the day of the note, with the date for anything else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from carecon.clinical.formats import datetime_text, duration_text, in_zone, time_text
from carecon.record.case_view import FactView
from carecon.rules.packing.too_old import TooOld, unless_said


@dataclass(frozen=True, slots=True)
class NoteTimes:
    """The moment a note was composed, the clocks it is told by, and from what age on it calls an answer old."""

    at: datetime
    zone: ZoneInfo
    too_old: TooOld = field(default_factory=unless_said)

    def short(self, moment: datetime) -> str:
        """`10:12` on the day of the note, else `15-Jan-2024 10:12`."""
        if in_zone(moment, self.zone).date() == in_zone(self.at, self.zone).date():
            return time_text(moment, self.zone)
        return datetime_text(moment, self.zone)

    def full(self, moment: datetime) -> str:
        """`16-Jan-2024 10:12`."""
        return datetime_text(moment, self.zone)

    def old(self, fact: FactView) -> str:
        """`7 h 20 old` where an answer is too old at the moment of the note, else nothing."""
        said_at = fact.answer.at or fact.entered_at
        if not self.too_old.is_old(replace(fact.answer, at=said_at), self.at):
            return ""
        return f"{duration_text((self.at - said_at) / timedelta(minutes=1))} old"
