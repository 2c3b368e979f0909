"""Column types of the record."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator

from carecon.clock import as_utc


class UtcTime(TypeDecorator[datetime]):
    """A moment: refuses a time that does not say its zone, keeps UTC, gives it back aware.

    SQLite has no zones, and SQLAlchemy's own type gives naive times back from it.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database. Raises ValueError for a naive time."""
        return None if value is None else as_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


BYTEWISE = String().with_variant(String(collation="C"), "postgresql")
"""Text compared byte by byte on both databases, so that an index finds what begins with a prefix."""
