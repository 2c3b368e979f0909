"""Making, opening, writing and reading a record: whole or not at all, and kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from uuid import UUID

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from carecon.clock import ManualClock
from carecon.errors import BadInput, Conflict, NotFound, StoreUnavailable
from carecon.ids import Ids
from carecon.record.entries import CaseOpened, Claimed, HubCreated, Noted, PasswordSet, UserAdded
from carecon.record.entry import HUB_STREAM, Actor, case_stream, user_stream
from carecon.record.rebuild import compare_projections
from carecon.record.store import Store, create_store, is_created, open_store
from tests.record.builders import HALE, RAO, answered, open_case, opened

SETUP = Actor("setup", "system")


def test_a_record_is_made_once_and_says_whose_it_is(empty_url: str, clock: ManualClock, ids: Ids) -> None:
    assert not is_created(empty_url)
    with pytest.raises(StoreUnavailable):
        open_store(empty_url, clock, ids)
    made = create_store(empty_url, clock, ids, hub="Devon hub", realm="training", area="devon", actor=SETUP)
    assert (made.hub_name, made.realm, made.area, made.url) == ("Devon hub", "training", "devon", empty_url)
    with made.read() as reading:
        (entry,) = reading.entries(HUB_STREAM)
    assert (entry.actor, entry.payload) == (SETUP, HubCreated(hub="Devon hub", realm="training", area="devon"))
    made.close()
    assert is_created(empty_url)
    with pytest.raises(Conflict, match="already"):
        create_store(empty_url, clock, ids, hub="Other", realm="live", area="devon", actor=SETUP)
    again = open_store(empty_url, clock, ids)
    assert again.realm == "training"
    again.close()


def test_the_realm_is_one_of_three(tmp_path: Path, clock: ManualClock, ids: Ids) -> None:
    with pytest.raises(BadInput, match="live, demo, training"):
        create_store(str(tmp_path / "x.sqlite"), clock, ids, hub="x", realm="test", area="devon", actor=SETUP)
    assert list(tmp_path.iterdir()) == []


def test_two_who_make_a_record_at_once_make_one(empty_url: str, clock: ManualClock) -> None:
    made: list[str] = []
    refused: list[BaseException] = []

    def make(name: str) -> None:
        try:
            create_store(empty_url, clock, Ids(clock), hub=name, realm="demo", area="devon", actor=SETUP).close()
            made.append(name)
        except (Conflict, StoreUnavailable) as error:
            refused.append(error)

    _at_once(lambda: make("one"), lambda: make("two"))
    assert (len(made), len(refused)) == (1, 1)
    store = open_store(empty_url, clock, Ids(clock))
    assert store.hub_name == made[0]
    store.close()


def test_an_exception_undoes_everything_of_its_unit_of_work(store: Store, ids: Ids) -> None:
    case_id = open_case(store, ids)
    with pytest.raises(NotFound):
        _fail_in_the_middle(store, ids, case_id)
    with store.read() as reading:
        assert reading.case(case_id).notes == ()
        assert reading.user("rhale") is None
        assert reading.credential("rhale") is None
        assert reading.pending_outbox() == ()
        assert reading.ruleset_text("ab") is None
    assert compare_projections(store) == ()


def _fail_in_the_middle(store: Store, ids: Ids, case_id: UUID) -> None:
    with store.write(HALE) as work:
        work.append(case_stream(case_id), Noted(text="lost"))
        work.append(user_stream("rhale"), UserAdded(name="R Hale", role="clinician", organisation="devon-hub"))
        work.set_credential("rhale", "hash")
        work.put_outbox(ids.uuid7(), case_id, "south", "file", "S: fell")
        work.keep_ruleset("ab", "text")
        assert work.case(case_id).notes[0].text == "lost"
        work.case(ids.uuid7())


def test_what_stands_beside_the_journal_is_kept_with_it(store: Store, ids: Ids, clock: ManualClock) -> None:
    case_id, handover_id = open_case(store, ids), ids.uuid7()
    with store.write(HALE) as work:
        work.append(user_stream("rhale"), UserAdded(name="R Hale", role="clinician", organisation="devon-hub"))
        work.append(user_stream("rhale"), PasswordSet())
        work.set_credential("rhale", "first")
        work.set_credential("rhale", "second")
        work.put_outbox(handover_id, case_id, "south", "file", "S: fell")
        work.keep_ruleset("ab", "text")
        work.keep_ruleset("ab", "text")
    with store.read() as reading:
        assert [user.user for user in reading.users()] == ["rhale"]
        assert reading.credential("rhale") == "second"
        assert reading.credential("ghost") is None
        (waiting,) = reading.pending_outbox()
        assert (waiting.handover_id, waiting.payload, waiting.created_at) == (handover_id, "S: fell", clock.now())
        assert reading.ruleset_text("ab") == "text"


@pytest.mark.parametrize("text", ["nul \x00", "half \ud800"])
def test_a_note_to_deliver_is_never_changed_to_fit(store: Store, ids: Ids, text: str) -> None:
    with pytest.raises(BadInput, match="cannot be kept"), store.write(HALE) as work:
        work.put_outbox(ids.uuid7(), ids.uuid7(), "south", "file", text)


def test_a_reference_or_a_message_makes_one_case_only(store: Store, ids: Ids) -> None:
    case_id = open_case(store, ids, "AAA-AAA", message_id="bars-1")
    with store.write(HALE) as work:
        assert not work.reference_is_free("AAA-AAA")
        assert work.reference_is_free("BBB-BBB")
        assert work.find_message("bars-1") == case_id
        assert work.find_message("") is None
    with pytest.raises(Conflict):
        open_case(store, ids, "AAA-AAA")
    with pytest.raises(Conflict):
        open_case(store, ids, "CCC-CCC", message_id="bars-1")
    open_case(store, ids, "DDD-DDD")
    with store.read() as reading:
        assert reading.queue().total == 2


@pytest.mark.parametrize("typed", ["K7F-2QM", "k7f2qm", " k7f 2qm "])
def test_a_case_is_found_by_its_reference_however_it_is_typed(store: Store, ids: Ids, typed: str) -> None:
    case_id = open_case(store, ids, "K7F-2QM")
    with store.read() as reading:
        assert reading.case_by_reference(typed).case_id == case_id
        with pytest.raises(NotFound, match="ZZZ"):
            reading.case_id_of("zzz")


def test_a_reading_sees_one_moment(store: Store, ids: Ids) -> None:
    case_id = open_case(store, ids)
    with store.read() as reading:
        assert reading.case(case_id).seq == 1
        with store.write(HALE) as work:
            work.append(case_stream(case_id), Noted(text="meanwhile"))
        assert reading.case(case_id).seq == 1
        assert reading.queue().rows[0].seq == 1
    with store.read() as reading:
        assert reading.case(case_id).seq == 2


def test_another_desks_entries_are_seen_by_one_that_knew_the_case(store: Store, ids: Ids, clock: ManualClock) -> None:
    case_id = open_case(store, ids)
    other = open_store(store.url, clock, ids)
    for text in ("one", "two", "three"):
        with other.write(RAO) as work:
            work.append(case_stream(case_id), Noted(text=text))
        with store.read() as reading:
            assert reading.case(case_id).notes[-1].text == text
        with store.write(HALE) as work:
            work.append(case_stream(case_id), Noted(text=text.upper()))
    with other.read() as reading:
        assert [note.text for note in reading.case(case_id).notes] == ["one", "ONE", "two", "TWO", "three", "THREE"]
    other.close()


def test_a_unit_of_work_inside_another_is_a_mistake(sqlite_url: str, clock: ManualClock, ids: Ids) -> None:
    store = open_store(sqlite_url, clock, ids)
    with pytest.raises(RuntimeError, match="inside another"), store.write(HALE), store.write(RAO):
        raise AssertionError("never reached")
    open_case(store, ids)
    store.close()


def test_of_two_who_claim_at_once_exactly_one_wins(store: Store, ids: Ids, clock: ManualClock) -> None:
    """Both saw the same entry as the last; whoever is second learns of it before anything is written."""
    other = open_store(store.url, clock, ids)
    for round_number in range(5):
        case_id = open_case(store, ids, f"000-00{round_number}")
        claims = [_Claim(store, HALE, case_id), _Claim(other, RAO, case_id)]
        _at_once(*claims)
        (winner,) = [claim.who for claim in claims if claim.won]
        with store.read() as reading:
            assert reading.case(case_id).owner == winner
    other.close()
    assert store.verify() == ()


@dataclass
class _Claim:
    desk: Store
    who: Actor
    case_id: UUID
    won: bool = False

    def __call__(self) -> None:
        try:
            with self.desk.write(self.who) as work:
                work.append(case_stream(self.case_id), Claimed(name=self.who.user), expect_seq=1)
            self.won = True
        except Conflict:
            self.won = False


def test_of_many_processes_that_claim_at_once_exactly_one_wins(store: Store, ids: Ids) -> None:
    case_id = open_case(store, ids)
    command = [sys.executable, "-m", "tests.record.claiming_process", store.url, str(case_id)]
    running = [
        subprocess.Popen([*command, f"user{number}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for number in range(4)
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = sorted(process.communicate()[0].strip() for process in running)
    assert said == ["lost", "lost", "lost", "won"]
    assert store.verify() == ()


def test_what_is_committed_is_on_disk_after_kill_9(store: Store, ids: Ids) -> None:
    case_id = open_case(store, ids)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.record.writing_process", store.url, str(case_id)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    told = [int(process.stdout.readline()) for _ in range(25)]
    os.kill(process.pid, signal.SIGKILL)
    told += [int(line) for line in process.stdout.read().split()]
    process.wait()
    with store.read() as reading:
        kept = [note.text for note in reading.case(case_id).notes]
    assert kept[: len(told)] == [str(number) for number in told]
    assert len(kept) - len(told) <= 1  # written, and killed before it could say so
    assert compare_projections(store) == ()
    assert store.verify() == ()
    open_case(store, ids, "AAA-AAA")  # and the gate is free


def test_a_commit_whose_answer_is_lost_counts_as_the_success_it_is(
    store: Store, ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lose_the_answer(monkeypatch, after_commit=True)
    case_id = open_case(store, ids)
    monkeypatch.undo()
    with store.read() as reading:
        assert reading.case(case_id).seq == 1


def test_a_commit_that_fails_says_that_nothing_was_saved(
    store: Store, ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lose_the_answer(monkeypatch, after_commit=False)
    with pytest.raises(StoreUnavailable, match="cannot be written"):
        open_case(store, ids)
    monkeypatch.undo()
    with store.read() as reading:
        assert reading.queue().total == 0
    open_case(store, ids)


def test_nothing_is_known_of_a_case_that_was_not_committed(store: Store, ids: Ids) -> None:
    case_id = ids.uuid7()
    with pytest.raises(BadInput):
        _open_and_fail(store, case_id)
    with pytest.raises(NotFound), store.read() as reading:
        reading.case(case_id)


def _open_and_fail(store: Store, case_id: UUID) -> None:
    with store.write(HALE) as work:
        work.append(case_stream(case_id), opened())
        assert work.case(case_id).reference == "K7F-2QM"
        raise BadInput("address", "thought better of it")


def test_times_are_of_the_unit_of_work(store: Store, ids: Ids, clock: ManualClock) -> None:
    with store.write(HALE) as work:
        case_id = ids.uuid7()
        first = work.append(case_stream(case_id), opened())
        clock.advance(timedelta(seconds=1))
        second = work.append(case_stream(case_id), answered(presenting_problem="fall"))
    assert first.at == second.at == work.at
    assert isinstance(first.payload, CaseOpened)


def _lose_the_answer(monkeypatch: pytest.MonkeyPatch, *, after_commit: bool) -> None:
    commit = Connection.commit

    def fail(connection: Connection) -> None:
        if after_commit:
            commit(connection)
        raise OperationalError("COMMIT", {}, ConnectionError("server closed the connection unexpectedly"))

    monkeypatch.setattr(Connection, "commit", fail)


def _at_once(*acts: Callable[[], None]) -> None:
    barrier = Barrier(len(acts))

    def run(act: Callable[[], None]) -> None:
        barrier.wait()
        act()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
