"""A bulk fill writes what appending would: the same chains, the same projections."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from carecon.clock import ManualClock
from carecon.errors import Conflict, NotFound, NotPermitted
from carecon.ids import Ids, seeded
from carecon.record.bulk import Happening
from carecon.record.entries import Claimed, Closed, Identified, Noted, PersonRecorded, UserAdded
from carecon.record.entry import Actor, case_stream, person_stream, user_stream
from carecon.record.rebuild import compare_projections
from carecon.record.store import Store, create_store, open_store
from tests.record.builders import CALLED, FENWICK, HALE, answered, handed_over, open_case, opened, record_person, signed

FILL = Actor("fill", "system")


def test_a_fill_verifies_and_its_projections_equal_a_rebuild(
    store: Store, ids: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carecon.record.bulk.ENTRIES_AT_ONCE", 500)
    person_id = record_person(store, ids)
    feed = store.changes()
    with store.bulk(FILL) as fill:
        for number in range(200):
            fill.add_case(_case(ids, fill.reference(), person_id, closed=number % 4 != 0))
    assert store.verify() == ()
    assert compare_projections(store) == ()
    with store.read() as reading:
        assert reading.queue(limit=10).total == 50
        assert len(list(reading.entries(person_stream(person_id)))) == 201
        assert [user.user for user in reading.users()] == ["rhale"]
    assert len(feed.poll() or ()) == 202
    feed.close()
    assert store.seal() == 203
    assert store.verify() == ()


def test_a_fill_writes_the_same_entries_as_appending(store: Store, ids: Ids, clock: ManualClock) -> None:
    person_id = ids.uuid7()
    happenings = _case(ids, "K7F-2QM", person_id, closed=True)
    stream = happenings[0][2]
    with store.bulk(FILL) as fill:
        fill.add_case(happenings)
    with store.read() as reading:
        filled = list(reading.entries(stream))
        queue = reading.queue()
        summary = reading.case_by_reference("K7F-2QM")
    assert [(e.at, e.actor, e.payload) for e in filled] == [(a, w, p) for a, w, s, p in happenings if s == stream]
    assert (queue.total, summary.status.value) == (0, "closed")


def test_a_case_that_exists_is_not_filled_into(store: Store, ids: Ids) -> None:
    case_id = open_case(store, ids)
    with pytest.raises(Conflict, match="new cases only"):
        _fill(store, [(CALLED, HALE, case_stream(case_id), Noted(text="more"))])
    with pytest.raises(NotFound):
        _fill(store, [(CALLED, HALE, case_stream(ids.uuid7()), Noted(text="no opening"))])
    with pytest.raises(Conflict, match="already"):
        _fill(store, [(CALLED, HALE, case_stream(ids.uuid7()), opened("K7F-2QM"))])
    with store.read() as reading:
        assert reading.queue().total == 1
    assert store.verify() == ()


def test_references_of_a_fill_are_free(store: Store, clock: ManualClock, ids: Ids) -> None:
    first = seeded(clock, 5).reference()
    open_case(store, ids, first)
    again = open_store(store.url, clock, seeded(clock, 5))
    with again.bulk(FILL) as fill:
        assert fill.reference() != first
    again.close()


def test_a_live_record_is_never_filled(empty_url: str, clock: ManualClock, ids: Ids) -> None:
    live = create_store(empty_url, clock, ids, hub="Devon hub", realm="live", area="devon", actor=FILL)
    with pytest.raises(NotPermitted, match="live"), live.bulk(FILL):
        raise AssertionError("never reached")
    live.close()


def test_nobody_fills_nothing(store: Store, ids: Ids) -> None:
    with pytest.raises(ValueError, match="every write has an actor"), store.bulk(Actor("", "")):
        raise AssertionError("never reached")
    with pytest.raises(ValueError, match="every write has an actor"):
        _fill(store, [(CALLED, Actor("", ""), case_stream(ids.uuid7()), opened())])


def _fill(store: Store, happenings: list[Happening]) -> None:
    with store.bulk(FILL) as fill:
        fill.add_case(happenings)


def _case(ids: Ids, reference: str, person_id: UUID, *, closed: bool) -> list[Happening]:
    stream, at = case_stream(ids.uuid7()), CALLED
    payloads = [
        opened(
            reference, breach_at=at + timedelta(hours=1), message_id=f"message {reference}", reason="nul \x00, 👩🏽‍⚕️"
        ),
        Identified(person_id=person_id, details=FENWICK, matched=["born"]),
        answered(presenting_problem="fall", cfs=6, age_years=86, spo2=96, postcode="TQ12 1AB"),
        Claimed(name="R Hale"),
        signed(callback_due=at + timedelta(hours=2)),
        handed_over(ids.uuid7()),
    ]
    if closed:
        payloads.append(Closed(outcome_class="avoided_conveyance"))
    happenings: list[Happening] = [
        (at, FILL, person_stream(person_id), PersonRecorded(details=FENWICK)),
        (at, FILL, user_stream("rhale"), UserAdded(name="R Hale", role="clinician", organisation="devon-hub")),
    ]
    return happenings + [(at + timedelta(minutes=n), HALE, stream, payload) for n, payload in enumerate(payloads)]
