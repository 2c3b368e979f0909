"""Rules as frozen data: what a pack's tables are read into, one class for each thing that a rule can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from carecon.rules.language.condition import ALWAYS, Condition


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """A rule in words: its title, one sentence why, the source with section and year, and what the safety case says.

    `review_by` is the last day on which it counts as reviewed (None: it stands for the life of the product), `hazards`
    are ids of `hazards.toml`.
    """

    id: str
    title: str
    because: str
    source: str
    review_by: date | None = None
    hazards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleTest:
    """A case for which a rule's condition must be true, false or (None) unknown.

    `answer` is the disposition that stands, `context` what the area says, `found` what earlier steps have found.
    `settles`: where the danger sign that is raised must be known to be allowed to settle, no more and no fewer (None:
    the test does not say). `supported`: what a senior rule's `supported` must come to (no item: it does not say).
    """

    facts: Mapping[str, Any]
    expect: bool | None
    answer: str | None = None
    context: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    found: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    settles: frozenset[str] | None = None
    supported: tuple[bool | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A condition with a name, used by rules under that name."""

    id: str
    title: str
    because: str
    source: str
    pack: str
    when: Condition
    tests: tuple[RuleTest, ...]
    review_by: date
    hazards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """What every rule has. `pack` is the id of the pack that it stands in, `hazards` are ids of `hazards.toml`."""

    id: str
    kind: str
    title: str
    because: str
    source: str
    pack: str
    when: Condition
    tests: tuple[RuleTest, ...]
    review_by: date | None = field(default=None, kw_only=True)
    hazards: tuple[str, ...] = field(default=(), kw_only=True)

    @property
    def info(self) -> RuleInfo:
        """The rule in words."""
        return RuleInfo(self.id, self.title, self.because, self.source, self.review_by, self.hazards)


@dataclass(frozen=True, slots=True)
class Settlement:
    """Where a present danger sign may settle instead of the emergency, and what must be known to hold for it.

    `by_senior`: only as a senior's decision. `within_minutes`: how soon that help must be there.
    """

    disposition: str
    condition: Condition = ALWAYS
    within_minutes: int | None = None
    via: str | None = None
    by_senior: bool = False
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlagRule(Rule):
    """Raises a danger sign. Excluded only where `excluded_when` (default: the opposite of `when`) holds.

    `moot_when` is its pack's: the sign then is neither present nor open. Where `unless` is known to hold, only the
    emergency is open. A `sign_of_dying` is not raised where end-of-life rules set such signs aside.
    """

    flag: str
    emergency: str
    specialty: str | None = None
    ambulance_category: int = 2
    excluded_when: Condition | None = None
    moot_when: Condition | None = None
    unless: Condition | None = None
    may_settle: tuple[Settlement, ...] = ()
    sign_of_dying: bool = False


@dataclass(frozen=True, slots=True)
class NeededRule(Rule):
    """Facts that must be known before somebody stays at home: of each member one alternative."""

    name: str
    facts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class WaiverRule(Rule):
    """Lifts needed rows: the named ones, or all but those it keeps."""

    waives: tuple[str, ...]
    keeps: tuple[str, ...] = ()

    def lifts(self, row: str) -> bool:
        """Whether the row of that name need not be asked."""
        return row not in self.keeps and ("all" in self.waives or row in self.waives)


@dataclass(frozen=True, slots=True)
class ScopeRule(Rule):
    """Returns what the hub does not answer."""

    disposition: str
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PathwayRule(Rule):
    """Says which pathway a case is on. The first that is known to hold counts."""

    pathway: str


@dataclass(frozen=True, slots=True)
class RoutingRule(Rule):
    """Says what gives the person what is needed: the first of `dispositions` that is open and has a place.

    The first rule that is known to hold leads; `excludes` counts for all that hold. `by_senior` and `offers` (further
    options) go with it.
    """

    dispositions: tuple[str, ...]
    excludes: tuple[str, ...] = ()
    within_minutes: int | None = None
    via: str | None = None
    specialty: str | None = None
    ambulance_category: int = 2
    by_senior: bool = False
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeniorRule(Rule):
    """Makes an answer a senior's decision.

    Where `supported` is not known to hold, `otherwise` is recommended in its place.
    """

    otherwise: str | None = None
    supported: Condition | None = None
    within_minutes: int | None = None
    requires: tuple[str, ...] = ()
    adjuncts: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlongsideRule(Rule):
    """Adds what goes beside an answer: adjuncts, what must be recorded before signing, or that it is needed sooner."""

    adjuncts: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    within_minutes: int | None = None
