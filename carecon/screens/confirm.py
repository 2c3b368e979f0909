"""A question with a safe answer: only `y` does it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from carecon.screens.desk_screen import DeskScreen
from carecon.screens.keys import bindings
from carecon.screens.station import Station
from carecon.screens.widgets.lines import Lines, heading
from carecon.screens.widgets.spans import BLANK, Line, Tone, wrapped


class ConfirmScreen(DeskScreen[bool]):
    """`question` in a few words; `told` restates what would happen, and to whom."""

    CONTEXT = "confirm"
    CSS_PATH = "confirm.tcss"
    BINDINGS = bindings("confirm")
    AUTO_FOCUS = ""
    HELP = "y does it. Enter, Esc and n do not."

    def __init__(self, station: Station, question: str, told: str, *, yes: str = "yes, do it") -> None:
        """`yes` says in words what `y` does."""
        super().__init__(station)
        self._question = question
        self._told = told
        self._yes = yes

    def compose(self) -> ComposeResult:
        """The question, what it means, and the two answers."""
        yield Lines(lambda width: (heading(self._question, width),), id="heading")
        yield Lines(self._lines, id="told")
        yield from self.foot()

    def _lines(self, width: int) -> Sequence[Line]:
        yes, no = ((" y ", Tone.KEY), (self._yes, Tone.PLAIN)), (("     n ", Tone.KEY), ("no, go back", Tone.PLAIN))
        answers = (*yes, *no)
        return [*wrapped(self._told, width), BLANK, answers]

    def action_yes(self) -> None:
        """Do it."""
        self.dismiss(True)

    def action_no(self) -> None:
        """Do not."""
        self.dismiss(False)
