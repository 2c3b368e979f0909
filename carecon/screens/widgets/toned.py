"""Widgets that draw lines of toned text themselves: nothing they show is ever read as markup."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from carecon.screens.widgets.spans import Line, Tone, fitted, width_of


class Toned(Widget, inherit_bindings=False):
    """Base of the line widgets: turns lines of toned text into strips in the colours of the theme."""

    COMPONENT_CLASSES = {f"toned--{tone}" for tone in Tone} | {
        f"toned--{name}" for name in ("cursor", "resting", "caret", "typed")
    }

    DEFAULT_CSS = """
    Toned { background: $background; color: $foreground; }
    Toned > .toned--plain { color: $foreground; }
    Toned > .toned--strong { color: $foreground; text-style: bold; }
    Toned > .toned--muted { color: $foreground-muted; }
    Toned > .toned--heading { color: $primary; text-style: bold; }
    Toned > .toned--danger { color: $text-error; text-style: bold; }
    Toned > .toned--caution { color: $text-warning; }
    Toned > .toned--good { color: $text-success; }
    Toned > .toned--key { color: $accent; text-style: bold; }
    Toned > .toned--cursor { color: $block-cursor-foreground; background: $block-cursor-background; text-style: bold; }
    Toned > .toned--resting { color: $foreground; background: $surface; text-style: bold; }
    Toned > .toned--typed { color: $foreground; background: $surface; }
    Toned > .toned--caret { color: $background; background: $foreground; }
    """

    _drawn_styles: dict[str, Style] | None = None

    def notify_style_update(self) -> None:
        """Forget the colours: the theme or the background may have changed."""
        self._drawn_styles = None
        super().notify_style_update()

    def drawn_style(self, name: str) -> Style:
        """The terminal style of a tone, or of `cursor`, `resting` (a cursor without focus), `typed` and `caret`."""
        if self._drawn_styles is None:
            self._drawn_styles = {}
        style = self._drawn_styles.get(name)
        if style is None:
            style = self._drawn_styles[name] = self.get_component_rich_style(f"toned--{name}")
        return style

    def strip_of(self, line: Line, width: int, over: str = "") -> Strip:
        """The line as a strip of exactly `width` cells, all of it in style `over` where one is given."""
        shown = fitted(line, width)
        rest = width - width_of(shown)
        if over:
            style = self.drawn_style(over)
            return Strip([Segment("".join(text for text, _ in shown) + " " * rest, style)], width)
        segments = [Segment(text, self.drawn_style(tone)) for text, tone in shown]
        if rest > 0:
            segments.append(Segment(" " * rest, self.drawn_style(Tone.PLAIN)))
        return Strip(segments, width)
