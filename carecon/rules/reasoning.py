"""The reasons of an advice: why it and nothing else, what would change it, where it can still go, what was outranked.

Exact, and not for the loop of a console: grounding a ruleset takes a second once, a case tens of milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping

from carecon.area.context import Context
from carecon.clinical.answers import Answer
from carecon.rules.advice import Advice
from carecon.rules.advise import advise
from carecon.rules.language.condition import names
from carecon.rules.packing.rule import Rule
from carecon.rules.proof.possible import possible
from carecon.rules.proof.prover import prover
from carecon.rules.proof.why import forced_by
from carecon.rules.proof.why_not import flips
from carecon.rules.questioning.evidence import all_evidence
from carecon.rules.questioning.outranking import outranked
from carecon.rules.reasons import Reasoning
from carecon.rules.ruleset import Ruleset
from carecon.rules.running.evaluate import evaluate
from carecon.rules.steps.findings import Findings, find


def reason(facts: Mapping[str, Answer], context: Context, ruleset: Ruleset) -> Reasoning:
    """The reasons of the advice on a case with these answers, in this context.

    While facts are still needed it explains what the advice is leaning to.
    """
    said = advise(facts, context, ruleset)
    best = said.recommended or said.leaning
    if best is None:
        return Reasoning(None, (), (), (), ())
    found = find(facts, context, ruleset)
    asking = askable(found, said)
    proofs = prover(ruleset)
    evident = all_evidence(best.because, facts, context, ruleset)
    return Reasoning(
        disposition=best.disposition,
        why=forced_by(
            facts, context, best.disposition, proofs, [fact for rule in best.because for fact in evident[rule]]
        ),
        why_not=flips(facts, context, ruleset, proofs, asking),
        possible=possible(facts, context, proofs, asking),
        outranked=tuple(outranked(found, best)),
    )


def askable(found: Findings, said: Advice) -> tuple[str, ...]:
    """The facts without an answer that are asked of this case, or would be after some answer to one of them."""
    world = found.world
    asked = dict.fromkeys(question.fact for question in said.ask)
    rows = list(found.ruleset.needed)
    while rows:
        now = [rule for rule in rows if _may_count(rule, found, asked)]
        if not now:
            break
        rows = [rule for rule in rows if rule not in now]
        asked |= dict.fromkeys(fact for rule in now for member in rule.facts for fact in member)
    return tuple(fact for fact in asked if world.unanswered(fact))


def _may_count(rule: Rule, found: Findings, asked: Mapping[str, None]) -> bool:
    """Whether a row counts now, or may once facts that are asked have been answered."""
    held = evaluate(rule.when, found.world)
    return held is True or (held is None and not asked.keys().isdisjoint(names(rule.when)))
