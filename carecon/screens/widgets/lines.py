"""Lines of toned text that stand still (`Lines`) or scroll (`Page`), drawn as they are: no markup, no controls."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from carecon.screens.keys import bindings
from carecon.screens.widgets.spans import Line, Tone
from carecon.screens.widgets.toned import Toned

Draw = Callable[[int], Sequence[Line]]
"""Lines for a width in cells: asked again when the window changes."""


def nothing(_width: int) -> Sequence[Line]:
    """No lines."""
    return ()


class Lines(Toned):
    """As many lines as it is high. What changed is sent, line by line; what is the same is not."""

    DEFAULT_CSS = "Lines { height: 1; }"

    def __init__(self, draw: Draw = nothing, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        """Show what `draw` gives."""
        super().__init__(id=id, classes=classes)
        self._draw = draw
        self._lines: tuple[Line, ...] = ()

    def show(self, draw: Draw) -> None:
        """Show what `draw` gives from now on."""
        self._draw = draw
        self.redraw()

    def redraw(self) -> None:
        """Ask for the lines again, and send those that are different."""
        before, self._lines = self._lines, tuple(self._draw(self.size.width)) if self.size.width else ()
        for y in range(self.size.height):
            if _at(before, y) != _at(self._lines, y):
                self.refresh(Region(0, y, self.size.width, 1))

    @property
    def text(self) -> str:
        """What stands there, without its tones: for tests, and for whoever reads aloud."""
        return "\n".join("".join(text for text, _ in line).rstrip() for line in self._lines)

    def render_line(self, y: int) -> Strip:
        """The strip of one line."""
        return self.strip_of(_at(self._lines, y), self.size.width)

    def on_resize(self) -> None:
        """Another width takes other lines."""
        self._lines = tuple(self._draw(self.size.width))
        self.refresh()


class Page(Toned, ScrollView, can_focus=True, inherit_bindings=False):
    """Text of any length that scrolls."""

    BINDINGS = bindings("text")
    DEFAULT_CSS = """
    Page { overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    """

    def __init__(self, draw: Draw = nothing, *, name: str, id: str | None = None) -> None:  # noqa: A002
        """Show what `draw` gives; `name` says what the text is."""
        super().__init__(name=name, id=id)
        self._draw = draw
        self._lines: tuple[Line, ...] = ()

    def show(self, draw: Draw, *, at_end: bool = False) -> None:
        """Show what `draw` gives from now on, from its beginning or (`at_end`) with its last line in sight."""
        self._draw = draw
        self._measure()
        self.scroll_to(y=len(self._lines) if at_end else 0, animate=False)

    def redraw(self) -> None:
        """Ask for the lines again; the place stays."""
        self._measure()

    @property
    def lines(self) -> Sequence[Line]:
        """What stands there, seen or not."""
        return self._lines

    @property
    def text(self) -> str:
        """What stands there, without its tones, seen or not."""
        return "\n".join("".join(text for text, _ in line).rstrip() for line in self._lines)

    def render_line(self, y: int) -> Strip:
        """The strip of one line of the screen."""
        return self.strip_of(_at(self._lines, y + self.scroll_offset.y), self.scrollable_content_region.width)

    def on_resize(self) -> None:
        """Another width takes other lines."""
        self._measure()

    def action_up(self) -> None:
        """One line up."""
        self._scroll(-1)

    def action_down(self) -> None:
        """One line down."""
        self._scroll(1)

    def action_page_up(self) -> None:
        """One screenful up."""
        self._scroll(1 - self.size.height)

    def action_page_down(self) -> None:
        """One screenful down."""
        self._scroll(self.size.height - 1)

    def action_first(self) -> None:
        """To the beginning."""
        self._scroll(-len(self._lines))

    def action_last(self) -> None:
        """To the end."""
        self._scroll(len(self._lines))

    def _scroll(self, by: int) -> None:
        self.scroll_to(y=self.scroll_offset.y + by, animate=False)

    def _measure(self) -> None:
        width = self.scrollable_content_region.width
        self._lines = tuple(self._draw(width)) if width else ()
        self.virtual_size = Size(width, max(1, len(self._lines)))
        self.refresh()


def _at(lines: Sequence[Line], y: int) -> Line:
    return lines[y] if y < len(lines) else ()


def heading(title: str, width: int) -> Line:
    """A line that says what stands under it, drawn to the edge: `== Danger ====`."""
    return ((f"== {title} ", Tone.HEADING), ("=" * max(0, width - len(title) - 4), Tone.MUTED))
