"""The facts that leave conditions open, worked out by generated Python for many conditions at once.

It says what `still_open.undecided_by` says, which stays the reference: that walks the tree of one condition and
evaluates every branch of it again, and all danger signs of a case together hold some hundred branches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from carecon.rules.language.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    FlagIs,
    Is,
    Known,
    Not,
    ServiceIs,
)
from carecon.rules.running.generated import Inputs, Picker, Writer, picker, run_source, unpacked

Facts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenFacts:
    """A generated function: for each condition the facts behind what is unknown in it, some of them several times.

    It is given what a `Program` is given, what the conditions came to, and for each of `facts` those without a value.
    """

    source: str
    function: Callable[[Inputs, Inputs, Inputs, Inputs, Inputs, Inputs, tuple[Facts, ...]], tuple[Facts, ...]]
    values: tuple[str, ...]
    asked: tuple[str, ...]
    services: tuple[str, ...]
    flags: tuple[str, ...]
    given: tuple[str, ...]
    facts: tuple[Facts, ...]
    take: Picker


def open_facts_of(
    conditions: Sequence[Condition],
    definitions: Mapping[str, Condition],
    facts_behind: Callable[[str], Facts],
    given: Sequence[str],
) -> OpenFacts:
    """The function for these conditions, all definitions being `given` in that order.

    `facts_behind` goes from a name to the facts that it is derived from.
    """
    writer = _Writer(definitions, facts_behind, conditions, given)
    results = [writer.hangs_on(condition) for condition in conditions]
    lines = [
        "def open_facts(values, asked, services, flags, given, found, facts):",
        *unpacked(writer.values.values(), "values"),
        *unpacked(writer.asked.values(), "asked"),
        *unpacked(writer.services.values(), "services"),
        *unpacked(writer.flags.values(), "flags"),
        *unpacked(writer.definitions.values(), "given"),
        *unpacked(writer.found.values(), "found"),
        *unpacked(writer.facts.values(), "facts"),
        *(f"    {line}" for line in writer.lines),
        f"    return ({''.join(f'{result}, ' for result in results)})",
    ]
    source = "\n".join(lines)
    return OpenFacts(
        source=source,
        function=run_source(source, "open_facts"),
        values=tuple(writer.values),
        asked=tuple(writer.asked),
        services=tuple(writer.services),
        flags=tuple(writer.flags),
        given=tuple(given),
        facts=tuple(writer.facts),
        take=picker(tuple(writer.values)),
    )


class _Writer(Writer):
    """Writes expressions for the facts that conditions hang on."""

    def __init__(
        self,
        definitions: Mapping[str, Condition],
        facts_behind: Callable[[str], Facts],
        found: Sequence[Condition],
        given: Sequence[str],
    ) -> None:
        super().__init__(definitions, given)
        self.facts_behind = facts_behind
        self.found = {condition: f"r{number}" for number, condition in enumerate(found)}
        self.facts: dict[Facts, str] = {}
        self.opened: dict[str, str] = {}

    def hangs_on(self, condition: Condition) -> str:
        match condition:
            case Known(inner):
                return self.hangs_on(inner)
            case Not(Known()) | FlagIs() | ServiceIs():
                return "()"
            case Not(inner):
                return self.hangs_on(inner)
            case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
                return self._where_unknown(condition, _together(self.hangs_on(part) for part in parts))
            case Is(name) if name in self.opens:
                return self._definition_hangs_on(name)
            case _:
                facts = self.facts_behind(condition.name)
                return self._where_unknown(condition, self._facts(facts)) if facts else "()"

    def _definition_hangs_on(self, name: str) -> str:
        if name not in self.opened:
            written = self.hangs_on(self.opens[name])
            self.opened[name] = f"u{len(self.opened)}"
            self.lines.append(f"{self.opened[name]} = {written} if {self.definition(name)} is None else ()")
        return self.opened[name]

    def _where_unknown(self, condition: Condition, facts: str) -> str:
        if facts == "()":
            return facts
        found = self.found.get(condition)
        unknown = f"{found} is None" if found else f"not ({self.true(condition)}) and not ({self.false(condition)})"
        return f"({facts} if {unknown} else ())"

    def _facts(self, facts: Facts) -> str:
        return self.facts.setdefault(facts, f"w{len(self.facts)}")


def _together(parts: Iterable[str]) -> str:
    some = [part for part in parts if part != "()"]
    return f"({' + '.join(some)})" if some else "()"
