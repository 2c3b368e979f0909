"""Writing a note: several lines, kept exactly as typed."""

from __future__ import annotations

from textual.app import ComposeResult

from carecon.clinical.formats import person_name
from carecon.desk.case_views import CaseOnDesk
from carecon.screens.front import SendingScreen
from carecon.screens.keys import bindings
from carecon.screens.port import Refused, Saved
from carecon.screens.station import Station
from carecon.screens.widgets.lines import Lines, heading
from carecon.screens.widgets.note_area import NoteArea
from carecon.screens.widgets.spans import Line, Tone

_PLACE = "note"
"""How drafts name a note that is not saved."""


class NoteScreen(SendingScreen[CaseOnDesk]):
    """A text area, and whether the note is restricted. Closed without saving, the text stays with its case."""

    CONTEXT = "note"
    CSS_PATH = "note.tcss"
    BINDINGS = bindings("note")
    AUTO_FOCUS = "#text"
    HELP = """\
Type the note; Enter begins a new line. F2 writes it to the record, exactly as typed. F3 restricts it: a restricted note
does not reach the home or the family. Esc goes back; the text is kept until you come back to this case."""

    def __init__(self, station: Station, case: CaseOnDesk) -> None:
        """A note on that case."""
        super().__init__(station)
        self.case = case
        self.case_id = case.view.case_id
        self._restricted = False

    def compose(self) -> ComposeResult:
        """Who it is about, the text, whether it is restricted."""
        yield Lines(self._heading, id="heading")
        area = NoteArea(self.station.drafts.text(self.case_id, _PLACE), id="text", name="note", tab_behavior="focus")
        area.cursor_blink = False
        yield area
        yield Lines(lambda _width: (self._restriction(),), id="restriction")
        yield from self.foot()

    def _heading(self, width: int) -> tuple[Line, ...]:
        person = self.case.view.person
        return (
            heading(f"Note: {person_name(person.family_name, person.given_name)} {self.case.view.reference}", width),
        )

    def _restriction(self) -> Line:
        if self._restricted:
            return ((" ! Restricted: not for the home or the family. F3 lifts it.", Tone.CAUTION),)
        return ((" Not restricted. F3 keeps it from the home and the family.", Tone.MUTED),)

    @property
    def area(self) -> NoteArea:
        """The text."""
        return self.query_one("#text", NoteArea)

    def action_restrict(self) -> None:
        """Restrict the note, or lift that."""
        if self.waits:
            return
        self._restricted = not self._restricted
        self.query_one("#restriction", Lines).redraw()

    def action_save(self) -> None:
        """Write it to the record, once. Until that is answered nothing more is typed: it would be lost."""
        if self.waits:
            return
        if not self.area.text.strip():
            self.say("There is nothing in it yet.", Tone.CAUTION)
            return
        self.area.read_only = True
        self.station.drafts.keep(self.case_id, _PLACE, self.area.text)
        self.sent(self.station.desk.note(self, self.case_id, self.area.text, restricted=self._restricted))

    def action_back(self) -> None:
        """Back to the case; the text is kept. While it is being saved nobody knows yet whether to keep it."""
        if self.waits:
            self.say_that_it_waits()
            return
        self.station.drafts.keep(self.case_id, _PLACE, self.area.text)
        self.dismiss(None)

    def on_saved(self, message: Saved) -> None:
        """On disk."""
        if self.answers(message):
            self.station.drafts.keep(self.case_id, _PLACE, "")
            self.close_with(message.case)

    def on_refused(self, message: Refused) -> None:
        """Not written: the text is there to be changed, or sent again."""
        if self.answers(message):
            self.area.read_only = False
