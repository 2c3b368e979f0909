"""Conditions in plain English: for people who answer for rules and do not read the lines of a pack."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, cast

from carecon.clinical.answers import plain_number, spoken_unit
from carecon.clinical.facts import vocabulary
from carecon.clinical.formats import choice_words, phrase
from carecon.rules.language.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    FlagIs,
    Includes,
    Is,
    IsEmpty,
    Known,
    Leaf,
    Not,
    NotKnown,
    OneOf,
    Recorded,
    ServiceIs,
    render,
)

Side = Literal["true", "false", "not true", "not false"]
"""Which side of three-valued logic is told: known to hold, known not to, and each of these or not known."""

OTHERWISE: Final[dict[Side, Side]] = {
    "true": "false",
    "false": "true",
    "not true": "not false",
    "not false": "not true",
}
"""The same of a condition as of its opposite."""

_NAMES: Final = {
    "news2": "NEWS2",
    "news2_worst_part": "the worst part of NEWS2",
    "systolic_below_usual": "systolic pressure below the usual one, by mmHg",
    "standing_drop": "fall of systolic pressure on standing, in mmHg",
    "in_area": "the place is in the area",
    "in_hours": "the hub is open",
    "pause_applies": "a pause of intake applies",
    "minutes_to_close": "minutes to closing time",
    "flags_present": "danger signs present",
    "answer": "the answer",
    "answer_kind": "the kind of answer",
    "senior": "a senior decides",
    "due_after_closing": "due after closing time",
}

_OPPOSITE: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def name_words(name: str) -> str:
    """What people call a fact, a derived number, a definition or a thing of the context."""
    fact = vocabulary().facts.get(name)
    return fact.name if fact is not None else _NAMES.get(name) or phrase(name)


def subject(leaf: Leaf) -> str:
    """What a leaf is about."""
    match leaf:
        case FlagIs(flag):
            return f"danger sign: {phrase(flag)}"
        case ServiceIs(disposition):
            return f"service: {phrase(disposition)}"
        case _:
            return name_words(leaf.name)


def said(leaf: Leaf, side: Side = "true") -> str:
    """What a leaf says of its subject, on one side of the logic."""
    holds = side in ("true", "not false")
    words = _said(leaf, holds=holds)
    never_unknown = isinstance(leaf, FlagIs | ServiceIs)
    return words if side in ("true", "false") or never_unknown else f"{words}, or not known"


def in_words(condition: Condition) -> str:
    """The condition as a phrase. Definitions stand under their names."""
    match condition:
        case Known(inner):
            return f"known: {_wrapped(inner)}"
        case Not(Known(inner)):
            return f"not known to be so: {_wrapped(inner)}"
        case Not(Not(inner)):
            return in_words(inner)
        case Not(AllOf() | AnyOf() | AtLeast() as inner):
            return f"not {_wrapped(inner)}"
        case Not(inner) if not isinstance(inner, Known):
            return _about(cast("Leaf", inner), "false")
        case AllOf(()):
            return "always"
        case AnyOf(()):
            return "never"
        case AllOf(parts):
            return _joined(parts, " and ")
        case AnyOf(parts):
            return _joined(parts, " or ")
        case AtLeast(count, parts):
            return f"at least {count} of: " + "; ".join(in_words(part) for part in parts)
        case _:
            return _about(cast("Leaf", condition), "true")


def _about(leaf: Leaf, side: Side) -> str:
    between = " " if isinstance(leaf, Compare) else ": "
    return subject(leaf) + between + said(leaf, side)


def _joined(parts: tuple[Condition, ...], word: str) -> str:
    return in_words(parts[0]) if len(parts) == 1 else word.join(_wrapped(part) for part in parts)


def _wrapped(condition: Condition) -> str:
    match condition:
        case AllOf((_, _, *_)) | AnyOf((_, _, *_)) | AtLeast():
            return f"({in_words(condition)})"
        case _:
            return in_words(condition)


def _said(leaf: Leaf, *, holds: bool) -> str:
    match leaf:
        case Is():
            return "yes" if holds else "no"
        case Compare(name, operator, value):
            return _compared(name, operator if holds else _OPPOSITE[operator], value)
        case OneOf(_, values):
            return _either(values) if holds else "not " + _either(values)
        case Includes(_, values):
            return f"{_either(values)} among them" if holds else f"without {_either(values)}"
        case IsEmpty():
            return "none" if holds else "at least one"
        case NotKnown():
            return "asked, and not known" if holds else "has an answer"
        case Recorded():
            return "has an answer" if holds else "asked, and not known"
        case FlagIs(_, status):
            words = "not excluded" if status == "open" else status
            return words if holds else f"not: {words}"
        case ServiceIs(_, states):
            return _either(states) if holds else "not " + _either(states)
        case _:
            return render(leaf) if holds else f"not {render(leaf)}"


def _compared(name: str, operator: str, value: float) -> str:
    fact = vocabulary().facts.get(name)
    amount = plain_number(float(value)) + (spoken_unit(fact) if fact is not None else "")
    match operator:
        case "<":
            return f"below {amount}"
        case "<=":
            return f"{amount} or less"
        case ">":
            return f"above {amount}"
        case ">=":
            return f"{amount} or more"
        case "==":
            return f"exactly {amount}"
        case _:
            return f"not {amount}"


def _either(values: Iterable[str]) -> str:
    words = [choice_words(value) for value in values]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]
