"""Why and why not hold: what forces an advice forces it, and what would flip it flips it, with nothing smaller."""

from __future__ import annotations

import random

import pytest

from carecon.area.context import Context
from carecon.clinical.answers import NOT_KNOWN, Answer
from carecon.rules.advise import advise
from carecon.rules.proof.prover import Prover, prover
from carecon.rules.proof.why import forced_by
from carecon.rules.proof.why_not import flips
from carecon.rules.questioning.one_change import STANDS
from carecon.rules.reasons import Flip
from carecon.rules.ruleset import load_ruleset
from carecon.rules.verdict import verdict
from tests.rules.proof.any_case import Facts, any_value, either, in_full, near_scenario


def changed(facts: Facts, flip: Flip) -> Facts:
    return facts | {each.fact: Answer(each.fact, each.then) for each in flip.changes}


def otherwise(draw: random.Random, facts: Facts, kept: frozenset[str], proofs: Prover) -> Facts:
    """The same questions answered, with other values for all but those that are kept."""
    found = dict(facts)
    for fact, answer in facts.items():
        if fact not in kept and fact in proofs.states.domains and draw.random() < 0.7:
            other = any_value(draw, fact, proofs.states)
            found[fact] = Answer(fact, other if answer.known or draw.random() < 0.5 else NOT_KNOWN)
    return found


def can_differ(facts: Facts, context: Context, disposition: str, kept: tuple[str, ...], proofs: Prover) -> bool:
    """Whether some other values of the recorded answers, those that are kept standing, lead elsewhere."""
    case = proofs.case_of(facts, context)
    stands = [*proofs.context_of(case), proofs.holds(-proofs.decision.dispositions[disposition])]
    for fact in proofs.states.facts:
        if fact in kept or fact not in facts:
            stands += proofs.as_in(case, fact)
        elif facts[fact].known:
            stands += proofs.with_value(fact)
    return proofs.solver.possible(stands)


@pytest.mark.soak
def test_what_forces_an_advice_forces_it_and_no_part_of_it_can_be_left_out() -> None:
    ruleset, draw, proofs = load_ruleset(), random.Random(41), prover(load_ruleset())
    lengths = set()
    for _ in range(in_full(40, 1_000)):
        facts, context = either(draw, proofs.states)
        now = verdict(facts, context, ruleset)
        why = forced_by(facts, context, now.leads_to, proofs)
        lengths.add(len(why))
        assert set(why) <= facts.keys()
        for _ in range(8):
            then = verdict(otherwise(draw, facts, frozenset(why), proofs), context, ruleset)
            assert then.leads_to == now.leads_to, (facts, why)
        assert not can_differ(facts, context, now.leads_to, why, proofs)
        for fact in why:
            fewer = tuple(other for other in why if other != fact)
            assert can_differ(facts, context, now.leads_to, fewer, proofs), (facts, why, fact)
    assert len(lengths) > 3


def test_what_is_preferred_is_kept_rather_than_others() -> None:
    ruleset, proofs, draw = load_ruleset(), prover(load_ruleset()), random.Random(42)
    _, context = near_scenario(draw, proofs.states)
    facts = {name: Answer(name, True) for name in ("fast_positive", "severe_breathlessness")}
    assert verdict(facts, context, ruleset).leads_to == "emergency_ambulance"
    for first in facts:
        assert forced_by(facts, context, "emergency_ambulance", proofs, [first]) == (first,)


@pytest.mark.soak
def test_every_flip_flips_when_it_is_advised_on_and_leads_where_it_says() -> None:
    ruleset, draw, proofs = load_ruleset(), random.Random(43), prover(load_ruleset())
    sizes = set()
    for _ in range(in_full(25, 500)):
        facts, context = near_scenario(draw, proofs.states)
        now = verdict(facts, context, ruleset)
        asking = tuple(ask.fact for ask in advise(facts, context, ruleset).ask if ask.fact not in facts)
        found = flips(facts, context, ruleset, proofs, asking)
        assert len({flip.disposition for flip in found}) == len(found)
        assert [len(flip.changes) for flip in found] == sorted(len(flip.changes) for flip in found)
        for flip in found:
            sizes.add(len(flip.changes))
            assert flip.disposition != now.leads_to
            said = advise(changed(facts, flip), context, ruleset)
            best = said.recommended or said.leaning
            assert best is not None
            assert best.disposition == flip.disposition
            for each in flip.changes:
                assert each.now == facts.get(each.fact)
                assert each.fact in facts or each.fact in asking
                assert each.fact not in STANDS
    assert {1, 2} <= sizes


@pytest.mark.soak
def test_where_two_answers_are_changed_no_single_one_would_have_done() -> None:
    """Every other value of every answer that may be otherwise is tried."""
    ruleset, draw, proofs = load_ruleset(), random.Random(44), prover(load_ruleset())
    compared = 0
    for _ in range(in_full(12, 200)):
        facts, context = near_scenario(draw, proofs.states)
        now = verdict(facts, context, ruleset)
        larger = {flip.disposition for flip in flips(facts, context, ruleset, proofs) if len(flip.changes) > 1}
        compared += len(larger)
        for fact in facts:
            if not larger or fact in STANDS or fact not in proofs.states.domains:
                continue
            for value in proofs.states.domains[fact].values:
                then = verdict({**facts, fact: Answer(fact, value, at=facts[fact].at)}, context, ruleset)
                settled = then.state != "need_more_facts" or now.state == "need_more_facts"
                assert not (settled and then.leads_to in larger), (facts, fact, value)
    assert compared > 3
