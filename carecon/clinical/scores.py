"""Scores that follow from the answers: NEWS2 as an interval, the eFI category, and where the CFS may be used.

Every threshold stands in `scores.toml`, with its source. A missing observation is never worth 0: it widens the
interval to everything that it could still be worth.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import tomli

from carecon.clinical.answers import Answer, Unknown, Value
from carecon.clinical.facts import data_text

Span = tuple[int, int]
"""The lowest and the highest that a score can be."""

NEWS2_FACTS: Final = (
    "respiratory_rate",
    "spo2",
    "on_oxygen",
    "systolic_bp",
    "heart_rate",
    "acvpu",
    "temperature",
)
"""The seven observations that NEWS2 is the sum of, in the order of the RCP chart."""


@dataclass(frozen=True, slots=True)
class News2:
    """A NEWS2 total between `low` and `high` (0 to 20), equal once all seven observations are known.

    `band` is low, low_medium, medium or high, or None while the total is incomplete. `stale`: at least one observation
    is too old. `parts` goes from fact to its span; `missing` names the facts that are not known.
    """

    low: int
    high: int
    band: str | None
    stale: bool
    missing: tuple[str, ...]
    parts: Mapping[str, Span]

    @property
    def complete(self) -> bool:
        """Whether all seven observations are known."""
        return not self.missing

    @property
    def worst_part(self) -> Span:
        """The span of the highest single part: a 3 in one parameter asks for a clinician's review (RCP 2017)."""
        return max(low for low, _ in self.parts.values()), max(high for _, high in self.parts.values())


@dataclass(frozen=True, slots=True)
class Steps:
    """A step table: `worth[i]` up to and including `tops[i]`."""

    tops: tuple[float, ...]
    worth: tuple[int, ...]

    def of(self, value: float) -> int:
        """What `value` is worth."""
        return self.worth[bisect_left(self.tops, value)]

    @property
    def span(self) -> Span:
        """What a value that is not known may be worth."""
        return min(self.worth), max(self.worth)


@dataclass(frozen=True, slots=True)
class Tables:
    """The step tables of `scores.toml`, as read."""

    parts: Mapping[str, Steps]
    spo2_scale_1: Steps
    spo2_scale_2: Mapping[bool, Steps]
    """By whether the person is on oxygen."""
    oxygen: Mapping[bool, int]
    acvpu: Mapping[str, int]
    bands: tuple[Mapping[str, Any], ...]
    news2_from_age: int
    efi_bands: tuple[tuple[float, str], ...]
    cfs_from_age: int


@cache
def score_tables() -> Tables:
    """The tables as shipped."""
    data = tomli.loads(data_text("scores.toml"))
    news2_data, spo2 = data["news2"], data["news2"]["spo2"]
    return Tables(
        parts=MappingProxyType({name: _steps(rows) for name, rows in news2_data["parts"].items()}),
        spo2_scale_1=_steps(spo2["scale_1"]),
        spo2_scale_2={False: _steps(spo2["scale_2_on_air"]), True: _steps(spo2["scale_2_on_oxygen"])},
        oxygen={False: news2_data["oxygen"]["on_air"], True: news2_data["oxygen"]["on_oxygen"]},
        acvpu=MappingProxyType(dict(news2_data["acvpu"])),
        bands=tuple(news2_data["bands"]),
        news2_from_age=news2_data["from_age_years"],
        efi_bands=tuple((float(top), str(band)) for top, band in data["efi"]["bands"]),
        cfs_from_age=data["cfs"]["from_age_years"],
    )


def news2(answers: Mapping[str, Answer], at: datetime, too_old: Callable[[Answer, datetime], bool]) -> News2 | None:
    """The NEWS2 interval at the moment `at` (aware), or None where no score applies.

    It does not apply under 16, in pregnancy or within six weeks of birth (RCP 2017), or after death; an unknown age is
    scored. `too_old` says of an answer whether it is too old at `at`: it still scores, and the score is stale.
    """
    if not news2_applies(answers):
        return None
    tables = score_tables()
    parts = _parts(answers, tables)
    low, high = sum(part[0] for part in parts.values()), sum(part[1] for part in parts.values())
    missing = tuple(name for name in NEWS2_FACTS if _value(answers, name) is None)
    return News2(
        low=low,
        high=high,
        band=None if missing else _band(low, max(part[0] for part in parts.values()), tables),
        stale=any(too_old(answers[name], at) for name in NEWS2_FACTS if name in answers),
        missing=missing,
        parts=MappingProxyType(parts),
    )


def news2_applies(answers: Mapping[str, Answer]) -> bool:
    """Whether NEWS2 says anything about this person: not known to be under 16, pregnant or dead."""
    age = _number(answers, "age_years")
    if age is not None and age < score_tables().news2_from_age:
        return False
    return _value(answers, "pregnant") is not True and _value(answers, "died") is not True


def efi_band(value: float) -> str:
    """The category of an electronic Frailty Index: fit, mild, moderate or severe (Clegg et al. 2016)."""
    return next(band for top, band in score_tables().efi_bands if value <= top)


def cfs_applicable(answers: Mapping[str, Answer]) -> bool:
    """Whether the Clinical Frailty Scale may drive a rule: from 65, and not with a learning or stable disability.

    An unknown age does not count as 65 (NHS Specialised Clinical Frailty Network; NICE NG159, 2020).
    """
    age = _number(answers, "age_years")
    if age is None or age < score_tables().cfs_from_age:
        return False
    return _value(answers, "learning_disability_or_stable_disability") is not True


def _parts(answers: Mapping[str, Answer], tables: Tables) -> dict[str, Span]:
    oxygen, acvpu = _value(answers, "on_oxygen"), _value(answers, "acvpu")
    spans = {name: _part(steps, _number(answers, name)) for name, steps in tables.parts.items()}
    spans["spo2"] = _spo2_part(answers, tables)
    spans["on_oxygen"] = _point(tables.oxygen[oxygen]) if isinstance(oxygen, bool) else _span(tables.oxygen)
    spans["acvpu"] = _point(tables.acvpu[acvpu]) if isinstance(acvpu, str) else _span(tables.acvpu)
    return {name: spans[name] for name in NEWS2_FACTS}


def _part(steps: Steps, value: float | None) -> Span:
    # One decimal: a temperature of 38.04 was read as 38.0 (RCP 2017 bands temperatures to a tenth).
    return steps.span if value is None else _point(steps.of(round(value, 1)))


def _spo2_part(answers: Mapping[str, Answer], tables: Tables) -> Span:
    oxygen, value = _value(answers, "on_oxygen"), _number(answers, "spo2")
    if _value(answers, "spo2_scale_2") is not True:
        return _part(tables.spo2_scale_1, value)
    scales = [tables.spo2_scale_2[oxygen]] if isinstance(oxygen, bool) else list(tables.spo2_scale_2.values())
    spans = [_part(scale, value) for scale in scales]
    return min(low for low, _ in spans), max(high for _, high in spans)


def _band(total: int, worst: int, tables: Tables) -> str:
    reached = [row["band"] for row in tables.bands if total >= row.get("total", 99) or worst >= row.get("one_part", 99)]
    return str(reached[-1])


def _steps(rows: list[list[float]]) -> Steps:
    return Steps(tuple(float(top) for top, _ in rows), tuple(int(worth) for _, worth in rows))


def _span(worth: Mapping[Any, int]) -> Span:
    return min(worth.values()), max(worth.values())


def _point(score: int) -> Span:
    return score, score


def _value(answers: Mapping[str, Answer], name: str) -> Value | None:
    answer = answers.get(name)
    return None if answer is None or isinstance(answer.value, Unknown) else answer.value


def _number(answers: Mapping[str, Answer], name: str) -> float | None:
    value = _value(answers, name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
