"""A hub run from a seed: the shift comes in, colleagues work, callers talk, and it can be run again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from carecon.clock import ManualClock
from carecon.desk.hub import Hub
from carecon.desk.ownership import claim
from carecon.desk.people import AtDesk, Role
from carecon.desk.queue import load_queue, read_case
from carecon.record.case_view import CaseStatus
from carecon.record.entry import Actor
from carecon.record.queue_view import QueueFilter
from carecon.record.rebuild import compare_projections
from carecon.simulation.arrivals import Demand
from carecon.simulation.fill import fill
from carecon.simulation.simulator import Simulator, play
from tests.simulation.conftest import START, cases, journal

ME = AtDesk(Actor("rhale", "devon-hub"), "R Hale", Role.CLINICIAN)


def shift(hub: Hub, clock: ManualClock, hours: float, seed: int = 1, backlog: int = 12) -> Simulator:
    simulator = Simulator(hub, seed, Demand(hub.area.zone), backlog=backlog)
    play(simulator, clock, START + timedelta(hours=hours))
    return simulator


@pytest.mark.slow
def test_the_same_seed_writes_the_same_journal(new_hub: Callable[..., Hub]) -> None:
    journals = []
    for _ in range(2):
        clock = ManualClock(START)
        hub = new_hub(clock)
        shift(hub, clock, 1.5)
        journals.append(journal(hub))
    assert journals[0] == journals[1]
    assert len(journals[0]) > 200


def test_a_new_console_finds_cases_waiting(new_hub: Callable[..., Hub], clock: ManualClock) -> None:
    hub = new_hub(clock)
    shift(hub, clock, 0)
    page = load_queue(hub, ME)
    assert page.counts.open_cases == 12
    assert page.counts.waiting == 12


@pytest.mark.slow
def test_the_queue_moves_and_every_number_agrees_with_the_journal(
    new_hub: Callable[..., Hub], clock: ManualClock
) -> None:
    hub = new_hub(clock)
    simulator = shift(hub, clock, 4)
    states = Counter(case.status for case in cases(hub))
    assert states[CaseStatus.CLOSED] >= 3
    assert states[CaseStatus.WAITING] >= 4
    assert sum(states.values()) > 25
    assert simulator.gave_up <= 2
    assert compare_projections(hub.store) == ()
    assert hub.store.verify() == ()


@pytest.mark.slow
def test_a_case_that_somebody_at_a_console_has_is_theirs(new_hub: Callable[..., Hub], clock: ManualClock) -> None:
    hub = new_hub(clock)
    simulator = shift(hub, clock, 0.01)
    mine = load_queue(hub, ME).rows[0].case_id
    claim(hub, ME, mine)
    play(simulator, clock, START + timedelta(hours=2))
    case = read_case(hub, ME, mine)
    assert case.owner == ME.actor
    assert case.decision is None
    assert case.status is CaseStatus.WITH_CLINICIAN


def test_the_caller_talks_to_who_has_the_case(new_hub: Callable[..., Hub], clock: ManualClock) -> None:
    hub = new_hub(clock)
    simulator = shift(hub, clock, 0.01)
    mine = load_queue(hub, ME).rows[0].case_id
    claim(hub, ME, mine)
    before = len(read_case(hub, ME, mine).notes)
    play(simulator, clock, START + timedelta(minutes=2))
    said = [note.text for note in read_case(hub, ME, mine).notes[before:] if note.written_by.user == "caller"]
    assert said
    assert all(text.startswith("On the line, when asked: ") for text in said)


def test_callers_of_cases_from_before_the_shift_know_something_too(
    new_hub: Callable[..., Hub], clock: ManualClock
) -> None:
    hub = new_hub(clock)
    fill(hub.store, 1, open_cases=12, closed_cases=0, now=clock.now())
    mine = load_queue(hub, ME, QueueFilter(status="waiting")).rows[0].case_id
    claim(hub, ME, mine)
    shift(hub, clock, 0.05, backlog=0)
    assert any(note.written_by.user == "caller" for note in read_case(hub, ME, mine).notes)


def test_colleagues_go_on_with_what_they_had(new_hub: Callable[..., Hub], clock: ManualClock) -> None:
    hub = new_hub(clock)
    fill(hub.store, 1, open_cases=12, closed_cases=0, now=clock.now())
    begun = {row.case_id for row in load_queue(hub, ME, QueueFilter(status="with_clinician")).rows}
    assert begun
    shift(hub, clock, 2, backlog=0)
    assert all(read_case(hub, ME, case_id).decision for case_id in begun)


def test_repeated_callers_are_found_on_record(new_hub: Callable[..., Hub], clock: ManualClock) -> None:
    hub = new_hub(clock)
    shift(hub, clock, 0, backlog=60)
    people = [case.person for case in cases(hub) if case.person.person_id]
    again = [person for person in people if person.matched]
    assert len({person.person_id for person in people}) == len(people) - len(again)
    assert all(len(person.matched) >= 2 for person in again)
