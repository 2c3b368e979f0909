"""Whether the tests of a rule would notice a slip in it: each rule is changed by one slip at a time, and tried."""

from __future__ import annotations

from collections.abc import Iterator

from carecon.rules.checks.finding import Finding
from carecon.rules.checks.mutants import mutants
from carecon.rules.checks.rule_tests import all_tested, outcomes, worlds
from carecon.rules.ruleset import Ruleset


def tests_findings(ruleset: Ruleset) -> Iterator[Finding]:
    """Slips that no test of the rule notices. Rules without any test are another finding, and not looked at here."""
    for tested in all_tested(ruleset):
        if not tested.tests:
            continue
        seen = worlds(tested, ruleset)
        as_written = list(outcomes(tested, seen))
        for mutant in mutants(tested):
            if list(outcomes(mutant.tested, seen)) == as_written:
                told = f"Add a test that tells the difference: {mutant.told}, and no test of {tested.id} would notice."
                yield Finding(mutant.check, tested.id, told)
