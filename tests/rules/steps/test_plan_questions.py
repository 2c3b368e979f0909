"""Plans are asked about before what a plan would lift, and only while one could still count."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from carecon.area.context import derive_context
from carecon.clinical.answers import Answer
from carecon.clinical.scores import NEWS2_FACTS
from carecon.rules.advice import Advice
from carecon.rules.advise import advise
from carecon.rules.ruleset import load_ruleset
from tests.rules.random_cases import cases

AT = datetime(2024, 1, 21, 13, 15, tzinfo=UTC)
RULESET = load_ruleset("devon")
CALL: dict[str, Any] = {"presenting_problem": "palliative_symptoms", "age_years": 81, "postcode": "TQ9 9ZZ"}
TOLD: dict[str, Any] = {"escalation_plan": "comfort_only", "dying_phase_recognised": False}
PLAN = (
    "dying_phase_recognised",
    "escalation_plan",
    "escalation_plan_seen",
    "escalation_plan_matches_person",
    "escalation_plan_in_date",
    "plan_covers_this_event",
    "identity",
    "reversible_cause_suspected",
)
MEASURED = set(NEWS2_FACTS) - {"acvpu"}


def advised(answers: dict[str, Answer]) -> Advice:
    return advise(answers, derive_context(RULESET.area, answers, AT), RULESET)


def asked(**facts: Any) -> list[str]:
    return [ask.fact for ask in advised({name: Answer(name, value) for name, value in facts.items()}).ask]


def test_dying_and_the_plan_come_first_in_a_palliative_call_after_alertness() -> None:
    order = asked(**CALL)
    assert order[:3] == ["acvpu", "dying_phase_recognised", "escalation_plan"]
    assert order.index("reversible_cause_suspected") < order.index("opioid_toxicity_signs")
    assert order.index("opioid_toxicity_signs") < order.index("safe_to_remain") < order.index("respiratory_rate")


def test_a_plan_that_is_spoken_of_is_looked_at_before_anything_is_measured() -> None:
    order = asked(**CALL, **TOLD, acvpu="voice")
    assert order[:6] == [*PLAN[2:]]


def test_where_dying_is_said_to_be_recognised_only_identity_is_missing() -> None:
    order = asked(**CALL, acvpu="voice", dying_phase_recognised=True)
    assert order[0] == "identity"
    assert "respiratory_rate" not in asked(**CALL, dying_phase_recognised=True, identity="confirmed")


@pytest.mark.parametrize("fact", ["escalation_plan_seen", "escalation_plan_in_date"])
def test_a_plan_that_cannot_count_any_more_is_not_asked_about(fact: str) -> None:
    value = {"escalation_plan_seen": "told", "escalation_plan_in_date": False}[fact]
    order = asked(**CALL, **TOLD, **{fact: value}, acvpu="voice")
    assert set(order).isdisjoint({"escalation_plan_seen", "escalation_plan_matches_person", "identity"})


def test_what_is_life_threatening_and_needs_no_kit_still_comes_before_a_plan() -> None:
    call = {**CALL, "presenting_problem": "breathlessness"}
    order = asked(**call, **TOLD, acvpu="alert")
    assert order[0] == "severe_breathlessness"
    assert order.index("severe_breathlessness") < order.index("escalation_plan_seen") < order.index("respiratory_rate")


def test_nothing_is_measured_before_it_is_known_whether_it_need_be() -> None:
    looked_at = 0
    for answers in cases(31, 400, presenting_problem="palliative_symptoms", died=False):
        # Where a danger sign that stands may settle is no matter for a plan: that comes before all else.
        order = [ask.fact for ask in advised(answers).ask if not ask.why.startswith("settles where to go")]
        plans = [order.index(fact) for fact in PLAN if fact in order]
        measured = [order.index(fact) for fact in MEASURED if fact in order]
        if plans and measured:
            looked_at += 1
            assert max(plans) < min(measured), order
    assert looked_at > 50
