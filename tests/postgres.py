"""A real PostgreSQL server for the length of a test run, from the system's own packages.

Server programs refuse to run as root and are not on the path in Debian: they are found, and run as `postgres`. The
server listens on a socket in its own folder only, so that runs beside each other never meet.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

SETTINGS = ("fsync=off", "full_page_writes=off", "listen_addresses=''", "max_connections=40")
"""A test server may lose everything in a power cut; what is tested is what carecon does."""


ROOM_NEEDED = 1 << 30
"""Bytes. A server and its databases take a tenth of it."""


@dataclass(frozen=True)
class PostgresServer:
    """A running server. Databases on it are made by name."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        """The address of a database, as carecon is given it."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def new_database(self, template: str = "template1") -> str:
        """Make a database, empty or like another one that nobody is using, and return its name."""
        name = f"hub_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever still holds it."""
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """Run one statement outside of any transaction."""
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """Start a server in a folder of its own and stop it again. Skips the test, saying why, where there is none."""
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL server programs here (Debian: apt-get install postgresql)")
    with tempfile.TemporaryDirectory(prefix="carecon-pg-", dir=_quick_folder(), ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data = folder / "data"
        _run(programs / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
        options = " ".join(f"-c {setting}" for setting in (*SETTINGS, f"unix_socket_directories={folder}"))
        _run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield PostgresServer(folder)
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A server for this run. Import this name in a conftest to use it there."""
    with running_server() as server:
        yield server


def _programs() -> Path | None:
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name, reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    return next((path for path in candidates if (path / "initdb").exists() and (path / "pg_ctl").exists()), None)


def _quick_folder() -> Path | None:
    """A file system in memory where there is one with room: a database is then made in 30 ms instead of 400."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder made in it has a name of its own
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > ROOM_NEEDED else None


def _run(*command: str | Path) -> None:
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*as_user, *map(str, command)], check=True, cwd="/", capture_output=True)
