"""One line to type into, with its label before it: for signing in and for the filter."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from carecon.screens.widgets.line_editor import LineEditor
from carecon.screens.widgets.spans import Tone, column, fitted
from carecon.screens.widgets.toned import Toned


class Entry(Toned, can_focus=True):
    """A label and what is typed beside it. A key sends the one line."""

    DEFAULT_CSS = "Entry { height: 1; }"

    class _About(Message):
        def __init__(self, entry: Entry) -> None:
            super().__init__()
            self.entry = entry
            self.text = entry.text

        @property
        def control(self) -> Entry:
            """The line."""
            return self.entry

    class Changed(_About):
        """Something was typed."""

    class Submitted(_About):
        """Enter was pressed."""

    def __init__(self, label: str, *, text: str = "", hidden: bool = False, id: str | None = None) -> None:  # noqa: A002
        """`hidden`: a password, shown as dots."""
        super().__init__(id=id, name=label)
        self._editor = LineEditor(text, hidden=hidden)

    @property
    def text(self) -> str:
        """What is typed."""
        return self._editor.text

    @text.setter
    def text(self, text: str) -> None:
        self._editor = LineEditor(text, hidden=self._editor.hidden)
        self.refresh()

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            self.post_message(self.Submitted(self))
        elif self._editor.press(event.key, event.character):
            event.stop()
            event.prevent_default()
            self.refresh()
            self.post_message(self.Changed(self))

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        self._editor.insert(event.text)
        self.refresh()
        self.post_message(self.Changed(self))

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Letters go into the text, not to the screen's keys."""
        return character is not None and character.isprintable()

    def render_line(self, y: int) -> Strip:
        """Label, text and cursor."""
        width = self.size.width
        if y:
            return Strip.blank(width, self.drawn_style(Tone.PLAIN))
        label = column(f"{self.name}  ", min(width // 3, max(12, cell_len(str(self.name)) + 2)))
        segments = [Segment(label[0], self.drawn_style(Tone.STRONG if self.has_focus else Tone.PLAIN))]
        segments += editor_segments(self, self._editor, width - cell_len(label[0]), caret=self.has_focus)
        return Strip(segments, width)


def editor_segments(widget: Toned, editor: LineEditor, width: int, *, caret: bool) -> list[Segment]:
    """Text being typed in exactly `width` cells of `widget`, with its cursor where `caret`."""
    before, under, after = editor.window(width)
    while before and cell_len(before) + cell_len(under) > width:
        before = before[1:]
    room = width - cell_len(before) - cell_len(under)
    behind = "".join(text for text, _ in fitted(((after, Tone.PLAIN),), room))
    behind += " " * (room - cell_len(behind))
    line = widget.drawn_style("typed")
    return [
        Segment(before, line),
        Segment(under, widget.drawn_style("caret") if caret else line),
        Segment(behind, line),
    ]
