"""A list whose rows are typed into where they stand: no widget a field, one tab stop for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic

from rich.cells import cell_len
from textual import events
from textual.geometry import Offset
from textual.strip import Strip

from carecon.screens.widgets.entry import editor_segments
from carecon.screens.widgets.keyed_list import GUTTER, KeyedList, ListMessage
from carecon.screens.widgets.line_editor import LineEditor
from carecon.screens.widgets.rows import K, R
from carecon.screens.widgets.spans import Line


class TextMessage(ListMessage):
    """Something was typed in the row of that key."""

    def __init__(self, edited_list: EditedList[Any, Any], key: Any, text: str) -> None:
        super().__init__(edited_list, key)
        self.text = text


class EditedList(KeyedList[K, R], Generic[K, R], inherit_bindings=True):
    """Rows with a value that is typed in place. While a row is edited, rows may change but it keeps its line."""

    class Entered(TextMessage):
        """Enter was pressed: this is what was typed."""

    class Left(TextMessage):
        """The row was left without Enter: this is what had been typed by then. `back`: by Esc."""

        def __init__(self, edited_list: EditedList[Any, Any], key: Any, text: str, *, back: bool) -> None:
            super().__init__(edited_list, key, text)
            self.back = back

    class Typed(TextMessage):
        """Something was typed; nothing is entered yet."""

    def __init__(
        self,
        key_of: Callable[[R], K],
        draw: Callable[[R, int], Line],
        *,
        value_at: Callable[[int], int],
        name: str,
        moved: Callable[[], None] | None = None,
        empty: str = "Nothing here.",
        id: str | None = None,  # noqa: A002 - Textual's own name for it
    ) -> None:
        """`value_at`: for a row's width (without the gutter) the cell from which on it is typed into."""
        super().__init__(key_of, draw, name=name, moved=moved, empty=empty, id=id)
        self._value_at = value_at
        self._editing: K | None = None
        self._editor = LineEditor()

    @property
    def editing(self) -> K | None:
        """The key of the row that is being typed into."""
        return self._editing

    @property
    def typed(self) -> str:
        """What is typed so far."""
        return self._editor.text if self._editing is not None else ""

    def edit(self, key: K, text: str = "") -> None:
        """Select that row and type into it, beginning with `text`."""
        self.leave()
        if self.select(key):
            self._editing, self._editor = key, LineEditor(text)
            self._type()

    def stop_editing(self) -> None:
        """Show the row again as it is. What was typed is forgotten here: whoever wants it has been told."""
        key, self._editing = self._editing, None
        if key is not None:
            self.redraw(key)

    def leave(self, *, back: bool = False) -> None:
        """Stop editing, and say what had been typed."""
        if self._editing is not None:
            key, text = self._editing, self._editor.text
            self.stop_editing()
            self.post_message(self.Left(self, key, text, back=back))

    def select(self, key: K) -> bool:
        """Select that row; a row being edited is left."""
        if self._editing is not None and key != self._editing:
            self.leave()
        return super().select(key)

    def show(self, rows: Sequence[R], *, empty: str = "", others: bool = False) -> None:
        """Show these rows. A row that is being edited and is no longer among them is left."""
        super().show(rows, empty=empty, others=others)
        if self._editing is not None and (self.rows.gone_key == self._editing or self.rows.get(self._editing) is None):
            self.leave()

    async def _on_key(self, event: events.Key) -> None:
        if self._editing is None:
            return
        match event.key:
            case "enter":
                key, text = self._editing, self._editor.text
                self.stop_editing()
                self.post_message(self.Entered(self, key, text))
            case "escape":
                self.leave(back=True)
            case "up" | "down" | "pageup" | "pagedown" | "tab" | "shift+tab":
                return
            case _ if self._editor.press(event.key, event.character):
                self._type()
                self.post_message(self.Typed(self, self._editing, self._editor.text))
            case _:
                return
        event.stop()
        event.prevent_default()

    def _on_paste(self, event: events.Paste) -> None:
        if self._editing is not None:
            event.stop()
            self._editor.insert(event.text)
            self._type()
            self.post_message(self.Typed(self, self._editing, self._editor.text))

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """While a row is typed into, letters go into it and not to the screen's keys."""
        return self._editing is not None and character is not None and character.isprintable()

    def row_strip(self, row: R, width: int) -> Strip:
        """The strip of a row; what is being typed stands where its value would."""
        strip = super().row_strip(row, width)
        if self._editing is None or self.rows.key_of(row) != self._editing:
            return strip
        x = self._typed_at(width)
        return Strip([*strip.crop(0, x), *editor_segments(self, self._editor, width - x, caret=True)], width)

    def _type(self) -> None:
        """Send the line, and put the terminal's own cursor where typing happens: braille displays follow it."""
        if self._editing is None:
            return
        self.redraw(self._editing)
        place = self.rows.place_of(self._editing)
        if place is not None:
            x = self._typed_at(self.row_width)
            before, _, _ = self._editor.window(self.row_width - x)
            caret = Offset(x + cell_len(before), place - self.scroll_offset.y)
            self.app.cursor_position = self.content_region.offset + caret

    def _typed_at(self, width: int) -> int:
        return min(GUTTER + self._value_at(width - GUTTER), width - 1)
