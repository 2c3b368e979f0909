"""A course of action while it is worked out: what would be done, how soon, and which rules said so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from carecon.clinical.catalogue import catalogue


@dataclass(frozen=True, slots=True)
class Course:
    """What would be done.

    `need_minutes` is by when the person needs it, whoever gives it; `offers` are dispositions to show beside it.
    `demanded`: a danger sign demands this attendance. `by_senior`: only as a senior's decision. `at_home` is what the
    problem itself would lead to at home.
    """

    disposition: str
    need_minutes: int
    because: tuple[str, ...] = ()
    via: str | None = None
    specialty: str | None = None
    ambulance_category: int | None = None
    requires: tuple[str, ...] = ()
    adjuncts: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    by_senior: bool = False
    demanded: bool = False
    at_home: str | None = None

    @property
    def kind(self) -> str:
        """emergency, hospital, community, return or contact."""
        return catalogue().kinds[self.disposition]

    @property
    def urgency_minutes(self) -> int:
        """By when help has come: what the person needs, and never later than the disposition promises."""
        return min(self.need_minutes, catalogue().urgency_minutes.get(self.disposition, self.need_minutes))

    def but(self, disposition: str, because: Iterable[str] = ()) -> Course:
        """Another way to give the same need, no later."""
        return Course(disposition, self.urgency_minutes, tuple(because), demanded=self.demanded)

    def also(
        self,
        *,
        because: Iterable[str] = (),
        within_minutes: int | None = None,
        requires: Iterable[str] = (),
        adjuncts: Iterable[str] = (),
        offers: Iterable[str] = (),
        by_senior: bool = False,
    ) -> Course:
        """The same with more to it; `within_minutes` only ever makes it sooner."""
        minutes = self.need_minutes if within_minutes is None else min(self.need_minutes, within_minutes)
        if minutes == self.need_minutes and not (because or requires or adjuncts or offers or by_senior):
            return self
        return Course(
            self.disposition,
            minutes,
            because=_join(self.because, because),
            via=self.via,
            specialty=self.specialty,
            ambulance_category=self.ambulance_category,
            requires=_join(self.requires, requires),
            adjuncts=_join(self.adjuncts, adjuncts),
            offers=_join(self.offers, offers),
            by_senior=self.by_senior or by_senior,
            demanded=self.demanded,
            at_home=self.at_home,
        )


def _join(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second))) if second else tuple(first)
