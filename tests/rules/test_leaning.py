"""What the advice leans to is told with the rules that lead there, and with no others."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from carecon.area.context import derive_context
from carecon.clinical.answers import NOT_KNOWN, Answer
from carecon.clinical.catalogue import catalogue
from carecon.rules.advice import Advice, Recommendation
from carecon.rules.advise import advise
from carecon.rules.packing.rule import FlagRule, PathwayRule, RoutingRule, SeniorRule
from carecon.rules.ruleset import load_ruleset
from tests.rules.random_cases import cases

AT = datetime(2024, 1, 25, 8, 35, tzinfo=UTC)
RULESET = load_ruleset("devon")
KINDS = catalogue().kinds
CALL: dict[str, Any] = {"age_years": 87, "postcode": "TQ1 9ZZ", "acvpu": "alert", "safe_to_remain": True}


def advised(answers: dict[str, Answer], full: tuple[str, ...] = ()) -> Advice:
    return advise(answers, derive_context(RULESET.area, answers, AT, spoke_capacity=dict.fromkeys(full, 0)), RULESET)


def leaning(full: tuple[str, ...] = (), **facts: Any) -> Recommendation:
    found = advised({name: Answer(name, value) for name, value in facts.items()}, full).leaning
    assert found is not None
    return found


def test_a_head_injury_leans_to_hospital_for_its_danger_and_not_for_the_fall() -> None:
    found = leaning(**CALL, presenting_problem="fall", head_injury=True, anticoagulant=True)
    assert (found.disposition, found.because) == ("planned_attendance", ("RF-HEAD-01",))


def test_a_gap_leans_to_hospital_for_the_gap() -> None:
    found = leaning(**CALL, presenting_problem="fall", hip_fracture_signs=NOT_KNOWN)
    assert (found.disposition, found.because) == ("planned_attendance", ("SEN-GAP-DANGER",))


def test_somebody_palliative_never_leans_to_a_day_unit_for_a_nurse_at_home() -> None:
    voice = leaning(**{**CALL, "acvpu": "voice"}, presenting_problem="palliative_symptoms")
    assert (voice.disposition, voice.via, voice.because) == ("planned_attendance", "ed", ("SEN-VOICE",))
    full = ("palliative_urgent", "community_nursing", "ucr_2h")
    nowhere = leaning(full, **CALL, presenting_problem="palliative_symptoms")
    assert (nowhere.disposition, nowhere.via, nowhere.because) == ("planned_attendance", "ed", ("SERVICE-FULL",))


def test_that_a_person_declines_is_no_reason_for_the_attendance() -> None:
    wishes: dict[str, Any] = {"patient_wishes": "stay_where_they_are", "has_capacity": True}
    found = leaning(**CALL, **wishes, presenting_problem="fall", istumble=("intense_pain",))
    assert found.because == ("INJURY-3",)


def test_every_reason_leads_to_what_is_leaned_to() -> None:
    told = 0
    for answers in cases(41, 600):
        found = advised(answers).leaning
        if found is None or KINDS[found.disposition] == "contact":
            continue
        for rule in (RULESET.by_id[name] for name in found.because if name in RULESET.by_id):
            told += 1
            assert _leads_to(rule, found), (rule.id, found.disposition)
    assert told > 300


def _leads_to(rule: object, found: Recommendation) -> bool:
    match rule:
        case FlagRule():
            return True
        case PathwayRule():
            return KINDS[found.disposition] == "community"
        case SeniorRule():
            return rule.otherwise is not None and KINDS[found.disposition] != "community"
        case RoutingRule():
            return found.disposition in rule.dispositions or bool(rule.excludes)
        case _:
            return False
