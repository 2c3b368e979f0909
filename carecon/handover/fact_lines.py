"""Every fact that was recorded, with who said it, seen or told, and when."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Final

from carecon.clinical.answers import Unknown
from carecon.clinical.facts import Fact, FactKind, vocabulary
from carecon.clinical.formats import value_words
from carecon.handover.kept_back import KeptBack
from carecon.handover.note import Group, Line
from carecon.handover.times import NoteTimes
from carecon.record.case_view import CaseView, FactView

WITHOUT_VALUE: Final[Mapping[Unknown, str]] = {
    Unknown.NOT_KNOWN: "asked, not known",
    Unknown.CANNOT_BE_OBTAINED: "asked, cannot be obtained",
    Unknown.NOT_APPLICABLE: "said not to apply",
}
"""What a note says of an answer without a value."""


def fact_groups(
    view: CaseView, sections: tuple[str, ...], kept_back: KeptBack, times: NoteTimes, without: Container[str] = ()
) -> tuple[Group, ...]:
    """The facts of these sections of the form, in its order, `without` those that stand elsewhere in the note.

    A section with nothing recorded makes no group.
    """
    known = vocabulary()
    groups = []
    for section in sections:
        lines = [
            fact_line(view.facts[fact.id], kept_back, times)
            for fact in known.sections[section]
            if fact.id in view.facts and fact.id not in without and not kept_back.hides_fact(fact.id)
        ]
        if lines:
            groups.append(Group(known.section_titles[section], tuple(lines)))
    return tuple(groups)


def fact_line(fact_view: FactView, kept_back: KeptBack, times: NoteTimes) -> Line:
    """One fact as recorded."""
    fact, value = vocabulary()[fact_view.answer.fact], fact_view.answer.value
    if isinstance(value, Unknown):
        words = WITHOUT_VALUE[value]
    elif fact.kind is FactKind.TEXT:
        words = str(value)
    else:
        words = value_words(fact, value, times.zone)
    if old := times.old(fact_view):
        words = f"{words}, out of date ({old})"
    return Line(fact.label, words, source_of(fact_view, kept_back, times))


def source_of(fact_view: FactView, kept_back: KeptBack, times: NoteTimes) -> str:
    """Who said it, whether it was seen or told, and when it was so (else when it was recorded)."""
    answer = fact_view.answer
    seen = {True: "seen", False: "told", None: ""}[answer.seen]
    return ", ".join(filter(None, (kept_back.said_by(fact_view), seen, times.short(answer.at or fact_view.entered_at))))


def labels_answered(view: CaseView, answer: Unknown) -> tuple[str, ...]:
    """What was answered so, in the order of the form."""
    return tuple(fact.label for fact in _held(view) if view.facts[fact.id].answer.value is answer)


def old_labels(view: CaseView, times: NoteTimes) -> tuple[str, ...]:
    """What is too old at the moment of the note, in the order of the form."""
    return tuple(fact.label for fact in _held(view) if times.old(view.facts[fact.id]))


def _held(view: CaseView) -> Iterator[Fact]:
    return (fact for fact in vocabulary().facts.values() if fact.id in view.facts)
