"""What share of complete cases no rule has an answer for but the catch-all, by presenting problem."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Final

from carecon.clinical.facts import vocabulary
from carecon.rules.checks.case import answers_of, context_of
from carecon.rules.checks.gaps import PROBLEM, complete, falls_to_catch_all
from carecon.rules.proof.decision import Decision
from carecon.rules.proof.solver import Clingo
from carecon.rules.ruleset import Ruleset
from carecon.rules.running.truth import holding
from carecon.rules.steps.settling import settle

SAMPLED: Final = 2_000
"""Complete cases drawn of a problem that can fall to the catch-all at all."""

SEED: Final = 20_260_101


def catch_all_shares(ruleset: Ruleset, decision: Decision) -> Mapping[str, float]:
    """Presenting problem to the share of its complete cases, from 0 to 1, that are led by a catch-all.

    0 is proved. Where some case falls to it, cases are drawn at random, every cell of every fact as likely as another;
    cases with a danger sign count among all, although an emergency is not led by it.
    """
    solver = Clingo()
    problems = vocabulary()[PROBLEM].choices
    falls = {
        problem: decision.circuit.every((complete(decision), falls_to_catch_all(ruleset, decision, problem)))
        for problem in problems
    }
    case = solver.add(decision.circuit, decision.states, falls.values())
    return {
        problem: _drawn(ruleset, decision, problem) if solver.possible([case.holds(falls[problem])]) else 0.0
        for problem in problems
    }


def _drawn(ruleset: Ruleset, decision: Decision, problem: str) -> float:
    draw = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    states, fallen = decision.states, 0
    for _ in range(SAMPLED):
        case = {name: draw.randrange(len(domain.states)) for name, domain in states.domains.items()}
        for fact in states.facts:
            case[fact] = draw.choice(list(states.domains[fact].valued))
            case[f"{fact}@old"] = 0
        case[PROBLEM] = states.domains[PROBLEM].numbers[problem]
        found = settle(answers_of(states, case), context_of(ruleset, states, case), ruleset)
        led = holding(ruleset.routing, found.found.world)[0]
        fallen += led.kind == "catch_all" and not found.found.flags.present and found.returned is None
    return fallen / SAMPLED
