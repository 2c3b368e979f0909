"""Whoever alters the record past its guards is found out: an edit, an insert, a removed stream, a cut tail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Connection, update

from carecon.clock import ManualClock
from carecon.ids import Ids
from carecon.record.address import parse_address
from carecon.record.engine import make_engine, writing
from carecon.record.entries import Noted
from carecon.record.entry import case_stream
from carecon.record.guards import GUARDED, install_guards
from carecon.record.journal import ENTRY, chain_hash, stored_entries, text_hash
from carecon.record.store import Store
from tests.record.builders import HALE, open_case


@pytest.fixture
def sealed(store: Store, ids: Ids) -> Store:
    """A record of two cases of three entries each, sealed."""
    for reference in ("AAA-AAA", "BBB-BBB"):
        case_id = open_case(store, ids, reference)
        for text in ("one", "two"):
            with store.write(HALE) as work:
                work.append(case_stream(case_id), Noted(text=text))
    store.seal()
    return store


def test_an_honest_record_has_no_findings(sealed: Store) -> None:
    assert sealed.verify() == ()


TAMPERING = {
    "who": ("UPDATE entry SET actor = 'jrao@devon-hub' WHERE kind = 'noted'", "altered"),
    "when": ("UPDATE entry SET at = '2023-01-01 00:00:00.000000+00' WHERE kind = 'noted'", "altered"),
    "what": ("UPDATE entry_payload SET text = replace(text, 'two', 'too')", "what it says has been altered"),
    "its order": ("UPDATE entry SET seq = seq + 10 WHERE seq = 3", "entries between them are missing"),
    "a removal from the middle": ("DELETE FROM entry WHERE seq = 2", "entries between them are missing"),
    "a removal of what was said": ("DELETE FROM entry_payload WHERE seq = 2", "what it says is missing"),
    "a cut tail": ("DELETE FROM entry WHERE seq = 3", "and is gone"),
    "a removed stream": (
        "DELETE FROM entry WHERE stream = (SELECT min(stream) FROM entry WHERE stream LIKE 'case:%')",
        "and is gone",
    ),
    "a removed seal": ("DELETE FROM seal WHERE seq = 1", "chain of seals is broken"),
    "an edited seal": ("UPDATE seal SET heads = '[]' WHERE seq = 1", "chain of seals is broken"),
    "unreadable JSON": ("UPDATE entry_payload SET text = '{' WHERE seq = 1", "cannot be compared"),
}


@pytest.mark.parametrize(("statement", "said"), TAMPERING.values(), ids=TAMPERING.keys())
def test_tampering_is_found(sealed: Store, ids: Ids, clock: ManualClock, statement: str, said: str) -> None:
    clock.advance(timedelta(minutes=1))
    open_case(sealed, ids, "CCC-CCC")
    sealed.seal()
    _tamper(sealed, statement)
    assert any(said in str(finding) for finding in sealed.verify())


def test_a_whole_chain_written_anew_is_found_by_its_seal(sealed: Store, ids: Ids) -> None:
    """Who can compute hashes can forge a stream that is sound in itself, but not what was sealed of it."""
    _tamper(sealed, "UPDATE entry_payload SET text = replace(text, 'two', 'too')")
    _rehash(sealed)
    problems = {finding.problem.partition(" on ")[0] for finding in sealed.verify()}
    assert "is not what was sealed" in problems
    assert not any("altered" in problem for problem in problems)


def test_a_missing_guard_is_a_finding(sealed: Store) -> None:
    on = " ON entry" if "://" in sealed.url else ""
    name = "entry_refuses_change" if on else "entry_refuses_update"
    engine = make_engine(parse_address(sealed.url))
    with writing(engine).connect() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")
        connection.commit()
    engine.dispose()
    assert [finding.problem for finding in sealed.verify()] == [f"the guard {name} is missing"]


def test_a_seal_holds_what_changed_since_the_last(store: Store, ids: Ids) -> None:
    assert store.seal() == 1  # the hub's own stream
    assert store.seal() == 0
    open_case(store, ids, "AAA-AAA")
    open_case(store, ids, "BBB-BBB")
    assert store.seal() == 2
    assert store.verify() == ()


def test_many_heads_are_sealed_in_several_links(store: Store, ids: Ids, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carecon.record.seals.HEADS_IN_A_SEAL", 3)
    for number in range(8):
        open_case(store, ids, f"000-00{number}")
    assert store.seal() == 9
    assert store.seal() == 0
    assert store.verify() == ()


def _tamper(store: Store, statement: str) -> None:
    """As its owner could: guards off, alter, guards on again."""
    with _unguarded(store) as connection:
        connection.exec_driver_sql(statement.replace("%", "%%") if "://" in store.url else statement)


def _rehash(store: Store) -> None:
    """Make every stream sound in itself again."""
    with _unguarded(store) as connection:
        rows = connection.execute(stored_entries().order_by(ENTRY.c.stream, ENTRY.c.seq)).all()
        heads: dict[str, str] = {}
        for row in rows:
            forged = row._asdict() | {"payload_hash": text_hash(row.text), "previous_hash": heads.get(row.stream, "")}
            heads[row.stream] = forged["hash"] = chain_hash(forged)
            key = (ENTRY.c.stream == row.stream) & (ENTRY.c.seq == row.seq)
            hashes = {name: forged[name] for name in ("payload_hash", "previous_hash", "hash")}
            connection.execute(update(ENTRY).where(key).values(**hashes))


@contextmanager
def _unguarded(store: Store) -> Iterator[Connection]:
    engine = make_engine(parse_address(store.url))
    with writing(engine).connect() as connection:
        for name in _guards(store):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        yield connection
        install_guards(connection)
        connection.commit()
    engine.dispose()


def _guards(store: Store) -> list[str]:
    if "://" in store.url:
        return [f"{table}_refuses_{act} ON {table}" for table in GUARDED for act in ("change", "truncate")]
    return [f"{table}_refuses_{act}" for table in GUARDED for act in ("update", "delete", "insert")]
