"""What stands in front of somebody whose role sees no cases: an administrator makes accounts on the command line."""

from __future__ import annotations

from carecon.desk.people import ROLE_WORDS, Role
from carecon.screens.page import PageScreen
from carecon.screens.station import Station
from carecon.screens.widgets.spans import wrapped

_TOLD = {
    Role.ADMINISTRATOR: (
        "Accounts are made on the command line of the server, by your own name and password:",
        '    carecon user add rhale --full-name "R Hale" --organisation devon-hub \\',
        "        --role clinician --administrator YOUR-USER-NAME",
        "Roles: clinician, call_taker, supervisor, trainer, spoke, administrator.",
        "carecon doctor looks at terminal, settings and database; carecon record verify at the record.",
    ),
}


class NoCasesScreen(PageScreen):
    """A page; leaving it signs out."""

    HELP = "Your role sees no cases: access goes with care. Esc signs out."

    def __init__(self, station: Station) -> None:
        """For whoever has signed in."""
        role = station.who.role if station.who is not None else Role.ADMINISTRATOR
        told = (f"As {ROLE_WORDS[role]} you see no cases here: access goes with care.", "", *_TOLD.get(role, ()), "")
        super().__init__(
            station,
            f"Signed in as {ROLE_WORDS[role]}",
            lambda width: [line for text in (*told, "Esc signs out.") for line in wrapped(text or " ", width)],
        )

    def action_back(self) -> None:
        """Sign out."""
        self.shell.sign_out()
