"""Scores turned into Python: step tables, sums and the like as one generated function over what is known of a case.

A score whose observations are not all known is an interval: everything that the missing ones could be worth. NEWS2 as
`clinical/scores.py` works it out stays the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from carecon.rules.running.generated import run_source, unpacked

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Banded:
    """What a number, to one decimal, is worth: `worth[i]` up to and including `tops[i]`, the last above all tops."""

    fact: str
    tops: tuple[float, ...]
    worth: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """What each choice, or yes and no, is worth."""

    fact: str
    worth: tuple[tuple[bool | str, int], ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One score where a yes-or-no fact is so, and another where it is not.

    While it is not known it may be either; with `no_unless_said` it then counts as not so.
    """

    fact: str
    yes: Score
    no: Score
    no_unless_said: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """All parts together."""

    parts: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class Highest:
    """The highest of the parts."""

    parts: tuple[Score, ...]


Score = Banded | Worth | Either | Sum | Highest


@dataclass(frozen=True, slots=True)
class Scoring:
    """A generated function from values as conditions see them, in the order of `facts`, to the interval of each score.

    A number is known where its interval is a single point.
    """

    source: str
    function: Callable[[tuple[Any, ...]], tuple[Interval, ...]]
    facts: tuple[str, ...]

    def of(self, values: Mapping[str, Any]) -> tuple[Interval, ...]:
        """The scores of a case. What is not among the values is not known."""
        return self.function(tuple(map(values.get, self.facts)))


def generate_scoring(scores: tuple[Score, ...]) -> Scoring:
    """The function that works out these scores. Sums and highest ones that share a part work it out once."""
    writer = _Writer()
    found = [writer.shared(score) for score in scores]
    results = "".join(f"({each}_lo, {each}_hi), " for each in found)
    lines = [
        "def scores(values):",
        *unpacked(writer.facts.values(), "values"),
        *(f"    {line}" for line in writer.lines),
        f"    return ({results})",
    ]
    source = "\n".join(lines)
    return Scoring(source, run_source(source, "scores"), tuple(writer.facts))


class _Writer:
    """Writes the lines that give every score its two locals."""

    def __init__(self) -> None:
        self.facts: dict[str, str] = {}
        self.lines: list[str] = []
        self.done: dict[Score, str] = {}

    def shared(self, score: Score) -> str:
        if score not in self.done:
            local = f"n{len(self.done)}"
            self.done[score] = local
            self.lines += list(self.score(score, local))
        return self.done[score]

    def fact(self, name: str) -> str:
        return self.facts.setdefault(name, f"f{len(self.facts)}")

    def score(self, score: Score, local: str) -> Iterator[str]:
        """The lines for `{local}_lo` and `{local}_hi`."""
        match score:
            case Banded(fact, tops, worth):
                value = self.fact(fact)
                yield f"if {value} is None or {value}[0] != {value}[1]:"
                yield f"    {local}_lo = {min(worth)}; {local}_hi = {max(worth)}"
                yield "else:"
                yield f"    x = {value}[0]"
                yield "    if type(x) is not int: x = round(x, 1)"
                steps = "".join(f"{int(each)} if x <= {top!r} else " for top, each in zip(tops, worth, strict=False))
                yield f"    {local}_lo = {local}_hi = {steps}{int(worth[len(tops)])}"
            case Worth(fact, rows):
                value, every = self.fact(fact), [each for _, each in rows]
                yield f"if {value} is None: {local}_lo = {min(every)}; {local}_hi = {max(every)}"
                chain = "".join(f"{int(each)} if {value} == {choice!r} else " for choice, each in rows[:-1])
                yield f"else: {local}_lo = {local}_hi = {chain}{int(every[-1])}"
            case Either(fact, yes, no, no_unless_said):
                yield from self._either(self.fact(fact), yes, no, local, no_unless_said=no_unless_said)
            case Sum(parts) | Highest(parts):
                locals_ = [self.shared(part) for part in parts]
                for end in ("lo", "hi"):
                    ends = [f"{each}_{end}" for each in locals_]
                    joined = " + ".join(ends) if isinstance(score, Sum) else f"max({', '.join(ends)})"
                    yield f"{local}_{end} = {joined}"

    def _either(self, value: str, yes: Score, no: Score, local: str, *, no_unless_said: bool) -> Iterator[str]:
        yield f"if {value} is True:"
        yield from (f"    {line}" for line in self.score(yes, local))
        yield "else:" if no_unless_said else f"elif {value} is False:"
        yield from (f"    {line}" for line in self.score(no, local))
        if not no_unless_said:
            yield "else:"
            for number, each in enumerate((yes, no)):
                yield from (f"    {line}" for line in self.score(each, f"{local}_{number}"))
            for end, choose in (("lo", "min"), ("hi", "max")):
                yield f"    {local}_{end} = {choose}({local}_0_{end}, {local}_1_{end})"
