"""Faults planted in the shipped packs: a line changed, a rule taken out or put in, and what the checks say of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

from carecon.area.area import load_area
from carecon.area.context import Context
from carecon.clinical.casefile import case_from
from carecon.clinical.catalogue import catalogue
from carecon.rules.advise import advise
from carecon.rules.checks.case import NOON
from carecon.rules.checks.finding import Finding, Witness
from carecon.rules.checks.logic import logical_findings
from carecon.rules.ruleset import Ruleset, build_ruleset, shipped_packs


@dataclass(frozen=True)
class Change:
    """One place of one pack: `old` stands there once (within the rule `of`, where one is named)."""

    file: str
    old: str
    new: str
    of: str = ""


def with_changes(*changes: Change) -> Ruleset:
    """The shipped packs with these changes. Fails where a place is not found: the packs have moved on."""
    packs = dict(shipped_packs())
    for change in changes:
        text = packs[change.file]
        start, end = span_of(text, change.of) if change.of else (0, len(text))
        assert text.count(change.old, start, end) == 1, f"{change.old!r} in {change.file}: not there, or twice"
        packs[change.file] = text[:start] + text[start:end].replace(change.old, change.new) + text[end:]
    return build_ruleset(load_area("devon"), tuple(packs.items()))


def without(file: str, rule: str) -> Ruleset:
    """The shipped packs without one rule or definition, its tests and settlements."""
    packs = dict(shipped_packs())
    start, end = span_of(packs[file], rule)
    packs[file] = packs[file][:start] + packs[file][end:]
    return build_ruleset(load_area("devon"), tuple(packs.items()))


def before(file: str, rule: str, added: str) -> Ruleset:
    """The shipped packs with a rule put in before another."""
    packs = dict(shipped_packs())
    start, _ = span_of(packs[file], rule)
    packs[file] = packs[file][:start] + added + "\n" + packs[file][start:]
    return build_ruleset(load_area("devon"), tuple(packs.items()))


def span_of(text: str, name: str) -> tuple[int, int]:
    """Where a rule or definition begins and ends in the text of a pack."""
    head = re.search(rf'^\[\[(rule|definition)\]\]\nid = "{re.escape(name)}"\n', text, re.MULTILINE)
    assert head is not None, f"there is no {name}"
    after = re.compile(r"^(\[\[(rule|definition|allow)\]\]|# ----)", re.MULTILINE).search(text, head.end())
    return head.start(), after.start() if after else len(text)


def found(ruleset: Ruleset, *checks: str) -> dict[tuple[str, str], Finding]:
    """What these checks of the solver find, by check and place."""
    return {(finding.check, finding.where): finding for finding in logical_findings(ruleset, only=checks)}


def allowed(ruleset: Ruleset) -> frozenset[tuple[str, str]]:
    """What the packs stand by, each with a reason."""
    return frozenset((each.check, each.where) for pack in ruleset.packs.packs for each in pack.allows)


def confirmed(finding: Finding, ruleset: Ruleset) -> bool:
    """Whether the rules, run on the case of a finding, come to what it says; and so the case beside it, if any."""
    shown = [each for each in (finding.witness, finding.witness and finding.witness.other) if each]
    return bool(shown) and all(_outcome(each, ruleset) == each.outcome.partition(";")[0] for each in shown)


def _outcome(witness: Witness, ruleset: Ruleset) -> str:
    told = dict(witness.context)
    services = {name.removeprefix("service "): told.pop(name) for name in witness.context if name.startswith("service")}
    case = case_from({"at": NOON, "facts": dict(witness.facts)}, "witness", NOON)
    open_ones = dict.fromkeys(catalogue().kinds, "open")
    context = Context(
        at=NOON,
        area=ruleset.area.id,
        minutes_to_close=480,
        spoke=None,
        services=MappingProxyType({**open_ones, **services}),  # type: ignore[dict-item]
        **told,
    )
    said = advise(case.answers, context, ruleset)
    best = said.recommended or said.leaning
    assert best is not None
    return f"{said.state}: {best.disposition} within {best.urgency_minutes} minutes"
