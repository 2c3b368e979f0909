"""A database is named by a path or a URL, and the same place is meant by every driver."""

from __future__ import annotations

from pathlib import Path

import pytest

from carecon.clock import ManualClock
from carecon.errors import BadInput
from carecon.ids import Ids
from carecon.record.address import parse_address
from carecon.record.entry import Actor
from carecon.record.first_page import first_page
from carecon.record.store import create_store, open_store


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("hub.sqlite", "hub.sqlite"),
        ("/var/lib/hub.sqlite", "/var/lib/hub.sqlite"),
        ("sqlite:///hub.sqlite", "hub.sqlite"),
        ("sqlite:////var/lib/hub.sqlite", "/var/lib/hub.sqlite"),
        ("sqlite:///a%20hub.sqlite", "a hub.sqlite"),
        ("  hub.sqlite ", "hub.sqlite"),
    ],
)
def test_an_sqlite_file_is_named_by_path_or_url(typed: str, path: str) -> None:
    assert parse_address(typed).path == Path(path)


@pytest.mark.parametrize("typed", ["", "  ", ":memory:", "sqlite://", "sqlite:///:memory:", "mysql://host/hub"])
def test_what_names_no_database_is_refused(typed: str) -> None:
    with pytest.raises(BadInput, match="database"):
        parse_address(typed)


def test_a_postgresql_url_is_read_as_libpq_wants_it() -> None:
    address = parse_address("postgresql://care%40con:s%2Fecret@db.example:5433/hub?connect_timeout=2")
    assert address.path is None
    assert address.sqlalchemy_url.startswith("postgresql+psycopg://care%40con:")
    assert address.libpq() == {
        "host": "db.example",
        "port": "5433",
        "user": "care@con",
        "password": "s/ecret",
        "dbname": "hub",
        "connect_timeout": "2",
    }


def test_several_hosts_become_lists() -> None:
    address = parse_address("postgresql+psycopg://u@/hub?host=h1:5432&host=h2:5433&target_session_attrs=read-write")
    assert address.libpq() == {
        "host": "h1,h2",
        "port": "5432,5433",
        "user": "u",
        "dbname": "hub",
        "target_session_attrs": "read-write",
    }


@pytest.mark.parametrize("name", ["100% hub.sqlite", "what?.sqlite", "a#b.sqlite", "é 👩.sqlite", "a%20b.sqlite"])
def test_any_file_name_will_do(tmp_path: Path, clock: ManualClock, ids: Ids, name: str) -> None:
    path = tmp_path / name
    create_store(str(path), clock, ids, hub="x", realm="demo", area="devon", actor=Actor("setup", "system")).close()
    assert path.is_file()
    open_store(str(path), clock, ids).close()
    assert first_page(str(path)).total == 0
    assert not [other for other in tmp_path.iterdir() if not other.name.startswith(name)]
