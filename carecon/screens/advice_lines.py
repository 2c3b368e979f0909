"""Advice in lines: what to do and why, what would change it, what to ask next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from carecon.clinical.catalogue import catalogue
from carecon.clinical.facts import vocabulary
from carecon.clinical.formats import duration_text, phrase, sentence
from carecon.clinical.plain_text import one_line
from carecon.desk.case_views import Advice, CaseOnDesk, Recommendation
from carecon.screens.danger_evidence import fact_names, flag_words, within_sentence
from carecon.screens.presenters import SHORT_DISPOSITIONS, STATE_WORDS
from carecon.screens.widgets.lines import heading
from carecon.screens.widgets.spans import Line, Span, Tone, wrapped

THEN_ASK = ("respiratory_rate", "spo2", "acvpu", "blood_glucose")
"""What is worth having while an emergency ambulance comes: breathing, alertness and a glucose need few hands."""

_NO_DEADLINE = ("gp_same_day", "gp_routine", "self_care", "pharmacy", "signpost")
"""Dispositions whose time is in their name, or that nobody comes for."""


def state_span(advice: Advice) -> Span:
    """What is advised, or what it waits for, in a few words: it stands on every tab."""
    words, tone = STATE_WORDS[advice.state]
    option = advice.recommended
    if option is not None and is_emergency(advice):
        category = "" if option.ambulance_category is None else f", category {option.ambulance_category}"
        senior = "; senior too" if advice.state == "senior_decision" else ""
        return f"! {_short(option)}{category}{senior}", Tone.DANGER
    match advice.state:
        case "need_more_facts":
            count = len(advice.ask)
            return (f"? NEED {count} MORE FACT{'' if count == 1 else 'S'}" if count else words), tone
        case "senior_decision":
            best = option or advice.leaning
            return (words if best is None else f"{words}: {_short(best)}"), tone
        case _:
            return (words if option is None else f"* {_short(option)}"), tone


def is_emergency(advice: Advice) -> bool:
    """Whether an emergency is advised."""
    return advice.recommended is not None and catalogue().kinds.get(advice.recommended.disposition) == "emergency"


def _short(option: Recommendation) -> str:
    """`UCR within 2 h`, `EMERGENCY SPECIALTY, stroke`."""
    words = SHORT_DISPOSITIONS.get(option.disposition) or phrase(option.disposition)
    if option.specialty:
        words += f", {phrase(option.specialty)}"
    timeless = option.urgency_minutes == 0 or option.disposition in _NO_DEADLINE
    return words if timeless else f"{words} within {duration_text(option.urgency_minutes)}"


def option_words(case: CaseOnDesk, option: Recommendation) -> str:
    """What would be done, where, and by when: `Community response within 2 hours, South`."""
    parts = [sentence(phrase(option.disposition))]
    if option.ambulance_category is not None:
        parts.append(f"category {option.ambulance_category}")
    parts += [phrase(name) for name in (option.specialty, option.via) if name]
    if option.spoke:
        parts.append(case.menu.spokes.get(option.spoke) or sentence(phrase(option.spoke)))
    if option.urgency_minutes == 0:
        parts.append("now")
    elif not option.disposition.endswith(("2h", "48h")):
        parts.append(f"within {duration_text(option.urgency_minutes)}")
    return ", ".join(parts)


def advice_lines(case: CaseOnDesk, width: int, reasons: Sequence[Line] = ()) -> Sequence[Line]:
    """State, recommendation or leaning, because, what would change it, and what is not advised.

    `reasons` are what is known of what is still possible, in short.
    """
    return [*led_lines(case, width), *reasons, *_would_change(case, width), *beside_lines(case, width)]


def led_lines(case: CaseOnDesk, width: int) -> list[Line]:
    """State, recommendation or leaning, and because."""
    advice = case.advice
    words, tone = state_span(advice) if advice.state == "need_more_facts" else STATE_WORDS[advice.state]
    if is_emergency(advice):
        words, tone = "! EMERGENCY", Tone.DANGER
    lines: list[Line] = [((f" {words}", tone),)]
    best = advice.recommended or advice.leaning
    if best is not None:
        start = "" if advice.recommended is not None else "Leaning to: "
        lines += wrapped(f" {start}{option_words(case, best)}", width, Tone.STRONG, indent="   ")
        for rule in best.because:
            lines += wrapped(f"   because {because_words(case, rule)}", width, indent="     ")
        if best.adjuncts:
            lines += wrapped(f"   with {', '.join(map(phrase, best.adjuncts))}", width, indent="     ")
        if best.requires:
            lines += wrapped(f"   to be recorded: {', '.join(map(phrase, best.requires))}", width, indent="     ")
    return lines


def beside_lines(case: CaseOnDesk, width: int) -> list[Line]:
    """What else could be done, and what is not advised: what has the same reasons stands together."""
    lines: list[Line] = []
    for option in case.advice.alternatives:
        lines += wrapped(f" Or: {option_words(case, option)}", width, indent="     ")
    against: dict[tuple[str, ...], list[str]] = {}
    for no in case.advice.excluded:
        against.setdefault(no.because, []).append(phrase(no.disposition))
    for rules, dispositions in against.items():
        because = "; ".join(because_words(case, rule) for rule in rules)
        told = f" Not advised: {'; '.join(dispositions)}" + (f" ({because})" if because else "")
        lines += wrapped(told, width, indent="   ")
    return lines


def _would_change(case: CaseOnDesk, width: int) -> list[Line]:
    lines: list[Line] = []
    for question in case.advice.ask[:4]:
        towards = decided_words(case, question.decides[:2])
        if towards:
            told = f"   would change: {fact_names([question.fact])[0]} -> {towards}"
            lines += wrapped(told, width, indent="     ", most=2)
    return lines


def decided_words(case: CaseOnDesk, decides: Iterable[str]) -> str:
    """The danger signs and dispositions that an answer decides."""
    names = (within_sentence(flag_words(case, name)) if name in case.flags else phrase(name) for name in decides)
    return one_line(", ".join(names))


def because_words(case: CaseOnDesk, rule: str) -> str:
    """The sentence of a rule, as it stands behind `because`."""
    sentence_of_rule = one_line(case.because.get(rule, rule)).rstrip(".")
    return within_sentence(sentence_of_rule)


# ------------------------------------------------------------------------------------------------ ask next


def ask_lines(case: CaseOnDesk, width: int, height: int) -> Sequence[Line]:
    """The questions as they can be read aloud, the first ones first."""
    questions = case.advice.ask
    lines: list[Line] = [heading("While help comes" if is_emergency(case.advice) else "Ask next", width)]
    if not questions:
        return [*lines, *wrapped(f" {_nothing_asked(case)}", width, indent=" ")]
    known = vocabulary()
    for number, question in enumerate(questions, 1):
        text = known[question.fact].ask if question.fact in known else phrase(question.fact)
        block = wrapped(f" {number}  {text}", width, indent="    ", most=2)
        more = len(questions) - number
        if len(lines) + len(block) > height - (1 if more else 0):
            return [*lines, ((f"    and {more + 1} more", Tone.MUTED),)]
        lines += block
    return lines


def _nothing_asked(case: CaseOnDesk) -> str:
    """Why nothing is asked: it cannot wait, what is missing is not to be had, or all that is needed is known."""
    if is_emergency(case.advice):
        open_now = fact_names(name for name in THEN_ASK if name not in case.view.facts)
        then = f"{', '.join(open_now)}, what happened" if open_now else "what happened, what has changed"
        return f"Emergency: call now. Then, without holding it up: {then}? Not everything is known."
    if any(row.open for row in case.needed) or case.advice.state == "need_more_facts":
        return "Nothing more to ask, but not all that is needed is known."
    return "Nothing more: what is needed is known."
