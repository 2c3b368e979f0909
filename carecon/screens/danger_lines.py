"""Danger in lines: signs that are present, those not excluded with what would settle them, and the scores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from carecon.clinical.facts import vocabulary
from carecon.clinical.formats import phrase, sentence
from carecon.clinical.plain_text import one_line
from carecon.desk.case_views import CaseOnDesk
from carecon.screens.widgets.lines import heading
from carecon.screens.widgets.spans import Line, Span, Tone, apart, fitted, wrapped

_ROOMY = 6
"""Lines from which on the panel has a heading and lists danger signs one to a line."""

_SETTLERS = 2
"""Facts that are named beside a danger sign that is not excluded: more would hide the next sign."""


def danger_lines(case: CaseOnDesk, width: int, height: int) -> Sequence[Line]:
    """Danger signs that are present, each with its reason as long as there is room; those not excluded; the scores.

    However many are present, the number of those not excluded always stands there.
    """
    if height < _ROOMY:
        last = apart(scores_line(case, width), (_open_count(case), (" ", Tone.PLAIN)), width)
        room = height - 1
        lines = _present(case, width, room)
        return [*lines, *_open_named(case, width, room - len(lines)), last]
    top, last = heading("Danger", width), scores_line(case, width)
    room = height - 2
    lines = _present(case, width, room - 1)
    opened = _open_listed(case, width, room - len(lines))
    return [top, *lines, *opened, last]


def _present(case: CaseOnDesk, width: int, room: int) -> list[Line]:
    flags = case.advice.red_flags.present
    if not flags:
        return [((" ! present       ", Tone.MUTED), ("none", Tone.PLAIN))]
    full: list[Line] = []
    for flag in flags:
        words = case.flags.get(flag)
        full += wrapped(f" ! {sentence(flag_words(case, flag))}", width, Tone.DANGER, indent="   ")
        full += wrapped(f"   {words.because}", width, Tone.PLAIN, indent="   ") if words and words.because else []
    if len(full) <= room:
        return full
    titles = sentence(", ".join(within_sentence(flag_words(case, flag)) for flag in flags))
    told = f" ! {len(flags)} present: {titles}" if len(flags) > 1 else f" ! {titles}"
    lines = wrapped(told, width, Tone.DANGER, indent="   ", most=room)
    return [*lines, *full[1:room]] if len(flags) == 1 else lines


def _open_count(case: CaseOnDesk) -> Span:
    flags = case.advice.red_flags.not_excluded
    return (f"? {len(flags)} not excluded: F7", Tone.CAUTION) if flags else ("none left to exclude", Tone.PLAIN)


def _open_named(case: CaseOnDesk, width: int, room: int) -> list[Line]:
    """The first ones by name, where there is room for a line or two."""
    flags = case.advice.red_flags.not_excluded
    named = ", ".join(within_sentence(flag_words(case, flag)) + settled_by(case, flag) for flag in flags)
    return wrapped(f" ? {named}", width, Tone.CAUTION, indent="   ", most=room) if named and room > 0 else []


def _open_listed(case: CaseOnDesk, width: int, room: int) -> list[Line]:
    """How many, then one to a line with what would settle it; the last line names as many of the rest as it holds."""
    flags = case.advice.red_flags.not_excluded
    if not flags:
        return [((" ? not excluded  ", Tone.MUTED), ("none: every sign is excluded", Tone.PLAIN))]
    lines: list[Line] = [((f" ? not excluded  {len(flags)}", Tone.CAUTION), ("  (F7 shows all)", Tone.MUTED))]
    for number, flag in enumerate(flags):
        if len(lines) == room - 1 and len(flags) - number > 1:
            rest = ", ".join(within_sentence(flag_words(case, flag)) for flag in flags[number:])
            return [*lines, *wrapped(f"     {rest}", width, Tone.CAUTION, most=1)]
        lines += wrapped(f"     {flag_words(case, flag)}{settled_by(case, flag)}", width, Tone.CAUTION, most=1)
    return lines[:room]


def flag_words(case: CaseOnDesk, flag: str) -> str:
    """A danger sign in words."""
    words = case.flags.get(flag)
    return one_line(words.title) if words and words.title else phrase(flag)


def settled_by(case: CaseOnDesk, flag: str) -> str:
    """The questions that would settle a danger sign: ` (hip or groin pain, leg turned)`."""
    flags = case.advice.red_flags
    names = flags.settled_by.get(flag) or (case.flags[flag].facts if flag in case.flags else ())
    asked = fact_names(name for name in names if name not in case.view.facts)
    asked = [name for name in asked if name.casefold() != flag_words(case, flag).casefold()]
    return f" ({', '.join(asked[:_SETTLERS])})" if asked else ""


def fact_names(names: Iterable[str]) -> list[str]:
    """Facts as they are called within a sentence."""
    known = vocabulary()
    return [within_sentence(known[name].name) if name in known else phrase(name) for name in names]


def within_sentence(name: str) -> str:
    """`Hip or groin pain` within a sentence; `SpO2`, `NEWS2` and `I-STUMBLE` stay as they are."""
    first = name.partition(" ")[0].rstrip(",.;:")
    plain_word = first.replace("-", "").replace("'", "").isalpha() and (len(first) == 1 or first[1:].islower())
    return name[:1].lower() + name[1:] if plain_word else name


def scores_line(case: CaseOnDesk, width: int) -> Line:
    """NEWS2 with its interval or band, and the Clinical Frailty Scale."""
    scores = case.advice.scores
    spans: list[Span] = []
    if scores.news2 is None:
        spans.append((" NEWS2 does not apply", Tone.MUTED))
    else:
        news2 = scores.news2
        total = str(news2.low) if news2.low == news2.high else f"{news2.low} to {news2.high}"
        tone = Tone.DANGER if news2.low >= 5 else Tone.CAUTION if news2.high >= 5 else Tone.PLAIN
        told = f", {phrase(news2.band)} risk" if news2.band else ""
        told = f", {len(news2.missing)} missing" if news2.missing else told
        stale = ", some old" if news2.stale else ""
        escalation = "" if scores.for_escalation else " (not for escalation)"
        spans.append((f" NEWS2 {total}{told}{stale}{escalation}", tone))
    if scores.cfs.value is not None:
        valid = "" if scores.cfs.applicable else " (not valid here)"
        spans.append((f"   CFS {scores.cfs.value}{valid}", Tone.PLAIN))
    if scores.efi is not None:
        spans.append((f"   eFI {scores.efi.value:g} {phrase(scores.efi.band)}", Tone.PLAIN))
    return fitted(spans, width)
