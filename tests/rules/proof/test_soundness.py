"""What is settled and what is possible holds for every completion: by random completions, and by trying everything."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from itertools import product

import pytest

from carecon.area.context import Context
from carecon.clinical.answers import Answer, Value
from carecon.clinical.facts import vocabulary
from carecon.rules.advise import advise
from carecon.rules.language.condition import AllOf, AnyOf, AtLeast, Condition, Is, Known, Not, names
from carecon.rules.language.names import all_names
from carecon.rules.packing.rule import FlagRule
from carecon.rules.proof.matters import matters
from carecon.rules.proof.possible import possible, still_open
from carecon.rules.proof.prover import prover
from carecon.rules.ruleset import Ruleset, load_ruleset
from carecon.rules.running.cells import conditions_of
from carecon.rules.steps import dying
from carecon.rules.steps.flags import SIGNS_SET_ASIDE
from carecon.rules.steps.while_help_comes import MEANWHILE
from carecon.rules.verdict import Verdict, verdict
from tests.rules.proof.any_case import Facts, either, further, in_full, near_scenario

Outcome = tuple[str, str, bool]


def outcome(said: Verdict) -> Outcome:
    return said.state, said.leads_to, said.senior


def facts_of(condition: Condition, ruleset: Ruleset) -> set[str]:
    """The facts that a condition reads, definitions opened and scores taken apart."""
    found: set[str] = set()
    for name in names(condition):
        if name in ruleset.definitions:
            found |= facts_of(ruleset.definitions[name], ruleset)
        elif name in all_names():
            found |= set(all_names()[name].facts)
    return found


def within_known(condition: Condition, ruleset: Ruleset) -> Iterator[Condition]:
    match condition:
        case Known(inner):
            yield inner
        case Not(inner):
            yield from within_known(inner, ruleset)
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from within_known(part, ruleset)
        case Is(name) if name in ruleset.definitions:
            yield from within_known(ruleset.definitions[name], ruleset)


@cache
def may_move() -> frozenset[str]:
    """The facts whose answers may move a settled case by themselves.

    Those that conditions on pathway, routing, seniors, scope, needed rows and waivers read, and on where a present sign
    may settle; those within `known(...)`, where "not said"
    counts as "no", and those that tell of the end of life: a plan is asked about then before help is sent.
    """
    ruleset = load_ruleset()
    leading = (*ruleset.pathways, *ruleset.routing, *ruleset.seniors, *ruleset.scope)
    leading += (*ruleset.needed, *ruleset.waivers)
    found = {fact for rule in leading for each in conditions_of(rule) for fact in facts_of(each, ruleset)}
    for rule in ruleset.by_id.values():
        if isinstance(rule, FlagRule):
            where_it_may = [settlement.condition for settlement in rule.may_settle]
            where_it_may += [] if rule.unless is None else [rule.unless]
            found |= {fact for each in where_it_may for fact in facts_of(each, ruleset)}
        for condition in conditions_of(rule):
            found |= {fact for inner in within_known(condition, ruleset) for fact in facts_of(inner, ruleset)}
    for spoken_of in vars(dying).values():
        if isinstance(spoken_of, AnyOf):
            found |= facts_of(spoken_of, ruleset)
    return frozenset(found)


@pytest.mark.soak
def test_the_true_outcome_is_among_what_was_possible_whatever_else_is_answered() -> None:
    ruleset, draw, proofs = load_ruleset(), random.Random(31), prover(load_ruleset())
    settled = 0
    for _ in range(in_full(250, 10_000)):
        facts, context = either(draw, proofs.states)
        then = verdict(further(draw, facts, proofs.states), context, ruleset)
        if then.state == "need_more_facts":
            continue
        settled += 1
        goes_there = proofs.holds(proofs.decision.dispositions[then.leads_to])
        stands = [*still_open(facts, context, proofs), proofs.holds(-proofs.decision.waits)]
        assert proofs.solver.possible([*stands, goes_there]), (facts, context, then.leads_to)
    assert settled > 50


def test_possible_names_the_true_outcome_and_each_that_it_names_is_reached() -> None:
    """Of each disposition that is named, some answers are found that the rules settle there when they are run."""
    ruleset, draw, proofs = load_ruleset(), random.Random(32), prover(load_ruleset())
    for _ in range(25):
        facts, context = either(draw, proofs.states)
        named = possible(facts, context, proofs)
        stands = [*still_open(facts, context, proofs), proofs.holds(-proofs.decision.waits)]
        reached = proofs.reached(stands)
        assert set(reached) == set(named)
        for disposition, case in reached.items():
            answers = {**proofs.answers(case), **facts}
            said = verdict(answers, context, ruleset)
            assert (said.disposition, said.state == "need_more_facts") == (disposition, False)
        then = verdict(further(draw, facts, proofs.states), context, ruleset)
        assert then.disposition is None or then.disposition in named


@pytest.mark.soak
def test_settled_advice_changes_only_for_what_may_change_it() -> None:
    """Advice that is settled stays as it is (state, disposition, whose decision), whatever else is answered, unless

    * a danger sign became present: one that was listed as not excluded, or one that an `excluded_when`, or
      that dying was recognised, had set aside and an answer to a question of its own has brought up; or
    * one of the facts in `may_move` was answered: rules on pathway, routing, seniors, scope and needed rows read it, or
      it bears on where a present sign may settle, or it counts as "no" until it is said, or it tells of the end of
      life.

    Everything else, thousands of answers, leaves it alone; and help never comes later for it.
    """
    ruleset, draw, states = load_ruleset(), random.Random(33), prover(load_ruleset()).states
    alone = moved = 0
    for _ in range(in_full(900, 10_000)):
        facts, context = either(draw, states)
        now = verdict(facts, context, ruleset)
        if now.state == "need_more_facts":
            continue
        asking = [fact for fact in states.facts if fact not in may_move()] if draw.random() < 0.5 else None
        after = further(draw, facts, states, asking)
        then = verdict(after, context, ruleset)
        raised = set(then.present) - set(now.present)
        given = after.keys() - facts.keys()
        assert all(_could_be_raised(flag, now, given, ruleset) for flag in raised), (facts, given, raised)
        if raised or given & may_move():
            moved += outcome(then) != outcome(now)
            continue
        alone += 1
        assert outcome(then) == outcome(now), (facts, given)
        assert then.urgency_minutes <= now.urgency_minutes
    assert alone > 100
    assert moved > 10


def _could_be_raised(flag: str, now: Verdict, given: set[str], ruleset: Ruleset) -> bool:
    rules = ruleset.flag_rules[flag]
    return flag in now.not_excluded or any(_reads(rule, given, ruleset) for rule in rules)


def _reads(rule: FlagRule, given: set[str], ruleset: Ruleset) -> bool:
    read = {fact for each in conditions_of(rule) for fact in facts_of(each, ruleset)}
    if rule.sign_of_dying:
        read |= facts_of(SIGNS_SET_ASIDE, ruleset)
    return not read.isdisjoint(given)


@pytest.mark.soak
def test_who_is_settled_at_home_has_no_needed_question_open() -> None:
    """So that answers to needed questions alone can change nothing that is settled at home: there are none left."""
    ruleset, draw, states = load_ruleset(), random.Random(34), prover(load_ruleset()).states
    at_home = 0
    for _ in range(in_full(1_500, 10_000)):
        facts, context = either(draw, states)
        now = verdict(facts, context, ruleset)
        if now.disposition is not None and ruleset.disposition_kinds[now.disposition] == "community":
            at_home += 1
            assert now.needed == ()
    assert at_home > 50


def answers_to(fact_id: str, count: int, draw: random.Random) -> list[Value | None]:
    """Not asked, and every cell of a fact (of many cells some)."""
    ruleset = load_ruleset()
    states = prover(ruleset).states
    if vocabulary()[fact_id].many:
        return [None, (), *((choice,) for choice in vocabulary()[fact_id].choices)]
    values = list(states.domains[fact_id].values)
    return [None, *(values if len(values) <= count else draw.sample(values, count))]


def few_open(draw: random.Random) -> tuple[Facts, Context, tuple[str, ...]]:
    """A case, and two or three facts without an answer that the rules ask for, else any."""
    states = prover(load_ruleset()).states
    facts, context = near_scenario(draw, states)
    said = advise(facts, context, load_ruleset())
    small = {fact for fact in states.facts if fact not in facts and len(answers_to(fact, 99, draw)) <= 9}
    asked = [ask.fact for ask in said.ask if ask.fact in small]
    others = sorted(small - set(asked))
    picked = [*asked[:2], *draw.sample(others, min(len(others), 3))]
    return facts, context, tuple(dict.fromkeys(picked))[:3]


def every_completion(
    facts: Facts, asking: tuple[str, ...], draw: random.Random
) -> Iterator[tuple[Facts, tuple[Value | None, ...]]]:
    for values in product(*(answers_to(fact, 9, draw) for fact in asking)):
        answered = {fact: Answer(fact, value) for fact, value in zip(asking, values, strict=True) if value is not None}
        yield {**facts, **answered}, values


@pytest.mark.soak
def test_possible_is_exactly_what_trying_every_answer_comes_to() -> None:
    ruleset, draw, proofs = load_ruleset(), random.Random(35), prover(load_ruleset())
    more_than_one = 0
    for _ in range(in_full(25, 500)):
        facts, context, asking = few_open(draw)
        reached = {verdict(case, context, ruleset).disposition for case, _ in every_completion(facts, asking, draw)}
        assert set(possible(facts, context, proofs, asking)) == reached - {None}, (facts, asking)
        more_than_one += len(reached - {None}) > 1
    assert more_than_one > 3


@pytest.mark.soak
def test_a_question_matters_exactly_where_two_of_its_answers_part_ways() -> None:
    ruleset, draw, proofs = load_ruleset(), random.Random(36), prover(load_ruleset())
    seen = set()
    for _ in range(in_full(20, 400)):
        facts, context, asking = few_open(draw)
        for place, fact in enumerate(asking):
            beside: dict[tuple[Value | None, ...], set[tuple[str, bool]]] = {}
            for case, values in every_completion(facts, asking, draw):
                said = verdict(case, context, ruleset)
                if values[place] is not None and said.state != "need_more_facts":
                    beside.setdefault((*values[:place], *values[place + 1 :]), set()).add((said.leads_to, said.senior))
            parts = any(len(found) > 1 for found in beside.values())
            assert matters(fact, facts, context, proofs, asking) is parts, (facts, asking, fact)
            seen.add(parts)
    assert seen == {True, False}


@pytest.mark.soak
def test_no_question_that_is_listed_is_irrelevant() -> None:
    """Needed facts are asked whatever they change, and what is asked while help comes is for whoever treats."""
    ruleset, draw, proofs = load_ruleset(), random.Random(37), prover(load_ruleset())
    looked_at = 0
    for _ in range(in_full(200, 2_000)):
        facts, context = near_scenario(draw, proofs.states)
        said, now = advise(facts, context, ruleset), verdict(facts, context, ruleset)
        for ask in said.ask:
            if ask.fact in now.needed or ask.why.startswith(MEANWHILE) or ask.fact not in proofs.states.domains:
                continue
            looked_at += 1
            assert matters(ask.fact, facts, context, proofs), (facts, ask)
    assert looked_at > 20
