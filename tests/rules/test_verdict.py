"""A verdict is what advice comes to, in short: for every scenario, and for thousands of random partial cases."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from carecon.area.context import Context, derive_context
from carecon.clinical.answers import Answer
from carecon.clinical.casefile import case_from
from carecon.clinical.facts import vocabulary
from carecon.rules.advise import advise
from carecon.rules.questioning.answers_to_try import answers_to_try
from carecon.rules.ruleset import Ruleset, load_ruleset
from carecon.rules.verdict import verdict, verdicts
from tests.rules.random_cases import cases_of_all_ages
from tests.rules.scenarios import Step, steps


def agrees(facts: Mapping[str, Answer], context: Context, ruleset: Ruleset) -> None:
    advice, short = advise(facts, context, ruleset), verdict(facts, context, ruleset)
    assert short.state == advice.state
    assert short.present == advice.red_flags.present
    assert set(short.not_excluded) == set(advice.red_flags.not_excluded)
    assert short.disposition == (None if advice.recommended is None else advice.recommended.disposition)
    best = advice.recommended or advice.leaning
    assert best is not None
    assert (short.leads_to, short.urgency_minutes) == (best.disposition, best.urgency_minutes)
    assert set(best.because) <= set(short.by)
    assert short.senior or advice.state != "senior_decision"


@pytest.mark.parametrize("step", steps(), ids=lambda step: step.name)
def test_a_verdict_is_what_advice_comes_to_at_every_step_of_a_call(step: Step) -> None:
    case = case_from(step.case, step.name, datetime(2024, 1, 1, tzinfo=UTC))
    ruleset = load_ruleset(step.area)
    agrees(case.answers, derive_context(ruleset.area, case.answers, case.at, **case.service.as_arguments()), ruleset)


@pytest.mark.parametrize("area", ["devon", "coventry"])
def test_a_verdict_is_what_advice_comes_to_in_any_partial_case(area: str) -> None:
    ruleset = load_ruleset(area)
    for facts, context in cases_of_all_ages(ruleset.area, 400, 1500):
        agrees(facts, context, ruleset)


def test_verdicts_on_answers_in_turn_are_those_on_each_by_itself() -> None:
    ruleset = load_ruleset("devon")
    draw = random.Random(9)
    for facts, context in cases_of_all_ages(ruleset.area, 500, 60):
        for fact in draw.sample(sorted(vocabulary().facts), 6):
            values = answers_to_try(fact, facts, ruleset)[:12]
            alone = [verdict({**facts, fact: Answer(fact, value)}, context, ruleset) for value in values]
            assert list(verdicts(facts, context, ruleset, fact, values)) == alone
