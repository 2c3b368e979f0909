"""Breaking text into lines by the cells it takes on a terminal, which are not its characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wcwidth import wcwidth


def cells(text: str) -> int:
    """How many cells of a terminal `text` takes: two for a wide letter, none for an accent."""
    return sum(map(_cells, text))


def wrap(text: str, width: int, first: str = "", later: str = "") -> list[str]:
    """`text` (one safe line) in lines of at most `width` cells, the first after `first`, the others after `later`.

    Breaks at spaces; a word longer than a line is cut. Spaces within a line stay as they are.
    """
    lines: list[str] = []
    line, empty = first, True
    for word in _words(text, max(1, width - max(cells(first), cells(later)))):
        if cells(line) + cells(word.rstrip()) > width:
            if not empty:
                lines.append(line.rstrip())
                line = later
            word = word.lstrip()
        line += word
        empty = False
    lines.append(line.rstrip())
    return lines


def _words(text: str, longest: int) -> Iterator[str]:
    """Words with the spaces before them; one that is too long for a line in pieces."""
    for word in re.findall(r" *[^ ]+| +$", text):
        spaces = word[: len(word) - len(word.lstrip())]
        rest = word[len(spaces) :]
        while cells(rest) > longest:
            cut = _fitting(rest, longest)
            yield spaces + rest[:cut]
            spaces, rest = "", rest[cut:]
        yield spaces + rest


def _fitting(text: str, width: int) -> int:
    """How many characters of `text` fit, at least one."""
    total = 0
    for at, character in enumerate(text):
        total += _cells(character)
        if total > width:
            return max(1, at)
    return len(text)


def _cells(character: str) -> int:
    return max(0, wcwidth(character))
