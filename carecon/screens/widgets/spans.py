"""Lines of text with a tone, measured in terminal cells. What presenters make and line widgets draw.

A tone says what a piece of text means; the theme says what that looks like. No colour carries meaning alone: a tone is
always beside a word or a sign.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from rich.cells import cell_len, set_cell_size

from carecon.clinical.plain_text import one_line


class Tone(StrEnum):
    """What a piece of text means."""

    PLAIN = "plain"
    STRONG = "strong"
    MUTED = "muted"
    HEADING = "heading"
    DANGER = "danger"
    CAUTION = "caution"
    GOOD = "good"
    KEY = "key"


Span = tuple[str, Tone]
"""A piece of one line. Its text holds no control character: it comes through `one_line` where it is from outside."""

Line = tuple[Span, ...]
"""One line of the screen, from left to right."""

BLANK: Line = ()
"""An empty line."""


_CHARACTERS_A_CELL = 4
"""Characters a cell beyond which text is cut unmeasured: accents piled on each other must not cost a key press."""


def plain(text: str) -> Line:
    """A line of one plain piece."""
    return ((text, Tone.PLAIN),)


def width_of(line: Iterable[Span]) -> int:
    """How many cells the line takes. Wide and combining characters count as the terminal draws them."""
    return sum(cell_len(text) for text, _ in line)


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells; an ellipsis says that there was more."""
    if width <= 0:
        return ""
    if len(text) > width * _CHARACTERS_A_CELL:
        text = text[: width * _CHARACTERS_A_CELL]
    elif cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…"


def column(text: str, width: int, tone: Tone = Tone.PLAIN) -> Span:
    """`text` in exactly `width` cells, from the left."""
    short = cut(text, width)
    return short + " " * (width - cell_len(short)), tone


def right_column(text: str, width: int, tone: Tone = Tone.PLAIN) -> Span:
    """`text` in exactly `width` cells, against the right edge."""
    short = cut(text, width)
    return " " * (width - cell_len(short)) + short, tone


def fitted(line: Iterable[Span], width: int) -> Line:
    """The line in at most `width` cells; neighbours of one tone are joined, empty pieces dropped.

    Everything that is drawn goes through here: whatever a presenter forgot, no control character reaches the terminal.
    """
    done: list[Span] = []
    left = width
    for text, tone in line:
        if left <= 0:
            break
        piece = cut(text if text.isprintable() else one_line(text), left)
        left -= cell_len(piece)
        if done and done[-1][1] is tone:
            done[-1] = (done[-1][0] + piece, tone)
        elif piece:
            done.append((piece, tone))
    return tuple(done)


def apart(left: Line, right: Line, width: int) -> Line:
    """`left` against the left edge and `right` against the right one; `left` gives way where both do not fit."""
    room = max(0, width - width_of(right) - (1 if right else 0))
    start = fitted(left, room)
    gap = max(0, width - width_of(start) - width_of(right))
    return fitted((*start, (" " * gap, Tone.PLAIN), *right), width)


def wrapped(text: str, width: int, tone: Tone = Tone.PLAIN, indent: str = "", most: int = 0) -> list[Line]:
    """One line of text as lines of at most `width` cells, broken between words; later lines begin with `indent`.

    `most` limits how many lines there are (0: no limit); an ellipsis ends the last one where text is left over.
    """
    lines: list[str] = []
    words = text.lstrip(" ")
    current = lead = text[: len(text) - len(words)]
    begun = False
    for word in words.split(" "):
        for piece in _chopped(word, max(1, width - cell_len(indent))):
            joined = f"{current} {piece}" if begun else current + piece
            begun = True
            if cell_len(joined) <= width:
                current = joined
                continue
            lines.append(current)
            current = indent + piece
    lines.append(current)
    if most and len(lines) > most:
        rest = " ".join(line.strip() for line in lines[most - 1 :])
        lines = [*lines[: most - 1], cut((indent if most > 1 else lead) + rest, width)]
    return [((line, tone),) if line else BLANK for line in lines]


def _chopped(word: str, width: int) -> list[str]:
    if len(word) <= width * _CHARACTERS_A_CELL and cell_len(word) <= width:
        return [word]
    pieces: list[str] = []
    start = 0
    while start < len(word):
        probe = word[start : start + width * _CHARACTERS_A_CELL]
        head = set_cell_size(probe, width).rstrip(" ") if cell_len(probe) > width else probe
        head = head or probe[0]
        pieces.append(head)
        start += len(head)
    return pieces
