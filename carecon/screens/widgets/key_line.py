"""The footer: one line with the keys of the screen that is in front. One widget, nothing to focus, drawn once."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from carecon.screens.keys import Key, keyboard
from carecon.screens.widgets.lines import Lines
from carecon.screens.widgets.spans import Line, Span, Tone, width_of


class KeyLine(Lines):
    """The keys of a context that can be pressed now."""

    DEFAULT_CSS = "KeyLine { dock: bottom; height: 1; background: $surface; }"

    def __init__(self, context: str) -> None:
        """Show the keys of `context`."""
        super().__init__(self._keys)
        self._in_front = context
        self._without: Collection[str] = ()

    def leave_out(self, names: Collection[str]) -> None:
        """Do not show these keys (by id): pressing them would do nothing now."""
        if set(names) != set(self._without):
            self._without = tuple(names)
            self.redraw()

    def _keys(self, width: int) -> Sequence[Line]:
        shown = [key for key in keyboard().in_front(self._in_front) if key.footer and key.id not in self._without]
        return (key_line(shown, width),)


def key_line(keys: Sequence[Key], width: int) -> Line:
    """The keys with their labels; where they do not fit, closer together, and only then without the last ones."""
    for gap, between in (("   ", " "), ("  ", " "), (" ", ":")):
        line = _line(keys, gap, between)
        if width_of(line) <= width:
            return line
    shown = list(keys)
    while shown and width_of(line) > width:
        shown.pop()
        line = _line(shown, " ", ":")
    return line


def _line(keys: Sequence[Key], gap: str, between: str) -> Line:
    spans: list[Span] = []
    for number, key in enumerate(keys):
        spans += [((gap if number else " ") + key.cap, Tone.KEY), (between + key.label, Tone.PLAIN)]
    return tuple(spans)
