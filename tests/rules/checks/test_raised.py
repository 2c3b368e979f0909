"""Every criterion of the ids raises its danger sign, and a rule that is deleted is missed."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from carecon.clinical.catalogue import catalogue
from carecon.rules.checks.raised import must_raise, raised_findings
from carecon.rules.packing.rule import FlagRule
from carecon.rules.ruleset import load_ruleset

RULESET = load_ruleset("devon")
BESIDE_ANOTHER = [rule for rules in RULESET.flag_rules.values() if len(rules) > 1 for rule in rules]


def test_every_danger_sign_of_the_ids_has_cases_that_must_raise_it() -> None:
    assert set(must_raise()) == set(catalogue().red_flags)


def test_the_shipped_packs_raise_every_one_of_them() -> None:
    assert list(raised_findings(RULESET)) == []


@pytest.mark.parametrize("rule", BESIDE_ANOTHER, ids=lambda rule: rule.id)
def test_a_rule_that_is_deleted_beside_others_of_its_sign_is_missed(rule: FlagRule) -> None:
    left = tuple(each for each in RULESET.flag_rules[rule.flag] if each is not rule)
    found = list(
        raised_findings(replace(RULESET, flag_rules=MappingProxyType({**RULESET.flag_rules, rule.flag: left})))
    )
    assert {finding.where for finding in found} == {rule.flag}
    assert all(finding.witness is not None and finding.witness.facts for finding in found)
