"""Conditions turned into Python: one generated function works out many of them for one case, in one pass.

The source is written from the rails of `lowering`. It consists of names made here (`f12_lo`, `d3`), numbers, and the
`repr` of strings; the names of facts are handed over as data, so no text of a pack is ever compiled. The walk over the
tree in `evaluate` stays the reference, and this says exactly the same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from types import MappingProxyType
from typing import Any as Anything
from typing import Final

from carecon.rules.language.condition import (
    Compare,
    Condition,
    FlagIs,
    Includes,
    Is,
    IsEmpty,
    Leaf,
    NotKnown,
    OneOf,
    Recorded,
    ServiceIs,
    Truth,
)
from carecon.rules.language.lowering import All, Any, Count, Holds, No, Node, rails

Inputs = tuple[Anything, ...]
Function = Callable[[Inputs, Inputs, Inputs, Inputs, Inputs], tuple[Truth, ...]]
Picker = Callable[[Anything], Inputs]
"""Takes what stands under some keys or in some places, always the same ones, in one go."""

NUMBERS: Final[Mapping[tuple[str, bool], str]] = {
    # (operator, rail). A number that does not apply runs from +inf to -inf: every comparison with it is false.
    (">=", True): "{x}_lo >= {c} <= {x}_hi",
    (">=", False): "{x}_hi < {c}",
    (">", True): "{x}_lo > {c} < {x}_hi",
    (">", False): "{x}_hi <= {c}",
    ("<=", True): "{x}_hi <= {c} >= {x}_lo",
    ("<=", False): "{x}_lo > {c}",
    ("<", True): "{x}_hi < {c} > {x}_lo",
    ("<", False): "{x}_lo >= {c}",
    ("==", True): "{x}_lo == {c} == {x}_hi",
    ("==", False): "not {x}_lo <= {c} <= {x}_hi",
    ("!=", True): "{c} < {x}_lo <= {x}_hi or {x}_lo <= {x}_hi < {c}",
    ("!=", False): "{x}_lo == {c} == {x}_hi or {x}_lo > {x}_hi",
}
"""How a comparison of `{x}_lo` to `{x}_hi` with the constant `{c}` is definitely true, and definitely false."""


@dataclass(frozen=True, slots=True)
class Program:
    """A generated function and what it is to be given.

    `values`, `asked`, `services` and `flags` are the names whose values, answers, services and danger signs it reads,
    `given` the definitions that it expects to be worked out; `take` takes the values from a mapping of all names. It
    returns what `works_out` come to, in that order: the definitions that it opens itself (`names`), the conditions, and
    what has been put together from conditions.
    """

    source: str
    function: Function
    values: tuple[str, ...]
    asked: tuple[str, ...]
    services: tuple[str, ...]
    flags: tuple[str, ...]
    given: tuple[str, ...]
    names: tuple[str, ...]
    works_out: tuple[str | Condition, ...]
    take: Picker


@dataclass(frozen=True, slots=True)
class Status:
    """Put together from conditions: as `when` is, but false where `moot` holds, and else only where `excluded` does."""

    when: Condition
    excluded: Condition | None = None
    moot: Condition | None = None

    def written(self, local: Mapping[Condition, str]) -> str:
        """The expression for it, given the locals in which the conditions stand."""
        when = local[self.when]
        if self.excluded is not None:
            when = f"True if {when} is True else False if {local[self.excluded]} is True else None"
        return when if self.moot is None else f"False if {local[self.moot]} is True else {when}"


def generate(
    conditions: Iterable[Condition],
    definitions: Mapping[str, Condition],
    given: Sequence[str] = (),
    statuses: Mapping[str, Status] = MappingProxyType({}),
) -> Program:
    """The program that works out these conditions, each once, and the definitions but for those that are `given`.

    `statuses` are further results, by name, put together from conditions.
    """
    writer = Writer(definitions, given)
    defined = {condition: writer.definition(name) for name, condition in definitions.items()}
    defined |= {Is(name): writer.definition(name) for name in definitions}
    wanted: dict[Condition, str] = {}
    for condition in dict.fromkeys(conditions):
        wanted[condition] = defined.get(condition) or f"r{len(wanted)}"
        if condition not in defined:
            writer.lines.append(f"{wanted[condition]} = {writer.in_three_values(condition)}")
    results = [*wanted.values(), *(status.written(wanted) for status in statuses.values())]
    opened = tuple(name for name in writer.definitions if name not in given)
    lines = [
        "def truths(values, asked, services, flags, given):",
        *unpacked(writer.values.values(), "values"),
        *unpacked(writer.asked.values(), "asked"),
        *unpacked(writer.services.values(), "services"),
        *unpacked(writer.flags.values(), "flags"),
        *unpacked((writer.definitions[name] for name in given), "given"),
        *(f"    {line}" for line in writer.lines),
        f"    return ({''.join(f'{each}, ' for each in (*(writer.definitions[name] for name in opened), *results))})",
    ]
    source = "\n".join(lines)
    return Program(
        source=source,
        function=run_source(source, "truths"),
        values=tuple(writer.values),
        asked=tuple(writer.asked),
        services=tuple(writer.services),
        flags=tuple(writer.flags),
        given=tuple(given),
        names=opened,
        works_out=(*opened, *wanted, *statuses),
        take=picker(tuple(writer.values)),
    )


def picker(keys: tuple[Hashable, ...]) -> Picker:
    """What takes from a mapping or a list what stands under these keys or in these places."""
    return itemgetter(*keys) if len(keys) > 1 else lambda all_: tuple([all_[key] for key in keys])


def run_source(source: str, name: str) -> Anything:
    """The function of that name in source that was generated here. Never anything that was read from a file."""
    scope: dict[str, Anything] = {"__builtins__": {"min": min, "max": max, "round": round, "int": int, "type": type}}
    exec(compile(source, f"<generated {name}>", "exec"), scope)  # noqa: S102 (names and constants made here alone)
    return scope[name]


def unpacked(targets: Iterable[str], source: str) -> list[str]:
    """The line that gives each of these locals its value from the tuple `source`; none where there are none."""
    names = list(targets)
    return [f"    ({', '.join(names)},) = {source}"] if names else []


class Writer:
    """Writes expressions, and remembers which local stands for which name."""

    def __init__(self, definitions: Mapping[str, Condition], given: Sequence[str]) -> None:
        self.opens = definitions
        self.values: dict[str, str] = {}
        self.asked: dict[str, str] = {}
        self.services: dict[str, str] = {}
        self.flags: dict[str, str] = {}
        self.definitions = {name: f"d{number}" for number, name in enumerate(given)}
        self.lines: list[str] = []

    def in_three_values(self, condition: Condition) -> str:
        """The expression that is True, False or None as the condition is."""
        found = rails(condition, {})
        if found.false == No(found.true):
            return f"({self.node(found.true)})"
        return f"True if {self.node(found.true)} else False if {self.node(found.false)} else None"

    def true(self, condition: Condition) -> str:
        """The expression for: it is definitely true."""
        return self.node(rails(condition, {}).true)

    def false(self, condition: Condition) -> str:
        """The expression for: it is definitely false."""
        return self.node(rails(condition, {}).false)

    def node(self, node: Node) -> str:
        match node:
            case Holds(leaf, rail):
                return self.leaf(leaf, rail)
            case All(parts):
                return _joined(" and ", [self.node(part) for part in parts], "True")
            case Any(parts):
                return _joined(" or ", [self.node(part) for part in parts], "False")
            case Count(at_least, parts):
                return f"({_joined(' + ', [f'({self.node(part)})' for part in parts], '0')}) >= {int(at_least)}"
            case No(inner):
                return f"(not {self.node(inner)})"

    def leaf(self, leaf: Leaf, rail: bool) -> str:
        match leaf:
            case Is(name) if name in self.opens:
                return f"{self.definition(name)} is {rail}"
            case Is(name):
                return f"{self.value(name)} is {rail}"
            case Compare(name, operator, value):
                constant = repr(int(value) if value == int(value) else float(value))
                written = NUMBERS[operator, rail].format(x=self.number(name), c=constant)
                return f"({written})" if operator == "!=" or written.startswith("not ") else written
            case OneOf(name, values):
                return _member(self.value(name), values if rail else (None, *values), rail)
            case Includes(name, values):
                local = self.value(name)
                found = _joined(" or ", [f"{value!r} in {local}" for value in values], "False")
                return f"({local} is not None and {'' if rail else 'not '}{found})"
            case IsEmpty(name):
                local = self.value(name)
                return f"({local} is not None and {'not ' if rail else ''}{'' if rail else 'not not '}{local})"
            case NotKnown(name):
                return f"{_local(self.asked, name, 'k')} is {not rail}"
            case Recorded(name):
                return f"{_local(self.asked, name, 'k')} is {rail}"
            case FlagIs(flag, status):
                return f"{_local(self.flags, flag, 'g')} {'==' if rail else '!='} {status!r}"
            case ServiceIs(disposition, states):
                return _member(_local(self.services, disposition, "s"), states, rail)

    def value(self, name: str) -> str:
        return _local(self.values, name, "f")

    def number(self, name: str) -> str:
        local = self.values.get(name)
        if local is None:
            local = self.values[name] = "(f{0}_lo, f{0}_hi)".format(len(self.values))
        return local[1:].partition("_")[0]

    def definition(self, name: str) -> str:
        if name not in self.definitions:
            written = self.in_three_values(self.opens[name])
            local = f"d{len(self.definitions)}"
            self.definitions[name] = local
            self.lines.append(f"{local} = {written}")
        return self.definitions[name]


def _local(known: dict[str, str], name: Hashable, letter: str) -> str:
    return known.setdefault(str(name), f"{letter}{len(known)}")


def _joined(word: str, parts: Sequence[str], nothing: str) -> str:
    if not parts:
        return nothing
    return parts[0] if len(parts) == 1 else f"({word.join(parts)})"


def _member(local: str, values: Sequence[str | None], rail: bool) -> str:
    if len(values) == 1:
        return f"{local} {'==' if rail else '!='} {values[0]!r}"
    return f"{local} {'in' if rail else 'not in'} ({', '.join(map(repr, values))})"
