"""Making and upgrading the tables, by Alembic and nothing else. Alembic (half a second) is imported only to do it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, inspect, text

from carecon.errors import BadInput, StoreUnavailable
from carecon.record.guards import install_guards, missing_guards

if TYPE_CHECKING:
    from alembic.config import Config

REVISIONS: Final = ("0001",)
"""Every revision, oldest first. The last is what this program reads and writes."""


_MAKING: Final = 0xCA4EC0
"""The advisory lock under which tables are made. Any number does that nobody else uses in the database."""


def make_alone(connection: Connection) -> None:
    """Keep others from making or upgrading the same database until this transaction ends.

    On SQLite the write gate has done so already; Alembic itself could not: it is not made for two at once.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MAKING})")


def migrate(connection: Connection) -> None:
    """Bring the tables to the newest revision, from nothing or from an older one, and put the guards in place.

    Runs in the caller's transaction: either all of it happens or nothing.
    """
    from alembic import command

    with alembic_config(connection) as config:
        command.upgrade(config, "head")
    install_guards(connection)


@contextmanager
def alembic_config(connection: Connection) -> Iterator[Config]:
    """Alembic's configuration, without an ini file: the migrations are found in a wheel and in a checkout alike."""
    from alembic.config import Config

    with migrations_folder() as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        yield config


@contextmanager
def migrations_folder() -> Iterator[Path]:
    """The folder of the migrations: `carecon/_migrations` in a wheel, beside the package in a checkout."""
    shipped = files("carecon") / "_migrations"
    if shipped.is_dir():
        with as_file(shipped) as folder:
            yield folder
    else:
        with as_file(files("carecon")) as package:
            yield package.parent / "migrations"


def revision_of(connection: Connection) -> str | None:
    """The revision of the tables; None for an empty database. Raises BadInput for somebody else's database."""
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" not in tables or "change_counter" not in tables:
        if tables:
            raise BadInput("database", "this is a database of another program", "choose another with --db")
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def require_current(connection: Connection) -> None:
    """Raise StoreUnavailable, saying what to do, where this program cannot work on these tables."""
    revision = revision_of(connection)
    if revision is None:
        raise StoreUnavailable("There is no carecon record in this database yet.")
    if revision not in REVISIONS:
        raise StoreUnavailable(f"This database was written by a newer carecon ({revision}): update the program first.")
    if revision != REVISIONS[-1]:
        raise StoreUnavailable(f"This database is of an older carecon ({revision}): it must be upgraded first.")
    if missing := missing_guards(connection):
        raise StoreUnavailable(
            f"The guards of the journal are missing ({', '.join(missing)}): somebody has altered this database. "
            "Verify it, then upgrade it to put them back."
        )
