"""Checks that need no solver: words and dates of rules, facts and questions, danger signs, last rules, own tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Final

from carecon.rules.checks.allowances import NOT_NEEDED, without_allowed
from carecon.rules.checks.facts_used import (
    FLAG_FACT_UNREAD,
    FLAG_WITHOUT_RULE,
    NEVER_USED,
    WITHOUT_QUESTION,
    facts_findings,
)
from carecon.rules.checks.finding import Finding
from carecon.rules.checks.last_rules import NO_LAST_RULE, last_rules_findings
from carecon.rules.checks.mutants import BOUNDARY, CRITERION, NEGATION
from carecon.rules.checks.own_tests import tests_findings
from carecon.rules.checks.raised import NOT_RAISED, raised_findings
from carecon.rules.checks.rule_words import (
    PAST_REVIEW,
    WITHOUT_HAZARD,
    WITHOUT_SOURCE,
    WITHOUT_TEST,
    words_findings,
)
from carecon.rules.checks.settles_later import SETTLES_LATER, settles_later_findings
from carecon.rules.ruleset import Ruleset

STRUCTURAL: Final = (
    WITHOUT_SOURCE,
    WITHOUT_TEST,
    PAST_REVIEW,
    WITHOUT_HAZARD,
    NEVER_USED,
    WITHOUT_QUESTION,
    FLAG_WITHOUT_RULE,
    FLAG_FACT_UNREAD,
    NOT_RAISED,
    NO_LAST_RULE,
    SETTLES_LATER,
    BOUNDARY,
    NEGATION,
    CRITERION,
)
"""The checks that an [[allow]] may name here; `allow_not_needed` comes beside them."""

CHECKS: Final = (*STRUCTURAL, NOT_NEEDED)


def structural_findings(ruleset: Ruleset, today: date) -> Iterator[Finding]:
    """What is wrong with a ruleset as a text, less what its packs allow. `today` is held against review dates.

    Raises BadInput for a test whose facts cannot be.
    """
    found = chain(
        words_findings(ruleset, today),
        facts_findings(ruleset),
        raised_findings(ruleset),
        last_rules_findings(ruleset),
        settles_later_findings(ruleset),
        tests_findings(ruleset),
    )
    return without_allowed(found, ruleset, STRUCTURAL)
