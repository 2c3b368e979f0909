"""Learning what other desks have changed: cheap enough to ask several times a second."""

from __future__ import annotations

from threading import Lock
from typing import Any, Final

from sqlalchemy import Engine, PoolProxiedConnection

from carecon.errors import StoreUnavailable
from carecon.record.failures import told_plainly
from carecon.record.gate import WriteGate

_COUNTER: Final = "SELECT value FROM change_counter"
_CHANGED: Final = "SELECT stream FROM stream_head WHERE change > {seen:d}"


class ChangeFeed:
    """Tells which streams have changed since it was asked last. Holds one connection; safe among threads.

    On SQLite `PRAGMA data_version` (5 microseconds) says whether anybody has committed at all; only then, and on
    PostgreSQL each time, the change counter is read. Speaks through the driver: between two calls no transaction may
    stay open, which would pin the connection to one moment.
    """

    def __init__(self, engine: Engine, gate: WriteGate) -> None:
        """Begin with what is there now. Made by `Store.changes`."""
        self._engine = engine
        self._gate = gate
        self._lock = Lock()
        self._connection: PoolProxiedConnection | None = None
        self._version: int | None = None
        self._seen: int | None = None
        self.poll()

    def poll(self) -> frozenset[str] | None:
        """The streams that changed since the last call; None where nothing did.

        Raises StoreUnavailable where the connection is lost. The next call connects again, and tells of all that came
        in between.
        """
        with self._lock, told_plainly("read"):
            try:
                return self._changed_since()
            except self._driver_error as error:
                self._drop()
                raise StoreUnavailable(f"The record cannot be read now ({error}). Trying again.") from error

    def close(self) -> None:
        """Let go of the connection. As the last one of an SQLite file it would checkpoint, hence the gate."""
        with self._lock, self._gate:
            self._drop()

    def _changed_since(self) -> frozenset[str] | None:
        version = self._data_version()
        if version is not None and version == self._version:
            return None
        counter = int(self._all(_COUNTER)[0][0])
        changed: frozenset[str] = frozenset()
        if self._seen is not None and counter > self._seen:
            changed = frozenset(row[0] for row in self._all(_CHANGED.format(seen=self._seen)))
        self._version, self._seen = version, counter
        return changed or None

    def _data_version(self) -> int | None:
        """SQLite's own count of others' commits, which means something on this one connection only."""
        return int(self._all("PRAGMA data_version")[0][0]) if self._engine.dialect.name == "sqlite" else None

    def _all(self, sql: str) -> list[Any]:
        if self._connection is None:
            self._connection = self._engine.raw_connection()
        cursor = self._connection.cursor()
        try:
            cursor.execute(sql)
            return list(cursor.fetchall())
        finally:
            cursor.close()
            self._connection.rollback()

    def _drop(self) -> None:
        connection, self._connection, self._version = self._connection, None, None
        if connection is not None:
            connection.invalidate()

    @property
    def _driver_error(self) -> type[Exception]:
        error: type[Exception] = self._engine.dialect.loaded_dbapi.Error
        return error
