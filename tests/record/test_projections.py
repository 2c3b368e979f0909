"""What screens read is what the journal says: after any sequence of entries, projections equal a rebuild."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carecon.clock import ManualClock
from carecon.ids import Ids
from carecon.record.address import parse_address
from carecon.record.engine import make_engine, writing
from carecon.record.entries import (
    CallbackRecorded,
    Cancelled,
    Claimed,
    Closed,
    Identified,
    MarkedDuplicate,
    Noted,
    OutcomeRecorded,
    Parked,
    Payload,
    Released,
    Relinked,
    Reopened,
    Resumed,
    Withdrawn,
)
from carecon.record.entry import Actor, case_stream, person_stream
from carecon.record.rebuild import compare_projections
from carecon.record.store import Store
from tests.record.builders import (
    CALLED,
    FENWICK,
    HALE,
    RAO,
    advised,
    answered,
    handed_over,
    open_case,
    record_person,
    signed,
)

DUE = CALLED + timedelta(hours=2)
OTHER = UUID("018d1188-3f00-7abc-8def-0123456789ab")

SOMETHING: list[Payload] = [
    answered(presenting_problem="fall", cfs=6, age_years=86, spo2=91),
    answered(residence="care_home_nursing", end_of_life_register=True, spo2="not_known"),
    Withdrawn(fact="spo2"),
    Noted(text="nul \x00 and [b]bold"),
    Claimed(name="R Hale"),
    Released(),
    Parked(reason="ECG", until=DUE),
    Resumed(),
    advised(present=["hip_fracture"], not_excluded=["stroke"]),
    signed(callback_due=DUE, callback_by="R Hale"),
    handed_over(OTHER),
    CallbackRecorded(due=DUE, by="R Hale"),
    CallbackRecorded(due=DUE, by="R Hale", done=True, result="well"),
    OutcomeRecorded(outcome_class="ed_attendance", confirmed=True),
    MarkedDuplicate(of_case=OTHER, of_reference="AAA-AAA"),
    Cancelled(reason="conveyed"),
    Closed(outcome_class="avoided_conveyance"),
    Reopened(reason="rang again"),
    Identified(person_id=OTHER, details=FENWICK),
    Relinked(
        from_person=OTHER,
        to_person=OTHER,
        details=FENWICK,
        facts_left_behind=["cfs"],
        notes_left_behind=[4],
        reason="sister",
    ),
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(
    what=st.lists(st.sampled_from(SOMETHING), max_size=12),
    cut=st.integers(1, 6),
    actors=st.lists(st.sampled_from([HALE, RAO]), min_size=12, max_size=12),
)
def test_projections_equal_a_rebuild_after_any_sequence_of_entries(
    store: Store, ids: Ids, clock: ManualClock, what: list[Payload], cut: int, actors: list[Actor]
) -> None:
    case_id = open_case(store, ids, ids.reference())
    for begin in range(0, len(what), cut):
        clock.advance(timedelta(seconds=7))
        with store.write(actors[begin % 12]) as work:
            for payload in what[begin : begin + cut]:
                work.append(case_stream(case_id), payload)
    assert compare_projections(store) == ()


def test_a_rebuild_makes_the_same_again(store: Store, ids: Ids) -> None:
    _one_of_everything(store, ids)
    told: list[tuple[int, int]] = []
    store.rebuild(lambda done, total: told.append((done, total)))
    assert compare_projections(store) == ()
    assert told[-1][0] == told[-1][1] > len(SOMETHING)


DAMAGE = {
    "a row that is missing": ("DELETE FROM case_summary", "case_summary .* is missing"),
    "a row that differs": ("UPDATE queue_row SET priority = 5", "queue_row .* differs in priority"),
    "a row too many": (
        "INSERT INTO user_account VALUES ('ghost', 1, 'G Host', 'administrator', 'nowhere')",
        "user_account holds 1 rows",
    ),
    "a figure that was changed": (
        "UPDATE measure SET number = 1 WHERE name = 'fact:cfs'",
        "measure .* differs in number",
    ),
    "a person who was changed": ("UPDATE person_index SET nhs_number = '9'", "person_index .* differs in nhs_number"),
}


@pytest.mark.parametrize(("statement", "said"), DAMAGE.values(), ids=DAMAGE.keys())
def test_comparing_finds_and_a_rebuild_mends(store: Store, ids: Ids, statement: str, said: str) -> None:
    _one_of_everything(store, ids)
    open_case(store, ids, "ZZZ-ZZZ")
    _run(store, statement)
    assert any(re.match(said, found) for found in compare_projections(store))
    assert store.verify() != ()
    store.rebuild()
    assert compare_projections(store) == ()
    assert store.verify() == ()


def test_figures_keep_when_something_was_so_and_when_it_became_known(
    store: Store, ids: Ids, clock: ManualClock
) -> None:
    case_id = open_case(store, ids)
    taken = CALLED - timedelta(minutes=2)
    seen = answered(spo2=91)
    seen = seen.model_copy(update={"answers": [seen.answers[0].model_copy(update={"at": taken})]})
    with store.write(HALE) as work:
        work.append(case_stream(case_id), seen)
        work.append(case_stream(case_id), Withdrawn(fact="spo2"))
        work.append(case_stream(case_id), signed())
        work.append(case_stream(case_id), OutcomeRecorded(outcome_class="ed_attendance", confirmed=True))
    with store.read() as reading:
        measures = reading.measures(case_id)
    spo2 = [(m.effective_at, m.recorded_at, m.number) for m in measures if m.name == "fact:spo2"]
    assert spo2 == [(taken, clock.now(), 91.0), (clock.now(), clock.now(), None)]
    assert [m.text for m in measures if m.name == "outcome"] == ["avoided_conveyance", "ed_attendance"]


def _one_of_everything(store: Store, ids: Ids) -> None:
    case_id, person_id = open_case(store, ids), record_person(store, ids)
    with store.write(HALE) as work:
        for payload in SOMETHING:
            work.append(case_stream(case_id), payload)
        work.append(person_stream(person_id), Noted(text="of a person"))


def _run(store: Store, statement: str) -> None:
    engine = make_engine(parse_address(store.url))
    with writing(engine).connect() as connection:
        connection.exec_driver_sql(statement)
        connection.commit()
    engine.dispose()
