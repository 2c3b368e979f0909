"""Every check on a ruleset, run one after the other: what they find, what a pack allows, what falls to the catch-all.

The solver that some checks need is imported only when they run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from carecon.rules.description import plain
from carecon.rules.rule_tests import run_tests
from carecon.rules.ruleset import Ruleset
from carecon.rules.witness import case_file

_STRUCTURE: Final = "carecon.rules.checks.structure"
_LOGIC: Final = "carecon.rules.checks.logic"


def check(ruleset: Ruleset, today: str, *, logic: bool = True) -> Iterator[dict[str, Any]]:
    """Check a ruleset as it stands on the day `today` (ISO). Yields JSON objects as they come:

    `{"at": ...}` what is being looked at; `{"finding": ..., "case": ..., "other": ...}` with the witness as case files;
    `{"allowed": ..., "reason": ..., "by": ...}` a finding that a pack stands by; `{"shares": {...}}` the share of
    complete cases for which no rule has an answer but the catch-all, by presenting problem, from 0 to 1.
    """
    yield {"at": "structure"}
    yield from _told(ruleset, _structural(ruleset, date.fromisoformat(today)))
    if logic and find_spec(_LOGIC) is not None:
        yield {"at": "logic"}
        yield from _logical(ruleset)


def run_all_tests(ruleset: Ruleset) -> Iterator[dict[str, Any]]:
    """Run the tests of all rules. Yields a JSON object for each."""
    packs = {rule.id: rule.pack for rule in ruleset.packs.rules}
    for outcome in run_tests(ruleset):
        yield {**plain(outcome), "pack": packs.get(outcome.rule, ""), "passed": outcome.passed}


def head_of(ruleset: Ruleset) -> Iterator[dict[str, Any]]:
    """What a ruleset is called."""
    yield {"title": ruleset.title, "area": ruleset.area.id, "hash": ruleset.hash}


def _structural(ruleset: Ruleset, today: date) -> Iterable[Any]:
    found: Iterable[Any] = import_module(_STRUCTURE).structural_findings(ruleset, today)
    return found


def _logical(ruleset: Ruleset) -> Iterator[dict[str, Any]]:
    module = import_module(_LOGIC)
    news: list[str] = []
    for finding in module.logical_findings(ruleset, news.append):
        yield from ({"at": each} for each in news)
        news.clear()
        yield from _told(ruleset, [finding])
    yield {"at": "catch-all"}
    yield {"shares": dict(module.catch_all_shares(ruleset))}


def _told(ruleset: Ruleset, findings: Iterable[Any]) -> Iterator[dict[str, Any]]:
    allowed = {(each.check, each.where): each for pack in ruleset.packs.packs for each in pack.allows}
    for finding in findings:
        witness = finding.witness
        told = {
            "finding": {"check": finding.check, "where": finding.where, "message": finding.message},
            "case": _case(witness),
            "other": _case(witness.other if witness is not None else None),
        }
        allowance = allowed.get((finding.check, finding.where))
        if allowance is None:
            yield told
        else:
            yield {"allowed": told["finding"], "reason": allowance.reason, "by": allowance.by}


def _case(witness: Any) -> str | None:
    return None if witness is None else case_file(plain(witness.facts), plain(witness.context), witness.outcome)
