"""A rule in lines: a row of the list, its condition as a checklist, its source, its tests, the cases it fired on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from carecon.clinical.facts import vocabulary
from carecon.clinical.formats import date_text, phrase, sentence, time_text
from carecon.clinical.hazards import hazards
from carecon.clinical.plain_text import one_line
from carecon.desk.fired import Fired, FiredCase
from carecon.rules.language.condition import AllOf, AnyOf, AtLeast, Condition, Known, Not
from carecon.rules.language.words import in_words
from carecon.rules.packing.rule import RuleTest
from carecon.screens.presenters import people
from carecon.screens.rule_catalogue import SHORT_KINDS, RuleEntry
from carecon.screens.widgets.lines import heading
from carecon.screens.widgets.spans import BLANK, Line, Tone, column, cut, plain, wrapped

_KIND, _ID, _COUNT = 8, 24, 4

_EXPECT = {True: "holds", False: "does not hold", None: "not known"}


def entry_line(entry: RuleEntry, width: int, fired: int | None) -> Line:
    """`danger  RF-STROKE-01  Stroke  2`: `fired` is on how many cases of the shift, None while that is not known."""
    count = "" if not fired else str(fired)
    room = max(0, width - _KIND - _ID - _COUNT - 1)
    return (
        column(SHORT_KINDS.get(entry.kind) or one_line(entry.kind), _KIND, Tone.MUTED),
        column(one_line(entry.id), _ID - 1, Tone.STRONG),
        (" ", Tone.PLAIN),
        column(one_line(entry.title), room),
        (f"{count:>{_COUNT}} ", Tone.KEY),
    )


def heading_of_list(width: int) -> Line:
    """What the columns of the list are."""
    room = max(0, width - _KIND - _ID - _COUNT - 1)
    cells = (column("Kind", _KIND), column("Id", _ID), column("Title", room), ("Fired", Tone.PLAIN))
    return tuple((text, Tone.MUTED) for text, _ in cells)


def entry_lines(entry: RuleEntry, width: int) -> Sequence[Line]:
    """Everything about a rule but the cases it fired on."""
    lines: list[Line] = [
        *wrapped(f" {one_line(entry.title)}", width, Tone.STRONG, indent=" "),
        *wrapped(f" {one_line(entry.id)}, {_of_kind(entry)}", width, Tone.MUTED, indent=" "),
        BLANK,
        *wrapped(f" {one_line(entry.because)}", width, indent=" "),
        *([BLANK] if entry.does else []),
    ]
    for told in entry.does:
        lines += wrapped(f" {one_line(told)}", width, indent="   ")
    if entry.when is not None:
        lines += [BLANK, heading("Holds where", width), *_checklist(entry.when, width, 1)]
    lines += [BLANK, heading("Source and review", width), *_governance(entry, width)]
    if entry.when is not None:
        lines += [BLANK, heading("Tests", width), *_tests(entry.tests, width)]
    if entry.related:
        lines += [BLANK, heading("Goes with", width)]
        lines += wrapped(f"   {', '.join(map(one_line, entry.related))}", width, indent="   ")
    return lines


def fired_heading(entry_id: str, fired: Fired | None, zone: ZoneInfo) -> str:
    """What the list of cases is headed."""
    if fired is None:
        return "Cases of this shift: looking ..."
    cases = fired.on(entry_id)
    told = people(len(cases), "case") if cases else "no case"
    more = " at least" if fired.more and cases else ""
    told = f"Fired on{more} {told} since {time_text(fired.since, zone)}"
    left = f", {people(fired.other_rules, 'case')} advised by other rules left out" if fired.other_rules else ""
    return told + left


def fired_line(case: FiredCase, width: int, zone: ZoneInfo) -> Line:
    """`K7F-2QM  10:11  signed   community response within 2 hours`."""
    came = phrase(case.disposition) if case.disposition else "nothing settled yet"
    room = max(0, width - 28)
    return (
        column(one_line(case.reference), 10, Tone.STRONG),
        column(time_text(case.at, zone), 8),
        column("signed" if case.signed else "advised", 10, Tone.MUTED),
        (cut(one_line(came), room), Tone.PLAIN),
    )


def _of_kind(entry: RuleEntry) -> str:
    return f"{entry.kind_words}; pack {one_line(entry.pack)}" if entry.pack else entry.kind_words


def _checklist(condition: Condition, width: int, depth: int) -> list[Line]:
    """The condition as a list of what must be so, one thing to a line, groups indented under what they are."""
    match condition:
        case Known(AllOf((_, _, *_)) | AnyOf((_, _, *_)) | AtLeast() as inner):
            return [*_item("known to be so:", width, depth), *_checklist(inner, width, depth + 1)]
        case Not(AllOf((_, _, *_)) as inner):
            return [*_item("not all of these:", width, depth), *_parts(inner.parts, width, depth + 1)]
        case Not(AnyOf((_, _, *_)) as inner):
            return [*_item("none of these:", width, depth), *_parts(inner.parts, width, depth + 1)]
        case AllOf((_, _, *_) as parts):
            head = [] if depth == 1 else _item("all of these:", width, depth)
            return [*head, *_parts(parts, width, depth + bool(head))]
        case AnyOf((_, _, *_) as parts):
            return [*_item("at least one of these:", width, depth), *_parts(parts, width, depth + 1)]
        case AtLeast(count, parts):
            return [*_item(f"at least {count} of these:", width, depth), *_parts(parts, width, depth + 1)]
        case _:
            return _item(f"[ ] {sentence(one_line(in_words(condition)))}", width, depth)


def _parts(parts: Sequence[Condition], width: int, depth: int) -> list[Line]:
    return [line for part in parts for line in _checklist(part, width, depth)]


def _item(text: str, width: int, depth: int) -> list[Line]:
    lead = "  " * min(depth, 8)
    return wrapped(f"{lead}{text}", width, indent=lead + "    ")


def _governance(entry: RuleEntry, width: int) -> Iterator[Line]:
    yield from wrapped(f"   {one_line(entry.source)}", width, indent="   ")
    if entry.review_by is not None:
        yield from wrapped(f"   Review by {date_text(entry.review_by)}", width, indent="   ")
    known = hazards()
    for hazard in entry.hazards:
        told = one_line(f"{hazard} {known.get(hazard, '')}".rstrip())
        yield from wrapped(f"   Keeps in check: {told}", width, indent="     ")


def _tests(tests: Sequence[RuleTest], width: int) -> Iterator[Line]:
    if not tests:
        yield plain("   none of its own")
    for test in tests:
        known = (*test.facts.items(), *test.context.items(), *test.found.items())
        given = [_given(name, value) for name, value in known]
        given += [f"the answer: {one_line(phrase(test.answer))}"] if test.answer is not None else []
        told = ", ".join(given) or "nothing known"
        yield from wrapped(f"   {told} -> {_EXPECT[test.expect]}", width, indent="     ")


def _given(name: str, value: Any) -> str:
    fact = vocabulary().facts.get(name)
    return f"{one_line(fact.name if fact else phrase(name))}: {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value)) or "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{_value(name)} {_value(each)}" for name, each in value.items())
    return one_line(phrase(value)) if isinstance(value, str) else one_line(str(value))
