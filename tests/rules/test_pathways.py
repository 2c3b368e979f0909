"""Pathways: each has a complete case that is on it, and they go before each other in the order that is meant."""

from __future__ import annotations

from typing import Any

import pytest

from carecon.clinical.catalogue import catalogue
from tests.rules.complete_cases import PLAN, advised, complete

AT_HOME = {"residence": "own_home", "source": "gp_hcp"}
IN_A_HOME = {"residence": "care_home_residential", "source": "care_home"}
FRAIL = {**AT_HOME, "age_years": 82, "cfs": 6}
FIT = {**AT_HOME, "age_years": 40, "cfs": 2}

CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "frailty_fall": ("fall", FRAIL),
    "frailty_general": ("reduced_mobility", FRAIL),
    "frailty_delirium": ("confusion", FRAIL),
    "frailty_infection": ("urinary", FRAIL),
    "frailty_respiratory": ("breathlessness", FRAIL),
    "frailty_carer_breakdown": ("carer_breakdown", FRAIL),
    "frailty_equipment": ("equipment", FRAIL),
    "respiratory_exacerbation": ("breathlessness", FIT),
    "eol_last_days": ("generally_unwell", {"dying_phase_recognised": True}),
    "eol_crisis": ("generally_unwell", {**PLAN, "symptoms_uncontrolled": True}),
    "eol_symptoms": ("palliative_symptoms", {}),
    "expected_death": ("death_expected", {"died": True, "death_expected": True, "dnacpr": True, "dnacpr_seen": "seen"}),
    "care_home_deterioration": ("generally_unwell", IN_A_HOME),
    "care_home_fall": ("fall", IN_A_HOME),
    "care_home_catheter": ("catheter", IN_A_HOME),
    "care_home_uti": ("urinary", IN_A_HOME),
    "care_home_hydration": ("generally_unwell", {**IN_A_HOME, "oral_intake_poor": True}),
    "care_home_outbreak": ("infection", {**IN_A_HOME, "outbreak": True}),
    "diabetes_support": ("diabetes", FIT),
    "catheter": ("catheter", FIT),
    "infection": ("infection", FIT),
    "safeguarding_acute": ("wound", {"injury_story_inconsistent": True}),
    "medication": ("medication", FIT),
    "mental_health": ("mental_health", FIT),
    "minor_illness": ("burn", FIT),
    "other": ("other", FIT),
}


@pytest.mark.parametrize("pathway", catalogue().pathways)
def test_every_pathway_has_a_complete_case_that_is_on_it(pathway: str) -> None:
    problem, facts = CASES[pathway]
    best = advised(complete(problem, **facts)).recommended
    assert best is not None
    assert best.pathway == pathway


def pathway_of(problem: str, **facts: Any) -> str:
    best = advised(complete(problem, **facts)).recommended
    assert best is not None
    return best.pathway


def test_a_death_goes_before_a_plan_a_plan_before_a_story_and_a_story_before_the_problem() -> None:
    facts: dict[str, Any] = {
        **IN_A_HOME,
        **PLAN,
        "injury_story_inconsistent": True,
        "died": True,
        "dnacpr_seen": "seen",
    }
    assert pathway_of("fall", **facts) == "expected_death"
    assert pathway_of("fall", **{**facts, "died": False}) == "eol_symptoms"
    without_a_plan = {**facts, "died": False, "plan_covers_this_event": "does_not_cover"}
    assert pathway_of("fall", **without_a_plan) == "safeguarding_acute"
    assert pathway_of("fall", **{**without_a_plan, "injury_story_inconsistent": False}) == "care_home_fall"


def test_a_care_home_goes_before_frailty_and_frailty_before_the_general_one() -> None:
    assert pathway_of("breathlessness", **IN_A_HOME, cfs=7) == "care_home_deterioration"
    assert pathway_of("breathlessness", **FRAIL) == "frailty_respiratory"
    assert pathway_of("breathlessness", **{**FRAIL, "cfs": 4}) == "respiratory_exacerbation"


@pytest.mark.parametrize("guard", [{"age_years": 50}, {"learning_disability_or_stable_disability": True}])
def test_a_frailty_score_that_is_not_valid_for_the_person_leads_to_no_frailty_pathway(guard: dict[str, Any]) -> None:
    assert pathway_of("breathlessness", **{**FRAIL, "cfs": 8, **guard}) == "respiratory_exacerbation"


def test_a_plan_that_was_only_told_of_leads_to_no_palliative_pathway() -> None:
    assert pathway_of("fall", **{**FRAIL, **PLAN, "escalation_plan_seen": "told"}) == "frailty_fall"
    assert pathway_of("fall", **{**FRAIL, **PLAN, "identity": "ambiguous"}) == "frailty_fall"
