"""How soon a danger sign settles: no pack may take more time than ids.toml gives it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from carecon.clinical.catalogue import catalogue
from carecon.rules.checks.finding import Finding
from carecon.rules.ruleset import Ruleset

SETTLES_LATER: Final = "red_flag_settles_later"


def settles_later_findings(ruleset: Ruleset) -> Iterator[Finding]:
    """Danger signs that may settle later than ids.toml says for the sign or, where it says nothing, for that help."""
    for flag, rules in ruleset.flag_rules.items():
        for rule in rules:
            for settlement in rule.may_settle:
                usual = catalogue().urgency_minutes[settlement.disposition]
                limit = catalogue().red_flags[flag].within_minutes or usual
                if settlement.within_minutes is not None and settlement.within_minutes > limit:
                    told = (
                        f"Let {flag} settle on {settlement.disposition} within {limit} minutes, as ids.toml says: "
                        f"it is {settlement.within_minutes}."
                    )
                    yield Finding(SETTLES_LATER, rule.id, told)
