"""The journal keeps what was said exactly, in order, under somebody's name, and lets nobody change it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from carecon.clinical.answers import Unknown
from carecon.clock import ManualClock
from carecon.errors import BadInput, Conflict, NotFound, StoreUnavailable
from carecon.ids import Ids
from carecon.record.address import parse_address
from carecon.record.engine import make_engine, writing
from carecon.record.entries import Answered, AnswerEntry, Claimed, Noted
from carecon.record.entry import HUB_STREAM, Actor, case_stream
from carecon.record.journal import START, compose
from carecon.record.rebuild import compare_projections
from carecon.record.store import Store, open_store
from tests.record.builders import CALLED, HALE, RAO, answered, open_case, opened

AWKWARD = [
    "SpO2 [low] 88 [/b] [red]x",
    "nul\x00 in the middle",
    "\x1b[31mESC\x07",
    "\u202eright to left\u202c",
    "👩🏽‍⚕️🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    " \ufeff\ufffd\r\n",
]

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@pytest.mark.parametrize("text", AWKWARD)
def test_text_is_kept_as_it_was_typed(store: Store, ids: Ids, text: str) -> None:
    case_id = open_case(store, ids, reason=text, callback=text, location=text)
    with store.write(HALE) as work:
        work.append(case_stream(case_id), Noted(text=text))
    with store.read() as reading:
        view = reading.case(case_id)
        assert (view.reason, view.notes[0].text) == (text, text)
        assert reading.queue().total == 1
    assert compare_projections(store) == ()
    assert store.verify() == ()


@pytest.mark.parametrize("answer", Unknown)
def test_answers_without_a_value_are_kept_as_what_they_are(store: Store, ids: Ids, answer: Unknown) -> None:
    case_id = open_case(store, ids)
    with store.write(HALE) as work:
        work.append(case_stream(case_id), answered(spo2=answer.value, caller_name=answer.value))
    with store.read() as reading:
        assert {fact.answer.value for fact in reading.case(case_id).facts.values()} == {answer}
    assert compare_projections(store) == ()
    assert store.verify() == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(text=ANY_TEXT)
def test_any_text_is_kept_as_it_was_typed(store: Store, ids: Ids, text: str) -> None:
    reference = ids.reference()
    case_id = open_case(store, ids, reference, reason=text, message_id="")
    with store.read() as reading:
        assert next(reading.entries(case_stream(case_id))).payload == opened(reference, reason=text)


@pytest.mark.parametrize("half", ["\ud800", "a\udfffb", "\udc80\ud800"])
def test_half_a_character_is_refused_and_nothing_is_half_written(store: Store, ids: Ids, half: str) -> None:
    case_id = open_case(store, ids)
    with pytest.raises(BadInput, match="half a character"):
        _note(store, case_id, "before", half)
    with store.read() as reading:
        assert reading.case(case_id).notes == ()


@pytest.mark.parametrize(
    "nobody", [Actor("", "devon-hub"), Actor("rhale", ""), Actor("r hale", "x"), Actor("a@b", "c")]
)
def test_every_write_has_an_actor(store: Store, nobody: Actor) -> None:
    with pytest.raises(ValueError, match="every write has an actor"), store.write(nobody):
        raise AssertionError("never reached")


def test_every_entry_says_who_and_when(store: Store, ids: Ids, clock: ManualClock) -> None:
    case_id = open_case(store, ids)
    clock.advance(timedelta(minutes=3))
    with store.write(RAO) as work:
        work.append(case_stream(case_id), Claimed(name="J Rao"))
    with store.read() as reading:
        first, second = reading.entries(case_stream(case_id))
    assert (first.actor, second.actor) == (HALE, RAO)
    assert second.at == clock.now()
    assert second.at.tzinfo is not None


def test_order_is_by_number_when_the_clock_goes_back(store: Store, ids: Ids, clock: ManualClock) -> None:
    case_id = open_case(store, ids)
    clock.advance(timedelta(hours=-1))
    with store.write(HALE) as work:
        work.append(case_stream(case_id), answered(presenting_problem="fall"))
    with store.read() as reading:
        first, second = reading.entries(case_stream(case_id))
    assert (first.seq, second.seq) == (1, 2)
    assert second.at < first.at
    assert store.verify() == ()


BEYOND_TODAYS_LIMITS: dict[str, Any] = {"spo2": 900, "acvpu": "dreaming", "istumble": ["a fall", "a wall"]}


@pytest.mark.parametrize(("fact", "value"), BEYOND_TODAYS_LIMITS.items())
def test_an_answer_is_checked_when_written_and_read_whatever_the_limits_are_then(
    store: Store, ids: Ids, fact: str, value: Any
) -> None:
    case_id = open_case(store, ids)
    with pytest.raises(BadInput), store.write(HALE) as work:
        work.append(case_stream(case_id), answered(**{fact: value}))
    read_back = AnswerEntry(fact=fact, value=value).answer().value
    assert read_back == (tuple(value) if isinstance(value, list) else value)


def test_an_answer_to_an_unknown_fact_says_to_update_the_program(store: Store, ids: Ids) -> None:
    case_id = open_case(store, ids)
    with pytest.raises(BadInput, match="no such fact"), store.write(HALE) as work:
        work.append(case_stream(case_id), answered(aura="green"))
    with pytest.raises(StoreUnavailable, match="update the program"):
        AnswerEntry(fact="aura", value="green").answer()


def test_a_case_begins_with_its_opening(store: Store, ids: Ids) -> None:
    with pytest.raises(NotFound), store.write(HALE) as work:
        work.append(case_stream(ids.uuid7()), Noted(text="to nobody"))


def test_a_case_is_opened_once(store: Store, ids: Ids) -> None:
    case_id = open_case(store, ids)
    with pytest.raises(Conflict, match="opened already"), store.write(HALE) as work:
        work.append(case_stream(case_id), opened("AAA-AAA"))


@pytest.mark.parametrize("stream", ["case:1", "person:Fenwick", "user:", "hub:a b", "cases:x", "user:a\x00"])
def test_what_is_no_stream_is_refused(store: Store, stream: str) -> None:
    with pytest.raises(ValueError, match="no stream"), store.write(HALE) as work:
        work.append(stream, Noted(text="x"))


def test_a_time_without_its_zone_is_refused(store: Store, ids: Ids) -> None:
    naive = datetime(2024, 1, 16, 10, 0)  # noqa: DTZ001 - that is what is tested
    with pytest.raises(BadInput, match="time zone"):
        open_case(store, ids, received_at=naive)


def test_an_entry_that_somebody_else_came_before_is_refused(store: Store, ids: Ids) -> None:
    case_id = open_case(store, ids)
    with store.write(RAO) as work:
        work.append(case_stream(case_id), Claimed(name="J Rao"), expect_seq=1)
    with pytest.raises(Conflict, match="Somebody else"), store.write(HALE) as work:
        work.append(case_stream(case_id), Claimed(name="R Hale"), expect_seq=1)
    with store.read() as reading:
        assert reading.case(case_id).owner == RAO


def test_an_entry_tried_again_with_its_id_is_written_once(store: Store, ids: Ids) -> None:
    case_id, entry_id = open_case(store, ids), ids.uuid7()
    for _ in range(2):
        with store.write(HALE) as work:
            entry = work.append(case_stream(case_id), Noted(text="once"), entry_id=entry_id)
    assert entry.seq == 2
    with store.read() as reading:
        assert [note.text for note in reading.case(case_id).notes] == ["once"]


def test_an_id_that_says_something_else_is_refused(store: Store, ids: Ids) -> None:
    case_id, entry_id = open_case(store, ids), ids.uuid7()
    with store.write(HALE) as work:
        work.append(case_stream(case_id), Noted(text="this"), entry_id=entry_id)
    with pytest.raises(Conflict, match="something else"), store.write(HALE) as work:
        work.append(case_stream(case_id), Noted(text="that"), entry_id=entry_id)


ALTERATIONS = {
    "an edit": "UPDATE entry SET actor = 'x@y'",
    "an edit of what was said": "UPDATE entry_payload SET text = '{}'",
    "a removal": "DELETE FROM entry WHERE seq = 1",
    "a removal of what was said": "DELETE FROM entry_payload WHERE seq = 1",
    "another realm": "UPDATE hub SET realm = 'live'",
    "no hub": "DELETE FROM hub",
    "an edit of a seal": "UPDATE seal SET heads = '[]'",
    "a removal of a seal": "DELETE FROM seal",
}

REPLACEMENTS = {
    "an entry by its key": (
        "REPLACE INTO entry SELECT stream, seq, 'x', at, 'x@y', kind, version, payload_hash, previous_hash, hash"
        " FROM entry"
    ),
    "an entry by its id": (
        "REPLACE INTO entry SELECT stream, seq + 90, id, at, 'x@y', kind, version, payload_hash, previous_hash, hash"
        " FROM entry"
    ),
    "what was said": "REPLACE INTO entry_payload SELECT stream, seq, '{}' FROM entry_payload",
    "a seal": "REPLACE INTO seal SELECT seq, at, up_to_change, '[]', previous_hash, hash FROM seal",
    "the hub": "REPLACE INTO hub SELECT id, name, 'live', area, created_at FROM hub",
    "an entry, as an upsert": (
        "INSERT INTO entry SELECT stream, seq, 'x', at, actor, kind, version, payload_hash, previous_hash, hash"
        " FROM entry WHERE true ON CONFLICT (stream, seq) DO UPDATE SET actor = 'x@y'"
    ),
}


@pytest.mark.parametrize("statement", ALTERATIONS.values(), ids=ALTERATIONS.keys())
def test_the_journal_refuses(store_url: str, clock: ManualClock, ids: Ids, statement: str) -> None:
    _sealed_case(store_url, clock, ids)
    _refuses(store_url, statement)


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["hub", "entry", "entry_payload", "seal"])
def test_postgresql_lets_nobody_truncate(postgres_url: str, table: str) -> None:
    _refuses(postgres_url, f"TRUNCATE {table}")


@pytest.mark.parametrize("statement", REPLACEMENTS.values(), ids=REPLACEMENTS.keys())
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_sqlite_lets_nobody_replace(
    sqlite_url: str, clock: ManualClock, ids: Ids, statement: str, recursive: str
) -> None:
    _sealed_case(sqlite_url, clock, ids)
    _refuses(sqlite_url, statement, f"PRAGMA recursive_triggers={recursive}")


@pytest.mark.parametrize("table", ["entry", "entry_payload", "seal"])
def test_sqlite_has_no_hidden_key_to_replace_through(sqlite_url: str, table: str) -> None:
    with pytest.raises(DBAPIError, match="no such column"):
        _run(sqlite_url, f"SELECT rowid FROM {table}")


def test_the_chain_binds_every_part_of_an_entry() -> None:
    payload = Answered(answers=[AnswerEntry(fact="spo2", value=91)])
    whole: dict[str, Any] = {
        "entry_id": Ids(ManualClock(CALLED)).uuid7(),
        "stream": HUB_STREAM,
        "after": START,
        "at": CALLED,
        "actor": HALE,
        "payload": payload,
    }
    changes: list[dict[str, Any]] = [
        {"entry_id": Ids(ManualClock(CALLED)).uuid7()},
        {"stream": "hub:other"},
        {"after": compose(**whole).head},
        {"at": CALLED + timedelta(microseconds=1)},
        {"actor": RAO},
        {"payload": Answered(answers=[AnswerEntry(fact="spo2", value=92)])},
        {"payload": Noted(text="spo2 91")},
    ]
    hashes = [compose(**(whole | change)).row["hash"] for change in [{}, *changes]]
    assert len(set(hashes)) == len(hashes)


def _note(store: Store, case_id: UUID, *texts: str) -> None:
    with store.write(HALE) as work:
        for text in texts:
            work.append(case_stream(case_id), Noted(text=text))


def _sealed_case(url: str, clock: ManualClock, ids: Ids) -> None:
    store = open_store(url, clock, ids)
    open_case(store, ids)
    store.seal()
    store.close()


def _refuses(url: str, statement: str, *before: str) -> None:
    with pytest.raises(DBAPIError, match="only grows"):
        _run(url, *before, statement)


def _run(url: str, *statements: str) -> None:
    engine = make_engine(parse_address(url))
    try:
        with writing(engine).connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    finally:
        engine.dispose()
