"""What all screens have in common: a notice line, a key line, a clock that ticks no more than it must, the desk."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.screen import Screen
from textual.timer import Timer

from carecon.clinical.plain_text import one_line
from carecon.screens.port import RecordAway, Refused
from carecon.screens.station import Station
from carecon.screens.widgets.key_line import KeyLine
from carecon.screens.widgets.lines import Lines
from carecon.screens.widgets.spans import Tone, wrapped

if TYPE_CHECKING:
    from carecon.screens.shell import Shell

WIDE = 100
"""Columns from which on panels stand side by side."""

NOTICE_LINES = 3
"""Lines that a notice takes at most: an incident with where it is kept needs two in a narrow window."""

T = TypeVar("T")


class DeskScreen(Screen[T]):
    """A screen of the console. `CONTEXT` names its keys in `keys.toml`; `HELP` says in plain words what it is for."""

    CONTEXT: ClassVar[str] = "everywhere"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    AUTO_FOCUS = "KeyedList"

    def __init__(self, station: Station) -> None:
        """A screen of that console."""
        super().__init__()
        self.station = station
        self._timer: Timer | None = None
        self._away = ""

    @property
    def shell(self) -> Shell:
        """The app."""
        return cast("Shell", self.app)

    @property
    def wide(self) -> bool:
        """Whether panels stand side by side."""
        return self.app.size.width >= WIDE

    def now(self) -> datetime:
        """The moment, by the console's clock."""
        return self.station.clock.now()

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Put a sentence on the notice line; it stays until the next one. An empty one clears the line."""
        if not text and self._away:
            text, tone = self._away, Tone.DANGER
        sign = {Tone.DANGER: "! ", Tone.GOOD: "* "}.get(tone, "")
        told = f" {sign}{one_line(text)}" if text else ""
        notice = self.query_one("#notice", Lines)
        height = len(wrapped(told, self.app.size.width, most=NOTICE_LINES))
        if notice.styles.height is None or notice.styles.height.value != height:
            notice.styles.height = height
        notice.show(lambda width: wrapped(told, width, tone, indent="   ", most=NOTICE_LINES))

    @property
    def said(self) -> str:
        """What stands on the notice line, as one sentence."""
        return " ".join(self.query_one("#notice", Lines).text.split())

    def foot(self) -> tuple[Lines, KeyLine]:
        """The two lines at the bottom of every screen."""
        return Lines(id="notice"), KeyLine(self.CONTEXT)

    # ------------------------------------------------------------------------------------------------ time

    def tick(self) -> float:
        """Bring what depends on time up to date. Returns the seconds until that is due again."""
        return 60.0

    def start_ticking(self) -> None:
        """Tick now and from now on."""
        self.stop_ticking()
        self._timer = self.set_timer(max(0.05, self.tick()), self.start_ticking)

    def stop_ticking(self) -> None:
        """Leave the clocks as they are: nobody sees them."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def on_screen_suspend(self) -> None:
        """Another screen is in front."""
        self.stop_ticking()

    def on_screen_resume(self) -> None:
        """In front (again)."""
        self.start_ticking()

    # ------------------------------------------------------------------------------------------------ from the desk

    def on_refused(self, message: Refused) -> None:
        """Say why it was not done; it stays until something else is said."""
        self.say(message.problem, Tone.DANGER)

    def on_record_away(self, message: RecordAway) -> None:
        """The database is away, or back."""
        self._away = f"{message.problem} Nothing can be saved until it is back." if message.problem else ""
        self.say("" if self._away else "The record is back.", Tone.GOOD)
