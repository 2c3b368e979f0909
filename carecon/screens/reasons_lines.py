"""Reasons in lines: why this is advised, what would change it, what is still possible, and what was outranked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from rich.cells import cell_len

from carecon.clinical.catalogue import catalogue
from carecon.clinical.facts import vocabulary
from carecon.clinical.formats import phrase, sentence, value_words
from carecon.clinical.plain_text import one_line
from carecon.desk.case_views import CaseOnDesk
from carecon.rules.reasons import Change, Flip, Outranked, Reasoning
from carecon.screens.advice_lines import because_words, decided_words
from carecon.screens.case_reasons import WorkedOut
from carecon.screens.danger_evidence import fact_names
from carecon.screens.presenters import SHORT_DISPOSITIONS
from carecon.screens.widgets.lines import heading
from carecon.screens.widgets.spans import BLANK, Line, Tone, cut, plain, wrapped

WORKING_OUT = "working out ..."
CANNOT = "cannot be worked out: F7 says why"

_UTC = ZoneInfo("UTC")
"""No reason rests on a time; value words ask for a zone all the same."""


def reasons_lines(case: CaseOnDesk, worked: WorkedOut, width: int) -> Sequence[Line]:
    """All of it, as sections of a page."""
    if worked.reasoning is None:
        return [heading("Why, and what would change it", width), *_not_there(worked, width), BLANK]
    reasoning = worked.reasoning
    return [
        heading("Why: these answers alone lead there, whatever the others", width),
        *_why(case, reasoning, width),
        BLANK,
        heading("What would change it", width),
        *_why_not(reasoning, width),
        BLANK,
        heading("Still possible, the most urgent first", width),
        *_possible(reasoning, width),
        BLANK,
        heading("The next best question, and what it decides", width),
        *_next_question(case, width),
        BLANK,
        heading("Outranked: rules that hold, and what stood before them", width),
        *_outranked(case, reasoning.outranked, width),
        BLANK,
    ]


def short_lines(worked: WorkedOut, width: int) -> Sequence[Line]:
    """Two lines for the advice beside the facts, whatever is known: nothing under them moves when more is."""
    reasoning = worked.reasoning
    if reasoning is None:
        told = WORKING_OUT if worked.waited_for else CANNOT
        return _labelled("Still possible", told, width), _labelled("Would change it", told, width)
    room = width - len(" Still possible: ")
    possible = _as_many(list(map(short_disposition, reasoning.possible)), room) or "nothing else"
    first = reasoning.why_not[0] if reasoning.why_not else None
    change = (
        f"{short_disposition(first.disposition)} {_if(first.changes, in_full=False)}" if first else "no small change"
    )
    return _labelled("Still possible", possible, width), _labelled("Would change it", change, width)


def short_disposition(name: str) -> str:
    """A disposition in a few words."""
    return one_line(SHORT_DISPOSITIONS.get(name) or phrase(name))


def change_words(change: Change, *, in_full: bool = True) -> str:
    """`able to take weight were no`, `heart rate (not asked) were 131/min`; in short without what was asked."""
    known = vocabulary()
    (called,) = fact_names([change.fact])
    asked = " (not asked)" if in_full and change.now is None else ""
    if change.fact not in known:
        return f"{called}{asked} were different"
    fact = known[change.fact]
    if fact.restricted:
        return f"{called}{asked} were different"
    return f"{called}{asked} were {value_words(fact, change.then, _UTC)}"


def _as_many(words: Sequence[str], room: int) -> str:
    """As many of the words as fit, and how many there are besides."""
    for left in range(len(words)):
        more = f" and {left} more" if left else ""
        told = ", ".join(words[: len(words) - left]) + more
        if cell_len(told) <= room:
            return told
    return f"{len(words)} of them" if words else ""


def _labelled(label: str, told: str, width: int) -> Line:
    start = f" {label}: "
    return (start, Tone.MUTED), (cut(told, width - len(start)), Tone.PLAIN)


def _not_there(worked: WorkedOut, width: int) -> list[Line]:
    if worked.waited_for:
        return [plain(f"   {WORKING_OUT}")]
    told = f"   It cannot be worked out. {one_line(worked.problem)} The advice does not depend on it."
    return wrapped(told, width, Tone.CAUTION, indent="   ")


def _why(case: CaseOnDesk, reasoning: Reasoning, width: int) -> list[Line]:
    if reasoning.disposition is None:
        return wrapped("   Nothing is settled yet: what is still possible stands below.", width, indent="   ")
    if not reasoning.why:
        return wrapped("   No answer is named that forces it.", width, indent="   ")
    told = "; ".join(_answer(case, fact) for fact in reasoning.why)
    return [*wrapped(f"   {sentence(told)}.", width, indent="   "), *_beside_answers(case, reasoning, width)]


def _beside_answers(case: CaseOnDesk, reasoning: Reasoning, width: int) -> list[Line]:
    """What the answers alone do not say: the service decides a return, and what is not asked yet is open."""
    if reasoning.disposition is not None and catalogue().kinds.get(reasoning.disposition) == "return":
        told = "The area, the hours or a pause of the hub makes it a return; these answers leave no certain emergency."
    elif case.advice.state == "need_more_facts":
        told = "Of what is recorded. What is not answered yet may still lead elsewhere: see Still possible."
    else:
        return []
    return wrapped(f"   {told}", width, indent="   ")


def _answer(case: CaseOnDesk, name: str) -> str:
    (called,) = fact_names([name])
    held, known = case.view.facts.get(name), vocabulary()
    if held is None or name not in known or known[name].restricted:
        return called
    return f"{called}: {value_words(known[name], held.answer.value, _UTC)}"


def _why_not(reasoning: Reasoning, width: int) -> list[Line]:
    if not reasoning.why_not:
        return wrapped("   No small change of the answers leads to anything else.", width, indent="   ")
    return [line for flip in reasoning.why_not for line in wrapped(f"   {_flip(flip)}", width, indent="     ")]


def _flip(flip: Flip) -> str:
    senior = ", as a senior's decision" if flip.senior else ""
    return f"{_if(flip.changes)} -> {one_line(phrase(flip.disposition))}{senior}"


def _if(changes: Iterable[Change], *, in_full: bool = True) -> str:
    return "if " + " and ".join(change_words(change, in_full=in_full) for change in changes)


def _possible(reasoning: Reasoning, width: int) -> list[Line]:
    if not reasoning.possible:
        return wrapped("   Nothing: whatever else is answered, no answer can be settled on.", width, indent="   ")
    told = [f"   {number}  {one_line(phrase(name))}" for number, name in enumerate(reasoning.possible, 1)]
    return [line for text in told for line in wrapped(text, width, indent="      ")]


def _next_question(case: CaseOnDesk, width: int) -> list[Line]:
    if not case.advice.ask:
        return [plain("   none")]
    first, known = case.advice.ask[0], vocabulary()
    asked = known[first.fact].ask if first.fact in known else phrase(first.fact)
    decided = decided_words(case, first.decides)
    lines = wrapped(f"   {asked}", width, Tone.STRONG, indent="   ")
    told = f"   decides: {decided}" if decided else f"   {one_line(first.why)}"
    return [*lines, *wrapped(told, width, indent="     ")]


def _outranked(case: CaseOnDesk, outranked: Sequence[Outranked], width: int) -> list[Line]:
    lines: list[Line] = []
    for each in outranked:
        lines += wrapped(f"   {one_line(each.rule)}: {because_words(case, each.rule)}", width, indent="     ")
        for before in each.by:
            told = f"     behind {one_line(before)}: {because_words(case, before)}"
            lines += wrapped(told, width, Tone.MUTED, indent="       ")
    return lines or [plain("   none")]
