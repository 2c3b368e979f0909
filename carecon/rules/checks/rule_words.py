"""What a safety officer needs of every rule: where it comes from, tests of every truth, a review to come, a hazard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from carecon.rules.checks.finding import Finding
from carecon.rules.checks.rule_tests import Tested, all_tested
from carecon.rules.language.condition import AllOf, AnyOf, AtLeast, Condition, FlagIs, Is, Known, Not, ServiceIs, Truth
from carecon.rules.language.names import FINDINGS, OUTCOME
from carecon.rules.packing.rule import FlagRule
from carecon.rules.ruleset import Ruleset

WITHOUT_SOURCE: Final = "rule_without_source"
WITHOUT_TEST: Final = "rule_without_test"
PAST_REVIEW: Final = "past_review"
WITHOUT_HAZARD: Final = "rule_without_hazard"

_YEAR: Final = re.compile(r"\b(1[89]|20)\d\d\b")
_ALWAYS_KNOWN: Final = FINDINGS.keys() | OUTCOME.keys() | {"in_hours", "pause_applies"}
"""Names that have a value whenever a rule may look at them."""
_WORDS: Final[Mapping[Truth, str]] = {True: "true", False: "false", None: "unknown"}


def words_findings(ruleset: Ruleset, today: date) -> Iterator[Finding]:
    """Rules and definitions without a whole source, without tests, past their review, or without a hazard."""
    sources = {pack.id: pack.sources for pack in ruleset.packs.packs}
    for tested in all_tested(ruleset):
        for problem in _in_sources(tested.source, sources.get(tested.pack, {})):
            yield Finding(WITHOUT_SOURCE, tested.id, problem)
        missing = truths(tested, ruleset) - {test.expect for test in tested.tests}
        if missing:
            words = " and ".join(sorted(_WORDS[each] for each in missing))
            yield Finding(WITHOUT_TEST, tested.id, f"Add a test that expects {words}.")
        if tested.review_by is None or tested.review_by < today:
            told = f"was due on {tested.review_by}" if tested.review_by else "has no date"
            yield Finding(PAST_REVIEW, tested.id, f"Review it and set review_by anew: the review {told}.")
        if not tested.hazards:
            yield Finding(
                WITHOUT_HAZARD, tested.id, "Name the hazard that it keeps in check: hazard = an id such as H-07."
            )


def _in_sources(source: str, declared: Mapping[str, str]) -> Iterator[str]:
    """What is missing in the words that a rule's `source` was read into: a section after each, a year in each."""
    rest = source
    while rest:
        given = max((text for text in declared.values() if rest.startswith(text)), key=len, default="")
        if not given:
            yield f"Declare the source in [pack.sources]: {rest!r} is none of them."
            return
        section, _, rest = rest[len(given) :].partition("; ")
        if not section.removeprefix(", ").strip():
            yield f"Name the section of {given!r}: source = the name of the source, then the section."
        if not _YEAR.search(given):
            yield f"Name the year of {given!r} in [pack.sources]."


def truths(tested: Tested, ruleset: Ruleset) -> frozenset[Truth]:
    """What a rule or definition can come to at all; a condition of `known(...)` is never unknown."""
    found = _truths(tested.when, ruleset)
    if isinstance(tested, FlagRule) and tested.excluded_when is not None:
        return found | {None, False}
    return found


def _truths(condition: Condition, ruleset: Ruleset) -> frozenset[Truth]:
    match condition:
        case AllOf(()):
            return frozenset({True})
        case Known() | FlagIs() | ServiceIs():
            return frozenset({True, False})
        case Not(inner):
            return frozenset(None if each is None else not each for each in _truths(inner, ruleset))
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return frozenset().union(*(_truths(part, ruleset) for part in parts), {True, False})
        case Is(name) if name in ruleset.definitions:
            return _truths(ruleset.definitions[name], ruleset)
        case _ if getattr(condition, "name", None) in _ALWAYS_KNOWN:
            return frozenset({True, False})
        case _:
            return frozenset({True, False, None})
