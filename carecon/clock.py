"""Time, injected. No room asks the machine for the time; each is handed a clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Whatever can say what time it is."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


class ManualClock:
    """A clock that stands still until it is told to move: for tests, replays and simulated shifts."""

    def __init__(self, start: datetime) -> None:
        """Start at `start`, which must be aware."""
        self._now = as_utc(start)

    def now(self) -> datetime:
        """The moment the clock stands at, in UTC."""
        return self._now

    def advance(self, step: timedelta) -> datetime:
        """Move by `step` (it may be negative: clocks do go back) and return the new moment."""
        self._now += step
        return self._now

    def set(self, moment: datetime) -> None:
        """Stand at `moment`, which must be aware."""
        self._now = as_utc(moment)


def as_utc(moment: datetime) -> datetime:
    """`moment` in UTC. Raises ValueError for a time that does not say its zone: that is how shifts get lost."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} does not say its time zone")
    return moment.astimezone(UTC)
