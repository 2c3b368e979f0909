"""z3 comes to what clingo comes to: over the same decision, encoded apart with whole numbers and sums."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache

import pytest

from carecon.rules.checks.logic import Claims, claims_about, logical_findings
from carecon.rules.ruleset import Ruleset, load_ruleset
from tests.rules.checks.planted import Change, with_changes, without
from tests.rules.oracle.circuits import key_of, pair_claim_fails, single_claims_that_fail
from tests.rules.proof.any_case import in_full

PROBLEMS, DEFINITIONS = "problems.toml", "definitions.toml"
METABOLISM = "red_flags_infection_and_metabolism.toml"
MOST = {"unreachable", "never_decides"}


@cache
def shipped() -> Claims:
    return claims_about(load_ruleset())


def by_clingo(ruleset: Ruleset, *checks: str) -> set[tuple[str, str, str]]:
    return {(found.check, found.where, found.message) for found in logical_findings(ruleset, only=checks)}


@pytest.mark.slow
@pytest.mark.soak
def test_every_single_claim_about_the_shipped_packs_comes_out_alike() -> None:
    """In full also what fires and what decides, of which there are most."""
    checks = {claim.check for claim in shipped().single} - (set() if in_full(0, 1) else MOST)
    for check in sorted(checks):
        claims = [claim for claim in shipped().single if claim.check == check]
        assert single_claims_that_fail(shipped().decision, claims) == by_clingo(load_ruleset(), check), check


FAULTS: dict[str, tuple[str, Callable[[], Ruleset]]] = {
    "a gap": ("gap", lambda: without(PROBLEMS, "BELLY")),
    "a settlement without its `if`": (
        "red_flag_settles_elsewhere",
        lambda: with_changes(Change(METABOLISM, 'if.all = ["acvpu == alert", "swallow_safe"]\n', "", "RF-HYPO-01")),
    ),
    "what another rules out": (
        "contradiction",
        lambda: with_changes(
            Change(PROBLEMS, '"self_care", "gp_routine"]', '"self_care", "ucr_2h", "virtual_ward"]', "FAINT")
        ),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_by_both_and_in_the_same_places(fault: str) -> None:
    check, plant = FAULTS[fault]
    ruleset = plant()
    claimed = claims_about(ruleset)
    claims = [claim for claim in claimed.single if claim.check == check]
    if check == "red_flag_settles_elsewhere":
        claims = [claim for claim in claims if claim.where == "hypoglycaemia"]
    found = single_claims_that_fail(claimed.decision, claims)
    assert found
    assert found == by_clingo(ruleset, check)


@pytest.mark.slow
@pytest.mark.soak
def test_claims_about_two_cases_come_out_alike() -> None:
    """The CPR form, the frailty scale, and some dangers, among them what the packs stand by; in full every one."""
    checks = ("dnacpr", "cfs_invalid", "danger_lowers")
    refuted = by_clingo(load_ruleset(), *checks)
    pairs = list(shipped().pairs)
    kept = [each for each in pairs if each.check != "danger_lowers" or key_of(each) in refuted]
    kept += random.Random(51).sample([each for each in pairs if each not in kept], in_full(1, len(pairs) - len(kept)))
    assert {key_of(each) for each in kept if pair_claim_fails(shipped().decision, each)} == refuted
