"""The last rules of all: without a pathway and a place to go that hold always, some case would get no advice at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from carecon.clinical.catalogue import catalogue
from carecon.rules.checks.finding import Finding
from carecon.rules.language.condition import ALWAYS
from carecon.rules.ruleset import Ruleset

NO_LAST_RULE: Final = "no_last_rule"


def last_rules_findings(ruleset: Ruleset) -> Iterator[Finding]:
    """What rules on the pathway, and on who is gone to, lack to have an answer whatever is known."""
    kinds = catalogue().kinds
    if not any(rule.when == ALWAYS for rule in ruleset.pathways):
        told = "Let the last rule on the pathway hold always (when = true): a case that none fits gets no advice."
        yield Finding(NO_LAST_RULE, "pathway", told)
    if not any(rule.when == ALWAYS and kinds[rule.dispositions[0]] == "community" for rule in ruleset.routing):
        told = "Let a catch-all lead to help in the community (when = true): a case that no rule fits gets no advice."
        yield Finding(NO_LAST_RULE, "routing", told)
