"""Why not something else: the smallest changes of answers that lead there, each run again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from carecon.area.context import Context
from carecon.clinical.answers import Answer, Unknown
from carecon.clinical.catalogue import catalogue
from carecon.rules.proof.prover import MOST_CHANGES, Prover
from carecon.rules.proof.solver import Case
from carecon.rules.questioning.one_change import STANDS, changed, keep_flip, one_change
from carecon.rules.reasons import Change, Flip
from carecon.rules.ruleset import Ruleset
from carecon.rules.verdict import verdict

ENOUGH: Final = 5
"""Dispositions a small change away: where there are so many, none that takes a greater one is looked for."""


def flips(
    facts: Mapping[str, Answer], context: Context, ruleset: Ruleset, prover: Prover, asking: Iterable[str] = ()
) -> tuple[Flip, ...]:
    """For every other disposition the smallest change of answers that leads to it, the smallest first.

    Answers that were given may be otherwise, and `asking` (not asked yet) may be answered. Each flip was run again by
    the rules themselves. What needs more than three changes is not told, nor what needs more than others where there
    are enough.
    """
    now = verdict(facts, context, ruleset)
    may = [fact for fact in (*facts, *asking) if fact in prover.states.domains and fact not in STANDS]
    found = {flip.disposition: flip for flip in one_change(facts, context, ruleset, asking)}
    for count in range(2, MOST_CHANGES + 1):
        if len(found) >= ENOUGH:
            break
        for changes in _several(facts, context, prover, may, count, (now.leads_to, *found)):
            keep_flip(found, now, verdict(changed(facts, changes), context, ruleset), changes)
    minutes = catalogue().urgency_minutes
    return tuple(sorted(found.values(), key=lambda flip: (len(flip.changes), minutes.get(flip.disposition, 0))))


def _several(
    facts: Mapping[str, Answer],
    context: Context,
    prover: Prover,
    may: Iterable[str],
    count: int,
    besides: Iterable[str],
) -> Iterator[tuple[Change, ...]]:
    """For every disposition that at most so many changes lead to, `besides` some, one such set of changes."""
    now, free, search = prover.case_of(facts, context), frozenset(may), prover.changes
    stands = [*search.context_of(now), *search.base_is(now), search.at_most(count)]
    stands.append(search.holds(-search.decision.waits))
    for fact in search.states.facts:
        if fact not in free:
            stands += search.as_in(now, fact)
        elif fact not in facts:
            stands.append(search.never_in_vain(fact))
        elif facts[fact].known:
            stands += search.with_value(fact)
        fresh = (name for name in search.variables(fact) if name.endswith("@old") and not now[name])
        stands += [-search.case.is_in(name, 1) for name in fresh]
    elsewhere = [name for name, kind in catalogue().kinds.items() if kind in ("return", "contact")]
    for then in search.reached(stands, {*besides, *elsewhere}).values():
        yield tuple(_between(now, then, facts, prover))


def _between(now: Case, then: Case, facts: Mapping[str, Answer], prover: Prover) -> Iterator[Change]:
    for fact in prover.states.facts:
        if any(then[name] != now[name] for name in prover.variables(fact)):
            answer = prover.states.answer(fact, then)
            if answer is not None and not isinstance(answer.value, Unknown):
                yield Change(fact, facts.get(fact), answer.value)
