"""A filled database: plausible, sound, the same for the same seed, and never a live one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from carecon.clinical.identifiers import nhs_number
from carecon.clock import ManualClock
from carecon.desk.hub import Hub, make_hub
from carecon.errors import NotPermitted
from carecon.ids import seeded
from carecon.record.case_view import CaseStatus
from carecon.record.entries import CaseOpened, HandoverComposed, Payload, Signed
from carecon.record.queue_view import QueueRow
from carecon.record.rebuild import compare_projections
from carecon.simulation import fill as filling
from carecon.simulation.fill import fill
from carecon.simulation.stand_ins import ADDRESS, FAMILY, GIVEN, HOME, PHONE, TOWN
from tests.postgres import PostgresServer, postgres_server
from tests.simulation.conftest import cases, journal

__all__ = ["postgres_server"]

NOW = datetime(2026, 1, 16, 14, 30, tzinfo=UTC)
OPEN, CLOSED = 60, 150


def make(path: Path, realm: str = "demo") -> Hub:
    clock = ManualClock(NOW)
    return make_hub(str(path), realm=realm, hub="Devon hub", clock=clock, ids=seeded(clock, 1))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    hub = make(tmp_path_factory.mktemp("fill") / "filled.sqlite")
    with pytest.MonkeyPatch.context() as patch:
        # Fewer cases are lived through than are told: most are told again, as in a big database.
        patch.setattr(filling, "MOST_STENCILS", dict.fromkeys(filling.MOST_STENCILS, 12))
        fill(hub.store, 7, open_cases=OPEN, closed_cases=CLOSED, now=NOW)
    yield hub
    hub.close()


def rows(hub: Hub) -> tuple[QueueRow, ...]:
    with hub.store.read() as reading:
        return reading.queue().rows


def payloads(hub: Hub) -> list[Payload]:
    return [entry.payload for entry in journal(hub)]


def test_a_live_database_is_never_filled(tmp_path: Path) -> None:
    hub = make(tmp_path / "live.sqlite", realm="live")
    with pytest.raises(NotPermitted, match="live"):
        fill(hub.store, 1, open_cases=1, closed_cases=1, now=NOW)
    hub.close()


def test_there_are_as_many_cases_as_asked_for(filled: Hub) -> None:
    states = Counter(case.status for case in cases(filled))
    assert states[CaseStatus.CLOSED] == CLOSED
    assert sum(states.values()) == OPEN + CLOSED


def test_journal_chains_and_projections_are_sound(filled: Hub) -> None:
    assert filled.store.verify() == ()
    assert compare_projections(filled.store) == ()


def test_a_case_is_about_a_dozen_entries_long(filled: Hub) -> None:
    lengths = [len(case.timeline) for case in cases(filled)]
    assert 12 <= sum(lengths) / len(lengths) <= 17


def test_no_stand_in_is_left_in_any_case(filled: Hub) -> None:
    stand_ins = [name.casefold() for name in (FAMILY, GIVEN, ADDRESS, PHONE, TOWN, HOME)]
    texts = [(payload.KIND, payload.model_dump_json().casefold()) for payload in payloads(filled)]
    assert {kind for kind, text in texts if any(name in text for name in stand_ins)} == set()


def test_everybody_has_a_valid_nhs_number_of_the_test_range(filled: Hub) -> None:
    numbers = [nhs_number(case.person.nhs_number) for case in cases(filled) if case.person.nhs_number]
    assert len(numbers) > CLOSED
    assert all(number.valid and number.synthetic for number in numbers)


def test_some_people_are_in_several_cases(filled: Hub) -> None:
    people = Counter(case.person.person_id for case in cases(filled) if case.person.person_id)
    assert people.most_common(1)[0][1] > 1


def test_the_age_that_was_signed_is_the_age_at_the_call(filled: Hub) -> None:
    for case in cases(filled):
        if case.decision and case.person.born:
            stated = case.decision.facts["age_years"].value
            days = (case.received_at.date() - case.person.born).days
            assert stated == int(days / 365.2425) or abs(days / 365.2425 - round(days / 365.2425)) < 0.01


def test_handover_notes_name_the_person_the_case_is_about(filled: Hub) -> None:
    for case in cases(filled):
        for handover in case.handovers:
            assert case.person.family_name.upper() in handover.text
            assert case.reference in handover.text


def test_a_signed_case_keeps_the_ruleset_it_was_decided_under(filled: Hub) -> None:
    signed = [payload for payload in payloads(filled) if isinstance(payload, Signed)]
    with filled.store.read() as reading:
        assert all(reading.ruleset_text(hash_) for hash_ in {payload.ruleset for payload in signed})


def test_closed_cases_lie_in_the_last_half_year_and_open_ones_in_the_last_half_day(filled: Hub) -> None:
    for case in cases(filled):
        age = NOW - case.received_at
        if case.status is CaseStatus.CLOSED:
            assert timedelta(hours=2) < age < timedelta(days=181)
        else:
            assert timedelta(0) < age <= timedelta(hours=12)
        assert all(item.at <= NOW for item in case.timeline)


def test_the_queue_looks_like_one(filled: Hub) -> None:
    queue = rows(filled)
    assert {row.status for row in queue} == {"waiting", "with_clinician", "parked", "handed_over"}
    assert {row.lane for row in queue} == {"crew", "stack", "home", "other"}
    assert len({row.spoke for row in queue}) >= 3
    assert len({row.problem for row in queue}) >= 8
    assert {"red_flag", "red_flag_open", "care_home", "frail"} <= {flag for row in queue for flag in row.flags}
    assert all(row.owner for row in queue if row.status in ("with_clinician", "parked", "handed_over"))


def test_some_are_overdue_but_not_most_and_none_by_hours(filled: Hub) -> None:
    late = [row for row in rows(filled) if row.status != "handed_over" and row.breach_at and row.breach_at < NOW]
    assert 0 < len(late) < OPEN / 2
    assert all(NOW - row.breach_at <= timedelta(minutes=26) for row in late if row.breach_at)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_cases(tmp_path: Path) -> None:
    told = []
    for name in ("one", "other"):
        hub = make(tmp_path / f"{name}.sqlite")
        fill(hub.store, 3, open_cases=6, closed_cases=10, now=NOW)
        told.append(payloads(hub))
        hub.close()
    assert told[0] == told[1]
    assert {type(payload) for payload in told[0]} >= {CaseOpened, Signed, HandoverComposed}


def test_progress_is_told_up_to_the_end(tmp_path: Path) -> None:
    hub, steps = make(tmp_path / "few.sqlite"), list[tuple[int, int]]()
    fill(hub.store, 3, open_cases=2, closed_cases=2, now=NOW, progress=lambda *step: steps.append(step))
    hub.close()
    assert steps[-1] == (4, 4)
    assert steps == sorted(steps)


@pytest.mark.slow
def test_parts_made_by_several_processes_do_not_meet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "WORTH_SHARING", 1)
    hub = make(tmp_path / "shared.sqlite")
    fill(hub.store, 5, open_cases=5, closed_cases=8, now=NOW)
    made = cases(hub)
    assert len(made) == 13
    assert len({case.reference for case in made}) == 13
    assert hub.store.verify() == ()
    assert compare_projections(hub.store) == ()
    hub.close()


@pytest.mark.postgres
def test_a_postgresql_database_is_filled_as_well(postgres_server: PostgresServer) -> None:
    clock = ManualClock(NOW)
    url = postgres_server.url(postgres_server.new_database())
    hub = make_hub(url, realm="demo", hub="Devon hub", clock=clock, ids=seeded(clock, 1))
    fill(hub.store, 5, open_cases=4, closed_cases=6, now=NOW)
    assert len(rows(hub)) == 4
    assert hub.store.verify() == ()
    assert compare_projections(hub.store) == ()
    hub.close()
