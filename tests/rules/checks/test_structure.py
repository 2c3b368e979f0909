"""Checks of a ruleset as a text: each planted fault is found where it is, and a ruleset without faults has none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from carecon.area.area import load_area
from carecon.clinical.catalogue import catalogue
from carecon.rules.checks.finding import Finding
from carecon.rules.checks.structure import CHECKS, structural_findings
from carecon.rules.ruleset import build_ruleset, load_ruleset, shipped_packs

TODAY = date(2026, 11, 24)

GOOD = (Path(__file__).parent / "small.toml").read_text(encoding="utf-8")
ALLOW = """
[[allow]]
check = "{}"
where = "RF-BLEED"
reason = "A reason."
by = "A safety officer"
"""


def the_test(*words: str) -> str:
    """The line of the good pack that holds a test with those words."""
    return next(line for line in GOOD.splitlines(True) if "expect" in line and all(word in line for word in words))


FAST_PULSE = the_test("heart_rate = 111")
ON_A_THINNER = the_test("anticoagulant = true")
DEAD = the_test("died = true")
AT_4 = the_test("blood_glucose = 4.0")
NO_ANSWER = '  { facts = {}, expect = "unknown" },\n]\n[[rule.may'


def findings(text: str, today: date = TODAY) -> list[Finding]:
    return list(structural_findings(build_ruleset(load_area("devon"), (("small.toml", text),)), today))


def told(found: Iterable[Finding], check: str) -> dict[str, str]:
    return {finding.where: finding.message for finding in found if finding.check == check}


@pytest.mark.parametrize(
    ("check", "where", "old", "new", "message"),
    [
        ("rule_without_source", "RF-BLEED", "cg95 1.1; ng128 1.2", "cg95 1.1; ng128", "the section of 'NICE NG128"),
        ("rule_without_source", "RF-BLEED", "cg95 1.1; ng128 1.2", "cg95; ng128 1.2", "the section of 'NICE CG95"),
        ("rule_without_source", "low_sugar", "Stroke, 2019", "Stroke", "the year of 'NICE NG128, Stroke'"),
        ("rule_without_test", "RF-BLEED", NO_ANSWER, "]\n[[rule.may", "expects unknown"),
        ("rule_without_test", "low_sugar", AT_4, "", "expects false"),
        ("past_review", "low_sugar", "review_by = 2030-01-01", "review_by = 2026-11-23", "was due on 2026-11-23"),
        ("past_review", "RF-BLEED", 'source = "cg95', 'review_by = 2026-01-01\nsource = "cg95', "2026-01-01"),
        ("rule_without_hazard", "RF-BLEED", 'hazard = "H-07"\n', "", "Name the hazard"),
        ("boundary_untested", "low_sugar", "blood_glucose = 3.9", "blood_glucose = 3.0", "blood_glucose < 3.9"),
        ("boundary_untested", "low_sugar", "blood_glucose = 4.0", "blood_glucose = 9.0", "blood_glucose < 4.1"),
        ("boundary_untested", "RF-BLEED", FAST_PULSE, "", "could be heart_rate <= 111"),
        ("not_untested", "RF-BLEED", ON_A_THINNER, "", "not (anticoagulant) could be left out"),
        ("not_untested", "RF-BLEED", DEAD, "", "not (known(died)) could be left out"),
        ("criterion_untested", "RF-BLEED", 'all = ["gi_bleed"]', 'all = ["gi_bleed", "gi_bleed"]', "left out"),
        ("red_flag_settles_later", "RF-BLEED", "if.all = [", "within_minutes = 241\nif.all = [", "within 240 minutes"),
        ("red_flag_fact_unread", "gi_bleed.heart_rate", ', "heart_rate <= 110"]', "]", "look at it"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_found_where_it_is(check: str, where: str, old: str, new: str, message: str) -> None:
    assert old in GOOD
    assert where not in told(findings(GOOD), check)
    assert message in told(findings(GOOD.replace(old, new, 1)), check)[where]


def test_a_small_pack_without_faults_has_none_of_its_own() -> None:
    own = {"low_sugar", "RF-BLEED", "SEN-LOW"}
    assert [finding for finding in findings(GOOD) if finding.where in own] == []


def test_a_review_that_is_due_today_is_not_past() -> None:
    assert not told(findings(GOOD, date(2030, 1, 1)), "past_review")
    assert told(findings(GOOD, date(2030, 1, 2)), "past_review")


def test_a_danger_sign_without_a_rule_is_found_with_its_criterion() -> None:
    missing = told(findings(GOOD), "red_flag_without_rule")
    assert set(missing) == set(catalogue().red_flags) - {"gi_bleed"}
    assert catalogue().red_flags["stroke"].criterion in missing["stroke"]


def test_a_fact_that_nothing_uses_is_found_and_words_for_people_are_not() -> None:
    unused = told(findings(GOOD), "fact_never_used")
    assert "lives_alone" in unused
    assert not {"systolic_bp", "postcode", "past_history", "allergies_status", "caller_name"} & set(unused)


def test_an_allowed_finding_is_kept_quiet_and_no_other() -> None:
    found = findings(GOOD.replace(FAST_PULSE, "").replace(ON_A_THINNER, "") + ALLOW.format("boundary_untested"))
    assert "RF-BLEED" not in told(found, "boundary_untested")
    assert "RF-BLEED" in told(found, "not_untested")
    assert not told(found, "allow_not_needed")


def test_an_allowance_that_nothing_needs_is_found() -> None:
    found = findings(GOOD + ALLOW.format("past_review"))
    assert "there is nothing left that it allows" in told(found, "allow_not_needed")["RF-BLEED"]


def test_an_allowance_for_another_check_is_left_to_that_check() -> None:
    assert not told(findings(GOOD + ALLOW.format("unreachable")), "allow_not_needed")


def test_what_can_never_be_unknown_needs_no_such_test() -> None:
    text = GOOD.replace('when = "blood_glucose < 4"', 'when = "known(blood_glucose < 4)"', 1)
    text = text.replace('  { facts = {}, expect = "unknown" },\n]\n\n', "  { facts = {}, expect = false },\n]\n\n", 1)
    assert "low_sugar" not in told(findings(text), "rule_without_test")


def test_a_deleted_danger_sign_of_the_shipped_packs_is_found() -> None:
    packs = []
    for name, text in shipped_packs():
        start = text.find('[[rule]]\nid = "RF-CHOKING-01"')
        packs.append((name, text if start < 0 else text[:start] + text[text.index("[[rule]]", start + 1) :]))
    found = list(structural_findings(build_ruleset(load_area("devon"), tuple(packs)), TODAY))
    assert "choking" in told(found, "red_flag_without_rule")


@pytest.mark.parametrize(("rule", "where"), [("PATH-OTHER", "pathway"), ("CATCH-ALL", "routing")])
def test_rules_that_leave_a_case_without_any_answer_are_found(rule: str, where: str) -> None:
    packs = []
    for name, text in shipped_packs():
        before, head, after = text.partition(f'[[rule]]\nid = "{rule}"')
        packs.append((name, before + head + after.replace("when = true", 'when = "fall"', 1) if head else text))
    found = structural_findings(build_ruleset(load_area("devon"), tuple(packs)), TODAY)
    assert list(told(found, "no_last_rule")) == [where]


def test_the_shipped_packs_have_no_findings() -> None:
    assert list(structural_findings(load_ruleset("devon"), TODAY)) == []


def test_every_check_has_a_name_of_its_own() -> None:
    assert len(set(CHECKS)) == len(CHECKS)
