"""The console on a desk in memory: for tests, and to look at (`python -m tests.screens.fake_app`)."""

from __future__ import annotations

import sys

from carecon.clock import ManualClock
from carecon.screens.shell import Shell, Start
from carecon.screens.station import Station
from tests.screens.fake_desk import FakeDesk
from tests.screens.synthetic import HALE, NOW, ZONE, page


class FakeApp(Shell):
    """The shell with a desk and a clock that tests can reach."""

    def __init__(
        self, desk: FakeDesk | None = None, *, start: Start = "queue", read_before: bool = False, bell: bool = False
    ) -> None:
        """`read_before`: the first page of the queue was read before the app began."""
        self.desk = desk or FakeDesk()
        self.clock = ManualClock(NOW)
        super().__init__(
            lambda _app: Station(self.desk, self.clock, ZONE, "Devon hub", "demo", HALE if start == "queue" else None),
            start=start,
            first_page=page(self.desk.rows, self.desk.total) if read_before else None,
        )
        self.station.bell = bell


if __name__ == "__main__":
    begin: Start = "queue"
    if len(sys.argv) > 1:
        begin = sys.argv[1]  # type: ignore[assignment]  # one of the three, or the shell shows the queue
    FakeApp(start=begin).run(mouse=False)
