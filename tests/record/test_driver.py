"""The SQLite under the record is one that does not lose pages; an older one is used with a warning."""

from __future__ import annotations

from types import ModuleType

import pytest

from carecon.record.driver import FIRST_SOUND_SQLITE, driver_note, sqlite_driver


def _driver(version: tuple[int, ...]) -> ModuleType:
    module = ModuleType("some_sqlite")
    module.__dict__.update(sqlite_version_info=version, sqlite_version=".".join(map(str, version)))
    return module


def test_the_driver_in_use_is_sound_where_ours_is_installed() -> None:
    pytest.importorskip("pysqlite3")
    assert sqlite_driver().__name__ == "pysqlite3.dbapi2"
    assert sqlite_driver().sqlite_version_info >= FIRST_SOUND_SQLITE
    assert driver_note() == ""


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2)])
def test_an_older_sqlite_is_warned_of(version: tuple[int, ...]) -> None:
    note = driver_note(_driver(version))
    assert note.startswith(f"SQLite {'.'.join(map(str, version))} can lose saved entries")
    assert "3.51.3" in note


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 53, 4), (4, 0, 0)])
def test_a_newer_sqlite_needs_no_warning(version: tuple[int, ...]) -> None:
    assert driver_note(_driver(version)) == ""
