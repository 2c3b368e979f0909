"""Every check on a ruleset, run one after the other: what they find, what a pack allows, what falls to the catch-all.

The solver that some checks need is imported only when they run.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from queue import SimpleQueue
from threading import Thread
from typing import Any, Final

from carecon.rules.checks.finding import Finding, Witness
from carecon.rules.checks.rule_tests import all_tested, run_tests
from carecon.rules.checks.structure import structural_findings
from carecon.rules.governing.description import plain
from carecon.rules.governing.telling import test_words
from carecon.rules.governing.witness import case_file
from carecon.rules.ruleset import Ruleset

_LOGIC: Final = "carecon.rules.checks.logic"
"""Imported by name when it runs: it brings the solver."""


def check(ruleset: Ruleset, today: str, *, logic: bool = True) -> Iterator[dict[str, Any]]:
    """Check a ruleset as it stands on the day `today` (ISO). Yields JSON objects as they come:

    `{"at": ..., "done": ..., "total": ...}` how far it is; `{"finding": ..., "case": ..., "other": ...}` with the
    witness as case files; `{"allowed": ..., "reason": ..., "by": ...}` what a pack stands by; `{"shares": {...}}` the
    share of complete cases for which no rule has an answer but the catch-all, by presenting problem, from 0 to 1.
    """
    allowed = {(each.check, each.where): each for pack in ruleset.packs.packs for each in pack.allows}
    for (name, where), allowance in allowed.items():
        yield {"allowed": {"check": name, "where": where}, "reason": allowance.reason, "by": allowance.by}
    yield {"at": "structure", "done": 0, "total": 1}
    for finding in structural_findings(ruleset, date.fromisoformat(today)):
        yield _told(finding)
    yield {"at": "structure", "done": 1, "total": 1}
    if logic:
        for told in _logical(ruleset):
            if isinstance(told, dict):
                yield told
            elif (told.check, told.where) not in allowed:
                yield _told(told)


def run_all_tests(ruleset: Ruleset) -> Iterator[dict[str, Any]]:
    """Run the tests of all rules. Yields a JSON object for each; one that failed says its `case`."""
    tested = {each.id: each for each in all_tested(ruleset)}
    for outcome in run_tests(ruleset):
        by = tested[outcome.rule]
        case = {} if outcome.passed else {"case": test_words(by.tests[outcome.number - 1])}
        yield {**plain(outcome), "pack": by.pack, "passed": outcome.passed, **case}


def head_of(ruleset: Ruleset) -> Iterator[dict[str, Any]]:
    """What a ruleset is called."""
    yield {"title": ruleset.title, "area": ruleset.area.id, "hash": ruleset.hash}


def _logical(ruleset: Ruleset) -> Iterator[Finding | dict[str, Any]]:
    """The findings of the solver and how far it is, as they come: it works in a thread of its own meanwhile."""
    came: SimpleQueue[Finding | dict[str, Any] | BaseException | None] = SimpleQueue()

    def work() -> None:
        try:
            module = import_module(_LOGIC)
            for finding in module.logical_findings(ruleset, lambda done, total: came.put(_at("logic", done, total))):
                came.put(finding)
            came.put({"shares": dict(module.catch_all_shares(ruleset))})
            came.put(None)
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that asked
            came.put(error)

    Thread(target=work, daemon=True).start()
    while (told := came.get()) is not None:
        if isinstance(told, BaseException):
            raise told
        yield told


def _at(what: str, done: int, total: int) -> dict[str, Any]:
    return {"at": what, "done": done, "total": total}


def _told(finding: Finding) -> dict[str, Any]:
    witness = finding.witness
    return {
        "finding": {"check": finding.check, "where": finding.where, "message": finding.message},
        "case": _case(witness),
        "other": _case(witness.other if witness is not None else None),
    }


def _case(witness: Witness | None) -> str | None:
    return None if witness is None else case_file(plain(witness.facts), plain(witness.context), witness.outcome)
