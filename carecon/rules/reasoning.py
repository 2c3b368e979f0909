"""The reasons of an advice: why it and nothing else, what would change it, where it can still go, what was outranked.

Exact, and not for the loop of a console: grounding a ruleset takes a second once, a case tens of milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from carecon.area.context import Context
from carecon.clinical.answers import Answer
from carecon.rules.advice import Advice, Recommendation
from carecon.rules.advise import advise
from carecon.rules.language.condition import names
from carecon.rules.packing.rule import FlagRule, Rule, ScopeRule, SeniorRule
from carecon.rules.proof.possible import possible
from carecon.rules.proof.prover import prover
from carecon.rules.proof.why import forced_by
from carecon.rules.proof.why_not import flips
from carecon.rules.questioning.evidence import all_evidence
from carecon.rules.reasons import Outranked, Reasoning
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


def outranked(found: Findings, best: Recommendation) -> Iterator[Outranked]:
    """The rules on who is gone to, and on the pathway, that hold and did not lead, with what stood before them."""
    ruleset, world = found.ruleset, found.world
    holding = [rule for rule in ruleset.routing if evaluate(rule.when, world) is True]
    stronger = tuple(name for name in best.because if isinstance(ruleset.by_id.get(name), FlagRule | ScopeRule))
    stronger = stronger or tuple(name for name in best.because if _displaces(ruleset.by_id.get(name)))
    for rule in holding:
        if rule.kind == "routing" and rule.id not in best.because:
            before = stronger or (() if rule is holding[0] else (holding[0].id,))
            yield Outranked(rule.id, before or tuple(name for name in best.because if name not in ruleset.by_id))
    for path in ruleset.pathways:
        if path.id != found.pathway_rule and evaluate(path.when, world) is True and path.pathway != found.pathway:
            yield Outranked(path.id, (found.pathway_rule,))


def _displaces(rule: Rule | None) -> bool:
    return isinstance(rule, SeniorRule) and rule.otherwise is not None


def _may_count(rule: Rule, found: Findings, asked: Mapping[str, None]) -> bool:
    """Whether a row counts now, or may once facts that are asked have been answered."""
    held = evaluate(rule.when, found.world)
    return held is True or (held is None and not asked.keys().isdisjoint(names(rule.when)))
