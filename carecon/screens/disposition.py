"""The decision: advice first, anything else with a reason, what must be recorded, the note, the signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual import events, on
from textual.app import ComposeResult
from textual.timer import Timer

from carecon.clinical.formats import phrase
from carecon.desk.case_views import CaseOnDesk
from carecon.desk.drafts import DispositionDraft
from carecon.errors import BadInput
from carecon.screens.decision_entry import enter, keep_typed, put_together
from carecon.screens.decision_lines import VALUE_AT, hint_lines, preview_lines, row_line, title_line
from carecon.screens.decision_list import DecisionList
from carecon.screens.decision_news import Looked, same_person
from carecon.screens.decision_questions import ask_to_look, ask_to_overrule, overrules_an_emergency
from carecon.screens.decision_rows import (
    OWN_FIELDS,
    Deciding,
    DecisionRow,
    Kind,
    begin,
    choose,
    first_missing,
    rows,
    tick,
)
from carecon.screens.front import SendingScreen
from carecon.screens.keys import bindings
from carecon.screens.port import CaseLoaded, HandoverPreviewed, RecordChanged, Refused, Signed
from carecon.screens.station import Station
from carecon.screens.widgets.edited_list import EditedList
from carecon.screens.widgets.keyed_list import KeyedList
from carecon.screens.widgets.lines import Lines, Page, heading
from carecon.screens.widgets.spans import Line, Tone

PREVIEW_AFTER = 0.2
"""Seconds without a change after which the note is composed anew."""

_PLACE = "decision"
"""How drafts name a decision that is not signed."""


class DispositionScreen(SendingScreen[str]):
    """Decide for one case. The result is a sentence for the queue, once the decision is signed.

    What changes and bears on the decision is said, and signed only after a question that `y` answers. Until then the
    draft tells the desk how far the case has been seen, and the desk refuses to sign more than that.
    """

    SENDING = "Signing ..."

    CONTEXT = "decision"
    CSS_PATH = "disposition.tcss"
    BINDINGS = bindings("decision")
    AUTO_FOCUS = "#decision"
    HELP = """\
What is advised stands first and is chosen already. Another choice is always possible: it takes a reason, and is
counted. A row with a * must be filled before signing. Enter on the choice, or on the last row, signs; where something
is missing, it goes there and says what. Below is the note as it would be handed over. Esc goes back to the case;
nothing is lost."""

    def __init__(self, station: Station, case: CaseOnDesk) -> None:
        """For that case: with what was chosen and typed before, if anything was."""
        super().__init__(station)
        self.case = case
        self.case_id = case.view.case_id
        kept = station.drafts.object(self.case_id, _PLACE)
        self._deciding = kept if isinstance(kept, Deciding) else begin(case, station.who.name if station.who else "")
        self._looked = Looked(station, case)
        self._note, self._outcome_class = "", ""
        self._previewing, self._previewed = 0, self._deciding.draft
        self._later: Timer | None = None

    @property
    def decision(self) -> DecisionList:
        """The rows."""
        return self.query_one("#decision", DecisionList)

    def compose(self) -> ComposeResult:
        """Who, the rows, what keys do, the note."""
        yield Lines(lambda width: (title_line(self.case, width),), id="title")
        yield DecisionList(
            lambda row: row.key,
            lambda row, width: row_line(self.case, row, width),
            value_at=lambda _width: VALUE_AT,
            name="decision",
            moved=self._redraw_hint,
            id="decision",
        )
        yield Lines(lambda width: hint_lines(self.decision.selected, width, 2), id="hint")
        yield Lines(self._note_heading, id="note_title")
        yield Page(self._preview_lines, name="handover note", id="preview")
        yield from self.foot()

    def on_mount(self) -> None:
        """Begin on what is chosen. The case has just been looked at, but not that it is about somebody else by now."""
        told, seen = self._looked.news(self.case), self._looked.seen
        self._look(self.case if same_person(seen.view.person, self.case.view.person) else seen)
        if told:
            self.say(told, Tone.DANGER)
        self._show()
        if self._deciding.draft.disposition:
            self.decision.select(f"{Kind.OPTION}/{self._deciding.draft.disposition}")
        self._preview()

    @property
    def draft(self) -> DispositionDraft:
        """The decision as it would be signed now."""
        return put_together(self.case, self._deciding)

    # ------------------------------------------------------------------------------------------------ what is shown

    def _show(self) -> list[DecisionRow]:
        made = rows(self.case, self._deciding)
        self.station.drafts.keep_object(self.case_id, _PLACE, self._deciding)
        self.decision.show(made)
        self._redraw_hint()
        return made

    def _redraw_hint(self) -> None:
        self.query_one("#hint", Lines).redraw()

    def _note_heading(self, width: int) -> Sequence[Line]:
        draft = self._deciding.draft
        to = self.case.menu.spokes.get(draft.spoke) or (phrase(draft.specialty) if draft.specialty else "")
        return (heading(f"Handover to {to}" if to else "Handover", width),)

    def _preview_lines(self, width: int) -> Sequence[Line]:
        return preview_lines(self._note, self._outcome_class, width)

    def _changed(self, deciding: Deciding, select: str = "") -> None:
        """Something was chosen or typed: show it, and compose the note anew when nothing more comes."""
        self._deciding = deciding
        self._show()
        if select:
            self.decision.select(select)
        self.query_one("#note_title", Lines).redraw()
        if self._later is not None:
            self._later.stop()
        self._later = self.set_timer(PREVIEW_AFTER, self._preview)

    def _preview(self) -> None:
        if self._deciding.draft.disposition:
            self._previewed = self.draft
            self._previewing = self.station.desk.preview_handover(self, self.case_id, self._previewed)

    # ------------------------------------------------------------------------------------------------ choosing, typing

    @on(KeyedList.Chosen, "#decision")
    def _enter_pressed(self) -> None:
        """Enter signs only on the choice itself and on the last row; anywhere else it chooses, ticks or types."""
        row = self.decision.selected
        if row is None or self.waits:
            return
        if row.kind is Kind.SIGN or (row.kind is Kind.OPTION and row.on):
            self._sign()
        elif row.kind is Kind.FIELD:
            self.decision.edit(row.key, dict(row.choices).get(row.value, row.value))
        else:
            self._pick(row)

    def action_tick(self) -> None:
        """Space: choose an option, tick an adjunct, open what is folded."""
        row = self.decision.selected
        if row is not None:
            self._pick(row)

    def on_key(self, event: events.Key) -> None:
        """A digit that no field took chooses the option of that number."""
        character = event.character or ""
        if self.decision.editing is None and character.isdecimal() and character.isascii():
            event.stop()
            for row in self.decision.rows:
                if row.number == int(character):
                    self._pick(row)
                    return

    def _pick(self, row: DecisionRow) -> None:
        if self.waits:
            return
        deciding = self._deciding
        match row.kind:
            case Kind.OPTION:
                self._changed(choose(self.case, deciding, row.id), row.key)
            case Kind.ANOTHER:
                self._changed(replace(deciding, opened=not deciding.opened), row.key)
                if not deciding.opened:
                    self.decision.move(1)
            case Kind.ADJUNCT if row.id:
                self._changed(tick(deciding, row.id), row.key)
            case Kind.ADJUNCT:
                self._changed(replace(deciding, more_adjuncts=True))

    @on(EditedList.Entered, "#decision")
    def _entered(self, message: EditedList.Entered) -> None:
        """Take what was typed, and go to what is missing next, or to the signature."""
        if self._take(message.key, message.text):
            missing = first_missing(self.decision.rows)
            self.decision.select(missing.key if missing else f"{Kind.SIGN}/sign")

    @on(EditedList.Left, "#decision")
    def _left(self, message: EditedList.Left) -> None:
        """A row was left without Enter: what was typed stays in it, readable or not."""
        row = self.decision.rows.get(message.key)
        if row is not None:
            try:
                self._changed(enter(self._deciding, row, message.text, self.station.zone, self.now()))
            except BadInput as error:
                self.say(error.problem, Tone.CAUTION)
                self._changed(keep_typed(self._deciding, row, message.text))

    def _take(self, key: str, text: str) -> bool:
        row = self.decision.rows.get(key)
        if row is None:
            return False
        try:
            deciding = enter(self._deciding, row, text, self.station.zone, self.now())
        except BadInput as error:
            self.say(error.problem, Tone.CAUTION)
            self.decision.edit(key, text)
            return False
        self.say("")
        self._changed(deciding)
        return True

    def on_screen_suspend(self) -> None:
        """What is being typed is kept before another screen stands in front."""
        self.decision.leave()
        super().on_screen_suspend()

    # ------------------------------------------------------------------------------------------------ signing

    def _sign(self) -> None:
        """Sign, unless something is missing: then say what, and go there."""
        if self.waits:
            return
        if not self._deciding.draft.disposition:
            self.say("Choose a disposition first.", Tone.CAUTION)
            return
        missing = first_missing(self.decision.rows)
        if missing is not None:
            self._go_to_missing(missing.id, f"Before signing: {missing.words}.")
        elif self._looked.news(self.case):
            self._ask_to_look()
        elif overrules_an_emergency(self.case, self._deciding.draft.disposition):
            self._ask_to_overrule()
        else:
            self._send()

    def _send(self) -> None:
        self.decision.locked = True
        self.sent(self.station.desk.sign(self, self.case_id, self.draft))

    def _look(self, case: CaseOnDesk) -> None:
        """This is the case that was looked at: the desk signs no more than that."""
        self._looked.at(case)
        self._deciding = replace(self._deciding, draft=replace(self._deciding.draft, seen_seq=case.view.seq))
        self.station.drafts.keep_object(self.case_id, _PLACE, self._deciding)

    def _ask_to_look(self) -> None:
        shown = self.case

        def go_on(sure: bool | None) -> None:
            if sure:
                self._look(shown)
            told = self._looked.news(self.case)
            self.say(told or "Enter signs it.", Tone.DANGER if told else Tone.PLAIN)

        question = ask_to_look(self.station, self._looked.news(shown), self._deciding.draft.disposition)
        self.app.push_screen(question, go_on)

    def _ask_to_overrule(self) -> None:
        def go_on(sure: bool | None) -> None:
            if sure and self._looked.news(self.case):
                self._ask_to_look()
            elif sure:
                self._send()

        question = ask_to_overrule(self.station, self.case, self._deciding.draft.disposition)
        self.app.push_screen(question, go_on)

    def _go_to_missing(self, where: str, told: str) -> None:
        field = OWN_FIELDS.get(where, (where,))
        key = next((f"{Kind.FIELD}/{name}" for name in field if self._is_missing(name)), f"{Kind.FIELD}/{field[0]}")
        self.say(told, Tone.DANGER)
        self.decision.select(key)

    def _is_missing(self, name: str) -> bool:
        row = self.decision.rows.get(f"{Kind.FIELD}/{name}")
        return row is not None and row.missing

    def action_sign(self) -> None:
        """Sign, from wherever the mark stands."""
        self._sign()

    def action_whole_note(self) -> None:
        """The note on a page of its own."""
        from carecon.screens.page import PageScreen

        self.app.push_screen(PageScreen(self.station, "Handover note", self._preview_lines))

    def action_back(self) -> None:
        """Back to the case; what was chosen and typed is kept. What is being signed is waited for."""
        if self.waits:
            self.say_that_it_waits()
        else:
            self.dismiss("")

    # ------------------------------------------------------------------------------------------------ from the desk

    def on_handover_previewed(self, message: HandoverPreviewed) -> None:
        """The note as it would be now, and what the desk wants recorded. An older one is dropped."""
        if message.request != self._previewing:
            return
        self._note, self._outcome_class = message.text, message.outcome_class
        self.query_one("#preview", Page).redraw()
        if self._deciding.requires != message.requires:
            self._deciding = replace(self._deciding, requires=message.requires)
            if self.decision.editing is None:
                self._show()
            if self.draft != self._previewed:
                self._preview()  # what was typed already stands in a row that has just appeared, or in none any more

    def on_signed(self, message: Signed) -> None:
        """On disk, with its note."""
        if self.answers(message):
            self.station.drafts.forget(self.case_id)
            self.close_with(message.told)

    def on_refused(self, message: Refused) -> None:
        """Not signed, or the note could not be composed: say why, and go to what is missing unless a row is typed into.

        What was written while it was to be signed has not been looked at, and may be why: read it now.
        """
        if self.answers(message):
            self.decision.locked = False
            self.station.desk.open_case(self, self.case_id)
        if self.decision.editing is None:
            self._go_to_missing(message.where, message.problem)

    def on_record_changed(self, message: RecordChanged) -> None:
        """Somebody wrote, on this case for all that is known, while it is being decided: look at it again."""
        if (not message.streams or f"case:{self.case_id}" in message.streams) and not self.waits:
            self.station.desk.open_case(self, self.case_id)

    def on_case_loaded(self, message: CaseLoaded) -> None:
        """The case as it is now. What bears on the decision is said loudly; nothing is chosen anew by itself."""
        if message.case.view.case_id != self.case_id or message.case.view.seq < self.case.view.seq:
            return
        before, self.case = self.case, message.case
        if before.advice != self.case.advice:
            self._deciding = replace(self._deciding, requires=None)
        told = self._looked.news(self.case)
        if told:
            self.say(told, Tone.DANGER)
        else:
            self._look(self.case)
        self.query_one("#title", Lines).redraw()
        if self.decision.editing is None:
            self._show()
        self._preview()
