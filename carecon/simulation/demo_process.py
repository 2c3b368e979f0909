"""`carecon demo` behind the scenes: a process of its own that lets a shift happen in a demonstration database.

The console sees it only through the record. It ends when whoever started it has gone: its standard input is a pipe that
nobody writes to, and that closes with them.
"""

from __future__ import annotations

import argparse
import os
import select
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from carecon.clock import Clock, SystemClock
from carecon.desk.hub import Hub, open_hub, require_realm
from carecon.desk.queue import load_queue
from carecon.errors import CareconError, Exit, StoreUnavailable
from carecon.ids import seeded
from carecon.simulation.arrivals import Demand
from carecon.simulation.simulator import Simulator
from carecon.simulation.staff import staff
from carecon.simulation.start import URL_VARIABLE

DEFAULT_SPEED = 8.0
"""Times as fast as a real shift: a call every 60 to 90 seconds in the middle of the day."""

BACKLOG = 12
"""Cases that are waiting when a shift begins in an empty hub."""

LONGEST_NAP = timedelta(seconds=1)
"""How long the process sleeps at most before it looks whether it is still wanted."""


def make_simulator(hub: Hub, seed: int, speed: float) -> Simulator:
    """The shift to run on that hub. Raises NotPermitted unless its database is a demonstration."""
    require_realm(hub, "demo")
    backlog = max(0, BACKLOG - open_cases(hub))
    return Simulator(hub, seed, Demand(hub.area.zone, speed=speed), backlog=backlog)


def run(simulator: Simulator, clock: Clock, nap: Callable[[timedelta], bool]) -> None:
    """Let the shift happen as time passes, until `nap` (which waits, at most so long) says that nobody wants it."""
    while True:
        try:
            simulator.run_until(clock.now())
        except StoreUnavailable:
            # The database is busy or briefly gone: the shift waits, as people would.
            if not nap(LONGEST_NAP):
                return
        if not nap(_until(simulator.next_due, clock.now())):
            return


def open_cases(hub: Hub) -> int:
    """How many cases are open in the record now."""
    return load_queue(hub, staff().call_takers()[0]).counts.open_cases


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point of the process. Returns its exit status."""
    parser = argparse.ArgumentParser(prog="carecon.simulation.demo_process", description=__doc__)
    parser.add_argument("url", nargs="?", default=os.environ.get(URL_VARIABLE, ""), help="a demonstration database")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--speed", type=float, default=DEFAULT_SPEED)
    given = parser.parse_args(arguments)
    clock = SystemClock()
    try:
        hub = open_hub(given.url, clock=clock, ids=seeded(clock, given.seed))
        try:
            run(make_simulator(hub, given.seed, given.speed), clock, _nap_while_wanted)
        finally:
            hub.close()
    except CareconError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status
    return Exit.OK


def _nap_while_wanted(longest: timedelta) -> bool:
    """Wait, at most so long. False once the other end of standard input is closed: whoever started us has gone."""
    readable, _, _ = select.select([sys.stdin], [], [], longest.total_seconds())
    return not readable or bool(os.read(sys.stdin.fileno(), 1))


def _until(due: datetime, now: datetime) -> timedelta:
    return min(max(due - now, timedelta(0)), LONGEST_NAP)


if __name__ == "__main__":
    sys.exit(main())
