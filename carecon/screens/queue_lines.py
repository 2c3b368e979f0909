"""The queue in lines: its columns at either width, title, counts, and what is said of the selected case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from carecon.clinical.formats import person_name, phrase, sentence, time_text, weekday_text
from carecon.clinical.plain_text import one_line
from carecon.desk.views import QueueCounts, QueueFilter, QueueRow
from carecon.screens.presenters import (
    GENDER_LETTERS,
    LANE_REASONS,
    LANE_WORDS,
    QUEUE_ORDER,
    STATUS_WORDS,
    breach_span,
    flag_span,
    people,
    short_duration,
    wait_text,
)
from carecon.screens.widgets.spans import Line, Span, Tone, apart, column, cut, fitted, plain, width_of, wrapped

WIDE_LIST = 98
"""Cells of a row from which on all columns stand apart."""


class Columns(NamedTuple):
    """Widths in cells, the gap behind each column included; 0 leaves a column out."""

    lane: int
    priority: int
    wait: int
    breach: int
    person: int
    age: int
    where: int
    problem: int
    flags: int
    owner: int


def columns(width: int) -> Columns:
    """How `width` cells are shared out."""
    if width >= WIDE_LIST:
        spare = width - WIDE_LIST
        person, problem, flags = 18 + min(6, spare // 4), 14 + min(8, spare // 3), 10 + min(9, spare // 4)
        return Columns(6, 4, 8, 13, person, 6, 12, problem, flags, width - 49 - person - problem - flags)
    person = max(12, width - 62)
    return Columns(6, 4, 7, 12, person, 6, 0, 13, 5, max(0, width - 53 - person))


def heading_line(width: int) -> Line:
    """The names of the columns, above the list; `width` as of a row."""
    c = columns(width)
    flags = "Flags" if c.where else "Flag"
    names = ("Lane", "Pri", "Wait", "Breach", "Person", "Age", "Where", "Problem", flags, "Owner")
    return (("  ", Tone.MUTED), *(column(name, size, Tone.MUTED) for name, size in zip(names, c, strict=True) if size))


def clock_cells(width: int) -> tuple[int, int]:
    """Where the two clocks of a row stand: the first cell and how many."""
    c = columns(width)
    return c.lane + c.priority, c.wait + c.breach


def row_line(row: QueueRow, width: int, now: datetime, zone: ZoneInfo) -> Line:
    """One case of the queue."""
    c = columns(width)
    wide = c.where > 0
    tone = Tone.MUTED if row.status == "handed_over" else Tone.PLAIN
    lane = column(LANE_WORDS.get(row.lane, row.lane), c.lane, Tone.STRONG if row.lane == "crew" else tone)
    spans: list[Span] = [
        lane,
        column(str(row.priority), c.priority, tone),
        column(wait_text(row.received_at, now, c.wait - 1), c.wait, tone),
        _due(row, c.breach, now, zone),
        column(cut(person_name(row.family_name, row.given_name), c.person - 1), c.person, tone),
        column(age_letter(row), c.age, tone),
    ]
    if wide:
        where = f"{row.postcode_district} {_spoke_short(row.spoke)}".strip()
        spans.append(column(cut(one_line(where), c.where - 1), c.where, tone))
    spans.append(column(cut(problem_words(row), c.problem - 1), c.problem, tone))
    spans += _flags(row, c.flags, wide=wide, tone=tone)
    spans.append(column(one_line(row.owner_name) or "-", c.owner, tone))
    return tuple(spans)


def _due(row: QueueRow, width: int, now: datetime, zone: ZoneInfo) -> Span:
    """Until when an answer is due; for a case that waits for something else, what it waits for, unless it is late."""
    match row.status:
        case "handed_over" | "gone":
            text, tone = STATUS_WORDS[row.status], Tone.MUTED
        case "parked" if any(moment is not None and moment <= now for moment in (row.breach_at, row.parked_until)):
            text, tone = "parked late", Tone.DANGER
        case "parked":
            until = f" {time_text(row.parked_until, zone)}" if row.parked_until else ""
            text, tone = "parked" + (until if width > 12 else ""), Tone.CAUTION
        case _:
            text, tone = breach_span(row.breach_at, now, width - 1)
    return column(cut(text, width - 1), width, tone)


def _spoke_short(spoke: str) -> str:
    """`South`; the initials of a longer name: `N&E`."""
    words = phrase(spoke).split() if spoke else []
    return sentence(words[0]) if len(words) == 1 else "&".join(word[0].upper() for word in words)


def _flags(row: QueueRow, width: int, *, wide: bool, tone: Tone) -> list[Span]:
    """The flags in words where they fit, the later ones as letters; all as letters in a narrow list."""
    flags = [flag for flag in row.flags if flag != "red_flag_open" or "red_flag" not in row.flags]
    for in_words in range(len(flags) if wide else 0, -1, -1):
        shown = [flag_span(flag, wide=number < in_words) for number, flag in enumerate(flags)]
        texts = [text + ("  " if number < in_words else "") for number, (text, _) in enumerate(shown)]
        used = sum(map(len, texts))
        if used < width or not in_words:
            break
    tones = [tone if flag_tone is Tone.PLAIN else flag_tone for _, flag_tone in shown]
    return [*fitted(zip(texts, tones, strict=True), width - 1), (" " * max(1, width - used), tone)]


def age_letter(row: QueueRow) -> str:
    """`86 F`; `?` for what is not known."""
    age = "?" if row.age_years is None else str(row.age_years)
    return f"{age} {GENDER_LETTERS.get(row.gender, '?')}"


def problem_words(row: QueueRow) -> str:
    """The main problem, or the beginning of what was said, as one safe line."""
    return phrase(row.problem) if row.problem else one_line(row.reason[:80]) or "not said yet"


# ------------------------------------------------------------------------------------------------ around the list


def title_line(
    width: int, *, hub: str, realm: str, counts: QueueCounts | None, total: int, wanted: QueueFilter, now: datetime,
    zone: ZoneInfo, who: str,
) -> Line:  # fmt: skip
    """Hub, what stands below, the time, and who sits here. Without rows below it says no more than `Queue`."""
    queue = "Queue" if counts is None else f"Queue: {counts.open_cases:,} open"
    if wanted.text:
        queue += f", {total:,} with {cut(one_line(wanted.text), 20)!r}"
    left: Line = ((f" {hub or 'carecon'}  ", Tone.MUTED), (queue, Tone.HEADING))
    if realm:
        left = (*left, (f"  {realm if width >= WIDE_LIST else realm.partition(',')[0]}", Tone.CAUTION))
    clock = weekday_text(now, zone) if width >= WIDE_LIST else time_text(now, zone)
    return apart(left, ((f"{clock}  ", Tone.PLAIN), (f"{cut(one_line(who), 30)} ", Tone.MUTED)), width)


def counts_line(width: int, counts: QueueCounts | None, new: str, now: datetime) -> Line:
    """The whole queue in figures; `new` is what has arrived and is not in the list yet."""
    if counts is None:
        return plain(" Reading the queue ...")
    narrow = width < WIDE_LIST
    for shown in ((narrow, True), (narrow, False), (True, False)):
        figures = _figures(counts, now, narrow=narrow, short=shown[0], longest=shown[1])
        room = width - width_of(figures) - 1
        for notice in _notices(new) if room >= 0 else ():
            if len(notice) < room:
                return apart(figures, ((f"{notice} ", Tone.KEY),) if notice else (), width)
    return apart(figures, ((f"{' '.join(new.split()[:2]).rstrip(':,')} ", Tone.KEY),), width)


def _figures(counts: QueueCounts, now: datetime, *, narrow: bool, short: bool, longest: bool) -> Line:
    """The figures; a narrow window leaves out some, `short` only words of them."""
    since = counts.longest_wait_since if longest else None
    figures: list[Span] = [
        _figure("Crews" if short else "Crews waiting", counts.crews_waiting, Tone.STRONG, gap=" "),
        (f"   Waiting {counts.waiting:,}{f', longest {short_duration(now - since)}' if since else ''}", Tone.PLAIN),
        _figure("In 30 min:" if short else "Breach in 30 min:", counts.breaching_soon, Tone.CAUTION),
    ]
    if not narrow or counts.callbacks_due:
        figures.append(_figure("Call-backs due", counts.callbacks_due, Tone.CAUTION))
    if not narrow:
        figures.append(_figure("Not acknowledged", counts.not_acknowledged, Tone.PLAIN))
    return tuple(figures)


def _notices(new: str) -> Sequence[str]:
    """A notice in fewer and fewer words: it gives way before the figures that stand in the same place all day."""
    what, _, key = new.partition(": ")
    without_brackets = re.sub(r" \([^)]*\)", "", what)
    first = without_brackets.partition(", ")[0]
    return [f"{words}: {key}" if key else words for words in (what, without_brackets, first)]


def _figure(words: str, count: int, tone: Tone, gap: str = "   ") -> Span:
    """A count, in its tone where there are any."""
    return f"{gap}{words} {count:,}", tone if count else Tone.PLAIN


def why_lines(row: QueueRow | None, gone: bool, width: int, now: datetime, zone: ZoneInfo) -> Sequence[Line]:
    """About the selected case: why it stands where it stands, in one line or two; who, where and what was said."""
    if gone:
        told = " No longer in the queue: somebody took it or it is closed. F5 brings the list up to date."
        return (((told, Tone.CAUTION),),)
    if row is None:
        return ()
    lane = f" {LANE_REASONS[row.lane]}" if row.lane in LANE_REASONS else ""
    due = "" if row.breach_at is None else f" Due {time_text(row.breach_at, zone)}."
    because = f" Why here:{lane} priority {row.priority}, {one_line(row.priority_reason)}.{due} {QUEUE_ORDER}"
    said = f"{time_text(row.received_at, zone)}: " + (one_line(row.reason[:400]) if row.reason else "nothing said yet")
    where = one_line(row.location[:120]) if width >= WIDE_LIST else row.postcode_district
    parts = (row.reference, one_line(row.callback[:40]), where, said)
    return *wrapped(because, width, indent=" ", most=2), plain(" " + "   ".join(part for part in parts if part))


def news(arrived: int, crews: int, gone: int, moved: bool) -> str:
    """What waits to be brought into the list: `3 new (1 crew), 1 gone: F5`."""
    parts = []
    if arrived:
        parts.append(f"{arrived:,} new" + (f" ({people(crews, 'crew')})" if crews else ""))
    if gone:
        parts.append(f"{gone:,} gone")
    if moved and not parts:
        parts.append("order changed")
    return ", ".join(parts) + ": F5" if parts else ""
