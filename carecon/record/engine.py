"""Connections to the database: one engine for readers and writers, with what SQLite must be told on each connection."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from carecon.errors import StoreUnavailable
from carecon.record.address import Address
from carecon.record.driver import sqlite_driver

PRAGMAS: Final = (
    "busy_timeout=5000",
    "synchronous=FULL",  # what was shown as saved is on the disk
    "foreign_keys=ON",
    "recursive_triggers=ON",  # REPLACE then fires the triggers that refuse DELETE
)

LOCK_TIMEOUT: Final = "10s"
"""How long a PostgreSQL writer waits for its turn, like the write gate."""


def make_engine(address: Address, *, create: bool = False) -> Engine:
    """An engine on that database. `create` lets SQLite make the file; otherwise a missing file is an error.

    Raises StoreUnavailable where the PostgreSQL driver is not installed.
    """
    if address.path is None:
        return _postgresql_engine(address)
    return _sqlite_engine(address, sqlite_driver(), create=create)


def writing(engine: Engine) -> Engine:
    """The same engine, for transactions that write: they take SQLite's lock at once, as an upgrade would not wait."""
    return engine.execution_options(write=True)


def reading(engine: Engine) -> Engine:
    """The same engine, for transactions that only read and that see one moment throughout."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine


def use_write_ahead_log(engine: Engine) -> None:
    """Let readers of an SQLite file read while somebody writes. The file remembers it; a restored copy may not.

    Only once it is known whose file it is: the setting would change another program's database.
    """
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA journal_mode=WAL")
        finally:
            connection.close()


def _sqlite_engine(address: Address, driver: ModuleType, *, create: bool) -> Engine:
    where = address.file.expanduser().resolve().as_uri() + ("?mode=rwc" if create else "?mode=rw")

    def connect() -> Any:
        return driver.connect(where, uri=True, check_same_thread=False)

    engine = create_engine("sqlite://", module=driver, creator=connect, poolclass=QueuePool)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # BEGIN is ours to send
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("write") else "BEGIN")


def _postgresql_engine(address: Address) -> Engine:
    try:
        import_module("psycopg")
    except ImportError as error:
        raise StoreUnavailable("PostgreSQL needs its driver: install carecon[postgres].") from error
    return create_engine(address.sqlalchemy_url, pool_pre_ping=True)
