"""Whether each danger sign is raised by every criterion of the ids, as `must_raise.toml` says them case by case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from carecon.clinical.tables import Table, parse_toml
from carecon.rules.checks.finding import Finding, Witness
from carecon.rules.checks.rule_tests import world_of
from carecon.rules.packing.rule import RuleTest
from carecon.rules.ruleset import Ruleset
from carecon.rules.steps.flags import judge_flags

NOT_RAISED: Final = "red_flag_not_raised"
FILE: Final = "must_raise.toml"


def raised_findings(ruleset: Ruleset) -> Iterator[Finding]:
    """Danger signs that a case of their criterion does not raise, with the case; not those without any rule.

    Raises BadInput for a case whose facts cannot be.
    """
    for flag, cases in must_raise().items():
        if flag not in ruleset.flag_rules:
            continue
        for facts in cases:
            world = world_of(RuleTest(facts, True), ruleset, f"{FILE}, {flag}")
            judge_flags(world, ruleset)
            status = world.flags[flag]
            if status != "present":
                told = f"Let a rule raise {flag} in this case, as ids.toml asks: it is {status}."
                yield Finding(NOT_RAISED, flag, told, Witness(facts, {}, f"{flag} {status}"))


@cache
def must_raise() -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """Danger sign to the cases that must raise it, as facts of a case file."""
    text = (files("carecon.rules.checks") / FILE).read_text(encoding="utf-8")
    raises = Table(parse_toml(text, FILE), FILE).table("raises")
    return MappingProxyType({flag: tuple(raises.take(flag)) for flag in raises.names()})
