"""The first page of the queue, read by the bare driver: a console shows patients before SQLModel has been imported.

Importing SQLModel costs more than half a second and a reader of the queue needs none of it. Reads only: a database that
is missing, empty, or of another age gives StoreUnavailable, and opening the store properly then says what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from typing import Any

from carecon.clock import Clock, SystemClock
from carecon.errors import StoreUnavailable
from carecon.record.address import Address, parse_address
from carecon.record.driver import sqlite_driver
from carecon.record.queue_sql import read_queue, sqlite_moment
from carecon.record.queue_view import MOST_ROWS, QueueFilter, QueuePage


def first_page(url_or_path: str, limit: int = MOST_ROWS, *, clock: Clock | None = None) -> QueuePage:
    """The first `limit` rows of the whole queue, with its counts as of `clock` (the machine's where none is given).

    Raises StoreUnavailable where it cannot be read, BadInput for a bad address.
    """
    address = parse_address(url_or_path)
    now = (clock or SystemClock()).now()
    return _from_sqlite(address, limit, now) if address.path else _from_postgresql(address, limit, now)


def _from_sqlite(address: Address, limit: int, now: datetime) -> QueuePage:
    driver = sqlite_driver()
    where = address.file.expanduser().resolve().as_uri() + "?mode=ro"
    try:
        with closing(driver.connect(where, uri=True, isolation_level=None)) as connection:
            connection.execute("PRAGMA busy_timeout=5000")
            connection.execute("BEGIN")  # rows and counts of one moment

            def execute(sql: str, parameters: Sequence[Any]) -> Sequence[Sequence[Any]]:
                rows: list[Sequence[Any]] = connection.execute(sql, parameters).fetchall()
                return rows

            return read_queue(execute, QueueFilter(), limit, now, sqlite_moment)
    except driver.Error as error:
        raise StoreUnavailable(f"The queue cannot be read from {address.url} ({error}).") from error


def _from_postgresql(address: Address, limit: int, now: datetime) -> QueuePage:
    try:
        import psycopg  # 175 ms, and only where PostgreSQL is used
        from psycopg.conninfo import make_conninfo
    except ImportError as error:
        raise StoreUnavailable("PostgreSQL needs its driver: install carecon[postgres].") from error
    try:
        with psycopg.connect(make_conninfo("", **address.libpq())) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True

            def execute(sql: str, parameters: Sequence[Any]) -> Sequence[Sequence[Any]]:
                return connection.execute(sql.replace("?", "%s"), parameters).fetchall()

            return read_queue(execute, QueueFilter(), limit, now, lambda moment: moment)
    except psycopg.Error as error:
        raise StoreUnavailable(f"The queue cannot be read from the server ({error}).") from error
