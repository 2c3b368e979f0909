"""Characters that no reader sees and a terminal obeys: what a pack says is printed, and approved as it is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_ALLOWED: Final = "\n\t"
_ESCAPE: Final = re.compile(r"\\(?:[bfre]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})")


def first_unseen(text: str, data: object) -> str:
    """The first control or formatting character in the strings of TOML `data`, keys among them; empty without one.

    `text` is what the data were read from: most texts hold none for sure, and are not looked at letter by letter.
    """
    if not _ESCAPE.search(text) and text.replace("\n", "").isprintable():
        return ""
    return next((char for each in _strings(data) if not each.isprintable() for char in each if _is_unseen(char)), "")


def line_of_unseen(text: str) -> int:
    """The line, from 1, of a TOML text that may hold it: as it is, or as an escape."""
    for number, line in enumerate(text.split("\n"), 1):
        if any(map(_is_unseen, line)) or any(_is_unseen(_meant(found)) for found in _ESCAPE.findall(line)):
            return number
    return 1


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for key, inner in value.items():
                yield from _strings(key)
                yield from _strings(inner)
        case list():
            for inner in value:
                yield from _strings(inner)


def _is_unseen(char: str) -> bool:
    return not char.isprintable() and char not in _ALLOWED and unicodedata.category(char) in ("Cc", "Cf")


def _meant(escape: str) -> str:
    return chr(int("0x" + escape[2:], 0)) if len(escape) > 2 else "\x1b"
