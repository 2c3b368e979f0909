"""One of several processes that claim the same case: `python -m tests.record.claiming_process URL CASE USER`."""

from __future__ import annotations

import sys
from uuid import UUID

from carecon.clock import SystemClock
from carecon.ids import Ids
from carecon.record.entries import Claimed
from carecon.record.entry import Actor, case_stream
from carecon.record.store import open_store


def main(url: str, case_id: str, user: str) -> None:
    """Say `ready`, wait for a line, claim the case if nobody has, and say `won` or `lost`."""
    clock = SystemClock()
    store = open_store(url, clock, Ids(clock))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    with store.write(Actor(user, "devon-hub")) as work:
        free = work.case(UUID(case_id)).owner is None
        if free:
            work.append(case_stream(UUID(case_id)), Claimed(name=user))
    sys.stdout.write("won\n" if free else "lost\n")
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
