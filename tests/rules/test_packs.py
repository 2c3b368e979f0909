"""The shipped packs: every rule does what its own tests say, and contains what the ids demand."""

from __future__ import annotations

import pytest

from carecon.clinical.catalogue import catalogue
from carecon.rules.checks.rule_tests import Outcome, run_tests
from carecon.rules.packing.rule import FlagRule, RoutingRule
from carecon.rules.ruleset import load_ruleset

RULESET = load_ruleset("devon")
FLAG_RULES = [rule for rules in RULESET.flag_rules.values() for rule in rules]


def label(outcome: Outcome) -> str:
    return f"{outcome.rule}-{outcome.number}"


@pytest.mark.parametrize("outcome", run_tests(RULESET), ids=label)
def test_every_rule_does_what_its_tests_say(outcome: Outcome) -> None:
    assert outcome.passed, f"expected {outcome.expected}, found {outcome.found}"


def test_every_rule_has_tests_a_reason_and_a_source() -> None:
    for rule in RULESET.packs.rules:
        assert rule.because.endswith("."), rule.id
        assert rule.source, rule.id
        assert rule.tests, rule.id


def test_every_danger_sign_of_the_ids_has_a_rule_with_tests_for_true_false_and_unknown() -> None:
    for flag in catalogue().red_flags:
        rules = RULESET.flag_rules[flag]
        assert {test.expect for rule in rules for test in rule.tests} == {True, False, None}, flag


@pytest.mark.parametrize("rule", FLAG_RULES, ids=lambda rule: rule.id)
def test_a_danger_sign_settles_only_where_the_ids_allow(rule: FlagRule) -> None:
    flag = catalogue().red_flags[rule.flag]
    allowed = {settlement.disposition for settlement in rule.may_settle}
    assert allowed <= set(flag.may_settle_on)
    assert rule.emergency in flag.settles_on or rule.id == "RF-CAUDA-02"
    assert all((each.within_minutes or 0) <= (flag.within_minutes or 10**6) for each in rule.may_settle)


def test_every_way_out_that_the_ids_name_is_offered_by_some_rule_of_the_sign() -> None:
    for flag in catalogue().red_flags.values():
        offered = {each.disposition for rule in RULESET.flag_rules[flag.id] for each in rule.may_settle}
        assert offered == set(flag.may_settle_on), flag.id


def test_signs_of_dying_are_those_of_the_ids_and_airway_compromise_is_not_one() -> None:
    for rule in FLAG_RULES:
        if rule.id != "RF-AIRWAY-01":
            assert rule.sign_of_dying == catalogue().red_flags[rule.flag].set_aside_in_dying, rule.id
        else:
            assert not rule.sign_of_dying


def test_the_needed_rows_of_the_ids_are_all_there() -> None:
    names = [rule.name for rule in RULESET.needed]
    assert len(names) == len(set(names))
    assert {row.name for row in catalogue().needed} <= set(names)


def test_the_catch_all_comes_last_and_only_leads_to_a_senior() -> None:
    last = RULESET.routing[-1]
    assert last.kind == "catch_all"
    assert last.by_senior
    assert [rule.kind for rule in RULESET.routing].count("catch_all") == 1


def test_every_disposition_and_pathway_can_be_reached() -> None:
    routed = {name for rule in RULESET.routing for name in (*rule.dispositions, *rule.offers)}
    settled = {each.disposition for rule in FLAG_RULES for each in rule.may_settle}
    emergencies = {rule.emergency for rule in FLAG_RULES}
    returns = {rule.disposition for rule in RULESET.scope}
    assert routed | settled | emergencies | returns == set(catalogue().kinds)
    assert {rule.pathway for rule in RULESET.pathways} == set(catalogue().pathways)


def test_nobody_is_routed_to_an_emergency_without_a_reason_beside_danger_signs() -> None:
    emergencies = [rule.id for rule in RULESET.routing if _leads_to_emergency(rule)]
    assert emergencies == ["DEATH-CONCERN", "INJURY-NOW"]


def _leads_to_emergency(rule: RoutingRule) -> bool:
    return any(catalogue().kinds[disposition] == "emergency" for disposition in rule.dispositions)
