"""A process that writes until it is killed: `python -m tests.record.writing_process URL CASE`."""

from __future__ import annotations

import sys
from itertools import count
from uuid import UUID

from carecon.clock import SystemClock
from carecon.ids import Ids
from carecon.record.entries import Noted
from carecon.record.entry import case_stream
from carecon.record.store import open_store
from tests.record.builders import HALE


def main(url: str, case_id: str) -> None:
    """Write notes `0`, `1`, ... and say each number once it is committed."""
    clock = SystemClock()
    store = open_store(url, clock, Ids(clock))
    for number in count():
        with store.write(HALE) as work:
            work.append(case_stream(UUID(case_id)), Noted(text=str(number)))
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
