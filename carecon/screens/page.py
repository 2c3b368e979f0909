"""A page of text to read: help, the whole reasoning, a handover note."""

from __future__ import annotations

from textual.app import ComposeResult

from carecon.screens.desk_screen import DeskScreen
from carecon.screens.keys import bindings
from carecon.screens.station import Station
from carecon.screens.widgets.lines import Draw, Lines, Page, heading


class PageScreen(DeskScreen[None]):
    """Text of any length under a title."""

    CONTEXT = "page"
    CSS_PATH = "page.tcss"
    BINDINGS = bindings("page")
    AUTO_FOCUS = "Page"
    HELP = "A page to read. The arrow keys, PgUp and PgDn scroll; Esc closes it."

    def __init__(self, station: Station, title: str, draw: Draw) -> None:
        """`draw` gives the lines for a width."""
        super().__init__(station)
        self._page_title = title
        self._draw_page = draw

    def compose(self) -> ComposeResult:
        """Title and text."""
        yield Lines(lambda width: (heading(self._page_title, width),), id="heading")
        yield Page(self._draw_page, name=self._page_title, id="page")
        yield from self.foot()

    def action_back(self) -> None:
        """Close the page."""
        self.dismiss(None)
