"""What has changed in a case while somebody decides on it, as far as it bears on the decision."""

from __future__ import annotations

from collections.abc import Iterable

from carecon.clinical.facts import vocabulary
from carecon.clinical.formats import person_name
from carecon.desk.case_views import Actor, CaseOnDesk, PersonView
from carecon.screens.advice_lines import state_span
from carecon.screens.station import Station

_PLACE = "decision seen"
"""How drafts name the case as it was looked at."""

MOST_NAMED = 3
"""Answers that are named; of the rest it is said how many there are. The notice has room for no more."""


def news(seen: CaseOnDesk, now: CaseOnDesk, reader: Actor | None) -> str:
    """What must be looked at before signing, in sentences; empty where nothing that bears on the decision has changed.

    `seen` is the case as the reader last knew it. What the reader answered is no news; advice that changed by it is.
    """
    return " ".join((*_person(seen.view.person, now.view.person), *_advice(seen, now), *_answers(seen, now, reader)))


class Looked:
    """How far whoever sits at that station has looked at a case. It outlives the screen, as what is decided does."""

    def __init__(self, station: Station, case: CaseOnDesk) -> None:
        """As far as the case was looked at when its decision was open before, or else `case`."""
        self._station = station
        held = station.drafts.object(case.view.case_id, _PLACE)
        self.seen = held if isinstance(held, CaseOnDesk) else case

    def at(self, case: CaseOnDesk) -> None:
        """It was looked at as it is in `case`."""
        self.seen = case
        self._station.drafts.keep_object(case.view.case_id, _PLACE, case)

    def news(self, now: CaseOnDesk) -> str:
        """What must be looked at before signing."""
        who = self._station.who
        return news(self.seen, now, who.actor if who else None)


def same_person(one: PersonView, other: PersonView) -> bool:
    """Whether a case is still about the same human being: who it is linked to, and what the banner says of them."""
    relinked = one.person_id is not None and one.person_id != other.person_id
    return not relinked and _named(one) == _named(other)


def full_name(person: PersonView) -> str:
    """The name as it stands in the banner."""
    return person_name(person.family_name, person.given_name, person.title)


def _named(person: PersonView) -> tuple[object, ...]:
    return person.family_name, person.given_name, person.title, person.born, person.gender, person.nhs_number


def _person(before: PersonView, now: PersonView) -> Iterable[str]:
    if not same_person(before, now):
        yield f"This case is now about {full_name(now)}. Look at the title before you go on."
    elif before != now:
        yield f"What is known of {full_name(now)} has changed."


def _advice(seen: CaseOnDesk, now: CaseOnDesk) -> Iterable[str]:
    if seen.advice != now.advice:
        yield f"The advice has changed while you decide: {state_span(now.advice)[0]}. Look again."


def _answers(seen: CaseOnDesk, now: CaseOnDesk, reader: Actor | None) -> Iterable[str]:
    known = vocabulary()
    before, after = seen.view.facts, now.view.facts
    changed = [
        known[name].label if name in known else name
        for name in dict.fromkeys((*before, *after))
        if (before[name].answer if name in before else None) != (after[name].answer if name in after else None)
        and not (name in after and after[name].entered_by == reader)
    ]
    if changed:
        named, more = ", ".join(changed[:MOST_NAMED]), len(changed) - MOST_NAMED
        yield f"Answers have changed while you decide: {named}{f' and {more} more' if more > 0 else ''}."
