"""The decision: advice first, anything else with a reason, what must be recorded, the note, the signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual import events, on
from textual.app import ComposeResult
from textual.timer import Timer

from carecon.clinical.formats import person_name, phrase
from carecon.desk.case_views import CaseOnDesk
from carecon.errors import BadInput
from carecon.screens.advice_lines import state_span
from carecon.screens.decision_entry import enter, keep_typed, put_together
from carecon.screens.decision_lines import VALUE_AT, hint_lines, preview_lines, row_line, title_line
from carecon.screens.decision_list import DecisionList
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
from carecon.screens.desk_screen import DeskScreen
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


class DispositionScreen(DeskScreen[str]):
    """Decide for one case. The result is a sentence for the queue, once the decision is signed."""

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
        self._seen()
        self._note, self._outcome_class = "", ""
        self._previewing, self._signing = 0, 0
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
        """Begin on what is chosen."""
        self._show()
        if self._deciding.draft.disposition:
            self.decision.select(f"{Kind.OPTION}/{self._deciding.draft.disposition}")
        self._preview()

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
            draft = put_together(self._deciding)
            self._previewing = self.station.desk.preview_handover(self, self.case_id, draft)

    # ------------------------------------------------------------------------------------------------ choosing, typing

    @on(KeyedList.Chosen, "#decision")
    def _enter_pressed(self) -> None:
        """Enter signs only on the choice itself and on the last row; anywhere else it chooses, ticks or types."""
        row = self.decision.selected
        if row is None:
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
        if self._signing:
            return
        if not self._deciding.draft.disposition:
            self.say("Choose a disposition first.", Tone.CAUTION)
            return
        missing = first_missing(self.decision.rows)
        if missing is not None:
            self._go_to_missing(missing.id, f"Before signing: {missing.words}.")
        elif self.case.advice.red_flags.present and self._overrules():
            self._ask_to_overrule()
        else:
            self._send()

    def _send(self) -> None:
        self.say("Signing ...")
        self._signing = self.station.desk.sign(self, self.case_id, put_together(self._deciding))

    def _overrules(self) -> bool:
        best = self.case.advice.recommended
        return best is not None and best.urgency_minutes == 0 and best.disposition != self._deciding.draft.disposition

    def _ask_to_overrule(self) -> None:
        from carecon.screens.confirm import ConfirmScreen

        person = self.case.view.person
        name = person_name(person.family_name, person.given_name, person.title)
        instead = phrase(self._deciding.draft.disposition)
        told = f"{name}, {self.case.view.reference}: an emergency is advised. You decide for {instead}."

        def go_on(sure: bool | None) -> None:
            if sure:
                self._send()

        self.app.push_screen(ConfirmScreen(self.station, "Overrule an emergency?", told, yes="yes, sign it"), go_on)

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
        """Back to the case; what was chosen and typed is kept."""
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

    def on_signed(self, message: Signed) -> None:
        """On disk, with its note."""
        self.station.drafts.forget(self.case_id)
        self.dismiss(message.told)

    def on_refused(self, message: Refused) -> None:
        """Not signed, or the note could not be composed: say why, and go to what is missing."""
        if message.request == self._signing:
            self._signing = 0
        self._go_to_missing(message.where, message.problem)

    def on_record_changed(self, message: RecordChanged) -> None:
        """Somebody wrote on this case while it is being decided: look at it again."""
        if f"case:{self.case_id}" in message.streams and not self._signing:
            self.station.desk.open_case(self, self.case_id)

    def on_case_loaded(self, message: CaseLoaded) -> None:
        """The case as it is now. If the advice has changed, that is said loudly; nothing is chosen anew by itself."""
        if message.case.view.case_id != self.case_id or message.case.view.seq < self.case.view.seq:
            return
        before, self.case = self.case, message.case
        self._seen()
        if before.advice != self.case.advice:
            state = state_span(self.case.advice)[0]
            self.say(f"The advice has changed while you decide: {state}. Look again.", Tone.DANGER)
        self.query_one("#title", Lines).redraw()
        if self.decision.editing is None:
            self._show()
        self._preview()

    def _seen(self) -> None:
        draft = replace(self._deciding.draft, seen_seq=self.case.view.seq)
        self._deciding = replace(self._deciding, draft=draft, requires=None)
