"""Textual's text area, made safe to show anything in: it would send control characters on to the terminal."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import TextArea

from carecon.clinical.plain_text import one_line


class NoteArea(TextArea):
    """Several lines of text. What is typed or pasted is kept exactly; only what is shown stands in for it."""

    def render_line(self, y: int) -> Strip:
        """The strip of one line, every control and direction character with its stand-in."""
        strip = super().render_line(y)
        if strip.text.isprintable():
            return strip
        segments = [Segment(_shown(segment.text), segment.style) for segment in strip]
        return Strip(segments).adjust_cell_length(strip.cell_length, self.rich_style)


def _shown(text: str) -> str:
    return text if text.isprintable() else one_line(text) or " " * len(text)
