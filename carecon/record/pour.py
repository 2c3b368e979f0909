"""Many rows into one table by the database's own quickest way, past SQLAlchemy's handling of each value.

SQLite: one prepared statement for all rows. PostgreSQL: COPY. New rows only; values are those of the column types.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Date, Table, Uuid

from carecon.errors import Conflict, StoreUnavailable
from carecon.record.columns import UtcTime
from carecon.record.project import Row
from carecon.record.queue_sql import sqlite_moment
from carecon.record.tables import Record, table

_Convert = Callable[[Any], Any]


def pour(connection: Connection, model: type[Record], rows: Sequence[Row]) -> None:
    """Insert `rows`, which all have every column of the table, in the caller's transaction.

    Raises Conflict where one is there already, StoreUnavailable where the database cannot take them.
    """
    if not rows:
        return
    driver: Any = connection.dialect.loaded_dbapi
    cursor: Any = connection.connection.cursor()
    pour_into = _copy if connection.dialect.name == "postgresql" else _execute_many
    try:
        pour_into(cursor, table(model), rows)
    except driver.IntegrityError as error:
        raise Conflict(f"This is in the record already ({error}).") from error
    except driver.Error as error:
        raise StoreUnavailable(f"The record cannot be written now ({error}).") from error
    finally:
        cursor.close()


def _copy(cursor: Any, into: Table, rows: Sequence[Row]) -> None:
    names = [column.name for column in into.columns]
    with cursor.copy(f"COPY {into.name} ({_quoted(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])


def _execute_many(cursor: Any, into: Table, rows: Sequence[Row]) -> None:
    statement, plain, converted = _sqlite_insert(into)
    cursor.executemany(
        statement,
        ([row[name] for name in plain] + [convert(row[name]) for name, convert in converted] for row in rows),
    )


@cache
def _sqlite_insert(into: Table) -> tuple[str, tuple[str, ...], tuple[tuple[str, _Convert], ...]]:
    """The statement, the columns whose values go in as they are, and those that must be made into text first."""
    converters = {column.name: _to_text(column.type) for column in into.columns}
    plain = tuple(name for name, convert in converters.items() if convert is None)
    converted = tuple((name, convert) for name, convert in converters.items() if convert is not None)
    names = [*plain, *(name for name, _ in converted)]
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO {into.name} ({_quoted(names)}) VALUES ({marks})", plain, converted  # noqa: S608 - our names


def _to_text(kind: Any) -> _Convert | None:
    """How SQLAlchemy keeps such a value in SQLite."""
    if isinstance(kind, UtcTime):
        return lambda moment: None if moment is None else sqlite_moment(moment)
    if isinstance(kind, Uuid):
        return _hex
    if isinstance(kind, Date):
        return _day
    return None


def _hex(value: UUID | None) -> str | None:
    return None if value is None else value.hex


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
