"""Which SQLite stands under the record. Imports nothing heavy: the first page is read through this, before SQLModel."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Final

FIRST_SOUND_SQLITE: Final = (3, 51, 3)
"""SQLite 3.7.0 to 3.51.2 can lose committed pages where two connections commit and checkpoint at the same moment
(the WAL-reset bug), which is what fifty consoles on one file do."""


@cache
def sqlite_driver() -> ModuleType:
    """The DB-API module to open SQLite files with: one policy for every process on a file.

    The one that ships with carecon (`pysqlite3`) where it is installed; else the standard library's.
    """
    try:
        return import_module("pysqlite3.dbapi2")
    except ImportError:
        return import_module("sqlite3")


def driver_note(driver: ModuleType | None = None) -> str:
    """What an administrator should know about the SQLite in use: a warning in one sentence, or an empty string."""
    driver = driver or sqlite_driver()
    version: tuple[int, ...] = driver.sqlite_version_info
    if version >= FIRST_SOUND_SQLITE:
        return ""
    return (
        f"SQLite {driver.sqlite_version} can lose saved entries when several consoles write to one file at once; "
        f"install pysqlite3 or a Python with SQLite {'.'.join(map(str, FIRST_SOUND_SQLITE))} or newer."
    )
