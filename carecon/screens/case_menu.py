"""What can be done with a case besides working on it: take it, park it, take it up again, give it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult

from carecon.clinical.formats import person_name
from carecon.clinical.typed_times import TypedTimeError, typed_moment
from carecon.desk.case_views import CaseOnDesk, CaseStatus
from carecon.screens.case_forms import CaseForm
from carecon.screens.form import Field
from carecon.screens.front import SendingScreen
from carecon.screens.keys import bindings
from carecon.screens.port import CaseLoaded, Saved
from carecon.screens.station import Station
from carecon.screens.widgets.keyed_list import KeyedList
from carecon.screens.widgets.lines import Lines, heading
from carecon.screens.widgets.spans import Line, Tone, column


class Choice(NamedTuple):
    """One thing that can be done. Nothing that gives something up stands on a single key."""

    id: str
    words: str
    told: str


_TAKE = Choice("claim", "Take the case", "Nobody has it.")
_PARK = Choice("park", "Park it and keep it", "It waits for something; say what, and until when.")
_RESUME = Choice("resume", "Take it up again", "Go on with it now.")
_RELEASE = Choice("release", "Give it back to the queue", "Another clinician can take it.")


def choices(case: CaseOnDesk) -> list[Choice]:
    """What the reader can do with that case now."""
    view = case.view
    if view.owner is None:
        return [_TAKE] if view.status.is_open else []
    if not case.mine or view.decision is not None:
        return []
    return [_RESUME if view.status is CaseStatus.PARKED else _PARK, _RELEASE]


class CaseMenu(SendingScreen[str]):
    """A list of what can be done; Enter does it."""

    CONTEXT = "menu"
    CSS_PATH = "case_menu.tcss"
    BINDINGS = bindings("menu")
    AUTO_FOCUS = "#choices"
    HELP = "Choose with the arrow keys and Enter. Esc goes back to the case."

    def __init__(self, station: Station, case: CaseOnDesk) -> None:
        """For that case."""
        super().__init__(station)
        self.case = case

    def compose(self) -> ComposeResult:
        """Who it is about, and the choices."""
        person = self.case.view.person
        title = f"{person_name(person.family_name, person.given_name)} {self.case.view.reference}"
        yield Lines(lambda width: (heading(title, width),), id="heading")
        yield KeyedList[str, Choice](
            lambda choice: choice.id,
            _choice_line,
            name="what can be done",
            empty="Nothing: another clinician has the case, or it is signed.",
            id="choices",
        )
        yield from self.foot()

    def on_mount(self) -> None:
        """Show what can be done now."""
        self.query_one("#choices", KeyedList).show(choices(self.case))

    @on(KeyedList.Chosen, "#choices")
    def _chosen(self, message: KeyedList.Chosen) -> None:
        desk, case_id = self.station.desk, self.case.view.case_id
        if self.waits:
            return
        match message.key:
            case "claim":
                self.sent(desk.claim(self, case_id))
            case "resume":
                self.sent(desk.resume(self, case_id))
            case "release":
                self.sent(desk.release(self, case_id))
            case "park":
                self.app.push_screen(ParkForm(self.station, self.case), self._parked)

    def _parked(self, case: CaseOnDesk | None) -> None:
        if case is not None:
            self.close_with(f"{case.view.reference} is parked. It stays yours.")

    def on_case_loaded(self, message: CaseLoaded) -> None:
        """Taken: the case screen reads it anew by itself."""
        if self.answers(message):
            self.close_with("")

    def on_saved(self, message: Saved) -> None:
        """Given back, or taken up again."""
        if self.answers(message):
            back = message.case.view.owner is None
            self.close_with(f"{message.case.view.reference} is back in the queue." if back else "")

    def action_back(self) -> None:
        """Back to the case."""
        if self.waits:
            self.say_that_it_waits()
        else:
            self.dismiss("")


class ParkForm(CaseForm):
    """What the case waits for, and until when."""

    def __init__(self, station: Station, case: CaseOnDesk) -> None:
        """For that case."""
        fields = [
            Field("reason", "What it waits for", "Such as: bloods back at noon.", needed=True),
            Field("until", "Until", "A time: 11:30, tomorrow 08:00. May be left empty."),
        ]
        super().__init__(station, case, "Park", fields)

    def submit(self, values: Mapping[str, str]) -> None:
        """Park it."""
        until: datetime | None = None
        if values["until"].strip():
            try:
                until = typed_moment(values["until"], self.station.zone, self.now(), ahead=True)
            except TypedTimeError as error:
                self.complain("until", str(error))
                return
        self.sent(self.station.desk.park(self, self.case_id, values["reason"].strip(), until))


def _choice_line(choice: Choice, width: int) -> Line:
    return column(choice.words, 30, Tone.STRONG), column(choice.told, max(0, width - 30), Tone.MUTED)
