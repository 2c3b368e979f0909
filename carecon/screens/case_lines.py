"""The patient banner, the timer strip and the notes of a case, in lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from carecon.clinical.ages import age_text
from carecon.clinical.formats import date_text, datetime_text, person_name, phrase, sentence, time_text
from carecon.clinical.identifiers import format_nhs_number
from carecon.clinical.plain_text import one_line, shown_lines
from carecon.desk.case_views import CaseOnDesk, CaseStatus, CaseView, PersonView
from carecon.screens.presenters import STATUS_WORDS, due_span, short_duration
from carecon.screens.widgets.spans import Line, Span, Tone, apart, plain, wrapped

_GAP = "  "


def banner_lines(case: CaseOnDesk, width: int, zone: ZoneInfo, *, wide: bool) -> Sequence[Line]:
    """Who this is about, always at the top: name, born, gender, NHS number; and the case with who has it."""
    view = case.view
    on = view.received_at.astimezone(zone).date()
    name: Span = (f" {person_name(view.person.family_name, view.person.given_name, view.person.title)}", Tone.STRONG)
    born = _labelled("Born", _born(view.person, on))
    rest = (*_labelled("Gender", sentence(phrase(view.person.gender)) or "not known"), *_nhs_number(view.person))
    died = _labelled("Died", date_text(view.person.died)) if view.person.died else ()
    held: Line = ((f"{view.reference}  ", Tone.STRONG), holder(case), (" ", Tone.PLAIN))
    if wide:
        return [apart((name, *born, *died, *rest), held, width)]
    return [apart((name, *born, *died), (), width), apart(rest, held, width)]


def _labelled(label: str, value: str) -> Line:
    return ((f"{_GAP}{label} ", Tone.MUTED), (value, Tone.PLAIN))


def _born(person: PersonView, on: date) -> str:
    if person.born is None:
        return "not known"
    age = age_text(person.born, on)
    return f"{date_text(person.born)} ({age})" if age else date_text(person.born)


def _nhs_number(person: PersonView) -> Line:
    number = person.nhs_number
    return _labelled("NHS No.", one_line(format_nhs_number(number)) if number else "not known")


def holder(case: CaseOnDesk) -> Span:
    """Who has the case."""
    view = case.view
    if view.status not in (CaseStatus.WAITING, CaseStatus.WITH_CLINICIAN):
        return STATUS_WORDS[view.status.value], Tone.CAUTION
    if case.mine:
        return "taken by you", Tone.GOOD
    return (f"{one_line(view.owner_name)} has it", Tone.CAUTION) if view.owner_name else ("nobody has it", Tone.CAUTION)


def strip_line(case: CaseOnDesk, width: int, now: datetime, zone: ZoneInfo, *, realm: str) -> Line:
    """Where and how to ring back; and the clocks: received, with a clinician, decided, handed over."""
    return apart(strip_start(case, realm=realm), timer(case.view, now, zone), width)


def strip_start(case: CaseOnDesk, *, realm: str) -> Line:
    """Where and how to ring back, and which spoke."""
    view = case.view
    where = one_line(view.location[:80]) or one_line(view.person.postcode[:12])
    callback = one_line(view.callback[:30])
    left = "  ".join(part for part in (callback or "no call-back number", where, case.spoke_name) if part)
    return ((f" {realm}  ", Tone.CAUTION), (left, Tone.PLAIN)) if realm else plain(f" {left}")


def timer(view: CaseView, now: datetime, zone: ZoneInfo) -> Line:
    """`10:08 received > 10:10 R Hale > decided -- > handed over --  due 16 min`."""
    decided = view.decision.signed_at if view.decision else None
    sent = view.handovers[-1].composed_at if view.handovers else None
    steps = (
        (view.received_at, "received"),
        (view.claimed_at, one_line(view.owner_name[:16]) or "taken"),
        (decided, "decided"),
        (sent, "handed over"),
    )
    spans: list[Span] = []
    for number, (at, words) in enumerate(steps):
        text = f"{time_text(at, zone)} {words}" if at else f"{words} --"
        spans.append(((" > " if number else "") + text, Tone.PLAIN if at else Tone.MUTED))
    if decided is None:
        due, tone = due_span(view.breach_at, now)
        spans.append((f"  {due} ", Tone.STRONG if tone is Tone.PLAIN else tone))
    return tuple(spans)


def short_timer(view: CaseView, now: datetime, zone: ZoneInfo) -> Line:
    """The timer of a narrow window: since when, and until when."""
    waits = short_duration(now - view.received_at)
    due, tone = due_span(view.breach_at, now)
    if view.decision is not None:
        return (((f"decided {time_text(view.decision.signed_at, zone)} ", Tone.GOOD)),)
    return ((f"{time_text(view.received_at, zone)} received, {waits}  ", Tone.PLAIN), (f"{due} ", tone))


def note_lines(view: CaseView, width: int, zone: ZoneInfo) -> Sequence[Line]:
    """All notes, the oldest first, as they were written; and what was said when the call came."""
    lines: list[Line] = []
    if view.reason:
        lines += _note(f" {time_text(view.received_at, zone)}  said: ", view.reason, width, Tone.PLAIN)
    for warning in view.warnings:
        lines += wrapped(f" ! {one_line(warning)}", width, Tone.CAUTION, indent="   ")
    for note in view.notes:
        marks = " (restricted)" if note.restricted else ""
        marks += " (left behind: wrong person)" if note.left_behind else ""
        start = f" {time_text(note.written_at, zone)}  {one_line(note.written_by.user)}{marks}: "
        lines += _note(start, note.text, width, Tone.MUTED if note.left_behind else Tone.PLAIN)
    if view.decision is not None:
        signed = f" {datetime_text(view.decision.signed_at, zone)}  signed by {one_line(view.decision.signer_name)}: "
        lines += wrapped(signed + phrase(view.decision.disposition), width, Tone.GOOD, indent="        ")
    return lines or [plain(" No notes yet. m writes one.")]


def _note(start: str, text: str, width: int, tone: Tone) -> list[Line]:
    lines: list[Line] = []
    for number, line in enumerate(shown_lines(text)):
        lines += wrapped((start if number == 0 else "        ") + line, width, tone, indent="        ")
    return lines
