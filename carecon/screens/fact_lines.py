"""Facts in lines: headings, questions with their answers, and what a key would record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from carecon.clinical.answers import Unknown
from carecon.clinical.facts import Fact, FactKind
from carecon.clinical.formats import choice_words, time_text, value_words
from carecon.clinical.plain_text import one_line
from carecon.desk.case_views import FactState, FactView
from carecon.screens.fact_sections import FactRow, Row, SectionRow
from carecon.screens.presenters import FACT_STATES, age_span
from carecon.screens.widgets.spans import Line, Span, Tone, apart, column, cut, plain, right_column, width_of, wrapped

RESTRICTED = "on record, restricted"
"""Shown for a restricted fact: only who needs it now reads it out, and not over a shoulder."""

SAID_BY = {
    "paramedic_on_scene": "crew",
    "ambulance_stack": "ambulance control",
    "care_home": "care home",
    "gp_hcp": "practice",
    "community_team": "community team",
    "nhs111": "NHS 111",
    "acute_front_door": "front door",
    "spoke": "spoke",
    "patient_or_carer": "caller",
    "social_care_provider": "carer",
}
"""Who says what is recorded, unless the clinician says otherwise: by where the call comes from."""

_JOINED = "·"
"""Stands for a space at which no line may end, while lines are made."""

WITHOUT_VALUE = "  n not known  x cannot be had  z n/a"
"""The keys for the three answers without a value, behind those of the question."""

FEW_CHOICES = 9
"""Up to so many choices a single digit answers."""


def value_at(width: int) -> int:
    """The cell of a row from which on its value stands."""
    return min(42, max(20, int(width * 0.52)))


def row_line(row: Row, width: int, zone: ZoneInfo) -> Line:
    """One row of the list."""
    return _heading_line(row, width) if isinstance(row, SectionRow) else _fact_line(row, width, zone)


def _heading_line(row: SectionRow, width: int) -> Line:
    count = f"{row.answered} of {row.total}" if row.answered or row.letter == "a" else f"({row.total})"
    sign = "+" if row.folded else "-"
    left = ((f"{row.letter} ", Tone.KEY), (f"{sign} {row.title}", Tone.HEADING))
    summary = one_line(row.summary) if row.folded else ""
    return apart((*left, (f"  {summary}", Tone.PLAIN)), ((count, Tone.MUTED),), width)


def _fact_line(row: FactRow, width: int, zone: ZoneInfo) -> Line:
    start = value_at(width)
    question = ("  ? " if row.asked else "    ") + cut(row.fact.label, start - 5)
    label = column(question, start, Tone.STRONG if row.asked else Tone.PLAIN)
    room = width - start
    if row.pending is not None and row.pending.refused:
        return label, column(cut(f"! not saved: {row.pending.words}", room), room, Tone.DANGER)
    if row.pending is not None:
        return label, column(cut(f"{row.pending.words}  ... saving", room), room, Tone.CAUTION)
    if row.typed:
        return label, *_typed_spans(row, room, zone)
    if row.held is None and row.state is not None:
        shown, tone = FACT_STATES[row.state.state]
        return label, column(cut(shown, room), room, tone)
    if row.held is None:
        return label, column("_", min(6, room), Tone.MUTED), column("not asked", max(0, room - 6), Tone.MUTED)
    said = said_short(row.held, zone, most=max(8, room // 2 - 1))
    said_width = len(said) + 1
    return label, *_answer_spans(row, row.held, room - said_width, zone), right_column(said, said_width, Tone.MUTED)


def _answer_spans(row: FactRow, held: FactView, room: int, zone: ZoneInfo) -> Line:
    """The answer, and behind it how old it is where that is too old: the hours give way first, the word last."""
    shown = fact_words(row.fact, held, zone)
    if isinstance(held.answer.value, Unknown):
        shown, tone = FACT_STATES[held.answer.value.value]
        return (column(cut(shown, room), room, tone),)
    if row.state is None:
        return (column(cut(shown, room), room, Tone.PLAIN),)
    behind, tone = _behind(row.state, room - len(shown) - 2)
    if len(shown) + 2 + len(behind) > room:
        shown = cut(shown, max(1, room - len(behind) - 2))
    left = max(0, room - len(shown) - 2)
    return (f"{shown}  ", Tone.PLAIN), column(cut(behind, left), left, tone)


def _behind(state: FactState, cells: int) -> Span:
    return FACT_STATES["not_applicable"] if state.age is None else age_span(state.age, cells)


def _typed_spans(row: FactRow, room: int, zone: ZoneInfo) -> Line:
    """The answer that counts, then what was typed and not saved, in fewer words where both would not fit."""
    text = one_line(row.typed[:200])
    typed = f"! typed, not saved: {text}"
    if row.held is None:
        return (column(cut(typed, room), room, Tone.CAUTION),)
    if len(fact_words(row.fact, row.held, zone)) + 2 + len(typed) > room:
        typed = f"! not saved: {text}"
    in_force = cut(fact_words(row.fact, row.held, zone), max(room // 3, room - len(typed) - 2)) + "  "
    left = room - width_of(((in_force, Tone.PLAIN),))
    return (in_force, Tone.PLAIN), column(cut(typed, left), left, Tone.CAUTION)


def fact_words(fact: Fact, held: FactView, zone: ZoneInfo) -> str:
    """The answer as a row shows it."""
    return RESTRICTED if fact.restricted and held.answer.known else value_words(fact, held.answer.value, zone)


def said_short(held: FactView, zone: ZoneInfo, *, most: int) -> str:
    """Who said it and when, in at most so many cells: `crew 10:11`."""
    by = one_line((held.answer.by or held.entered_by.user)[:40])
    return f"{cut(by, min(14, most - 6))} {time_text(held.answer.at or held.entered_at, zone)}"


def said_long(held: FactView, zone: ZoneInfo) -> str:
    """The whole of it: `said by crew, seen, 10:05; entered by rhale 10:12`."""
    answer = held.answer
    parts = [f"said by {one_line(answer.by)}" if answer.by else ""]
    parts.append({True: "seen", False: "told", None: ""}[answer.seen])
    parts.append(f"at {time_text(answer.at, zone)}" if answer.at else "")
    said = ", ".join(part for part in parts if part)
    entered = f"entered by {one_line(held.entered_by.user)} {time_text(held.entered_at, zone)}"
    return f"{said}; {entered}" if said else entered


# ------------------------------------------------------------------------------------------------ the question below


def question_lines(row: Row | None, width: int, zone: ZoneInfo, *, typed: str | None, height: int) -> Sequence[Line]:
    """The question of the selected row as it can be read aloud, and what the keys would record.

    Every choice stands there: where lines are short, what counts now gives way first, then the question itself.
    """
    if row is None:
        return ()
    if isinstance(row, SectionRow):
        return plain(f" Enter or {row.letter} {'opens' if row.folded else 'folds'} {row.title}."), ()
    refused = row.pending.refused if row.pending is not None else ""
    if refused:
        lines = wrapped(f" {row.fact.ask}", width, Tone.STRONG, indent=" ", most=1 if height < 3 else 2)
        return [*lines, *wrapped(f" ! {refused}", width, Tone.DANGER, indent="   ", most=max(1, height - len(lines)))]
    keys = _key_lines(row.fact, typed, width, most=max(1, height - 1))
    asked = wrapped(f" {row.fact.ask}", width, Tone.STRONG, indent=" ", most=max(1, min(2, height - len(keys))))
    if row.held is not None and typed is None and len(asked) + len(keys) < height:
        taken = f", {row.state.resolved_as}" if row.state is not None else ""
        shown = f" Now: {fact_words(row.fact, row.held, zone)}{taken}; {said_long(row.held, zone)}"
        asked += wrapped(shown, width, Tone.MUTED, indent=" ", most=1)
    return [*asked, *keys]


def question_height(row: Row | None, width: int, *, typing: bool) -> int:
    """The lines that the question takes with every choice, while it is read or (`typing`) answered by typing.

    It does not depend on what is typed: the list above does not move with every letter.
    """
    if not isinstance(row, FactRow):
        return 1
    keys = _key_lines(row.fact, "" if typing else None, width)
    return len(wrapped(f" {row.fact.ask}", width, Tone.STRONG, indent=" ", most=2)) + len(keys)


def _key_lines(fact: Fact, typed: str | None, width: int, most: int = 0) -> list[Line]:
    """The keys in lines; no line ends between a number or a letter and what it stands for."""
    words = key_words(fact, typed)
    words = re.sub(r"(?<=  )([nxz]) (?=\w)", rf"\1{_JOINED}", words)
    if fact.kind is FactKind.CHOICE:
        words = re.sub(r"(\d+) (?=\w)", rf"\1{_JOINED}", words)
    lines = wrapped(f" {words}", width, Tone.KEY, indent="   ", most=most)
    return [tuple((text.replace(_JOINED, " "), tone) for text, tone in line) for line in lines]


def key_words(fact: Fact, typed: str | None) -> str:
    """What can be pressed to answer: `1 yes  2 no  n not known  ...`; while typing, what may be meant."""
    if typed is not None:
        return _typing_words(fact, typed)
    match fact.kind:
        case FactKind.BOOL:
            return f"1 yes  2 no{WITHOUT_VALUE}"
        case FactKind.CHOICE if fact.many or len(fact.choices) > FEW_CHOICES:
            first = "numbers, Enter" if fact.many else "number or letters, Enter"
            return f"{first}:  {_numbered(fact)}{'  0 none' if fact.many else ''}{WITHOUT_VALUE}"
        case FactKind.CHOICE:
            return f"{_numbered(fact)}{WITHOUT_VALUE}"
        case FactKind.NUMBER:
            return f"type the number, Enter{_limits(fact)}{WITHOUT_VALUE}"
        case FactKind.DATE | FactKind.DATETIME:
            return f"type the time, Enter (05:30, yesterday 22:10, 25-Jan 05:30){WITHOUT_VALUE}"
        case FactKind.TEXT:
            return f"Enter, then type{WITHOUT_VALUE}"


def _typing_words(fact: Fact, typed: str) -> str:
    if fact.kind is FactKind.CHOICE:
        begun = typed.strip().casefold().replace("-", " ").split(",")[-1].strip()
        meant = [
            _choice(number, choice)
            for number, choice in enumerate(fact.choices, 1)
            if not begun or str(number).startswith(begun) or choice_words(choice).casefold().startswith(begun)
        ]
        return "Enter saves:  " + ("  ".join(meant) or "nothing begins like this") + ("  0 none" if fact.many else "")
    return f"Enter saves, Esc leaves it{_limits(fact)}   ? not known"


def _numbered(fact: Fact) -> str:
    return "  ".join(_choice(number, choice) for number, choice in enumerate(fact.choices, 1))


def _choice(number: int, choice: str) -> str:
    """`4 pain (P)`; behind a number nobody needs to be told that somebody responds."""
    return f"{number} {choice_words(choice).removeprefix('responds to ')}"


def _limits(fact: Fact) -> str:
    if fact.minimum is None or fact.maximum is None:
        return ""
    return f" ({fact.minimum:g} to {fact.maximum:g})"
