"""Which rules hold in a case and did not lead, and what stood before them."""

from __future__ import annotations

from collections.abc import Iterator

from carecon.rules.advice import Recommendation
from carecon.rules.packing.rule import FlagRule, Rule, ScopeRule, SeniorRule
from carecon.rules.reasons import Outranked
from carecon.rules.running.evaluate import evaluate
from carecon.rules.steps.findings import Findings


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
