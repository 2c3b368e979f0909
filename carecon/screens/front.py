"""Screens that open or close upon what the desk says: only while they stand in front, never over what is typed into."""

from __future__ import annotations

from carecon.screens.desk_screen import DeskScreen, T
from carecon.screens.port import DeskMessage, Refused
from carecon.screens.station import Station
from carecon.screens.widgets.spans import Tone


class FrontScreen(DeskScreen[T]):
    """A screen that knows whether it is the one that keys go to."""

    def __init__(self, station: Station) -> None:
        """A screen of that console."""
        super().__init__(station)
        self._result: tuple[T | None] | None = None
        self._let_go = False

    @property
    def in_front(self) -> bool:
        """Whether keys go here. False also under the palette, behind which this screen can be seen."""
        return self.app.screen is self

    def close_with(self, result: T | None) -> None:
        """Close now or, where another screen is in front, as soon as that is gone."""
        if self._result is None:
            self._result = (result,)
            self._close_now()

    def on_screen_resume(self) -> None:
        """In front again: close, if it was time to meanwhile. (Textual does what the classes above do here, too.)"""
        self._close_now()

    def _close_now(self) -> None:
        if self._result is not None and self.in_front and not self._let_go:
            self._let_go = True
            self.dismiss(self._result[0])


class SendingScreen(FrontScreen[T]):
    """A screen that sends one thing, waits for the answer, and closes with it. `SENDING` says so meanwhile."""

    SENDING = "Saving ..."

    def __init__(self, station: Station) -> None:
        """Nothing is sent yet."""
        super().__init__(station)
        self._sent = 0

    @property
    def waits(self) -> bool:
        """Whether something was sent that is not answered yet: nothing more is sent, nor typed, until it is."""
        return bool(self._sent)

    def sent(self, request: int) -> None:
        """It is on its way, as `request`."""
        self._sent = request
        self.say(self.SENDING)

    def answers(self, message: DeskMessage) -> bool:
        """Whether `message` answers what was sent; nothing is waited for any more then."""
        answered = self.waits and message.request == self._sent
        if answered:
            self._sent = 0
        return answered

    def say_that_it_waits(self) -> None:
        """Why Esc does not close it now: what was typed would be lost if it were refused after that."""
        self.say(f"{self.SENDING} This closes by itself once it is on disk.", Tone.CAUTION)

    def on_refused(self, message: Refused) -> None:
        """It can be sent again. What was refused is said by every screen."""
        self.answers(message)
