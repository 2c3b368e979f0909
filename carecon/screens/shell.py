"""The app as far as it shows: theme, keys that work everywhere, and which screen comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from textual import events
from textual.app import App, SystemCommand
from textual.message import Message
from textual.screen import Screen

from carecon.screens.keys import bindings
from carecon.screens.port import Arrived, RecordAway, RecordChanged, ReplyTo
from carecon.screens.station import Station
from carecon.screens.themes import THEMES
from carecon.screens.type_ahead import TypeAhead

if TYPE_CHECKING:
    from carecon.desk.people import AtDesk
    from carecon.desk.views import QueuePage
    from carecon.screens.desk_screen import DeskScreen

Start = Literal["queue", "sign_in", "first_admin"]
"""Which screen a console begins with."""


_HERE = Path(__file__).parent


def _first_screen(start: Start) -> type[DeskScreen[None]]:
    """Which screen comes first. Only that one is imported on the way to the first frame."""
    if start == "first_admin":
        from carecon.screens.first_admin import FirstAdminScreen

        return FirstAdminScreen
    if start == "sign_in":
        from carecon.screens.sign_in import SignInScreen

        return SignInScreen
    from carecon.screens.queue import QueueScreen

    return QueueScreen


class Shell(App[int], inherit_bindings=False):
    """The console's app. What is asked of the desk goes through `station.desk`; the app only hands results on."""

    TITLE = "carecon"
    BINDINGS = bindings("everywhere")
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    ESCAPE_TO_MINIMIZE = False

    def __init__(
        self,
        make_station: Callable[[ReplyTo], Station],
        *,
        start: Start = "queue",
        first_page: QueuePage | None = None,
    ) -> None:
        """`make_station` gets the app: the desk tells it what concerns everybody (`RecordChanged`, `RecordAway`)."""
        self._first = _first_screen(start)
        super().__init__(css_path=[_HERE / "shell.tcss", _HERE / str(self._first.CSS_PATH)])
        self._type_ahead = TypeAhead(self, super().on_event)
        self.station = make_station(self)
        self._first_page = first_page
        self.animation_level = "none"
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name

    async def on_event(self, event: events.Event) -> None:
        """Keys wait for the effect of those before them."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._type_ahead.take(event)
        else:
            await super().on_event(event)

    def get_default_screen(self) -> Screen[Any]:
        """The first screen is painted first: no empty one stands under it."""
        if self._first_page is not None:
            from carecon.screens.queue import QueueScreen

            return QueueScreen(self.station, self._first_page)
        return self._first(self.station)

    # ------------------------------------------------------------------------------------------------ who is here

    def arrived(self, who: AtDesk) -> None:
        """Somebody has signed in: the queue stands in front from now on."""
        from carecon.desk.people import Act
        from carecon.screens.no_cases import NoCasesScreen
        from carecon.screens.queue import QueueScreen

        self.station.who = who
        if who.may(Act.READ_CASES):
            self._put_in_front(QueueScreen(self.station))
        else:
            self._put_in_front(NoCasesScreen(self.station))

    def sign_out(self, why: str = "asked") -> None:
        """Sign out. What was typed and not saved is gone with whoever typed it; the next one signs in."""
        from carecon.screens.sign_in import SignInScreen
        from carecon.screens.station import Drafts

        self.station.desk.sign_out(why)
        self.station.who = None
        self.station.drafts = Drafts()
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self._put_in_front(SignInScreen(self.station))

    def _put_in_front(self, screen: Screen[None]) -> None:
        """Put `screen` in place of the one in front.

        Textual's `switch_screen` expects a result callback, which a screen that stood there from the start has not.
        """
        front = self.screen
        if not front._result_callbacks:
            front._push_result_callback(front, None)
        self.switch_screen(screen)

    def action_leave(self) -> None:
        """Close the console, after asking. Nothing that was saved is lost; what is only typed would be."""
        from carecon.screens.confirm import ConfirmScreen

        def leave(sure: bool | None) -> None:
            if sure:
                self.exit(0)

        self.push_screen(
            ConfirmScreen(self.station, "Close the console?", "What is typed and not saved is lost."), leave
        )

    def action_palette(self) -> None:
        """Every action by name."""
        self.action_command_palette()

    def action_help(self) -> None:
        """What the screen in front is for, and its keys."""
        from carecon.screens.help import help_screen

        self.push_screen(help_screen(self.station, self.screen))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What the palette offers: the keys of the screen in front, and the themes. No screenshots of patients."""
        from carecon.screens.palette import commands

        return commands(self, screen)

    # ------------------------------------------------------------------------------------------------ from the desk

    def on_arrived(self, message: Arrived) -> None:
        """Somebody signed in who had not asked a screen: a demonstration."""
        self.arrived(message.who)

    def on_record_changed(self, message: RecordChanged) -> None:
        """Tell every screen."""
        self._tell_all(lambda: RecordChanged(message.streams))

    def on_record_away(self, message: RecordAway) -> None:
        """Tell every screen."""
        self._tell_all(lambda: RecordAway(message.problem))

    def _tell_all(self, make: Callable[[], Message]) -> None:
        for screen in self.screen_stack:
            screen.post_message(make())
