"""Reading through the bare driver: for the few things a console needs before SQLModel has been imported.

Reads only: a database that is missing, empty, or of another age gives StoreUnavailable, and opening the store properly
then says what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any, Final

from carecon.errors import StoreUnavailable
from carecon.record.address import Address
from carecon.record.driver import sqlite_driver
from carecon.record.queue_sql import sqlite_moment

_MAP: Final = f"PRAGMA mmap_size={2**40}"
_UNMAP: Final = "PRAGMA mmap_size=0"

Execute = Callable[[str, Sequence[Any]], Sequence[Sequence[Any]]]
"""Runs one SELECT, with `?` for parameters, and returns its rows."""


@contextmanager
def bare_reading(address: Address, *, mapped: bool = False) -> Iterator[tuple[Execute, Callable[[datetime], Any]]]:
    """One transaction that only reads: how to run a query in it, and how a moment is written in its parameters.

    `mapped`: for much of a large SQLite file, which is then read as memory and let go of after each query. Only for a
    process of its own: were the file cut short meanwhile, it would end.

    Raises StoreUnavailable where it cannot be read.
    """
    with _sqlite(address, mapped=mapped) if address.path else _postgresql(address) as reading:
        yield reading


@contextmanager
def _sqlite(address: Address, *, mapped: bool) -> Iterator[tuple[Execute, Callable[[datetime], Any]]]:
    driver = sqlite_driver()
    where = address.file.expanduser().resolve().as_uri() + "?mode=ro"
    try:
        with closing(driver.connect(where, uri=True, isolation_level=None)) as connection:
            connection.execute("PRAGMA busy_timeout=5000")
            connection.execute("BEGIN")  # everything of one moment

            def execute(sql: str, parameters: Sequence[Any]) -> Sequence[Sequence[Any]]:
                if mapped:
                    connection.execute(_MAP)
                rows: list[Any] = connection.execute(sql, parameters).fetchall()
                if mapped:
                    connection.execute(_UNMAP)  # else all that was read would count as memory of this process
                return rows

            yield execute, sqlite_moment
    except driver.Error as error:
        raise StoreUnavailable(f"The record at {address.url} cannot be read ({error}).") from error


@contextmanager
def _postgresql(address: Address) -> Iterator[tuple[Execute, Callable[[datetime], Any]]]:
    try:
        import psycopg  # 175 ms, and only where PostgreSQL is used
    except ImportError as error:
        raise StoreUnavailable("PostgreSQL needs its driver: install carecon[postgres].") from error
    try:
        with psycopg.connect(psycopg.conninfo.make_conninfo(**address.libpq())) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True

            def execute(sql: str, parameters: Sequence[Any]) -> Sequence[Sequence[Any]]:
                rows: list[Any] = connection.execute(sql.replace("?", "%s"), parameters).fetchall()
                return rows

            yield execute, _as_it_is
    except psycopg.Error as error:
        raise StoreUnavailable(f"The record on the server cannot be read ({error}).") from error


def _as_it_is(moment: datetime) -> datetime:
    return moment
