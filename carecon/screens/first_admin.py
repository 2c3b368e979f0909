"""The first run: nobody can sign in yet, so somebody makes the first account, an administrator's."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from carecon.screens.desk_screen import DeskScreen
from carecon.screens.port import Arrived, Refused
from carecon.screens.sign_in import top_line
from carecon.screens.widgets.entry import Entry
from carecon.screens.widgets.lines import Lines, heading
from carecon.screens.widgets.spans import BLANK, Line, Tone, wrapped

_FIELDS = ("name", "user", "organisation", "password", "again")


class FirstAdminScreen(DeskScreen[None]):
    """Name, user name, organisation, and a password twice."""

    CONTEXT = "sign_in"
    CSS_PATH = "sign_in.tcss"
    AUTO_FOCUS = "#name"
    HELP = """\
This database is new: nobody can sign in yet. The first account is an administrator's. It makes the accounts of
clinicians (`carecon user add`) and sees no cases itself."""

    def compose(self) -> ComposeResult:
        """Five lines to type into."""
        yield Lines(lambda width: (top_line(width, self),), id="title")
        yield Lines(lambda width: (heading("The first account", width),), id="heading")
        yield Entry("Your name", id="name")
        yield Entry("User name", id="user")
        yield Entry("Organisation", text="devon-hub", id="organisation")
        yield Entry("Password", id="password", hidden=True)
        yield Entry("Password again", id="again", hidden=True)
        yield Lines(self._about, id="about")
        yield from self.foot()

    def _about(self, width: int) -> Sequence[Line]:
        told = " ".join(self.HELP.split()).replace("`", "")
        hint = "Names like R Hale, rhale, devon-hub. Passwords of 12 characters or more: three random words are good."
        return [*wrapped(told, width, Tone.MUTED), BLANK, *wrapped(hint, width, Tone.MUTED)]

    @on(Entry.Submitted)
    def _next(self, message: Entry.Submitted) -> None:
        place = _FIELDS.index(str(message.entry.id))
        if place + 1 < len(_FIELDS):
            self.query_one(f"#{_FIELDS[place + 1]}", Entry).focus()
            return
        typed = {name: self.query_one(f"#{name}", Entry).text for name in _FIELDS}
        if typed["password"] != typed["again"]:
            self._refuse("password", "The two passwords are not the same. Type both again.")
            return
        self.say("Making the account ...")
        self.station.desk.first_admin(
            self,
            user=typed["user"].strip(),
            name=typed["name"].strip(),
            organisation=typed["organisation"].strip(),
            password=typed["password"],
        )

    def on_arrived(self, message: Arrived) -> None:
        """The account is made and signed in."""
        self.shell.arrived(message.who)

    def on_refused(self, message: Refused) -> None:
        """Say why, and go to the line concerned."""
        self._refuse(message.where, message.problem)

    def _refuse(self, field: str, problem: str) -> None:
        self.say(problem, Tone.DANGER)
        if field == "password":
            for name in ("password", "again"):
                self.query_one(f"#{name}", Entry).text = ""
        if field in _FIELDS:
            self.query_one(f"#{field}", Entry).focus()
