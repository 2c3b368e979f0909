"""The rules that stand behind an advice, as rows to go to a rule from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from carecon.clinical.formats import phrase, sentence
from carecon.clinical.plain_text import one_line
from carecon.desk.case_views import CaseOnDesk
from carecon.screens.case_reasons import WorkedOut
from carecon.screens.danger_evidence import flag_words
from carecon.screens.widgets.spans import Line, Tone, column, cut

_ROLE, _ID = 15, 26


class RuleBehind(NamedTuple):
    """A rule and the part it has in the advice. A rule stands once, in its first part."""

    rule: str
    part: str
    because: str


def rules_behind(case: CaseOnDesk, worked: WorkedOut) -> tuple[RuleBehind, ...]:
    """Those that lead, that raised a danger sign, that speak for something else or against it, and the outranked."""
    found: dict[str, RuleBehind] = {}
    for rule, part in _parts(case, worked):
        found.setdefault(rule, RuleBehind(rule, part, one_line(case.because.get(rule, ""))))
    return tuple(found.values())


def rule_behind_line(row: RuleBehind, width: int) -> Line:
    """`leads      FALL-L2      It is a fall with no serious injury.`"""
    room = max(0, width - _ROLE - _ID)
    return (
        column(one_line(row.part), _ROLE - 1, Tone.MUTED),
        (" ", Tone.PLAIN),
        column(one_line(row.rule), _ID, Tone.STRONG),
        (cut(sentence(row.because), room), Tone.PLAIN),
    )


def _parts(case: CaseOnDesk, worked: WorkedOut) -> Iterator[tuple[str, str]]:
    advice = case.advice
    best = advice.recommended or advice.leaning
    for rule in best.because if best else ():
        yield rule, "leads"
    for flag, rules in advice.red_flags.raised_by.items():
        for rule in rules:
            yield rule, f"! {flag_words(case, flag)}"
    for option in advice.alternatives:
        for rule in option.because:
            yield rule, f"or {phrase(option.disposition)}"
    for no in advice.excluded:
        for rule in no.because:
            yield rule, f"not {phrase(no.disposition)}"
    for each in worked.reasoning.outranked if worked.reasoning else ():
        yield each.rule, "outranked"
