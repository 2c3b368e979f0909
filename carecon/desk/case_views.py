"""A case as it lies on the desk: its read model, the advice on it, and the words that advice stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from carecon.clinical.answers import Answer
from carecon.record.actor import Actor
from carecon.record.case_view import (
    CaseStatus,
    CaseView,
    DecisionView,
    FactView,
    HandoverView,
    NoteView,
    PersonView,
    TimelineItem,
)
from carecon.rules.advice import Advice, Ask, Excluded, Recommendation, RedFlags, Scores
from carecon.rules.questioning.fact_state import FactState, State

__all__ = [
    "Actor",
    "Advice",
    "Answer",
    "Ask",
    "CaseOnDesk",
    "CaseStatus",
    "CaseView",
    "DecisionMenu",
    "DecisionView",
    "DispositionChoice",
    "Excluded",
    "FactState",
    "FactView",
    "FlagWords",
    "HandoverView",
    "NeededRow",
    "NoteView",
    "PersonView",
    "Recommendation",
    "RedFlags",
    "Scores",
    "State",
    "TimelineItem",
]


@dataclass(frozen=True, slots=True)
class FlagWords:
    """A danger sign in words: what it is called, the sentence that justifies it, and the facts that bear on it.

    `evidence` are the facts whose answers raised it in this case, the most telling first.
    """

    title: str
    because: str = ""
    facts: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NeededRow:
    """Facts that must be known before somebody stays at home, and why they belong together (`fall`).

    Each member is a fact id, or a tuple of ids of which one is enough. `open` are those still to be answered.
    """

    name: str
    facts: tuple[str | tuple[str, ...], ...]
    open: tuple[str | tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class DispositionChoice:
    """A disposition that can be chosen. `kind`: emergency, hospital, community, return or contact."""

    id: str
    words: str
    kind: str
    urgency_minutes: int


@dataclass(frozen=True, slots=True)
class DecisionMenu:
    """Everything a decision is made from, in the order in which it is offered. The mappings go from id to words."""

    dispositions: tuple[DispositionChoice, ...] = ()
    adjuncts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    requires: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    spokes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    specialties: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=lambda: MappingProxyType(DISAGREEMENT_REASONS))


DISAGREEMENT_REASONS: dict[str, str] = {
    "patient_wishes": "the person wants something else",
    "more_is_known": "more is known than the facts can say",
    "worse_than_it_looks": "the person is worse than the facts say",
    "better_than_it_looks": "the person is better than the facts say",
    "service_not_available": "the service advised cannot take the person",
    "other_clinician": "agreed with another clinician",
    "rule_is_wrong": "the advice is wrong here",
    "other": "something else",
}
"""Why the advice was not followed, by code. Counted in reports; the words that go with it are free."""


@dataclass(frozen=True, slots=True)
class CaseOnDesk:
    """A case with its advice. `mine`: the reader has it and may decide; `may_write`: the reader may record answers.

    `because` goes from rule id to sentence, `flags` from red flag id to words. `spoke_name` is where the advice points.
    `states` are those facts of which more is to be said than that nobody asked, or the value.
    """

    view: CaseView
    advice: Advice
    needed: tuple[NeededRow, ...] = ()
    because: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    flags: Mapping[str, FlagWords] = field(default_factory=lambda: MappingProxyType({}))
    states: Mapping[str, FactState] = field(default_factory=lambda: MappingProxyType({}))
    menu: DecisionMenu = field(default_factory=DecisionMenu)
    spoke_name: str = ""
    ruleset_title: str = ""
    mine: bool = False
    may_write: bool = True
