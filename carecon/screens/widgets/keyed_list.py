"""A list whose selection belongs to a key, never to a row number (see `rows.py`), drawn one strip a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from carecon.screens.keys import bindings
from carecon.screens.widgets.rows import K, R, Rows
from carecon.screens.widgets.spans import Line, Tone, plain
from carecon.screens.widgets.toned import Toned

GUTTER = 2
"""Cells at the left edge for the sign of the selected row: `> `, so that colour is not needed to find it."""

_EDGE_JUMP = 3
"""At an edge the list moves on by a third of its height: one large repaint every few rows instead of one for each."""

_KEPT_STRIPS = 400
"""Drawn rows that are kept; beyond it all are forgotten, and drawn again when they are seen."""

_OVERS = ("", "cursor", "resting")


class ListMessage(Message):
    """Something happened to the row of that key."""

    def __init__(self, keyed_list: KeyedList[Any, Any], key: Any) -> None:
        super().__init__()
        self.keyed_list = keyed_list
        self.key = key

    @property
    def control(self) -> KeyedList[Any, Any]:
        """The list."""
        return self.keyed_list


class KeyedList(Toned, ScrollView, Generic[K, R], can_focus=True, inherit_bindings=False):
    """Rows of type R, each known by a key of type K. A key press sends the two lines that it changes."""

    BINDINGS = bindings("list")
    DEFAULT_CSS = """
    KeyedList { overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    """

    class Chosen(ListMessage):
        """Enter was pressed on a row that is still there."""

    def __init__(
        self,
        key_of: Callable[[R], K],
        draw: Callable[[R, int], Line],
        *,
        name: str,
        moved: Callable[[], None] | None = None,
        empty: str = "Nothing here.",
        id: str | None = None,  # noqa: A002 - Textual's own name for it
    ) -> None:
        """`draw`: a row's line for a width in cells; `name`: what the list holds; `empty`: shown without rows.

        `moved` is called at once when another row is selected, not told by a message: what it redraws goes to the
        terminal in the same frame as the list, which halves the time from key to paint.
        """
        super().__init__(name=name, id=id)
        self.rows: Rows[K, R] = Rows(key_of)
        self._draw = draw
        self._moved = moved
        self._empty = empty
        self._strips: dict[tuple[K, str], Strip] = {}

    # ------------------------------------------------------------------------------------------------ what is in it

    @property
    def selected_key(self) -> K | None:
        """The key of the selected row, also where that row has gone."""
        return self.rows.selected_key

    @property
    def selected(self) -> R | None:
        """The selected row, if it may be acted on: None where it has gone."""
        return self.rows.selected

    def show(self, rows: Sequence[R], *, empty: str = "", others: bool = False) -> None:
        """Show these rows. The selection stays with its key, and its row where it stands on the screen.

        `others`: these were asked for instead of the rows before, by a filter (see `Rows.replace`).
        """
        key, place, top = self.rows.selected_key, self.rows.place, self.scroll_offset.y
        self._empty = empty or self._empty
        self.rows.replace(rows, others=others)
        self._redraw_all()
        if place is not None and self.rows.place is not None:
            self._scroll(top + self.rows.place - place)
        self._tell_if_moved(key)

    def update_row(self, row: R) -> None:
        """Show another state of a row that is here already; its place does not change."""
        if self.rows.update(row):
            self.redraw(self.rows.key_of(row))

    def redraw(self, key: K, x: int = 0, width: int | None = None) -> None:
        """Draw a row again; only `width` cells from `x` are sent, where given (the gutter counts)."""
        for over in _OVERS:
            self._strips.pop((key, over), None)
        place = self.rows.place_of(key)
        y = -1 if place is None else place - self.scroll_offset.y
        if 0 <= y < self.size.height:
            self.refresh(Region(x, y, self.row_width - x if width is None else width, 1))

    def redraw_cells(self, x: int, width: int) -> None:
        """Draw all rows again, of which only `width` cells from `x` have changed (the gutter counts)."""
        self._strips.clear()
        self.refresh(Region(x, 0, width, self.size.height))

    @property
    def row_width(self) -> int:
        """Cells of a row, its gutter included, the scroll bar not."""
        return self.scrollable_content_region.width

    def visible_rows(self) -> Sequence[R]:
        """The rows that stand on the screen now."""
        top = self.scroll_offset.y
        return self.rows.between(top, top + self.size.height)

    # ------------------------------------------------------------------------------------------------ moving

    def select(self, key: K) -> bool:
        """Select the row of that key and bring it into sight. False where there is none."""
        before, had_gone = self.rows.selected_key, self.rows.gone_key
        if not self.rows.select(key):
            return False
        if had_gone is not None and self.rows.gone_key is None:
            self._redraw_all()
        elif before != key:
            for changed in (before, key):
                if changed is not None:
                    self.redraw(changed)
        self._bring_into_sight()
        self._tell_if_moved(before)
        return True

    def bring_to_top(self, key: K) -> None:
        """Scroll so that the row of that key is the first in sight, as far as there are rows below it."""
        place = self.rows.place_of(key)
        if place is not None:
            self._scroll(place)

    def move(self, by: int) -> None:
        """Move the selection by so many rows, as far as there are any."""
        key = self.rows.step(by)
        if key is not None:
            self.select(key)

    def action_up(self) -> None:
        """One row up."""
        self.move(-1)

    def action_down(self) -> None:
        """One row down."""
        self.move(1)

    def action_page_up(self) -> None:
        """One screenful up."""
        self.move(-max(1, self.size.height - 1))

    def action_page_down(self) -> None:
        """One screenful down."""
        self.move(max(1, self.size.height - 1))

    def action_first(self) -> None:
        """To the first row."""
        self.move(-len(self.rows))

    def action_last(self) -> None:
        """To the last row."""
        self.move(len(self.rows))

    def action_choose(self) -> None:
        """Say that Enter was pressed on the selected row."""
        if self.rows.selected is not None and self.rows.selected_key is not None:
            self.post_message(self.Chosen(self, self.rows.selected_key))

    def on_click(self, event: events.Click) -> None:
        """Select the row that was clicked."""
        place = event.y + self.scroll_offset.y
        if 0 <= place < len(self.rows):
            self.select(self.rows.key_of(self.rows[place]))

    # ------------------------------------------------------------------------------------------------ drawing

    def render_line(self, y: int) -> Strip:
        """The strip of one line of the screen."""
        place = y + self.scroll_offset.y
        if place < len(self.rows):
            return self.row_strip(self.rows[place], self.row_width)
        told = (("  " + self._empty, Tone.MUTED),) if place == 0 else ()
        return self.strip_of(told, self.row_width)

    def row_strip(self, row: R, width: int) -> Strip:
        """The strip of a row, as it was drawn before where nothing changed."""
        key = self.rows.key_of(row)
        over = ("cursor" if self.has_focus else "resting") if key == self.rows.selected_key else ""
        strip = self._strips.get((key, over))
        if strip is None or strip.cell_length != width:
            if len(self._strips) > _KEPT_STRIPS:
                self._strips.clear()
            strip = self._strips[key, over] = self.strip_of(self._line(row, key, width), width, over)
        return strip

    def _line(self, row: R, key: K, width: int) -> Line:
        line = self._draw(row, width - GUTTER)
        if key == self.rows.gone_key:
            return (("x gone  ", Tone.CAUTION), ("".join(text for text, _ in line), Tone.MUTED))
        return (*plain("> " if key == self.rows.selected_key else "  "), *line)

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        self._strips.clear()
        super().notify_style_update()

    def on_resize(self) -> None:
        """Rows are as wide as the list; what is selected stays in sight."""
        self._redraw_all()
        self._bring_into_sight()

    def _on_focus(self, event: events.Focus) -> None:
        event.prevent_default()
        self._focus_changed(True, events.DescendantFocus(self))

    def _on_blur(self, event: events.Blur) -> None:
        event.prevent_default()
        self._focus_changed(False, events.DescendantBlur(self))

    def _focus_changed(self, has_focus: bool, told: Message) -> None:
        """Only the sign of the selected row depends on focus: one line is sent, not the whole list."""
        self.set_reactive(KeyedList.has_focus, has_focus)
        if self.rows.selected_key is not None:
            self.redraw(self.rows.selected_key)
        if self.parent is not None:
            self.parent.post_message(told)

    # ------------------------------------------------------------------------------------------------ within

    def _redraw_all(self) -> None:
        self._strips.clear()
        self.virtual_size = Size(self.row_width, max(1, len(self.rows)))
        self.refresh()

    def _tell_if_moved(self, before: K | None) -> None:
        key = self.rows.selected_key
        if self._moved is not None and key is not None and key != before:
            self._moved()

    def _bring_into_sight(self) -> None:
        place, top, height = self.rows.place, self.scroll_offset.y, self.size.height
        if place is None or height <= 0:
            return
        jump = max(1, height // _EDGE_JUMP)
        if place < top:
            self._scroll(min(place, top - jump))
        elif place >= top + height:
            self._scroll(max(place - height + 1, top + jump))

    def _scroll(self, top: int) -> None:
        wanted = max(0, min(top, len(self.rows) - self.size.height))
        if wanted != self.scroll_offset.y:
            self.scroll_to(y=wanted, animate=False, force=True)
