"""Two outcomes of one case under two rulesets: whether they differ, which is safer, and if a danger sign softens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from carecon.clinical.catalogue import catalogue

Direction = Literal["same", "safer", "less safe", "mixed"]

_CARE: Final = {"emergency": 4, "hospital": 3, "community": 2, "contact": 1, "return": 0}
"""How much care a kind of disposition is, most first: the product's own order, no published scale."""

_NOBODY_MINUTES: Final = 10**6


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """What rules come to: `disposition` is None while facts are needed. `by` are the rules that led there."""

    state: str
    disposition: str | None
    urgency_minutes: int | None
    present: frozenset[str]
    by: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The disposition, or that none is settled."""
        return self.disposition or "not settled"

    def same_as(self, other: CaseOutcome) -> bool:
        """Whether the clinician would read the same: state, disposition, time and danger signs."""
        return (self.state, self.disposition, self.urgency_minutes, self.present) == (
            other.state,
            other.disposition,
            other.urgency_minutes,
            other.present,
        )


def of_advice(advice: Mapping[str, Any]) -> CaseOutcome:
    """The outcome in advice as the journal keeps it."""
    best = advice["recommended"] or {}
    return CaseOutcome(
        state=advice["state"],
        disposition=best.get("disposition"),
        urgency_minutes=best.get("urgency_minutes"),
        present=frozenset(advice["red_flags"]["present"]),
        by=tuple(best.get("because", ())),
    )


def direction(old: CaseOutcome, new: CaseOutcome) -> Direction:
    """Which way the case went: sooner and more care is safer, later and less is less safe, one of each is mixed.

    Where only one of them is settled, waiting for a needed fact is the safer one, unless the other is an emergency.
    """
    if old.disposition is None or new.disposition is None:
        if old.disposition == new.disposition:
            return _by_signs(old, new)
        settled, later = (old, "safer") if new.disposition is None else (new, "less safe")
        if _care(settled) == _CARE["emergency"]:
            return "less safe" if settled is old else "safer"
        return "safer" if later == "safer" else "less safe"
    sooner = _minutes(old) - _minutes(new)
    more = _care(new) - _care(old)
    if sooner == more == 0:
        return _by_signs(old, new)
    if sooner >= 0 and more >= 0:
        return "safer"
    return "less safe" if sooner <= 0 and more <= 0 else "mixed"


def softened(old: CaseOutcome, new: CaseOutcome) -> tuple[str, ...]:
    """The danger signs, present before, that are no longer present, or whose settlement is later or less care."""
    gone = old.present - new.present
    if old.disposition is not None and old.present:
        later = new.disposition is None or _minutes(new) > _minutes(old) or _care(new) < _care(old)
        if later:
            return tuple(sorted(old.present))
    return tuple(sorted(gone))


def _by_signs(old: CaseOutcome, new: CaseOutcome) -> Direction:
    if old.present == new.present:
        return "same"
    if old.present < new.present:
        return "safer"
    return "less safe" if new.present < old.present else "mixed"


def _minutes(outcome: CaseOutcome) -> int:
    return _NOBODY_MINUTES if outcome.urgency_minutes is None else outcome.urgency_minutes


def _care(outcome: CaseOutcome) -> int:
    return _CARE.get(catalogue().kinds.get(outcome.disposition or "", ""), 0)
