"""A hub on a real SQLite file, with a clock that stands still and people at its desks."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from carecon.clinical.answers import Answer
from carecon.clock import ManualClock
from carecon.desk.calls import OpenCall, open_call
from carecon.desk.hub import Hub, make_hub, open_hub
from carecon.desk.people import AtDesk, Role
from carecon.ids import seeded
from carecon.record.case_view import CaseView
from carecon.record.entry import Actor

TUESDAY_MORNING = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new live database, made once: making one takes a second."""
    path = tmp_path_factory.mktemp("hub") / "empty.sqlite"
    clock = ManualClock(TUESDAY_MORNING)
    make_hub(str(path), realm="live", hub="Devon hub", clock=clock, ids=seeded(clock, 0)).close()
    return path


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(TUESDAY_MORNING)


@pytest.fixture
def hub(empty_database: Path, tmp_path: Path, clock: ManualClock) -> Iterator[Hub]:
    path = tmp_path / "hub.sqlite"
    shutil.copy(empty_database, path)
    hub = open_hub(str(path), clock=clock, ids=seeded(clock, 1))
    yield hub
    hub.close()


@pytest.fixture
def clinician() -> AtDesk:
    return AtDesk(Actor("rhale", "devon-hub"), "R Hale", Role.CLINICIAN)


@pytest.fixture
def colleague() -> AtDesk:
    return AtDesk(Actor("jrao", "devon-hub"), "J Rao", Role.CLINICIAN)


@pytest.fixture
def call_taker() -> AtDesk:
    return AtDesk(Actor("tking", "devon-hub"), "T King", Role.CALL_TAKER)


@pytest.fixture
def fall(hub: Hub, call_taker: AtDesk) -> CaseView:
    """A crew rings about a fall, and little is known yet."""
    call = OpenCall(
        source="paramedic_on_scene",
        callback="07700 900123",
        reason="slid from bed",
        answers=(Answer("presenting_problem", "fall"), Answer("postcode", "TQ12 9ZZ")),
    )
    return open_call(hub, call_taker, call)


@pytest.fixture
def answers_of() -> Callable[[dict[str, object]], list[Answer]]:
    """Answers from a plain table of values."""
    return lambda table: [Answer(name, value) for name, value in table.items()]  # type: ignore[arg-type]
