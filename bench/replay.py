"""What it takes to advise signed cases again under the rules that ship: time, cases a second, memory.

carecon demo --make big.sqlite --open 10000 --closed 100000
python -m bench.replay --db big.sqlite
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from datetime import UTC, date, datetime

from carecon.desk.hub import open_hub
from carecon.desk.people import system
from carecon.desk.shadowing import ShadowRun, shadow
from carecon.rules.governing.sources import shipped


def main() -> int:
    """Print the figures. CPU time is told too: it says what other work on the machine has not slowed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--db", required=True, help="a demonstration database")
    parser.add_argument("--since", default="2000-01-01", help="from this day on")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    since = datetime.combine(date.fromisoformat(options.since), datetime.min.time(), UTC)
    hub, run = open_hub(options.db), ShadowRun()
    begun = time.perf_counter()
    cases = shadow(
        hub,
        system("bench"),
        shipped(hub.area.id),
        since=since,
        until=datetime.now(UTC),
        run=run,
        processes=options.processes,
    )
    for _ in cases:
        pass
    taken = time.perf_counter() - begun
    hub.close()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = children.ru_utime + children.ru_stime
    print(f"{run.replayed:,} signed decisions, {run.changed:,} changed, {options.processes} processes")
    print(f"{taken:8.1f} s   {run.replayed / taken:,.0f} a second; 100,000 in {100_000 * taken / run.replayed:.1f} s")
    print(f"{cpu:8.1f} s   of CPU in the processes: {1e6 * cpu / run.replayed:.0f} us a decision")
    print(f"{children.ru_maxrss / 1024:8.0f} MB  at most in one process")
    return 0


if __name__ == "__main__":
    sys.exit(main())
