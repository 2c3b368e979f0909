"""Looking one answer ahead: what a question names as decided by it really comes out different, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from carecon.area.context import derive_context
from carecon.clinical.answers import Answer
from carecon.rules.advice import Advice, Ask
from carecon.rules.advise import advise, needed_rows
from carecon.rules.questioning.answers_to_try import answers_to_try, asked_together
from carecon.rules.questioning.look_ahead import look_ahead, worth_asking
from carecon.rules.ruleset import load_ruleset
from carecon.rules.running.cells import COMPARED, cells
from carecon.rules.steps.plan_questions import PALLIATIVE
from carecon.rules.steps.questions import FIRST_OF_ALL, NEEDS_KIT
from carecon.rules.verdict import verdict
from tests.rules.random_cases import cases_of_all_ages
from tests.rules.steps.test_questions import SEEN

AT = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)
RULESET = load_ruleset("devon")


def decided(asked: str, **facts: Any) -> tuple[str, ...]:
    answers = {name: Answer(name, value) for name, value in facts.items()}
    (found,) = look_ahead(answers, derive_context(RULESET.area, answers, AT), RULESET, [Ask(asked, "")])
    return found.decides


def kept(*asked: str, **facts: Any) -> list[str]:
    answers = {name: Answer(name, value) for name, value in facts.items()}
    ask = tuple(Ask(fact, "") for fact in asked)
    return [each.fact for each in worth_asking(answers, derive_context(RULESET.area, answers, AT), RULESET, ask, ())]


def test_a_question_names_the_danger_signs_and_the_dispositions_that_an_answer_changes() -> None:
    found = decided("hip_fracture_signs", **SEEN, presenting_problem="fall")
    assert found[0] == "hip_fracture"
    assert found[-1] in RULESET.disposition_kinds


def test_a_question_that_changes_nothing_decides_nothing() -> None:
    assert decided("efi", **SEEN, presenting_problem="other") == ()


def test_what_is_answered_already_stays_as_it_was_listed() -> None:
    answers = {name: Answer(name, value) for name, value in SEEN.items()}
    ask = (Ask("spo2", "too old", ("sepsis_high_risk",)),)
    assert look_ahead(answers, derive_context(RULESET.area, answers, AT), RULESET, ask) == ask


def test_a_question_that_changes_nothing_is_not_worth_asking() -> None:
    assert kept("efi", "hip_fracture_signs", **SEEN, presenting_problem="fall") == ["hip_fracture_signs"]


def test_questions_that_only_count_together_stay() -> None:
    case = {**SEEN, "spo2": 93, "presenting_problem": "other", "patient_wishes": "stay_where_they_are"}
    assert kept("trajectory", "staff_can_monitor", **case) == ["trajectory", "staff_can_monitor"]


def test_words_and_places_are_never_judged_by_looking_ahead() -> None:
    assert kept("postcode", **{name: value for name, value in SEEN.items() if name != "postcode"}) == ["postcode"]


def plan_facts_of(advice: Advice) -> list[str]:
    """What is asked about dying and plans, which comes before what they would lift."""
    return [ask.fact for ask in advice.ask if ask.decides == ("palliative_urgent",)]


def test_of_a_blood_pressure_few_values_lead_wherever_any_leads() -> None:
    every = cells(RULESET)
    tried = 0
    for facts, context in cases_of_all_ages(RULESET.area, 600, 12):
        for fact in COMPARED:
            values = answers_to_try(fact, facts, RULESET)
            assert len(values) < len(every[fact]) / 2
            few, all_ = (
                {verdict({**facts, fact: Answer(fact, value)}, context, RULESET) for value in some}
                for some in (values, every[fact])
            )
            assert few == all_
            tried += 1
    assert tried


@pytest.mark.parametrize("seed", range(2))
def test_what_looking_ahead_says_is_what_advice_says_after_each_answer(seed: int) -> None:
    flags = set(RULESET.flag_rules)
    for facts, context in cases_of_all_ages(RULESET.area, 700 + seed, 60):
        before = advise(facts, context, RULESET)
        for each in look_ahead(facts, context, RULESET, before.ask[:3]):
            changed: set[str] = set()
            values = () if each.fact in facts else answers_to_try(each.fact, facts, RULESET)
            for value in values:
                after = advise({**facts, each.fact: Answer(each.fact, value)}, context, RULESET).red_flags
                changed |= set(before.red_flags.present) ^ set(after.present)
                changed |= set(before.red_flags.not_excluded) ^ set(after.not_excluded)
            if values:
                assert flags & set(each.decides) == changed


def test_what_threatens_life_is_asked_first_and_what_needs_no_kit_before_what_does() -> None:
    seen = 0
    for facts, context in cases_of_all_ages(RULESET.area, 800, 400):
        advice, needed = advise(facts, context, RULESET), verdict(facts, context, RULESET).needed
        palliative = any(row.name == PALLIATIVE for row in needed_rows(facts, context, RULESET))
        if advice.state != "need_more_facts" or palliative or plan_facts_of(advice):
            continue
        ask = [each for each in advice.ask if each.fact in needed and each.fact not in FIRST_OF_ALL]
        ask = [each for each in ask if not each.why.startswith("settles where")]
        places = [(not each.decides, each.fact in NEEDS_KIT) for each in ask]
        assert places == sorted(places)
        seen += 1
    assert seen


def test_facts_that_no_condition_reads_together_cannot_count_together() -> None:
    assert "staff_can_monitor" in asked_together("trajectory", RULESET)
    assert "floor_minutes" not in asked_together("postcode", RULESET)
