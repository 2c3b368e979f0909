"""Making text from outside safe to show. What is stored stays exactly as it was typed.

A terminal obeys control characters, and bidirectional controls make a line read as something it does not say. Here
every such character becomes a visible stand-in, so that nothing vanishes unseen and nothing is obeyed. Letters of every
script, right-to-left ones too, and emoji stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

STAND_IN: Final = "\N{REPLACEMENT CHARACTER}"
"""Shown for a character that has no picture of its own."""

_TAB: Final = "    "

_NEWLINES: Final = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")

_VISIBLE_FORMATS: Final = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
"""Characters that Unicode files under "format" and that yet are drawn: Arabic and Kaithi number signs."""

_JOINERS: Final = frozenset("\u200c\u200d")
"""Zero-width joiner and non-joiner: part of emoji families and of Persian and Indic spelling, an oddity elsewhere."""

_FLAG: Final = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f")
"""The flags of England, Scotland and Wales: a black flag spelled out in otherwise invisible letters."""

_DOTTED_CIRCLE: Final = "\N{DOTTED CIRCLE}"


def one_line(text: str) -> str:
    """`text` as one line that is safe to show: line breaks and tabs become single spaces."""
    if _is_plain(text):
        return text
    return " ".join(part for part in map(_shown, _NEWLINES.split(text.replace("\t", " "))) if part.strip())


def shown_lines(text: str) -> tuple[str, ...]:
    """`text` as lines that are safe to show, blank lines kept, tabs as spaces. No line for an empty text."""
    if not text:
        return ()
    if _is_plain(text):
        return (text,)
    lines = tuple(_shown(line.replace("\t", _TAB)) for line in _NEWLINES.split(text))
    return lines[:-1] if len(lines) > 1 and not lines[-1] else lines


def storable(text: str) -> str:
    """`text` with what no database can keep as text (half a surrogate pair, NUL) replaced by the stand-in."""
    return text if text.isprintable() else re.sub("[\x00\ud800-\udfff]", STAND_IN, text)


def _is_plain(text: str) -> bool:
    return text.isprintable() and not (text and unicodedata.category(text[0]).startswith("M"))


def _shown(line: str) -> str:
    if _is_plain(line):
        return line
    kept = [match.span() for match in _FLAG.finditer(line)]
    shown = "".join(
        character if any(start <= at < end for start, end in kept) else _shown_character(line, at)
        for at, character in enumerate(line)
    )
    return _DOTTED_CIRCLE + shown if shown and unicodedata.category(shown[0]).startswith("M") else shown


def _shown_character(line: str, at: int) -> str:
    character = line[at]
    if character.isprintable() or character in _VISIBLE_FORMATS:
        return character
    match unicodedata.category(character):
        case "Cc":
            return _control_picture(character)
        case "Zs":
            return " "
        case "Cf" if character in _JOINERS and _joins(line, at):
            return character
        case "Cf" | "Cs" | "Zl" | "Zp":
            return STAND_IN
        case "Cn" if ord(character) & 0xFFFE == 0xFFFE:
            return STAND_IN
        case _:
            return character


def _control_picture(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "\N{SYMBOL FOR DELETE}" if code == 0x7F else STAND_IN


def _joins(line: str, at: int) -> bool:
    """Whether there is something on both sides that a joiner can join: never so between plain Latin letters."""
    before, after = line[at - 1 : at], line[at + 1 : at + 2]
    return bool(before and after) and all(
        ord(side) > 0x24F and unicodedata.category(side)[0] in "LMS" for side in (before, after)
    )
