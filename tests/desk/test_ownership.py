"""Who has a case."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from carecon.clock import ManualClock
from carecon.desk.hub import Hub
from carecon.desk.ownership import claim, park, release, resume
from carecon.desk.people import AtDesk
from carecon.errors import AlreadyClaimed, BadInput, CareconError, Conflict, NotPermitted
from carecon.record.case_view import CaseStatus, CaseView


def test_a_claimed_case_is_with_its_clinician(hub: Hub, clinician: AtDesk, fall: CaseView) -> None:
    taken = claim(hub, clinician, fall.case_id)

    assert taken.status is CaseStatus.WITH_CLINICIAN
    assert (taken.owner, taken.owner_name) == (clinician.actor, "R Hale")


def test_the_second_to_claim_is_told_who_has_it(hub: Hub, clinician: AtDesk, colleague: AtDesk, fall: CaseView) -> None:
    claim(hub, clinician, fall.case_id)

    with pytest.raises(AlreadyClaimed, match="R Hale has this case"):
        claim(hub, colleague, fall.case_id)


def test_claiming_ones_own_case_again_writes_nothing(hub: Hub, clinician: AtDesk, fall: CaseView) -> None:
    once = claim(hub, clinician, fall.case_id)

    assert claim(hub, clinician, fall.case_id).seq == once.seq


def test_exactly_one_of_two_simultaneous_claims_wins(
    hub: Hub, clinician: AtDesk, colleague: AtDesk, fall: CaseView
) -> None:
    def attempt(who: AtDesk) -> str:
        try:
            return claim(hub, who, fall.case_id).owner_name
        except CareconError as error:
            return str(error)

    with ThreadPoolExecutor(2) as threads:
        told = sorted(threads.map(attempt, [clinician, colleague]))

    winner = next(name for name in ("R Hale", "J Rao") if name in told)
    assert told == sorted([winner, f"{winner} has this case."])


def test_a_call_taker_cannot_claim(hub: Hub, call_taker: AtDesk, fall: CaseView) -> None:
    with pytest.raises(NotPermitted, match=r"call taker cannot take a case\. Ask a clinician or supervisor"):
        claim(hub, call_taker, fall.case_id)


def test_a_released_case_waits_again(hub: Hub, clinician: AtDesk, fall: CaseView) -> None:
    claim(hub, clinician, fall.case_id)

    assert release(hub, clinician, fall.case_id).status is CaseStatus.WAITING


def test_nobody_releases_a_case_of_another(hub: Hub, clinician: AtDesk, colleague: AtDesk, fall: CaseView) -> None:
    claim(hub, clinician, fall.case_id)

    with pytest.raises(AlreadyClaimed):
        release(hub, colleague, fall.case_id)


def test_a_parked_case_keeps_its_owner_and_says_what_it_waits_for(
    hub: Hub, clock: ManualClock, clinician: AtDesk, fall: CaseView
) -> None:
    claim(hub, clinician, fall.case_id)
    until = clock.now() + timedelta(minutes=10)

    parked = park(hub, clinician, fall.case_id, "crew does an ECG", until)

    assert (parked.status, parked.parked_reason, parked.parked_until) == (CaseStatus.PARKED, "crew does an ECG", until)
    assert resume(hub, clinician, fall.case_id).status is CaseStatus.WITH_CLINICIAN


def test_parking_needs_a_reason(hub: Hub, clinician: AtDesk, fall: CaseView) -> None:
    claim(hub, clinician, fall.case_id)

    with pytest.raises(BadInput, match="what the case waits for"):
        park(hub, clinician, fall.case_id, "  ")


def test_a_case_that_nobody_has_cannot_be_parked(hub: Hub, clinician: AtDesk, fall: CaseView) -> None:
    with pytest.raises(Conflict, match="Take it first"):
        park(hub, clinician, fall.case_id, "crew does an ECG")
