"""The language of conditions: one short line, read by `ast` and checked word by word. Nothing is ever executed.

    fast_positive                          a yes-or-no fact is so;  not fast_positive
    5 <= news2 <= 6                        a number compared with constants
    acvpu in [pain, unresponsive]          a choice;  acvpu == voice;  acvpu != alert
    bleeding_freely in istumble            a choice of several;  istumble == [];  any_of(istumble, a, b)
    known(plan_applies)                    known to hold: unknown counts as no
    not_known(floor_minutes)               asked, and no answer to be had;  recorded(opioid_change_days)
    present(stroke)  excluded(stroke)      the status of a danger sign;  open(stroke)
    service(virtual_ward) == full          the state of a service
    a and b,  a or b,  not a,  ( )

A longer condition is a table of `all`, `any`, `none` or `at_least` with such lines.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from carecon.clinical.catalogue import catalogue
from carecon.clinical.facts import vocabulary
from carecon.clinical.tables import did_you_mean, shortened
from carecon.rules.language.condition import (
    ALWAYS,
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    FlagIs,
    FlagStatus,
    Includes,
    Is,
    IsEmpty,
    Known,
    Not,
    NotKnown,
    OneOf,
    Operator,
    Recorded,
    ServiceIs,
)
from carecon.rules.language.names import Kind, Name, Names

LONGEST_LINE: Final = 240
"""Characters of one condition. What does not fit is a list of lines."""

DEEPEST: Final = 8
"""Levels of brackets or tables within each other. Nobody reads deeper."""

SERVICE_STATES: Final = ("open", "closed", "full", "unknown")

_OPERATORS: Final[Mapping[type[ast.cmpop], Operator]] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_TURNED: Final[Mapping[Operator, Operator]] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


class ConditionError(ValueError):
    """A condition that cannot be read: what is wrong, in words, and a hint."""

    def __init__(self, line: str, problem: str, hint: str = "") -> None:
        """`line` is the condition as written."""
        super().__init__(problem)
        self.line = line
        self.problem = problem
        self.hint = hint


def parse_when(raw: object, names: Names, depth: int = 0) -> Condition:
    """The condition that a line, a list of lines (all must hold) or a table of all, any, none, at_least stands for.

    `true` always holds. Raises ConditionError.
    """
    if depth > DEEPEST:
        raise ConditionError("", f"more than {DEEPEST} tables within each other", "give a part of it a name")
    match raw:
        case True:
            return ALWAYS
        case str():
            return parse_line(raw, names)
        case list():
            return _grouped(AllOf, [parse_when(item, names, depth + 1) for item in raw])
        case dict() if raw:
            return _grouped(AllOf, [_group(key, value, names, depth) for key, value in raw.items()])
        case _:
            told = "must be a line, or a table of all, any, none or at_least"
            raise ConditionError("", f"{told}, not {shortened(raw)}", 'when = "news2 >= 7"')


def parse_line(line: str, names: Names) -> Condition:
    """The condition that one line stands for. Raises ConditionError; never runs any of it."""
    if len(line) > LONGEST_LINE:
        raise ConditionError(line[:40] + "...", f"longer than {LONGEST_LINE} characters", "make it a list of lines")
    try:
        tree = ast.parse(line.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        told = error.msg if isinstance(error, SyntaxError) else str(error)
        raise ConditionError(line, f"cannot be read: {told}", _how_to_write(line)) from None
    return _Reader(line, names).condition(tree.body, 0)


def _how_to_write(line: str) -> str:
    """What was probably meant by a line that cannot be read."""
    if "=>" in line or "=<" in line:
        return "at least is >=, at most is <="
    if re.search(r"(?<![=<>!])=(?!=)", line):
        return "equals is written =="
    if "!" in line.replace("!=", ""):
        return "the opposite is written not"
    labels = {fact.label.casefold(): name for name, fact in vocabulary().facts.items()}
    if line.strip().casefold() in labels:
        return f"that is its label: the fact is {labels[line.strip().casefold()]}"
    return "one comparison a line, such as news2 >= 7"


def _is_empty_list(node: ast.expr) -> bool:
    return isinstance(node, ast.List) and not node.elts


def _grouped(kind: type[AllOf] | type[AnyOf], parts: list[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def _group(key: str, value: Any, names: Names, depth: int) -> Condition:
    if key == "at_least":
        if not isinstance(value, dict) or not isinstance(value.get("count"), int) or set(value) != {"count", "of"}:
            raise ConditionError("at_least", "must be { count = 2, of = [...] }")
        asked = tuple(_lines(key, value["of"], names, depth))
        return AtLeast(_count(value["count"], asked, "at_least"), asked)
    if key not in ("all", "any", "none"):
        raise ConditionError(key, "is not all, any, none or at_least", did_you_mean(key, ("all", "any", "none")))
    parts = _lines(key, value, names, depth)
    return Not(_grouped(AnyOf, parts)) if key == "none" else _grouped(AllOf if key == "all" else AnyOf, parts)


def _count(count: int, parts: tuple[Condition, ...], line: str) -> int:
    if isinstance(count, bool) or not 1 <= count <= len(parts):
        raise ConditionError(line, f"at_least must ask for 1 to {len(parts)} of its conditions, not {count}")
    return count


def _lines(key: str, value: object, names: Names, depth: int) -> list[Condition]:
    if not isinstance(value, list) or not value:
        written = f'{key} = ["head_injury", "news2 >= 5"]'
        raise ConditionError(key, "must be a list of conditions", f"such as {written}")
    return [parse_when(item, names, depth + 1) for item in value]


class _Reader:
    """Reads one parsed line, checking every word of it against the names that are in scope."""

    def __init__(self, line: str, names: Names) -> None:
        self.line = line
        self.names = names
        self.calls: Mapping[str, Callable[[list[ast.expr], int], Condition]] = {
            "known": self._known,
            "any_of": self._any_of,
            "at_least": self._at_least,
            "not_known": lambda given, _: NotKnown(self._fact(given)),
            "recorded": lambda given, _: Recorded(self._fact(given)),
            "present": lambda given, _: self._flag(given, "present"),
            "excluded": lambda given, _: self._flag(given, "excluded"),
            "open": lambda given, _: self._flag(given, "open"),
        }

    def wrong(self, problem: str, hint: str = "") -> ConditionError:
        return ConditionError(self.line, problem, hint)

    def condition(self, node: ast.expr, depth: int) -> Condition:
        if depth > DEEPEST:
            raise self.wrong(f"more than {DEEPEST} brackets within each other", "make it a list of lines")
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return AllOf(tuple(self.condition(value, depth + 1) for value in values))
            case ast.BoolOp(op=ast.Or(), values=values):
                return AnyOf(tuple(self.condition(value, depth + 1) for value in values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.condition(operand, depth + 1))
            case ast.Name(id=name):
                return self._yes_no(name)
            case ast.Compare():
                return self._comparison(node)
            case ast.Call(func=ast.Name(id=name), args=given, keywords=[]) if name in self.calls:
                return self.calls[name](given, depth)
            case ast.Call(func=ast.Name(id=name)):
                raise self.wrong(f"{name} is not a function here", did_you_mean(name, (*self.calls, "service")))
            case _:
                raise self.wrong("may only compare names with constants, and join with and, or, not")

    def _yes_no(self, word: str) -> Condition:
        name = self._name(word)
        if name.kind is not Kind.YES_NO:
            raise self.wrong(f"{word} is {name.kind}, not yes or no", self._how(word, name))
        return Is(word)

    def _comparison(self, node: ast.Compare) -> Condition:
        sides = [node.left, *node.comparators]
        parts = [
            self._pair(left, operator, right) for left, operator, right in zip(sides, node.ops, sides[1:], strict=False)
        ]
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _pair(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Condition:
        match left, operator, right:
            case ast.Call(func=ast.Name(id="service"), args=[ast.Name(id=disposition)]), _, _:
                return self._service(disposition, operator, right)
            case ast.Name(id=word), ast.In(), ast.Name(id=several):
                name = self._name(several)
                if name.kind is not Kind.SEVERAL:
                    raise self.wrong(f"{several} is {name.kind}, not a choice of several", self._how(several, name))
                return Includes(several, self._choices(several, [word]))
            case ast.Name(id=word), _, _ if word in self.names or not isinstance(right, ast.Name):
                return self._named(word, self._name(word), operator, right)
            case _, _, ast.Name(id=word) if type(operator) in _OPERATORS:
                turned = _TURNED[_OPERATORS[type(operator)]]
                return self._number(word, self._name(word), turned, left)
            case _:
                raise self.wrong("must compare a fact with a constant")

    def _named(self, word: str, name: Name, operator: ast.cmpop, right: ast.expr) -> Condition:
        match name.kind:
            case Kind.NUMBER if type(operator) in _OPERATORS:
                return self._number(word, name, _OPERATORS[type(operator)], right)
            case Kind.CHOICE if isinstance(operator, ast.Eq | ast.NotEq | ast.In | ast.NotIn):
                chosen: Condition = OneOf(word, self._choices(word, self._words(right)))
                return Not(chosen) if isinstance(operator, ast.NotEq | ast.NotIn) else chosen
            case Kind.SEVERAL if isinstance(operator, ast.Eq | ast.NotEq) and _is_empty_list(right):
                return Not(IsEmpty(word)) if isinstance(operator, ast.NotEq) else IsEmpty(word)
            case _:
                raise self.wrong(f"{word} is {name.kind}", self._how(word, name))

    def _number(self, word: str, name: Name, operator: Operator, constant: ast.expr) -> Condition:
        if name.kind is not Kind.NUMBER:
            raise self.wrong(f"{word} is {name.kind}, not a number", self._how(word, name))
        sign, operand = (-1, constant.operand) if isinstance(constant, ast.UnaryOp) else (1, constant)
        value = operand.value if isinstance(operand, ast.Constant) else None
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise self.wrong(f"{word} must be compared with a number")
        low, high = name.limits
        if not low <= sign * value <= high:
            raise self.wrong(f"{word} lies between {low:g} and {high:g}, never at {sign * value:g}")
        return Compare(word, operator, sign * value)

    def _words(self, node: ast.expr) -> list[str]:
        match node:
            case ast.Name(id=word) | ast.Constant(value=str(word)):
                return [word]
            case ast.List(elts=items) | ast.Tuple(elts=items) if items:
                return [word for item in items for word in self._words(item)]
            case _:
                raise self.wrong("must be a choice, or a list of choices in [ ]")

    def _choices(self, word: str, chosen: list[str]) -> tuple[str, ...]:
        allowed = self.names[word].choices
        for choice in chosen:
            if choice not in allowed:
                hint = did_you_mean(choice, allowed) or "one of " + ", ".join(allowed)
                raise self.wrong(f"{choice} is not a choice of {word}", hint)
        return tuple(chosen)

    def _name(self, word: str) -> Name:
        if word not in self.names:
            raise self.wrong(f"there is no fact {word}", did_you_mean(word, self.names))
        name = self.names[word]
        if name.kind is Kind.WORDS:
            raise self.wrong(f"{word} is words for people, never evidence for a rule")
        return name

    def _known(self, given: list[ast.expr], depth: int) -> Condition:
        if len(given) != 1:
            raise self.wrong("known takes one condition")
        return Known(self.condition(given[0], depth + 1))

    def _any_of(self, given: list[ast.expr], depth: int) -> Condition:
        match given:
            case [ast.Name(id=several), _, *_]:
                if self._name(several).kind is not Kind.SEVERAL:
                    raise self.wrong(f"{several} is not a choice of several", "any_of(istumble, intense_pain, ...)")
                words = [word for item in given[1:] for word in self._words(item)]
                return Includes(several, self._choices(several, words))
            case _:
                raise self.wrong("any_of takes a choice of several and its values")

    def _at_least(self, given: list[ast.expr], depth: int) -> Condition:
        match given:
            case [ast.Constant(value=int(count)), _, *_]:
                parts = tuple(self.condition(item, depth + 1) for item in given[1:])
                return AtLeast(_count(count, parts, self.line), parts)
            case _:
                raise self.wrong("at_least takes a number and conditions")

    def _fact(self, given: list[ast.expr]) -> str:
        match given:
            case [ast.Name(id=word)] if self._name(word).is_fact:
                return word
            case _:
                raise self.wrong("takes one recorded fact")

    def _flag(self, given: list[ast.expr], status: FlagStatus) -> Condition:
        flags = catalogue().red_flags
        match given:
            case [ast.Name(id=flag)] if flag in flags:
                return FlagIs(flag, status)
            case [ast.Name(id=flag)]:
                raise self.wrong(f"there is no red flag {flag}", did_you_mean(flag, flags))
            case _:
                raise self.wrong(f"{status} takes one red flag")

    def _service(self, disposition: str, operator: ast.cmpop, right: ast.expr) -> Condition:
        kinds = catalogue().kinds
        if disposition not in kinds:
            raise self.wrong(f"there is no disposition {disposition}", did_you_mean(disposition, kinds))
        states = self._words(right)
        for state in states:
            if state not in SERVICE_STATES:
                raise self.wrong(f"{state} is not a state of a service", ", ".join(SERVICE_STATES))
        found: Condition = ServiceIs(disposition, tuple(states))
        return Not(found) if isinstance(operator, ast.NotEq | ast.NotIn) else found

    def _how(self, word: str, name: Name) -> str:
        match name.kind:
            case Kind.YES_NO:
                return f"write {word}, or not {word}"
            case Kind.NUMBER:
                return f"compare it: {word} >= {name.limits[0]:g}"
            case Kind.CHOICE:
                return f"{word} == {name.choices[0]}, or {word} in [{', '.join(name.choices[:2])}]"
            case _:
                return f"{name.choices[0]} in {word}, or {word} == []" if name.choices else ""
