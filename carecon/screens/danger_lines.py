"""Danger in lines: signs that are present, those not excluded with what would settle them, and the scores."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from carecon.clinical.formats import phrase, sentence
from carecon.clinical.scores import News2
from carecon.desk.case_views import CaseOnDesk, CaseView
from carecon.screens.danger_evidence import evidence_words, fact_names, flag_words, within_sentence
from carecon.screens.widgets.lines import heading
from carecon.screens.widgets.spans import Line, Span, Tone, apart, fitted, wrapped

_ROOMY = 6
"""Lines from which on the panel has a heading and lists danger signs one to a line."""

_SETTLERS = 2
"""Facts that are named beside a danger sign that is not excluded: more would hide the next sign."""

_MOST_OPEN = 5
"""Signs not excluded that are named. A list of everything that nobody has thought of is read by nobody."""

_AGED = timedelta(hours=1)
"""Observations older than this have their age said beside the score."""

_COMMON_NEEDS = ("core", "person and place", "observations")
"""Needed whatever the main problem is: signs that they would settle do not bear on it for that."""


def danger_lines(case: CaseOnDesk, width: int, height: int, now: datetime | None = None) -> Sequence[Line]:
    """Danger signs that are present, each with what was found and its reason as long as there is room; then those not
    excluded that matter here, with how many there are besides; the scores.

    `now` says how old the observations are.
    """
    scores = scores_line(case, width, now)
    if height < _ROOMY:
        lines = _present(case, width, height - 1)
        named = _open_in_a_line(case, width, height - 1 - len(lines))
        return [*lines, *named, scores if named else apart(scores, (_open_count(case), (" ", Tone.PLAIN)), width)]
    room = height - 2
    lines = _present(case, width, room - 1)
    return [heading("Danger", width), *lines, *_open_listed(case, width, room - len(lines)), scores]


def present_words(case: CaseOnDesk, flag: str) -> str:
    """A sign with what was found: `Airway or breathing: SpO2 88 %`."""
    found = evidence_words(case, flag)
    return sentence(flag_words(case, flag)) + (f": {found}" if found else "")


def _present(case: CaseOnDesk, width: int, room: int) -> list[Line]:
    flags = case.advice.red_flags.present
    if not flags:
        return [((" ! present       ", Tone.MUTED), ("none", Tone.PLAIN))]
    signs = [wrapped(f" ! {present_words(case, flag)}", width, Tone.DANGER, indent="   ") for flag in flags]
    reasons = [_reason(case, flag, width) for flag in flags]
    full = [line for sign, reason in zip(signs, reasons, strict=True) for line in (*sign, *reason)]
    if len(full) <= room:
        return full
    if sum(map(len, signs)) <= room:
        return [line for sign in signs for line in sign] if len(flags) > 1 else full[:room]
    titles = sentence(", ".join(within_sentence(flag_words(case, flag)) for flag in flags))
    told = f" ! {len(flags)} present: {titles}" if len(flags) > 1 else f" ! {present_words(case, flags[0])}"
    return wrapped(told, width, Tone.DANGER, indent="   ", most=room)


def _reason(case: CaseOnDesk, flag: str, width: int) -> list[Line]:
    words = case.flags.get(flag)
    return wrapped(f"   {words.because}", width, Tone.PLAIN, indent="   ") if words and words.because else []


# ------------------------------------------------------------------------------------------------ not excluded


def open_here(case: CaseOnDesk) -> list[str]:
    """The signs not excluded that bear on the main problem, or that a question decides: at most five of them."""
    flags, decided = case.advice.red_flags, {name for asked in case.advice.ask for name in asked.decides}
    needed = {
        name
        for row in case.needed
        if row.name not in _COMMON_NEEDS
        for member in row.facts
        for name in ((member,) if isinstance(member, str) else member)
    }
    asked = {question.fact for question in case.advice.ask} | needed
    first = [flag for flag in flags.not_excluded if flag in decided]
    then = [flag for flag in flags.not_excluded if flag not in decided and asked.intersection(_settlers(case, flag))]
    return [*first, *then][:_MOST_OPEN]


def _open_count(case: CaseOnDesk) -> Span:
    flags = case.advice.red_flags.not_excluded
    return (f"? {_rest(case, flags)}", Tone.CAUTION) if flags else ("none left to exclude", Tone.PLAIN)


def _rest(case: CaseOnDesk, flags: Sequence[str]) -> str:
    """`26 not asked about (F7)`; signs that were asked about and are not known are not called that."""
    unasked = all(_settlers(case, flag) for flag in flags)
    return f"{len(flags)} {'not asked about' if unasked else 'not excluded'} (F7)"


def _and_more(case: CaseOnDesk, named: Sequence[str]) -> str:
    rest = [flag for flag in case.advice.red_flags.not_excluded if flag not in named]
    more = _rest(case, rest)
    return f"and {more.replace(' ', ' more ', 1)}" if rest else ""


def _open_in_a_line(case: CaseOnDesk, width: int, room: int) -> list[Line]:
    """As many as there is room for, by name, and how many there are besides. Nothing where not one has room."""
    named = open_here(case)
    while named and room > 0:
        for settled in (settled_by, _unsaid):
            names = ", ".join(within_sentence(flag_words(case, flag)) + settled(case, flag) for flag in named)
            more = _and_more(case, named)
            lines = wrapped(f" ? {names}{', ' if more else ''}{more}", width, Tone.CAUTION, indent="   ")
            if len(lines) <= room:
                return lines
        named = named[:-1]
    return []


def _unsaid(_case: CaseOnDesk, _flag: str) -> str:
    return ""


def _open_listed(case: CaseOnDesk, width: int, room: int) -> list[Line]:
    """One to a line with what would settle it, then how many there are besides."""
    flags = case.advice.red_flags.not_excluded
    if not flags:
        return [((" ? not excluded  ", Tone.MUTED), ("none: every sign is excluded", Tone.PLAIN))]
    named = open_here(case)
    if len(named) + 2 > room:
        counted: list[Line] = [((" ", Tone.PLAIN), _open_count(case))]
        return _open_in_a_line(case, width, room) or counted
    if not named:
        return [((" ? not excluded  ", Tone.CAUTION), (_rest(case, flags), Tone.MUTED))]
    lines: list[Line] = [((" ? not excluded", Tone.CAUTION),)]
    for flag in named:
        lines += wrapped(f"     {flag_words(case, flag)}{settled_by(case, flag)}", width, Tone.CAUTION, most=1)
    more = _and_more(case, named)
    return [*lines, ((f"     {more}", Tone.MUTED),)] if more else lines


def settled_by(case: CaseOnDesk, flag: str) -> str:
    """The questions that would settle a danger sign: ` (hip or groin pain, leg turned)`."""
    asked = [name for name in fact_names(_settlers(case, flag)) if name.casefold() != flag_words(case, flag).casefold()]
    return f" ({', '.join(asked[:_SETTLERS])})" if asked else ""


def _settlers(case: CaseOnDesk, flag: str) -> list[str]:
    """The facts that nobody has answered and that would settle a sign."""
    names = case.advice.red_flags.settled_by.get(flag) or (case.flags[flag].facts if flag in case.flags else ())
    return [name for name in names if name not in case.view.facts]


# ------------------------------------------------------------------------------------------------ scores


def scores_line(case: CaseOnDesk, width: int, now: datetime | None = None) -> Line:
    """NEWS2 with its interval or band and how old it is, and the Clinical Frailty Scale."""
    scores = case.advice.scores
    spans: list[Span] = []
    if scores.news2 is None:
        spans.append((" NEWS2 does not apply", Tone.MUTED))
    else:
        news2 = scores.news2
        total = str(news2.low) if news2.low == news2.high else f"{news2.low} to {news2.high}"
        tone = Tone.DANGER if news2.low >= 5 else Tone.CAUTION if news2.high >= 5 or news2.stale else Tone.PLAIN
        told = f", {phrase(news2.band)} risk" if news2.band else ""
        told = f", {len(news2.missing)} missing" if news2.missing else told
        escalation = "" if scores.for_escalation else " (not for escalation)"
        spans.append((f" NEWS2 {total}{_age_words(case.view, news2, now)}{told}{escalation}", tone))
    if scores.cfs.value is not None:
        valid = "" if scores.cfs.applicable else " (not valid here)"
        spans.append((f"   CFS {scores.cfs.value}{valid}", Tone.PLAIN))
    if scores.efi is not None:
        spans.append((f"   eFI {scores.efi.value:g} {phrase(scores.efi.band)}", Tone.PLAIN))
    return fitted(spans, width)


def _age_words(view: CaseView, news2: News2, now: datetime | None) -> str:
    """How long ago the oldest of its observations was true, and whether that is too long: `, 7 h old, stale`."""
    held = [view.facts[name] for name in news2.parts if name in view.facts and view.facts[name].answer.known]
    oldest = min((fact.answer.at or fact.entered_at for fact in held), default=None)
    stale = ", stale" if news2.stale else ""
    if now is None or oldest is None or now - oldest <= _AGED:
        return stale
    hours = int((now - oldest) / timedelta(hours=1))
    return (f", {hours // 24} days old" if hours >= 48 else f", {hours} h old") + stale
