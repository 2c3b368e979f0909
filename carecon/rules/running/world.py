"""What conditions see of one case at one moment: facts, derived numbers as intervals, context, findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from carecon.area.context import Context
from carecon.clinical.answers import Answer, Unknown
from carecon.clinical.scores import NEWS2_FACTS, News2, cfs_applicable, news2, news2_applies, score_tables
from carecon.rules.language.condition import Condition, FlagStatus, Truth
from carecon.rules.language.names import DIFFERENCES, Difference, Kind, all_names
from carecon.rules.packing.too_old import TooOld, unless_said
from carecon.rules.running.generated_scores import Banded, Either, Highest, Score, Scoring, Sum, Worth, generate_scoring

if TYPE_CHECKING:
    from carecon.rules.running.compiled import Compiled

Interval = tuple[float, float]
Seen = bool | str | frozenset[str] | Interval | None
"""A value as conditions see it: numbers as intervals, None where nothing is known."""

NOT_APPLICABLE: Final[Interval] = (float("inf"), float("-inf"))
"""The interval of a number that this person does not have: every comparison with it is false."""


@dataclass(slots=True)
class World:
    """One case at one moment, as conditions see it. Filled step by step while advice is worked out, then dropped.

    `flags` and the names of findings and of the outcome are set by the step that finds them; `defined` remembers what
    definitions came to. The rest is what generated functions found (see `truth`); without it conditions are walked.
    """

    answers: Mapping[str, Answer]
    context: Context
    definitions: Mapping[str, Condition]
    values: dict[str, Seen]
    too_old: TooOld
    flags: dict[str, FlagStatus] = field(default_factory=dict)
    defined: dict[str, Truth] = field(default_factory=dict)
    compiled: Compiled | None = None
    places: Mapping[int, int] = field(default_factory=dict)
    results: list[Any] = field(default_factory=list)
    hanging: tuple[tuple[str, ...], ...] | None = None
    scored: tuple[News2 | None, ...] = ()

    @property
    def news2(self) -> News2 | None:
        """The score in full, with its parts, or None where it does not apply."""
        if not self.scored:
            self.scored = (news2(self.answers, self.context.at, self.too_old.is_old),)
        return self.scored[0]

    def unanswered(self, fact: str) -> bool:
        """Whether the question is still to be asked: neither a value nor "not known" stands there."""
        return fact not in self.answers

    def has_value(self, fact: str) -> bool:
        """Whether the fact was answered with a value."""
        answer = self.answers.get(fact)
        return answer is not None and answer.known

    def facts_behind(self, name: str) -> tuple[str, ...]:
        """The facts that a fact, a derived number or a context fact comes from. None for definitions and findings."""
        known = all_names().get(name)
        return known.facts if known else ()


def see(
    answers: Mapping[str, Answer],
    context: Context,
    definitions: Mapping[str, Condition],
    too_old: TooOld | None = None,
) -> World:
    """The world of a case before any rule has been read. `too_old`: the packs' limits, else those of the product."""
    too_old = too_old or unless_said()
    values = _nothing_known().copy()
    for name, answer in answers.items():
        value = answer.value
        kind = type(value)
        # Most are of these kinds, and there may be a hundred: a call for each would cost more than all else here.
        if kind is bool or kind is str:
            values[name] = value  # type: ignore[assignment]
        elif kind is int or kind is float:
            values[name] = (value, value)  # type: ignore[assignment]
        else:
            values[name] = _seen(answer)
    scores = _news2().of(values) if news2_applies(answers) else (NOT_APPLICABLE, NOT_APPLICABLE)
    values["news2"], values["news2_worst_part"] = scores
    for name, difference in DIFFERENCES.items():
        values[name] = _difference(values, difference)
    if not cfs_applicable(answers):
        values["cfs"] = NOT_APPLICABLE
    values["in_area"] = context.in_area
    values["in_hours"] = context.in_hours
    values["pause_applies"] = context.pause_applies
    closing = context.minutes_to_close
    values["minutes_to_close"] = NOT_APPLICABLE if closing is None else (closing, closing)
    return World(answers, context, definitions, values, too_old)


@cache
def _nothing_known() -> dict[str, Seen]:
    """Every name, with what it is before anything was said of it."""
    return {name: known.limits if known.kind is Kind.NUMBER else None for name, known in all_names().items()}


def _seen(answer: Answer) -> Seen:
    value = answer.value
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return value, value
    if isinstance(value, tuple):
        return frozenset(value)
    return _nothing_known().get(answer.fact) if isinstance(value, Unknown) else None


@cache
def _news2() -> Scoring:
    """NEWS2 and its highest part as a generated function, from the tables of `scores.toml`."""
    tables = score_tables()
    spo2 = [
        Banded("spo2", steps.tops[:-1], steps.worth)
        for steps in (tables.spo2_scale_1, tables.spo2_scale_2[True], tables.spo2_scale_2[False])
    ]
    special: dict[str, Score] = {
        "spo2": Either("spo2_scale_2", Either("on_oxygen", spo2[1], spo2[2]), spo2[0], no_unless_said=True),
        "on_oxygen": Worth("on_oxygen", tuple(tables.oxygen.items())),
        "acvpu": Worth("acvpu", tuple(tables.acvpu.items())),
    }
    banded: dict[str, Score] = {
        fact: Banded(fact, steps.tops[:-1], steps.worth) for fact, steps in tables.parts.items()
    }
    parts = tuple((banded | special)[fact] for fact in NEWS2_FACTS)
    return generate_scoring((Sum(parts), Highest(parts)))


def _difference(values: Mapping[str, Seen], of: Difference) -> Interval:
    """The interval of a difference; not applicable while what it needs has no value of its own."""
    high, low, limits = values[of.larger], values[of.smaller], all_names()[of.needed].limits
    if values[of.needed] == limits or not (isinstance(high, tuple) and isinstance(low, tuple)):
        return NOT_APPLICABLE
    return high[0] - low[1], high[1] - low[0]
