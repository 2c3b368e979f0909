"""The decision written down for solvers says what `advise` says: of any case, and near every scenario."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from functools import cache

import pytest

from carecon.area.context import Context
from carecon.clinical.catalogue import catalogue
from carecon.rules.advise import advise
from carecon.rules.proof.decision import Decision, decide
from carecon.rules.proof.states import States
from carecon.rules.ruleset import Ruleset, load_ruleset
from tests.rules.proof.any_case import Facts, drawn, in_full, near_scenario

Draw = Callable[[random.Random, States], tuple[Facts, Context]]


@cache
def decision(area: str) -> Decision:
    return decide(load_ruleset(area))


def proved(of: Decision, facts: Facts, context: Context) -> dict[str, object]:
    """What the circuit says of a case."""
    states, seen = of.states.of_case(facts, context), dict[int, bool]()

    def holds(statement: int) -> bool:
        return of.circuit.value(statement, states, seen)

    return {
        "state": "need_more_facts" if holds(of.waits) else "senior_decision" if holds(of.senior) else "recommend",
        "dispositions": [name for name, each in of.dispositions.items() if holds(each)],
        "minutes": min(minutes for each, minutes in of.minutes.pairs if holds(each)),
        "present": {flag for flag, each in of.danger.flags.items() if holds(each["present"])},
        "open": {flag for flag, each in of.danger.flags.items() if holds(each["open"])},
        "excluded": {flag for flag, each in of.danger.flags.items() if holds(each["excluded"])},
    }


def said(facts: Facts, context: Context, ruleset: Ruleset) -> dict[str, object]:
    """What the rules say of it."""
    advice = advise(facts, context, ruleset)
    best = advice.recommended or advice.leaning
    assert best is not None
    present, not_excluded = set(advice.red_flags.present), set(advice.red_flags.not_excluded)
    return {
        "state": advice.state,
        "dispositions": [best.disposition],
        "minutes": best.urgency_minutes,
        "present": present,
        "open": not_excluded,
        "excluded": set(ruleset.flag_rules) - present - not_excluded,
    }


def agree(area: str, draw_case: Draw, seed: int, count: int) -> Counter[object]:
    """How often the cases came to what, once proof and rules have said the same of each."""
    draw, ruleset, of = random.Random(seed), load_ruleset(area), decision(area)
    seen: Counter[object] = Counter()
    for _ in range(count):
        facts, context = draw_case(draw, of.states)
        found = said(facts, context, ruleset)
        assert proved(of, facts, context) == found, (facts, context)
        seen[found["state"]] += 1
        seen[str(found["dispositions"])] += 1
    return seen


@pytest.mark.soak
@pytest.mark.parametrize(("area", "plain", "full"), [("devon", 150, 5_000), ("coventry", 50, 1_000)])
def test_the_circuit_says_what_advise_says_of_any_case(area: str, plain: int, full: int) -> None:
    seen = agree(area, drawn, 11, in_full(plain, full))
    assert {"need_more_facts", "senior_decision", "recommend"} <= seen.keys()


@pytest.mark.soak
@pytest.mark.parametrize(("area", "plain", "full"), [("devon", 150, 5_000), ("coventry", 60, 1_000)])
def test_the_circuit_says_what_advise_says_near_every_scenario(area: str, plain: int, full: int) -> None:
    seen = agree(area, near_scenario, 12, in_full(plain, full))
    assert {"need_more_facts", "senior_decision", "recommend"} <= seen.keys()
    reached = sum(f"['{name}']" in seen for name in catalogue().kinds)
    assert reached >= 8, "cases that come to much the same would show little"


def test_the_circuit_names_exactly_one_disposition_and_one_status_of_each_sign() -> None:
    of, draw = decision("devon"), random.Random(13)
    for _ in range(60):
        facts, context = drawn(draw, of.states)
        found = proved(of, facts, context)
        assert len(found["dispositions"]) == 1  # type: ignore[arg-type]
        signs = [*found["present"], *found["open"], *found["excluded"]]  # type: ignore[misc]
        assert sorted(signs) == sorted(of.danger.flags)
