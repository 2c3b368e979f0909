"""What the record and the rules take: medians of one answer, the first page, advice, and a look for changes.

carecon demo --make big.sqlite --open 10000 --closed 100000
python -m bench.record --db big.sqlite
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable

from carecon.clinical.answers import Answer
from carecon.desk.advising import advise_case
from carecon.desk.answers import answer
from carecon.desk.calls import OpenCall, open_call
from carecon.desk.first_page import first_page
from carecon.desk.hub import make_hub
from carecon.desk.people import system

TIMES = 200


def median_ms(act: Callable[[], object]) -> float:
    """The median of many times, in milliseconds."""
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--db", required=True, help="a demonstration database")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        hub, who = make_hub(f"{folder}/hub.sqlite", realm="demo", hub="bench"), system("bench")
        view = open_call(hub, who, OpenCall("paramedic_on_scene", answers=[Answer("presenting_problem", "fall")]))
        feed = hub.store.changes()
        figures = {
            "one answer, flushed to disk": lambda: answer(hub, who, view.case_id, [Answer("spo2", 96)]),
            "first page of the queue": lambda: first_page(options.db),
            "advice on a case": lambda: advise_case(hub, view),
            "a look for changes": feed.poll,
        }
        for name, act in figures.items():
            print(f"{name:30} {median_ms(act):8.3f} ms")
        feed.close()
        hub.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
