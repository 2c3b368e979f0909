"""Tables come from the migrations alone, and fit the models on both databases."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection

from carecon.clock import ManualClock
from carecon.errors import BadInput, StoreUnavailable
from carecon.ids import Ids
from carecon.record.address import parse_address
from carecon.record.driver import sqlite_driver
from carecon.record.engine import make_engine, writing
from carecon.record.guards import missing_guards
from carecon.record.schema import REVISIONS, alembic_config, migrate, revision_of
from carecon.record.store import open_store, upgrade_store
from carecon.record.tables import Record
from tests.record.builders import open_case


def test_upgrading_an_empty_database_makes_what_the_models_say(empty_url: str) -> None:
    engine = make_engine(parse_address(empty_url), create=True)
    with writing(engine).connect() as connection:
        assert revision_of(connection) is None
        migrate(connection)
        connection.commit()
        assert revision_of(connection) == REVISIONS[-1]
        assert _differences(connection) == []
        assert missing_guards(connection) == ()
    engine.dispose()


def test_the_known_revisions_are_those_that_ship(tmp_path: Path) -> None:
    from alembic.script import ScriptDirectory

    engine = make_engine(parse_address(str(tmp_path / "hub.sqlite")), create=True)
    with engine.connect() as connection, alembic_config(connection) as config:
        shipped = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    engine.dispose()
    assert tuple(reversed(shipped)) == REVISIONS


def test_an_upgrade_that_is_interrupted_leaves_an_empty_database(empty_url: str) -> None:
    engine = make_engine(parse_address(empty_url), create=True)
    with writing(engine).connect() as connection:
        migrate(connection)
    with engine.connect() as connection:
        assert revision_of(connection) is None
    engine.dispose()


def test_a_database_of_a_newer_program_is_refused_in_words(store_url: str, clock: ManualClock, ids: Ids) -> None:
    _run(store_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreUnavailable, match="newer carecon"):
        open_store(store_url, clock, ids)
    with pytest.raises(StoreUnavailable, match="newer carecon"):
        upgrade_store(store_url)


def test_a_database_of_an_older_program_is_upgraded_first(
    store_url: str, clock: ManualClock, ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carecon.record.schema.REVISIONS", (*REVISIONS, "next"))
    with pytest.raises(StoreUnavailable, match="must be upgraded first"):
        open_store(store_url, clock, ids)


def test_nothing_heavy_is_imported_until_it_is_needed(sqlite_url: str) -> None:
    ran = subprocess.run([sys.executable, "-c", WORK, sqlite_url], check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == ""


WORK = (
    "import sys; from carecon.clock import SystemClock; from carecon.ids import Ids\n"
    "from carecon.record.store import open_store; from tests.record.builders import open_case\n"
    "clock = SystemClock(); ids = Ids(clock); store = open_store(sys.argv[1], clock, ids)\n"
    "open_case(store, ids); store.seal(); store.verify(); store.close()\n"
    "print(*sorted({'alembic', 'psycopg', 'textual', 'mako'} & {name.partition('.')[0] for name in sys.modules}))"
)


def test_missing_guards_are_noticed_at_start_and_put_back_by_an_upgrade(
    store_url: str, clock: ManualClock, ids: Ids
) -> None:
    on = "" if "://" not in store_url else " ON entry"
    _run(store_url, f"DROP TRIGGER entry_refuses_{'update' if not on else 'change'}{on}")
    with pytest.raises(StoreUnavailable, match="guards of the journal are missing"):
        open_store(store_url, clock, ids)
    upgrade_store(store_url)
    store = open_store(store_url, clock, ids)
    open_case(store, ids)
    store.close()


def test_upgrading_a_current_record_keeps_what_is_in_it(store_url: str, clock: ManualClock, ids: Ids) -> None:
    store = open_store(store_url, clock, ids)
    case_id = open_case(store, ids)
    store.close()
    upgrade_store(store_url)
    store = open_store(store_url, clock, ids)
    with store.read() as reading:
        assert reading.case(case_id).reference == "K7F-2QM"
    store.close()


def test_another_programs_database_is_refused_and_left_as_it_was(tmp_path: Path, clock: ManualClock, ids: Ids) -> None:
    path = tmp_path / "other.sqlite"
    connection = sqlite_driver().connect(str(path))
    connection.execute("CREATE TABLE recipe (name TEXT)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(BadInput, match="another program"):
        open_store(str(path), clock, ids)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(tmp_path: Path, clock: ManualClock, ids: Ids) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Mrs Fenwick, " * 100)
    with pytest.raises(BadInput, match="not a database"):
        open_store(str(path), clock, ids)


def _differences(connection: Connection) -> list[object]:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Record.metadata))


def _run(url: str, statement: str) -> None:
    engine = make_engine(parse_address(url))
    with writing(engine).connect() as connection:
        connection.exec_driver_sql(statement)
        connection.commit()
    engine.dispose()
