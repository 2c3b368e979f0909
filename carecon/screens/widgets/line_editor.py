"""One line of text being typed: the text, the cursor, and what each key does to them. Free of drawing.

What is typed or pasted is kept exactly, line breaks and control characters too; only what is shown stands in for them.
"""

from __future__ import annotations

import re

from carecon.clinical.answers import LONGEST_TEXT
from carecon.clinical.plain_text import one_line

_LINE_BREAK = "⏎"
"""Shown for a line break inside a line being typed."""

_NEWLINES = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029]")


class LineEditor:
    """Text with a cursor in it. `cursor` counts characters from the start of the text."""

    def __init__(self, text: str = "", *, hidden: bool = False) -> None:
        """Begin with `text` and the cursor behind it. `hidden`: a password, shown as dots."""
        self.text = text
        self.cursor = len(text)
        self.hidden = hidden

    def insert(self, typed: str) -> None:
        """Put `typed` in at the cursor, as much of it as fits."""
        typed = typed[: max(0, LONGEST_TEXT - len(self.text))]
        self.text = self.text[: self.cursor] + typed + self.text[self.cursor :]
        self.cursor += len(typed)

    def press(self, key: str, character: str | None) -> bool:
        """Do what the key does. False for a key that means nothing while typing: the caller may have a use for it."""
        match key:
            case "left":
                self.cursor = max(0, self.cursor - 1)
            case "right":
                self.cursor = min(len(self.text), self.cursor + 1)
            case "home":
                self.cursor = 0
            case "end":
                self.cursor = len(self.text)
            case "backspace":
                self._cut(max(0, self.cursor - 1), self.cursor)
            case "delete":
                self._cut(self.cursor, self.cursor + 1)
            case "ctrl+u":
                self._cut(0, self.cursor)
            case "ctrl+k":
                self._cut(self.cursor, len(self.text))
            case "ctrl+w":
                self._cut(len(self.text[: self.cursor].rstrip().rpartition(" ")[0]), self.cursor)
            case _:
                if character is None or not character.isprintable():
                    return False
                self.insert(character)
        return True

    def window(self, width: int) -> tuple[str, str, str]:
        """What is shown in `width` cells: text before the cursor, the character under it, text behind it."""
        room = max(1, width - 1)
        start = max(0, self.cursor - room)
        before = self._shown(self.text[start : self.cursor])
        under = self._shown(self.text[self.cursor : self.cursor + 1]) or " "
        return before, under, self._shown(self.text[self.cursor + 1 : self.cursor + 1 + room])

    def _shown(self, text: str) -> str:
        if self.hidden:
            return "•" * len(text)
        if text.isprintable():
            return text
        return one_line(_NEWLINES.sub(_LINE_BREAK, text)) or " " * len(text)

    def _cut(self, start: int, end: int) -> None:
        self.text = self.text[:start] + self.text[end:]
        self.cursor = start
