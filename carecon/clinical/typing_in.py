"""What a clinician types into the form, read as the value of its fact.

Tolerant about how it is typed, strict about what it means: what can be read two ways is refused with a sentence that
says what to type instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from carecon.clinical.answers import NOT_KNOWN, FactError, Unknown, Value, check_value, spoken_unit
from carecon.clinical.facts import Fact, FactKind
from carecon.clinical.formats import choice_words
from carecon.clinical.typed_times import TypedTimeError, typed_date, typed_moment

_WITHOUT_VALUE: Final[Mapping[str, Unknown]] = MappingProxyType(
    {
        **dict.fromkeys(("?", "nk", "n/k", "not known", "not_known"), Unknown.NOT_KNOWN),
        **dict.fromkeys(("cannot be obtained", "cannot_be_obtained", "unobtainable"), Unknown.CANNOT_BE_OBTAINED),
        **dict.fromkeys(("n/a", "not applicable", "not_applicable", "does not apply"), Unknown.NOT_APPLICABLE),
    }
)
_ALSO_NOT_KNOWN: Final = frozenset({"unknown", "dont know", "don't know", "unsure"})
"""Words that mean "not known" for every kind but text (which may say so itself) and choices that offer them."""

_YES: Final = frozenset({"y", "yes", "1", "true", "t"})
_NO: Final = frozenset({"n", "no", "2", "false", "f"})
_NONE: Final = frozenset({"0", "none", "nil", "no", "-"})


def typed_value(fact: Fact, text: str, zone: ZoneInfo, now: datetime) -> Value | Unknown:
    """The value that `text`, as typed on the clocks of `zone` at `now` (aware), gives `fact`.

    `?` or `nk` is "asked, not known", `n/a` "does not apply"; "cannot be obtained" says itself. Raises FactError, in
    plain English, for what cannot be read or cannot be.
    """
    typed = " ".join(text.split())
    if not typed:
        raise FactError(fact.id, f"{fact.name}: type an answer, or ? for not known")
    lowered = typed.casefold()
    if lowered in _WITHOUT_VALUE:
        return _WITHOUT_VALUE[lowered]
    if lowered in _ALSO_NOT_KNOWN and fact.kind is not FactKind.TEXT and lowered not in fact.choices:
        return NOT_KNOWN
    if fact.many:
        return _many(fact, lowered)
    match fact.kind:
        case FactKind.BOOL:
            return _bool(fact, lowered)
        case FactKind.NUMBER:
            return check_value(fact, _number(fact, lowered))
        case FactKind.CHOICE:
            return _choice(fact, lowered)
        case FactKind.TEXT:
            return check_value(fact, text)
        case FactKind.DATETIME | FactKind.DATE:
            return _time(fact, typed, zone, now)


def _time(fact: Fact, typed: str, zone: ZoneInfo, now: datetime) -> Value:
    try:
        if fact.kind is FactKind.DATETIME:
            return typed_moment(typed, zone, now)
        return typed_date(typed, now.astimezone(zone).date())
    except TypedTimeError as error:
        raise FactError(fact.id, f"{fact.name}: {error}") from None


def _bool(fact: Fact, typed: str) -> bool:
    if typed in _YES:
        return True
    if typed in _NO:
        return False
    raise FactError(fact.id, f"{fact.name}: type y for yes, n for no or ? for not known, not {_quoted(typed)}")


# ------------------------------------------------------------------------------------------------------- choices


def _choice(fact: Fact, typed: str) -> str:
    found = _matching(fact.choices, typed)
    if len(found) == 1:
        return found[0]
    raise _no_choice(fact, typed, found)


def _many(fact: Fact, typed: str) -> tuple[str, ...]:
    if typed in _NONE and typed not in fact.choices:
        return ()
    chosen: set[str] = set()
    for piece in filter(None, re.split(r"\s*[,;+]\s*|\s+and\s+", typed)):
        whole = len(_matching(fact.choices, piece)) == 1
        for word in [piece] if whole else piece.split():
            found = _matching(fact.choices, word)
            if len(found) != 1:
                raise _no_choice(fact, word, found)
            chosen.update(found)
    if not chosen:
        raise _no_choice(fact, typed, ())
    return tuple(choice for choice in fact.choices if choice in chosen)


def _matching(choices: Sequence[str], typed: str) -> tuple[str, ...]:
    """The choices that `typed` may mean: its number, else its words in full, else how it or one of its words begins."""
    if typed.isdecimal() and typed.isascii():
        at = int(typed) if len(typed) < 4 else 0
        return (choices[at - 1],) if 1 <= at <= len(choices) else ()
    wanted = typed.replace("-", " ").replace("_", " ")
    said = {choice: (choice.replace("_", " ").casefold(), choice_words(choice).casefold()) for choice in choices}
    for fits in (str.__eq__, str.startswith, _has_word):
        if found := tuple(choice for choice, names in said.items() if any(fits(name, wanted) for name in names)):
            return found
    return ()


def _has_word(name: str, wanted: str) -> bool:
    """Whether a word of `name` begins so: `c` finds "new confusion (C)"."""
    return any(word.strip("(),:").startswith(wanted) for word in name.split())


def _no_choice(fact: Fact, typed: str, found: Sequence[str]) -> FactError:
    if found:
        which = " or ".join(f"{fact.choices.index(choice) + 1} {choice_words(choice)}" for choice in found[:4])
        return FactError(fact.id, f"{fact.name}: {_quoted(typed)} could be {which}: type more letters or the number")
    last = len(fact.choices)
    listed = ", ".join(f"{n} {choice_words(choice)}" for n, choice in enumerate(fact.choices[:6], 1))
    rest = f", ... {last} {choice_words(fact.choices[-1])}" if last > 6 else ""
    none = ", or 0 for none" if fact.many else ""
    return FactError(fact.id, f"{fact.name}: {_quoted(typed)} is not on the list. Type {listed}{rest}{none}")


# ------------------------------------------------------------------------------------------------------- numbers

_NUMBER: Final = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*(.*)", re.ASCII)

_UNIT_WORDS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "%": frozenset({"%", "percent", "per cent"}),
        "Cel": frozenset({"c", "°c", "° c", "°", "cel", "celsius", "degrees", "deg", "degrees c"}),
        "mm[Hg]": frozenset({"mmhg", "mm hg", "mm[hg]", "systolic"}),
        "mmol/L": frozenset({"mmol/l", "mmol", "mmols"}),
        "/min": frozenset({"/min", "/ min", "bpm", "per min", "per minute", "a minute", "breaths", "/minute"}),
        "a": frozenset({"y", "yr", "yrs", "year", "years", "years old", "a"}),
        "{score}": frozenset({"points", "/10", "/15", "/20"}),
        "{count}": frozenset({"x", "times"}),
    }
)

_MINUTES: Final[Mapping[str, float]] = MappingProxyType(
    {
        **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 1.0),
        **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 60.0),
        **dict.fromkeys(("d", "day", "days"), 1440.0),
        **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), 10080.0),
    }
)

_IN_MINUTES: Final[Mapping[str, float]] = MappingProxyType({"min": 1.0, "h": 60.0, "d": 1440.0})


def _number(fact: Fact, typed: str) -> int | float:
    found = _NUMBER.fullmatch(typed)
    if not found:
        raise _not_a_number(fact, typed)
    written, behind = found.groups()
    if re.fullmatch(r"[+-]?\d{1,3},\d{3}", written):
        raise FactError(fact.id, f"{fact.name}: type {written.replace(',', '')} without the comma, if that is meant")
    number = _as_number(written)
    if not behind or behind in _UNIT_WORDS.get(fact.unit, ()):
        return number
    if fact.unit in _IN_MINUTES and (minutes := _minutes(typed)) is not None:
        return _as_number(f"{minutes / _IN_MINUTES[fact.unit]:.4f}")
    if fact.unit == "mm[Hg]" and re.fullmatch(r"/\s*\d{2,3}(?:\s*mm\s*hg)?", behind, re.ASCII):
        return number  # 138/72: the fact is the upper number
    raise _not_a_number(fact, typed)


def _as_number(written: str) -> int | float:
    number = float(written.replace(",", "."))
    return int(number) if number.is_integer() else number


def _minutes(typed: str) -> float | None:
    """`2 h 05`, `90 min`, `1 day 4 h` in minutes; a last number without a unit counts in the next smaller one."""
    pieces = re.findall(r"(\d+(?:[.,]\d+)?)\s*([a-z]*)", typed, re.ASCII)
    if re.sub(r"\d+(?:[.,]\d+)?\s*[a-z]*", "", typed).strip(" ,"):
        return None
    total, step = 0.0, 0.0
    for written, unit in pieces:
        if unit and unit not in _MINUTES:
            return None
        step = _MINUTES[unit] if unit else {10080.0: 1440.0, 1440.0: 60.0, 60.0: 1.0}.get(step, 0.0)
        if not step:
            return None
        total += float(written.replace(",", ".")) * step
    return total


def _not_a_number(fact: Fact, typed: str) -> FactError:
    unit = spoken_unit(fact).strip()
    return FactError(fact.id, f"{fact.name}: type a number{f' in {unit}' if unit else ''}, not {_quoted(typed)}")


def _quoted(typed: str) -> str:
    return f'"{typed[:40]}"'
