"""Hubs for the simulation to work on: demonstration databases in a temporary folder, with clocks that stand still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from carecon.clock import ManualClock
from carecon.desk.hub import Hub, make_hub
from carecon.ids import seeded
from carecon.record.case_view import CaseView
from carecon.record.driver import sqlite_driver
from carecon.record.entry import Entry

START = datetime(2026, 1, 16, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def new_hub(tmp_path: Path) -> Iterator[Callable[..., Hub]]:
    """Makes demonstration hubs, each with a database and, unless told otherwise, a clock of its own."""
    hubs: list[Hub] = []

    def make(clock: ManualClock | None = None, realm: str = "demo") -> Hub:
        clock = clock or ManualClock(START)
        url = str(tmp_path / f"hub-{len(hubs)}.sqlite")
        hubs.append(make_hub(url, realm=realm, hub="Devon hub", clock=clock, ids=seeded(clock, 1)))
        return hubs[-1]

    yield make
    for hub in hubs:
        hub.close()


def streams(hub: Hub) -> list[str]:
    """The names of all streams in the record."""
    connection = sqlite_driver().connect(hub.store.url)
    try:
        return [name for (name,) in connection.execute("SELECT stream FROM stream_head ORDER BY stream")]
    finally:
        connection.close()


def journal(hub: Hub) -> list[Entry]:
    """Everything that happened, stream by stream."""
    with hub.store.read() as reading:
        return [entry for stream in streams(hub) for entry in reading.entries(stream)]


def cases(hub: Hub) -> list[CaseView]:
    """All cases, open and closed."""
    of_cases = [UUID(name.removeprefix("case:")) for name in streams(hub) if name.startswith("case:")]
    with hub.store.read() as reading:
        return [reading.case(case_id) for case_id in of_cases]
