"""Why not something else: the smallest changes of answers that lead there, each run again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from carecon.area.context import Context
from carecon.clinical.answers import Answer, Unknown, Value
from carecon.clinical.catalogue import catalogue
from carecon.clinical.facts import vocabulary
from carecon.rules.cells import COMPARED
from carecon.rules.proof.prover import MOST_CHANGES, Prover
from carecon.rules.proof.solver import Case
from carecon.rules.proof.states import Domain
from carecon.rules.reasons import Change, Flip
from carecon.rules.ruleset import Ruleset
from carecon.rules.verdict import Verdict, verdict

STANDS: Final = frozenset(
    {"source", "presenting_problem", "identity", "age_years", "sex", "residence", "postcode", "registered_gp", "died"}
)
"""Who the person is and what the call is about is not otherwise for the asking."""


def flips(
    facts: Mapping[str, Answer], context: Context, ruleset: Ruleset, prover: Prover, asking: Iterable[str] = ()
) -> tuple[Flip, ...]:
    """For every other disposition the smallest change of answers that leads to it, the smallest first.

    Answers that were given may be otherwise, and `asking` (not asked yet) may be answered. Each flip was run again by
    the rules themselves. What needs more than three changes is not told.
    """
    now = verdict(facts, context, ruleset)
    may = [fact for fact in (*facts, *asking) if fact in prover.states.domains and fact not in STANDS]
    found: dict[str, Flip] = {}
    for change in _single(facts, may, prover):
        _try(facts, context, ruleset, now, (change,), found)
    for count in range(2, MOST_CHANGES + 1):
        for changes in _several(facts, context, prover, may, count, (now.leads_to, *found)):
            _try(facts, context, ruleset, now, changes, found)
    minutes = catalogue().urgency_minutes
    return tuple(sorted(found.values(), key=lambda flip: (len(flip.changes), minutes.get(flip.disposition, 0))))


def changed(facts: Mapping[str, Answer], changes: Iterable[Change]) -> dict[str, Answer]:
    """The answers as they would be."""
    return dict(facts) | {change.fact: _answer(change) for change in changes}


def _answer(change: Change) -> Answer:
    if change.now is None:
        return Answer(change.fact, change.then)
    return replace(change.now, value=change.then)


def _single(facts: Mapping[str, Answer], may: Iterable[str], prover: Prover) -> Iterator[Change]:
    for fact in may:
        now = facts.get(fact)
        for value in _values(prover.states.domains[fact], now, prover):
            yield Change(fact, now, value)


def _values(domain: Domain, now: Answer | None, prover: Prover) -> Iterator[Value]:
    """The other values of a fact, the nearest first."""
    fact = vocabulary()[domain.variable]
    was = None if now is None or not now.known else now.value
    if fact.many:
        values: Iterable[Value] = (
            (),
            *((choice,) for choice in prover.states.named[fact.id] if choice in fact.choices),
        )
    elif fact.id in COMPARED:
        # Of blood pressures, which are told apart by the millimetre, those beside a threshold.
        beside = {cut + step for cut in domain.cuts for step in (-1, 0, 1)}
        values = [value for value in domain.values if value in beside]
    else:
        values = domain.values
    if isinstance(was, int | float) and not isinstance(was, bool):
        values = sorted(values, key=lambda value: abs(float(str(value)) - was))
    yield from (value for value in values if value != was)


def _try(
    facts: Mapping[str, Answer],
    context: Context,
    ruleset: Ruleset,
    now: Verdict,
    changes: tuple[Change, ...],
    found: dict[str, Flip],
) -> None:
    """Run the case again with the changes, and keep what it leads to if nothing smaller led there."""
    then = verdict(changed(facts, changes), context, ruleset)
    settled = then.state != "need_more_facts" or now.state == "need_more_facts"
    if settled and then.leads_to != now.leads_to and then.leads_to not in found:
        found[then.leads_to] = Flip(then.leads_to, then.senior, changes)


def _several(
    facts: Mapping[str, Answer],
    context: Context,
    prover: Prover,
    may: Iterable[str],
    count: int,
    besides: Iterable[str],
) -> Iterator[tuple[Change, ...]]:
    """For every disposition that at most so many changes lead to, `besides` some, one such set of changes."""
    now, free = prover.case_of(facts, context), frozenset(may)
    stands = [*prover.context_of(now), *prover.changes.base_is(now), prover.changes.at_most(count)]
    stands.append(prover.holds(-prover.decision.waits))
    for fact in prover.states.facts:
        if fact not in free:
            stands += prover.as_in(now, fact)
        elif fact not in facts:
            stands.append(prover.never_in_vain(fact))
        elif facts[fact].known:
            stands += prover.with_value(fact)
        fresh = (name for name in prover.variables(fact) if name.endswith("@old") and not now[name])
        stands += [-prover.case.is_in(name, 1) for name in fresh]
    elsewhere = [name for name, kind in catalogue().kinds.items() if kind in ("return", "contact")]
    for then in prover.reached(stands, {*besides, *elsewhere}).values():
        yield tuple(_between(now, then, facts, prover))


def _between(now: Case, then: Case, facts: Mapping[str, Answer], prover: Prover) -> Iterator[Change]:
    for fact in prover.states.facts:
        if any(then[name] != now[name] for name in prover.variables(fact)):
            answer = prover.states.answer(fact, then)
            if answer is not None and not isinstance(answer.value, Unknown):
                yield Change(fact, facts.get(fact), answer.value)
