"""One fault of each kind, planted in the shipped packs: each is found, with a case that the rules confirm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from carecon.clinical.facts import vocabulary
from carecon.rules.checks import facts_used
from carecon.rules.checks.finding import Finding
from carecon.rules.checks.logic import logical_findings
from carecon.rules.checks.rule_tests import run_tests
from carecon.rules.checks.structure import structural_findings
from carecon.rules.language.condition import AllOf
from carecon.rules.packing.opened_pack import PackError
from carecon.rules.ruleset import Ruleset, load_ruleset
from tests.rules.checks.planted import Change, allowed, before, confirmed, found, with_changes, without

TODAY = date(2026, 11, 24)
PROBLEMS, NEEDS, DEFINITIONS, SENIOR = "problems.toml", "needs.toml", "definitions.toml", "senior.toml"
BRAIN, METABOLISM = "red_flags_brain_and_injury.toml", "red_flags_infection_and_metabolism.toml"
SUGAR_AT_HOME = 'if.all = ["acvpu == alert", "swallow_safe"]\n'

ADDED = """[[rule]]
id = "ADDED"
kind = "{kind}"
title = "Added"
when = "{when}"
then = {then}
because = "Added."
source = "product added"
tests = [{{ facts = {{}}, expect = "unknown" }}]
"""


def added(file: str, rule: str, kind: str, when: str, then: str) -> Ruleset:
    return before(file, rule, ADDED.format(kind=kind, when=when, then=then))


def failing(ruleset: Ruleset) -> set[str]:
    """The rules of which a test fails."""
    return {outcome.rule for outcome in run_tests(ruleset) if not outcome.passed}


def told(ruleset: Ruleset) -> dict[tuple[str, str], str]:
    return {(each.check, each.where): each.message for each in structural_findings(ruleset, TODAY)}


FIRES_NEVER: dict[str, tuple[str, str, Callable[[], Ruleset]]] = {
    "a rule whose conditions exclude each other": (
        "unreachable",
        "DIABETES",
        lambda: with_changes(
            Change(
                PROBLEMS,
                'when = "presenting_problem == diabetes"',
                'when.all = ["presenting_problem == diabetes", "presenting_problem == fall"]',
                "DIABETES",
            )
        ),
    ),
    "a settlement that can never come to hold": (
        "unreachable",
        "RF-HYPO-01 may settle on ucr_2h",
        lambda: with_changes(Change(METABOLISM, SUGAR_AT_HOME, 'if.all = ["blood_glucose >= 4"]\n', "RF-HYPO-01")),
    ),
    "a rule behind another with the same condition": (
        "never_decides",
        "ADDED",
        lambda: added(PROBLEMS, "WOUND", "routing", "presenting_problem == diabetes", '{ dispositions = ["ucr_2h"] }'),
    ),
    "a waiver that lifts nothing more than others do": (
        "never_decides",
        "ADDED",
        lambda: added(NEEDS, "NEED-PROBLEM", "waiver", "known(died)", '{ waives = ["observations"] }'),
    ),
}


@pytest.mark.parametrize("fault", FIRES_NEVER)
def test_a_rule_that_never_fires_or_never_decides_is_found(fault: str) -> None:
    check, where, plant = FIRES_NEVER[fault]
    assert set(found(plant(), check)) == {(check, where)}


IN_SOME_CASE: dict[str, tuple[str, str, Callable[[], Ruleset]]] = {
    "a problem for which no rule is left": ("gap", "abdominal_pain", lambda: without(PROBLEMS, "BELLY")),
    "a rule that leads to what another rules out": (
        "contradiction",
        "NEEDS-FLUIDS",
        lambda: with_changes(
            Change(PROBLEMS, '"self_care", "gp_routine"]', '"self_care", "ucr_2h", "virtual_ward"]', "FAINT")
        ),
    ),
    "the `if` of a settlement dropped": (
        "red_flag_settles_elsewhere",
        "hypoglycaemia",
        lambda: with_changes(Change(METABOLISM, SUGAR_AT_HOME, "", "RF-HYPO-01")),
    ),
    "half of the `if` of a settlement dropped": (
        "red_flag_settles_elsewhere",
        "hypoglycaemia",
        lambda: with_changes(Change(METABOLISM, ', "swallow_safe"]', "]", "RF-HYPO-01")),
    ),
    "a threshold in the `if` of a settlement moved by one": (
        "red_flag_settles_elsewhere",
        "kidney_emergency",
        lambda: with_changes(Change(METABOLISM, '"news2 < 5"]', '"news2 < 6"]', "RF-KIDNEY-01")),
    ),
    "a waiver added": (
        "needed_unknown",
        "neutropenic_risk",
        lambda: added(NEEDS, "NEED-PROBLEM", "waiver", "clinician_on_scene", '{ waives = ["infection"] }'),
    ),
    "the CFS where only its being there was asked": (
        "cfs_invalid",
        "cfs",
        lambda: with_changes(Change(DEFINITIONS, '"cfs >= 5"', '"recorded(cfs)"', "frail")),
    ),
    "a CPR decision that keeps somebody out of hospital": (
        "dnacpr",
        "dnacpr",
        lambda: with_changes(
            Change(
                PROBLEMS,
                '"catheter_problem == haematuria_clots"',
                '"catheter_problem == haematuria_clots", "not dnacpr"',
                "CATHETER-CLOTS",
            )
        ),
    ),
}


@pytest.mark.parametrize("fault", IN_SOME_CASE)
def test_a_fault_that_shows_in_some_case_is_found_with_such_a_case(fault: str) -> None:
    check, where, plant = IN_SOME_CASE[fault]
    ruleset = plant()
    findings = found(ruleset, check)
    assert (check, where) in findings
    assert all(confirmed(finding, ruleset) for finding in findings.values())


@pytest.mark.slow
def test_a_danger_that_brings_less_help_is_found_with_two_cases() -> None:
    """A visit within two hours for whoever bled, and the practice's four hours for whoever bled on a blood thinner."""
    ruleset = with_changes(Change(PROBLEMS, '["gp_same_day", "ucr_2h"]', '["ucr_2h", "gp_same_day"]', "BLEEDING"))
    findings = found(ruleset, "danger_lowers")
    new = {where: finding for (check, where), finding in findings.items() if (check, where) not in allowed(ruleset)}
    assert set(new) == {"anticoagulant", "antiplatelet", "bleeding_disorder"}
    for fact, finding in new.items():
        assert confirmed(finding, ruleset)
        assert finding.witness is not None
        assert finding.witness.other is not None
        one, other = dict(finding.witness.facts), dict(finding.witness.other.facts)
        assert (one.pop(fact), other.pop(fact)) == (False, True)
        assert one == other


def test_a_waiver_that_was_widened_is_found() -> None:
    """The rows of the ids themselves: equipment and a carer's breakdown without asking whether anybody is worried."""
    ruleset = load_ruleset()
    narrow = next(waiver for waiver in ruleset.waivers if "clinical_concern" in str(waiver.when))
    assert isinstance(narrow.when, AllOf)
    wide = replace(narrow, when=AllOf(tuple(x for x in narrow.when.parts if "clinical_concern" not in str(x))))
    waivers = tuple(wide if waiver is narrow else waiver for waiver in ruleset.waivers)
    planted = replace(ruleset, waivers=waivers, by_id={**ruleset.by_id, wide.id: wide}, hash="widened")
    findings = found(planted, "needed_unknown")
    assert ("needed_unknown", "respiratory_rate") in findings
    assert all(confirmed(finding, planted) for finding in findings.values())


def test_a_sign_cannot_be_written_to_settle_where_the_ids_do_not_allow_it() -> None:
    with pytest.raises(PackError, match="'gp_same_day' is not where hypoglycaemia may settle"):
        with_changes(Change(METABOLISM, 'disposition = "ucr_2h"', 'disposition = "gp_same_day"', "RF-HYPO-01"))


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("RF-HYPO-01", Change(METABOLISM, 'when = "blood_glucose < 4"', 'when = "blood_glucose < 3"', "RF-HYPO-01")),
        ("RF-HYPO-01", Change(METABOLISM, 'when = "blood_glucose < 4"', 'when = "blood_glucose <= 4"', "RF-HYPO-01")),
        (
            "fever_cold_or_unwell",
            Change(METABOLISM, '"temperature < 36"', '"temperature < 35"', "fever_cold_or_unwell"),
        ),
        ("SEN-RISK-AT-HOME", Change(SENIOR, '"news2 >= 5"', '"news2 >= 6"', "SEN-RISK-AT-HOME")),
        ("RF-CALCIUM-01", Change(METABOLISM, '"not hypercalcaemia_suspected", ', '"hypercalcaemia_suspected", ')),
        ("RF-SEPSIS-MODERATE-01", Change(METABOLISM, 'when.none = ["known(suspected', 'when.any = ["known(suspected')),
        ("SEN-SCENE", Change(SENIOR, '"not scene_safe"', '"scene_safe"', "SEN-SCENE")),
    ],
)
def test_a_threshold_moved_or_a_not_dropped_fails_a_test_of_its_rule(rule: str, change: Change) -> None:
    assert rule in failing(with_changes(change))


def test_the_tests_of_the_shipped_rules_pass() -> None:
    assert failing(load_ruleset()) == set()


@pytest.mark.parametrize(
    ("check", "where", "plant"),
    [
        ("red_flag_without_rule", "hypoglycaemia", lambda: without(METABOLISM, "RF-HYPO-01")),
        ("red_flag_not_raised", "opioid_toxicity", lambda: without(METABOLISM, "RF-OPIOID-01")),
        ("red_flag_not_raised", "opioid_toxicity", lambda: without(METABOLISM, "RF-OPIOID-02")),
        (
            "red_flag_not_raised",
            "hypoglycaemia",
            lambda: with_changes(Change(METABOLISM, '"blood_glucose < 4"', '"blood_glucose < 3"', "RF-HYPO-01")),
        ),
        ("fact_never_used", "dnacpr_reason_questionable", lambda: without("alongside.toml", "ADJ-DNACPR")),
        (
            "rule_without_source",
            "DIABETES",
            lambda: with_changes(Change(PROBLEMS, "source = ", 'source = "product" # ', "DIABETES")),
        ),
        (
            "rule_without_test",
            "BELLY",
            lambda: with_changes(Change(PROBLEMS, '  { facts = {}, expect = "unknown" },\n', "", "BELLY")),
        ),
        (
            "past_review",
            "BELLY",
            lambda: with_changes(Change(PROBLEMS, "source = ", "review_by = 2026-11-23\nsource = ", "BELLY")),
        ),
        (
            "boundary_untested",
            "RF-HYPO-01",
            lambda: with_changes(Change(METABOLISM, "blood_glucose = 4.0 }", "blood_glucose = 9.0 }", "RF-HYPO-01")),
        ),
    ],
)  # fmt: skip
def test_a_fault_in_the_text_is_found_without_a_solver(check: str, where: str, plant: Callable[[], Ruleset]) -> None:
    assert (check, where) not in told(load_ruleset())
    assert (check, where) in told(plant())


def test_a_fact_that_rules_read_and_nobody_asks_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    every = vocabulary()
    unasked = replace(every, facts={**every.facts, "fall": replace(every["fall"], ask="")})
    monkeypatch.setattr(facts_used, "vocabulary", lambda: unasked)
    assert ("fact_without_question", "fall") in told(load_ruleset())


def test_a_catch_all_leads_to_a_senior_whatever_its_author_writes() -> None:
    plain, visit = '{ dispositions = ["gp_same_day"] }', '{ dispositions = ["ucr_2h"], by_senior = false }'
    assert (
        found(with_changes(Change(PROBLEMS, '["gp_same_day"]', '["ucr_2h"]', "CATCH-ALL")), "catch_all_decides") == {}
    )
    with pytest.raises(PackError, match="by_senior"):
        with_changes(Change(PROBLEMS, plain, visit, "CATCH-ALL"))


@pytest.mark.parametrize("when", ["true", '"recorded(presenting_problem)"'])
def test_a_catch_all_that_is_not_called_one_is_found(when: str) -> None:
    """Under the name of an ordinary rule it would decide, and close every gap."""
    ruleset = with_changes(
        Change(PROBLEMS, 'kind = "catch_all"', 'kind = "routing"', "CATCH-ALL"),
        Change(PROBLEMS, "when = true", f"when = {when}", "CATCH-ALL"),
    )
    assert set(found(ruleset, "catch_all_decides")) == {("catch_all_decides", "CATCH-ALL")}


def test_a_catch_all_does_not_close_a_gap() -> None:
    ruleset = with_changes(Change(PROBLEMS, 'kind = "routing"', 'kind = "catch_all"', "BELLY"))
    assert ("gap", "abdominal_pain") in found(ruleset, "gap")


@pytest.mark.slow
def test_the_shipped_packs_have_no_finding_but_what_they_stand_by() -> None:
    ruleset = load_ruleset()
    findings = list[Finding](logical_findings(ruleset))
    assert {(each.check, each.where) for each in findings} <= allowed(ruleset)
    assert all(confirmed(each, ruleset) for each in findings)
