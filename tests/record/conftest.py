"""Stores to test on: every test that asks for one runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from carecon.clock import ManualClock
from carecon.ids import Ids, seeded
from carecon.record.entry import Actor
from carecon.record.store import Store, create_store, open_store
from tests.postgres import PostgresServer, postgres_server

__all__ = ["postgres_server"]

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
SETUP = Actor("setup", "system")
MORNING = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands at a January morning."""
    return ManualClock(MORNING)


@pytest.fixture
def ids(clock: ManualClock) -> Ids:
    """Identifiers that come out the same each time."""
    return seeded(clock, seed=7)


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database in which nothing was made yet."""
    if request.param == "sqlite":
        yield str(tmp_path / "hub.sqlite")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.new_database()
    yield server.url(name)
    server.drop_database(name)


@pytest.fixture(params=BOTH)
def store_url(request: pytest.FixtureRequest) -> str:
    """The address of a record that was just made, and in which nothing happened yet."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """The same on SQLite alone."""
    path = tmp_path / "hub.sqlite"
    shutil.copy(sqlite_template, path)
    return str(path)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    """The same on PostgreSQL alone."""
    name = postgres_server.new_database(template=postgres_template)
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture
def store(store_url: str, clock: ManualClock, ids: Ids) -> Iterator[Store]:
    """An open record in which nothing happened yet."""
    opened = open_store(store_url, clock, ids)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record to copy: quicker than making one for each test."""
    path = tmp_path_factory.mktemp("template") / "hub.sqlite"
    _make(str(path))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """The name of a database to copy."""
    name = postgres_server.new_database()
    _make(postgres_server.url(name))
    return name


def _make(url: str) -> None:
    clock = ManualClock(MORNING)
    create_store(url, clock, seeded(clock, 1), hub="Devon hub", realm="demo", area="devon", actor=SETUP).close()
