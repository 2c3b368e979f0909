"""On which cases of this shift a rule fired."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from carecon.area.area import load_area
from carecon.area.hours import ALWAYS, Hours
from carecon.clinical.answers import Answer
from carecon.clock import ManualClock
from carecon.desk.advising import advise_and_note, context_for, facts_for_rules
from carecon.desk.answers import answer
from carecon.desk.fired import FiredRules, holding, opened_at
from carecon.desk.hub import Hub
from carecon.desk.ownership import claim
from carecon.desk.people import AtDesk, Role
from carecon.errors import NotPermitted
from carecon.record.actor import Actor
from carecon.record.case_view import CaseView
from carecon.rules.advise import advise
from tests.desk.cases import UNINJURED_FALL, answers

ZONE = ZoneInfo("Europe/London")
TUESDAY = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)


def advised(hub: Hub, who: AtDesk, case: CaseView, *given: Answer) -> None:
    claim(hub, who, case.case_id)
    answer(hub, who, case.case_id, given)
    advise_and_note(hub, who, case.case_id)


def test_a_case_is_found_by_the_rules_that_hold_in_it(hub: Hub, clinician: AtDesk, fall: CaseView) -> None:
    advised(hub, clinician, fall, *answers(UNINJURED_FALL), Answer("fast_positive", True))

    fired = FiredRules(hub).since_opening(clinician)

    (case,) = fired.cases
    assert (case.reference, case.signed) == (fall.reference, False)
    assert case in fired.on("stroke")
    with hub.store.read() as reading:
        view = reading.case(fall.case_id)
    advice = advise(facts_for_rules(hub, view), context_for(hub, view), hub.ruleset)
    led = advice.recommended or advice.leaning
    assert led is not None
    for rule in (*led.because, *advice.red_flags.raised_by["stroke"]):
        assert case in fired.on(rule)
    assert fired.on("hip_fracture") == ()


def test_what_was_answered_since_is_looked_at_again(hub: Hub, clinician: AtDesk, fall: CaseView) -> None:
    advised(hub, clinician, fall, *answers(UNINJURED_FALL))
    fired = FiredRules(hub)
    assert fired.since_opening(clinician).on("stroke") == ()
    answer(hub, clinician, fall.case_id, [Answer("fast_positive", True)])
    advise_and_note(hub, clinician, fall.case_id)
    assert fired.since_opening(clinician).on("stroke")


def test_what_was_advised_before_the_hub_opened_is_of_another_shift(
    hub: Hub, clock: ManualClock, clinician: AtDesk, fall: CaseView
) -> None:
    advised(hub, clinician, fall, *answers(UNINJURED_FALL))
    clock.advance(timedelta(days=1))
    fired = FiredRules(hub).since_opening(clinician)
    assert fired.cases == ()
    assert fired.since.date() == clock.now().date()


def test_whoever_sees_no_cases_is_refused(hub: Hub) -> None:
    administrator = AtDesk(Actor("slake", "devon-hub"), "S Lake", Role.ADMINISTRATOR)
    with pytest.raises(NotPermitted):
        FiredRules(hub).since_opening(administrator)


def test_every_reason_of_an_advice_holds(hub: Hub, fall: CaseView) -> None:
    facts = {each.fact: each for each in answers(UNINJURED_FALL)}
    context = context_for(hub, fall)
    advice = advise(facts, context, hub.ruleset)
    held = holding(facts, context, hub.ruleset)
    assert advice.recommended is not None
    assert set(advice.recommended.because) <= held


def test_the_shift_begins_when_the_hub_opens() -> None:
    hours = load_area("devon").hours
    opening = hours.on(TUESDAY.date())
    assert opening is not None
    start = datetime.combine(TUESDAY.date(), opening[0], ZONE)
    assert opened_at(hours, ZONE, TUESDAY) == start
    assert opened_at(hours, ZONE, start.astimezone(UTC)) == start
    assert opened_at(hours, ZONE, start.astimezone(UTC) - timedelta(seconds=1)) < start - timedelta(hours=8)


def test_a_hub_that_never_closes_has_shifts_from_midnight_and_one_that_never_opens_too() -> None:
    midnight = datetime(2024, 1, 16, tzinfo=UTC)
    assert opened_at(ALWAYS, ZONE, TUESDAY) == midnight
    assert opened_at(Hours((None,) * 7), ZONE, TUESDAY) == midnight
