"""The whole reasoning behind the advice, as a page to read."""

from __future__ import annotations

from collections.abc import Sequence

from carecon.clinical.formats import sentence
from carecon.clinical.plain_text import one_line
from carecon.desk.case_views import CaseOnDesk
from carecon.screens.advice_lines import beside_lines, decided_words, led_lines
from carecon.screens.case_reasons import WorkedOut
from carecon.screens.danger_evidence import fact_names, flag_words
from carecon.screens.danger_lines import present_words, settled_by
from carecon.screens.reasons_lines import reasons_lines
from carecon.screens.widgets.lines import heading
from carecon.screens.widgets.spans import BLANK, Line, Tone, apart, plain, wrapped

DANGER_HEADING = "Danger signs present"


def reasoning_lines(case: CaseOnDesk, width: int, worked: WorkedOut) -> Sequence[Line]:
    """Advice and its reasons, every danger sign with what would settle it, what was set aside, all questions, rules."""
    flags, stamp = case.advice.red_flags, case.advice.pack
    lines = [*led_lines(case, width), BLANK, *reasons_lines(case, worked, width), heading(DANGER_HEADING, width)]
    for flag in flags.present:
        because = case.flags[flag].because if flag in case.flags else ""
        told = present_words(case, flag) + (f". {because}" if because else "")
        lines += wrapped(f" ! {told}", width, Tone.DANGER, indent="   ")
    lines += [*_none(flags.present), BLANK, heading("Not excluded, and what would settle it", width)]
    for flag in flags.not_excluded:
        told = f" ? {sentence(flag_words(case, flag))}{settled_by(case, flag)}"
        lines += wrapped(told, width, Tone.CAUTION, indent="   ")
    lines += _none(flags.not_excluded)
    if flags.set_aside:
        lines += [BLANK, heading("Set aside: signs of dying itself", width)]
        for aside in flags.set_aside:
            told = f"   {sentence(flag_words(case, aside.id))}, because of {', '.join(fact_names(aside.because))}"
            lines += wrapped(told, width, indent="   ")
    beside = beside_lines(case, width)
    lines += [BLANK, heading("What else there is, and what is not advised", width), *beside, *_none(beside)]
    lines += [BLANK, heading("All that is asked, why, and what it would change", width)]
    for question in case.advice.ask:
        decided = decided_words(case, question.decides)
        told = f"   {fact_names([question.fact])[0]}: {one_line(question.why)}" + (f" -> {decided}" if decided else "")
        lines += wrapped(told, width, indent="     ")
    rules = plain(f" Rules: {one_line(case.ruleset_title)}")
    hashed = ((f"{stamp.id} {stamp.version} {stamp.sha256[:12]} ", Tone.MUTED),)
    return [*lines, *_none(case.advice.ask), BLANK, apart(rules, hashed, width)]


def danger_place(lines: Sequence[Line]) -> int:
    """Where the danger signs begin: above it stands what comes later than the rest. 0 where there are none."""
    start = heading(DANGER_HEADING, 0)[0]
    return next((place for place, line in enumerate(lines) if line[:1] == (start,)), 0)


def _none(items: Sequence[object]) -> list[Line]:
    """`none`, where there is none: an empty section could be one that was forgotten."""
    return [] if items else [plain("   none")]
