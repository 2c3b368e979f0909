"""A decision in lines."""

from __future__ import annotations

from collections.abc import Sequence

from carecon.clinical.formats import person_name, phrase, sentence
from carecon.clinical.plain_text import one_line, shown_lines
from carecon.desk.case_views import CaseOnDesk
from carecon.screens.advice_lines import option_words, state_span
from carecon.screens.decision_rows import DecisionRow, Kind, option_of
from carecon.screens.widgets.spans import Line, Tone, apart, cut, plain, wrapped

VALUE_AT = 30
"""The cell of a row from which on a field is typed into."""

ROOMY = 100
"""Cells of the title from which on it names the rules as well."""


def title_line(case: CaseOnDesk, width: int) -> Line:
    """Who is decided for, and by which rules."""
    person = case.view.person
    age = case.view.facts.get("age_years")
    years = f" ({age.answer.value}y)" if age is not None and age.answer.known else ""
    name = person_name(person.family_name, person.given_name, person.title)
    left: Line = ((" Decide for ", Tone.PLAIN), (f"{name}{years}  {case.view.reference}", Tone.STRONG))
    rules = f"  {one_line(case.ruleset_title)[:30]} " if width >= ROOMY else " "
    return apart(left, (state_span(case.advice), (rules, Tone.MUTED)), width)


def row_line(case: CaseOnDesk, row: DecisionRow, width: int) -> Line:
    """One row of the decision."""
    match row.kind:
        case Kind.OPTION | Kind.ANOTHER:
            return _option_line(case, row, width)
        case Kind.ADJUNCT if row.id:
            return apart(plain(f"     [{'x' if row.on else ' '}] {row.words}"), ((row.remark, Tone.MUTED),), width)
        case Kind.ADJUNCT:
            return plain(f"     + {row.words}")
        case Kind.HEADING:
            return ((f"   {row.words}", Tone.HEADING),)
        case Kind.SIGN:
            return ((f"   {row.words}", Tone.GOOD),)
        case Kind.FIELD:
            return _field_line(row, width)


def _option_line(case: CaseOnDesk, row: DecisionRow, width: int) -> Line:
    number = f"{row.number} " if row.number else "  "
    if row.kind is Kind.ANOTHER:
        fold = f"{'-' if row.on else '+'}   {row.words}"
        return apart(((f" {number}", Tone.KEY), (fold, Tone.PLAIN)), plain(row.remark), width)
    option = option_of(case, row.id)
    words = option_words(case, option) if option else sentence(row.words)
    mark = "(x)" if row.on else "( )"
    tone = Tone.STRONG if row.on else Tone.PLAIN
    return apart(((f" {number}", Tone.KEY), (f"{mark} {words}", tone)), ((row.remark, Tone.MUTED),), width)


def _field_line(row: DecisionRow, width: int) -> Line:
    shown = dict(row.choices).get(row.value) or one_line(row.value[:400])
    label = f"     {row.words}{' *' if row.missing else ''}"
    value = (cut(shown, max(0, width - VALUE_AT)), Tone.PLAIN) if shown else ("_", Tone.MUTED)
    return (cut(label, VALUE_AT - 1).ljust(VALUE_AT), Tone.CAUTION if row.missing else Tone.PLAIN), value


def hint_lines(row: DecisionRow | None, width: int, height: int) -> Sequence[Line]:
    """What the keys do on the selected row."""
    if row is None:
        return ()
    return wrapped(f" {_hint(row)}", width, Tone.KEY, indent=" ", most=height)


def _hint(row: DecisionRow) -> str:
    match row.kind:
        case Kind.OPTION:
            return "Enter signs this." if row.on else "Enter or Space chooses this."
        case Kind.ANOTHER:
            return "Enter shows every disposition. Against the advice a reason is recorded."
        case Kind.ADJUNCT:
            return "Space ticks it, or takes the tick away."
        case Kind.SIGN:
            return "Enter signs and hands over."
        case Kind.HEADING:
            return ""
        case Kind.FIELD if row.choices:
            return "Type a number:  " + "   ".join(f"{n} {words}" for n, (_, words) in enumerate(row.choices, 1))
        case Kind.FIELD if row.id == "callback_due":
            return "Type the time: 12:30, tomorrow 09:00."
        case Kind.FIELD:
            return "Type; Enter goes to what is missing next."


def preview_lines(text: str, outcome_class: str, width: int) -> Sequence[Line]:
    """The note as it would be handed over."""
    if not text:
        return [((" The note is composed once something is chosen.", Tone.MUTED),)]
    lines: list[Line] = [((f" Counts as: {phrase(outcome_class)}", Tone.MUTED),)] if outcome_class else []
    for line in shown_lines(text):
        if len(set(line.strip())) <= 1:
            lines.append(plain(f" {line}"[: width - 1]))
        else:
            lines += wrapped(f" {line}", width, indent="   ")
    return lines
