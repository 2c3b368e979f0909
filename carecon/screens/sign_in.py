"""Signing in at a desk."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from carecon.clinical.formats import weekday_text
from carecon.screens.desk_screen import DeskScreen
from carecon.screens.port import Arrived, Refused
from carecon.screens.presenters import to_next_minute
from carecon.screens.widgets.entry import Entry
from carecon.screens.widgets.lines import Lines, heading
from carecon.screens.widgets.spans import Line, Tone, apart, wrapped

INTENDED_USE = (
    "carecon advises; the clinician decides. It is for clinicians of a care coordination hub who have been trained "
    "in it, and not for use by patients. Its rules must be reviewed by a clinical safety officer before live use."
)
"""What the software is for: shown before anybody signs in."""


def top_line(width: int, screen: DeskScreen[None]) -> Line:
    """Hub, realm and time, on screens where nobody has signed in yet."""
    station = screen.station
    left = ((f" carecon  {station.hub}", Tone.MUTED), (f"  {station.realm_words}", Tone.CAUTION))
    return apart(left, ((weekday_text(screen.now(), station.zone) + " ", Tone.PLAIN),), width)


class SignInScreen(DeskScreen[None]):
    """User and password."""

    CONTEXT = "sign_in"
    CSS_PATH = "sign_in.tcss"
    AUTO_FOCUS = "#user"
    HELP = "Type your user name and password. Enter goes to the next line, and signs in from the last one."

    def compose(self) -> ComposeResult:
        """Two lines to type into."""
        yield Lines(lambda width: (top_line(width, self),), id="title")
        yield Lines(lambda width: (heading("Sign in", width),), id="heading")
        yield Entry("User", id="user")
        yield Entry("Password", id="password", hidden=True)
        yield Lines(self._about, id="about")
        yield from self.foot()

    def _about(self, width: int) -> Sequence[Line]:
        return wrapped(INTENDED_USE, width, Tone.MUTED)

    def tick(self) -> float:
        """The clock of the title."""
        self.query_one("#title", Lines).redraw()
        return to_next_minute(self.now())

    @on(Entry.Submitted, "#user")
    def _on_to_password(self) -> None:
        self.query_one("#password", Entry).focus()

    @on(Entry.Submitted, "#password")
    def _sign_in(self) -> None:
        user, password = self.query_one("#user", Entry), self.query_one("#password", Entry)
        if not user.text.strip() or not password.text:
            self.say("Type both user and password.", Tone.CAUTION)
            return
        self.say("Signing in ...")
        self.station.desk.sign_in(self, user.text.strip(), password.text)

    def on_arrived(self, message: Arrived) -> None:
        """Signed in: on to the queue."""
        self.shell.arrived(message.who)

    def on_refused(self, message: Refused) -> None:
        """Say why; the password is typed again."""
        super().on_refused(message)
        password = self.query_one("#password", Entry)
        password.text = ""
        password.focus()
