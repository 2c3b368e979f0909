"""What the rules advise: one frozen object, the same in the console, in the journal and on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from carecon.clinical.scores import News2

State = Literal["recommend", "need_more_facts", "senior_decision"]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One thing that could be done, and why.

    `urgency_minutes` is by when help has come. `spoke` is None for emergencies, returns, and where the place is not
    known. `ambulance_category` (1 to 3) goes with an ambulance, `specialty` with a specialty (or is to be told), `via`
    with a planned attendance. `because` names rules.
    """

    disposition: str
    urgency_minutes: int
    pathway: str
    spoke: str | None = None
    adjuncts: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    outcome_class: str = ""
    because: tuple[str, ...] = ()
    ambulance_category: int | None = None
    specialty: str | None = None
    via: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The recommendation in full."""
        whole = self.in_short() | {
            "spoke": self.spoke,
            "adjuncts": list(self.adjuncts),
            "requires": list(self.requires),
            "outcome_class": self.outcome_class,
        }
        for name in ("ambulance_category", "specialty", "via"):
            if (value := getattr(self, name)) is not None:
                whole[name] = value
        return whole

    def in_short(self) -> dict[str, Any]:
        """As an alternative is written."""
        return {
            "disposition": self.disposition,
            "urgency_minutes": self.urgency_minutes,
            "pathway": self.pathway,
            "because": list(self.because),
        }


@dataclass(frozen=True, slots=True)
class SetAside:
    """A sign of dying that is not raised, and the facts that set it aside."""

    id: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RedFlags:
    """Danger signs: present, not excluded (the most telling first), and set aside. Any other is excluded.

    `raised_by` goes from a sign that is present to the rules that raised it, `settled_by` from one that is not excluded
    to the unanswered facts that could settle it.
    """

    present: tuple[str, ...] = ()
    not_excluded: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    raised_by: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    settled_by: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def to_dict(self) -> dict[str, Any]:
        """Ids only."""
        return {
            "present": list(self.present),
            "not_excluded": list(self.not_excluded),
            "set_aside": [{"id": flag.id, "because": list(flag.because)} for flag in self.set_aside],
        }


@dataclass(frozen=True, slots=True)
class Excluded:
    """A disposition that is not advised, and the rules that say so."""

    disposition: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cfs:
    """The Clinical Frailty Scale as recorded, and whether it is valid for this person."""

    value: int | None
    applicable: bool


@dataclass(frozen=True, slots=True)
class Efi:
    """The electronic Frailty Index as recorded, with its category."""

    value: float
    band: str


@dataclass(frozen=True, slots=True)
class Scores:
    """`news2` is None where no score applies; it is `for_escalation` unless a plan or dying sets it aside."""

    news2: News2 | None
    cfs: Cfs
    efi: Efi | None
    for_escalation: bool = True

    def to_dict(self) -> dict[str, Any]:
        """All scores."""
        return {
            "news2": None if self.news2 is None else _news2(self.news2, for_escalation=self.for_escalation),
            "cfs": {"value": self.cfs.value, "applicable": self.cfs.applicable},
            "efi": None if self.efi is None else {"value": self.efi.value, "band": self.efi.band},
        }


@dataclass(frozen=True, slots=True)
class Ask:
    """A question worth asking next: its fact, why, and the danger signs or dispositions that it decides."""

    fact: str
    why: str
    decides: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The question."""
        return {"fact": self.fact, "why": self.why, "decides": list(self.decides)}


@dataclass(frozen=True, slots=True)
class PackStamp:
    """Which rules spoke: the area's id, the version, and the hash of everything that they consist of."""

    id: str
    version: str
    sha256: str

    def to_dict(self) -> dict[str, Any]:
        """The stamp."""
        return {"id": self.id, "version": self.version, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class Advice:
    """Advice on one case at one moment.

    `recommended` is None while needed facts are unanswered, unless an emergency is certain already; `leaning` is then
    what would be recommended if the unanswered facts turned out harmless.
    """

    state: State
    recommended: Recommendation | None
    alternatives: tuple[Recommendation, ...]
    red_flags: RedFlags
    excluded: tuple[Excluded, ...]
    scores: Scores
    ask: tuple[Ask, ...]
    pack: PackStamp
    leaning: Recommendation | None = None

    def to_dict(self) -> dict[str, Any]:
        """The advice as `carecon advise --json` prints it and as the journal keeps it."""
        return {
            "state": self.state,
            "recommended": None if self.recommended is None else self.recommended.to_dict(),
            "alternatives": [option.in_short() for option in self.alternatives],
            "red_flags": self.red_flags.to_dict(),
            "excluded": [{"disposition": no.disposition, "because": list(no.because)} for no in self.excluded],
            "scores": self.scores.to_dict(),
            "ask": [question.to_dict() for question in self.ask],
            "why_not": [],
            "pack": self.pack.to_dict(),
        }


def _news2(score: News2, *, for_escalation: bool) -> dict[str, Any]:
    return {
        "low": score.low,
        "high": score.high,
        "complete": score.complete,
        "band": score.band,
        "stale": score.stale,
        "missing": list(score.missing),
        "for_escalation": for_escalation,
    }
