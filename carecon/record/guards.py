"""Triggers that keep the journal as it was written.

On SQLite, refusing UPDATE and DELETE is not enough: INSERT OR REPLACE removes the row in its way without a DELETE
trigger (unless the connection asks for recursive triggers), by the key or by any other unique column. So an INSERT over
something that exists is refused too, and the guarded tables have no rowid to replace through. Who owns the file can
still drop the triggers: the hash chain, the seals and their anchor outside are the proof, the triggers stop mistakes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import Connection

GUARDED: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "hub": (("id",),),
    "entry": (("stream", "seq"), ("id",)),
    "entry_payload": (("stream", "seq"),),
    "seal": (("seq",),),
}
"""The tables that only grow, with every set of columns that is unique in them."""

_FUNCTION: Final = "carecon_refuse_change"


def install_guards(connection: Connection) -> None:
    """Put every guard in place, replacing those that are there."""
    sqlite = connection.dialect.name == "sqlite"
    for table, keys in GUARDED.items():
        for statement in _sqlite(table, keys) if sqlite else _postgresql(table):
            connection.exec_driver_sql(statement)


def missing_guards(connection: Connection) -> tuple[str, ...]:
    """The names of guards that are not in place: somebody has altered the database."""
    expected = set(_guard_names(connection))
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    else:
        found = connection.exec_driver_sql(
            "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE NOT tgisinternal AND tgenabled <> 'D' AND pg_table_is_visible(pg_class.oid)"
        )
    return tuple(sorted(expected - {row[0] for row in found}))


def _guard_names(connection: Connection) -> Iterator[str]:
    acts = ("update", "delete", "insert") if connection.dialect.name == "sqlite" else ("change", "truncate")
    for table in GUARDED:
        for act in acts:
            yield f"{table}_refuses_{act}"


def _sqlite(table: str, keys: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    refusal = f"BEGIN SELECT RAISE(ABORT, '{table} only grows: what is written stays as it is'); END"
    there = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {' AND '.join(f'{column} = NEW.{column}' for column in key)})"  # noqa: S608
        for key in keys
    )
    for act, condition in (("update", ""), ("delete", ""), ("insert", f" WHEN {there}")):
        yield f"DROP TRIGGER IF EXISTS {table}_refuses_{act}"
        yield f"CREATE TRIGGER {table}_refuses_{act} BEFORE {act.upper()} ON {table}{condition} {refusal}"


def _postgresql(table: str) -> Iterator[str]:
    yield (
        f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION '%% only grows: what is written stays as it is', TG_TABLE_NAME; END $$"
    )
    for act, events, level in (("change", "UPDATE OR DELETE", "ROW"), ("truncate", "TRUNCATE", "STATEMENT")):
        yield f"DROP TRIGGER IF EXISTS {table}_refuses_{act} ON {table}"
        yield (
            f"CREATE TRIGGER {table}_refuses_{act} BEFORE {events} ON {table}"
            f" FOR EACH {level} EXECUTE FUNCTION {_FUNCTION}()"
        )
