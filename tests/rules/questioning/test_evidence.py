"""Which answers make a rule hold: what a danger sign is shown with."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from carecon.area.context import derive_context
from carecon.clinical.answers import NOT_KNOWN, Answer
from carecon.rules.advise import advise
from carecon.rules.questioning.evidence import all_evidence, evidence
from carecon.rules.ruleset import load_ruleset
from tests.rules.random_cases import cases

AT = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)
RULESET = load_ruleset("devon")


def shown(rule: str, **facts: Any) -> tuple[str, ...]:
    answers = {name: Answer(name, value) for name, value in facts.items()}
    return evidence(rule, answers, derive_context(RULESET.area, answers, AT), RULESET)


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        ("RF-BREATHING-01", {"spo2": 88, "respiratory_rate": 20, "severe_breathlessness": False}, ("spo2",)),
        ("RF-HIP-02", {"fall": True, "able_to_weight_bear": False}, ("fall", "able_to_weight_bear")),
        ("RF-HYPO-01", {"blood_glucose": 2.1, "acvpu": "pain"}, ("blood_glucose",)),
        ("RF-HEAD-01", {"head_injury": True, "anticoagulant": True}, ("head_injury", "anticoagulant")),
        ("RF-SEPSIS-HIGH-01", {"suspected_infection": True, "non_blanching_rash": True}, None),
        ("RF-HYPO-01", {"blood_glucose": 6.1}, ()),
        ("RF-HYPO-01", {}, ()),
        ("RF-STROKE-01", {"fast_positive": True, "stroke_symptoms_resolved": False}, ("fast_positive",)),
        ("SEN-VOICE", {"presenting_problem": "other", "acvpu": "voice"}, ("acvpu",)),
        ("FALL-2", {"presenting_problem": "fall"}, ("presenting_problem",)),
        ("SCOPE-AREA", {"postcode": "PL12 9ZZ"}, ("postcode",)),
        ("SERVICE-FULL", {}, ()),
    ],
)
def test_the_answers_that_make_a_rule_hold(rule: str, facts: dict[str, Any], expected: tuple[str, ...] | None) -> None:
    assert shown(rule, **facts) == (tuple(facts) if expected is None else expected)


def test_of_a_score_the_parts_that_score_are_shown_the_highest_first() -> None:
    ill = {
        "respiratory_rate": 22,
        "spo2": 91,
        "on_oxygen": False,
        "systolic_bp": 120,
        "heart_rate": 95,
        "acvpu": "alert",
    }
    found = shown("RF-NEWS2-01", **ill, temperature=38.2)
    assert found == ("spo2", "respiratory_rate", "heart_rate", "temperature")
    assert shown("RF-NEWS2-01", **{**ill, "systolic_bp": 88})[:2] == ("spo2", "systolic_bp")


def test_that_a_score_is_not_higher_is_no_reason() -> None:
    moderate = {"respiratory_rate": 22, "spo2": 94, "on_oxygen": False, "systolic_bp": 120, "heart_rate": 112}
    found = shown("RF-SEPSIS-MODERATE-01", **moderate, acvpu="alert", temperature=37, suspected_infection=True)
    assert "on_oxygen" not in found
    assert {"suspected_infection"} <= set(found)


def test_a_rule_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        shown("RF-NOTHING-99")


def test_every_danger_sign_that_is_raised_has_an_answer_to_show_with_it() -> None:
    raised = 0
    for answers in cases(51, 200):
        context = derive_context(RULESET.area, answers, AT)
        advice = advise(answers, context, RULESET)
        rules = [rule for each in advice.red_flags.raised_by.values() for rule in each]
        for rule, found in all_evidence(rules, answers, context, RULESET).items():
            raised += 1
            assert found, rule
            assert all(fact in answers and answers[fact].value is not NOT_KNOWN for fact in found), (rule, found)
    assert raised > 100
