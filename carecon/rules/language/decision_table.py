"""A condition as a decision table: each row is one way in which it comes to hold, each column one thing it looks at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Final

from carecon.rules.language.condition import AllOf, AnyOf, AtLeast, Condition, Is, Known, Leaf, Not
from carecon.rules.language.words import OTHERWISE, Side, said, subject

MOST_ROWS: Final = 40
"""Rows of a table: beyond them nobody reads, and some conditions have thousands."""

_MOST_TRIED: Final = 4_000

_Row = frozenset[tuple[Leaf, Side]]


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """`rows` hold a cell for each of `columns`, empty where that does not matter. `cut`: there are more rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    cut: bool


def decision_table(condition: Condition, definitions: Mapping[str, Condition], most: int = MOST_ROWS) -> DecisionTable:
    """The ways in which `condition` is known to hold, with definitions opened; `most` rows of them.

    A way that another one contains is left out. Ways that two different comparisons of one number rule out are not.
    """
    tried = list(islice(_ways(condition, "true", definitions), _MOST_TRIED))
    ways = [way for way in dict.fromkeys(tried) if not _contradicts_itself(way)]
    needed = [way for way in ways if not any(other < way for other in ways)]
    shown = needed[:most]
    order = list(dict.fromkeys(subject(leaf) for leaf in _in_order(condition, definitions)))
    used = {subject(leaf) for way in shown for leaf, _ in way}
    columns = tuple(name for name in order if name in used)
    rows = tuple(tuple(_cell(way, column) for column in columns) for way in shown)
    return DecisionTable(columns, rows, cut=len(needed) > most or len(tried) == _MOST_TRIED)


def _cell(way: _Row, column: str) -> str:
    return "; ".join(sorted(said(leaf, side) for leaf, side in way if subject(leaf) == column))


def _contradicts_itself(way: _Row) -> bool:
    return any((leaf, other) in way for leaf, side in way for other in _AGAINST[side])


_AGAINST: Final[dict[Side, tuple[Side, ...]]] = {
    "true": ("false", "not true"),
    "false": ("true", "not false"),
    "not true": ("true",),
    "not false": ("false",),
}


def _in_order(condition: Condition, definitions: Mapping[str, Condition]) -> Iterator[Leaf]:
    match condition:
        case Known(inner) | Not(inner):
            yield from _in_order(inner, definitions)
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _in_order(part, definitions)
        case Is(name) if name in definitions:
            yield from _in_order(definitions[name], definitions)
        case _:
            yield condition


def _ways(condition: Condition, side: Side, definitions: Mapping[str, Condition]) -> Iterator[_Row]:
    """Each way, as leaves with what must be so of them, in which that side of a condition is reached."""
    match condition:
        case Not(inner):
            yield from _ways(inner, OTHERWISE[side], definitions)
        case Known(inner):
            yield from _ways(inner, "true" if side in ("true", "not false") else "not true", definitions)
        case AllOf(parts):
            yield from _counted(len(parts), parts, side, definitions)
        case AnyOf(parts):
            yield from _counted(1, parts, side, definitions)
        case AtLeast(count, parts):
            yield from _counted(count, parts, side, definitions)
        case Is(name) if name in definitions:
            yield from _ways(definitions[name], side, definitions)
        case _:
            yield frozenset({(condition, side)})


def _counted(
    count: int, parts: tuple[Condition, ...], side: Side, definitions: Mapping[str, Condition]
) -> Iterator[_Row]:
    """At least `count` of the parts hold; on the other sides, so many fail that they cannot."""
    need = count if side in ("true", "not false") else len(parts) - count + 1
    for chosen in combinations(parts, max(need, 0)):
        yield from _together(chosen, side, definitions)


def _together(parts: tuple[Condition, ...], side: Side, definitions: Mapping[str, Condition]) -> Iterator[_Row]:
    if not parts:
        yield frozenset()
        return
    for first in _ways(parts[0], side, definitions):
        for rest in _together(parts[1:], side, definitions):
            yield first | rest
