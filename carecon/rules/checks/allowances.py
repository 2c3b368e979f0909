"""Findings that an author stands by: `[[allow]]` tables of packs, and those among them that nothing needs any more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from carecon.rules.checks.finding import Finding
from carecon.rules.ruleset import Ruleset

NOT_NEEDED: Final = "allow_not_needed"


def without_allowed(findings: Iterable[Finding], ruleset: Ruleset, checks: Collection[str]) -> Iterator[Finding]:
    """The findings that no pack allows, and each allowance for one of those `checks` that allowed nothing."""
    allowed = {(each.check, each.where): pack for pack in ruleset.packs.packs for each in pack.allows}
    unused = {key: pack for key, pack in allowed.items() if key[0] in checks}
    for finding in findings:
        key = finding.check, finding.where
        unused.pop(key, None)
        if key not in allowed:
            yield finding
    for (check, where), pack in unused.items():
        told = f"Take the [[allow]] for {check} out of {pack.file}: there is nothing left that it allows."
        yield Finding(NOT_NEEDED, where, told)
