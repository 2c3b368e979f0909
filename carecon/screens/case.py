"""The case: what is dangerous, what is missing, what now. Every answer is saved as it is given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Container
from textual.timer import Timer

from carecon.clinical.answers import Unknown
from carecon.clinical.facts import vocabulary
from carecon.clinical.formats import person_name
from carecon.desk.case_views import CaseOnDesk
from carecon.screens.advice_lines import advice_lines, ask_lines, state_span
from carecon.screens.case_lines import banner_lines, note_lines, short_timer, strip_line, strip_start
from carecon.screens.case_reasons import CaseReasons
from carecon.screens.danger_lines import danger_lines
from carecon.screens.fact_pane import FactPane
from carecon.screens.front import FrontScreen
from carecon.screens.keys import bindings
from carecon.screens.port import CaseLoaded, Reasoned, RecordChanged, Refused, Saved
from carecon.screens.presenters import ticks_in_seconds, to_next_minute
from carecon.screens.reasons_lines import short_lines
from carecon.screens.station import Station
from carecon.screens.widgets.lines import Lines, Page, heading
from carecon.screens.widgets.spans import Line, Tone, apart

DANGER_WIDE, DANGER_NARROW = 11, 4
"""Lines of the danger panel, as in case.tcss."""

ASK_WIDE, ASK_NARROW = 9, 6
"""Lines of the questions to ask next, as in case.tcss."""

REASONS_AFTER = 0.2
"""Seconds without a further answer after which the reasons are worked out: never while keys come in a row."""

_PANELS = ("banner", "strip", "danger_top", "tabs", "danger", "ask")
_TABS = ("facts", "advice", "notes")


class CaseScreen(FrontScreen[str]):
    """One case, and never another: what is told of another is dropped. The result is a sentence for the queue."""

    CONTEXT = "case"
    CSS_PATH = "case.tcss"
    BINDINGS = bindings("case")
    AUTO_FOCUS = "#facts"
    HELP = """\
Danger stands at the top right (at the top of a narrow window) and never scrolls away: signs that are present, and signs
that nobody has excluded yet, with the question that would settle them. Facts are rows of one list. Digits answer the
marked row, n records that it was asked and is not known, x that it cannot be obtained now (no probe, a cuff refused), z
that it does not apply: all three stay unknown to the rules, and none of them gets past a needed question. Del takes an
answer back, Enter types. Letters at the left go to a section and open or fold it. Space goes to what the advice asks
next. Every answer is saved as it is given; a row says `saving` until it is on disk. ? before a question: the advice
asks for it. In a narrow window F2, F3 and F4 show facts, advice and notes; in a wide one they move the keys there."""

    def __init__(self, station: Station, case: CaseOnDesk) -> None:
        """Show that case."""
        super().__init__(station)
        self._aged_at: datetime | None = None
        self.case = case
        self.case_id = case.view.case_id
        self.reasons = CaseReasons(station.desk, self, case)
        self._asking: Timer | None = None

    @property
    def pane(self) -> FactPane:
        """The facts."""
        return self.query_one("#left", FactPane)

    def compose(self) -> ComposeResult:
        """Banner, strip, facts beside danger, advice and questions, notes."""
        zone = self.station.zone
        yield Lines(lambda width: banner_lines(self.case, width, zone, wide=self.wide), id="banner")
        yield Lines(lambda width: (self._strip(width),), id="strip")
        yield Lines(lambda width: danger_lines(self.case, width, DANGER_NARROW, self.now()), id="danger_top")
        yield Lines(lambda width: (self._tab_line(width),), id="tabs")
        with Container(id="body"):
            yield FactPane(self.station, self.case, self, self.say)
            with Container(id="right"):
                yield Lines(lambda width: danger_lines(self.case, width, DANGER_WIDE, self.now()), id="danger")
                yield Lines(lambda width: (heading("Advice", width),), id="advice_title")
                yield Page(self._advice, name="advice", id="advice")
                yield Lines(lambda width: ask_lines(self.case, width, ASK_WIDE if self.wide else ASK_NARROW), id="ask")
        yield Lines(lambda width: (heading("Notes", width),), id="notes_title")
        yield Page(lambda width: note_lines(self.case.view, width, zone), name="notes", id="notes")
        yield from self.foot()

    def on_mount(self) -> None:
        """The newest note is the one to see."""
        self.call_after_refresh(self._notes_at_end)

    # ------------------------------------------------------------------------------------------------ what is shown

    def _strip(self, width: int) -> Line:
        now, zone = self.now(), self.station.zone
        realm = self.station.realm_words.partition(",")[0]
        if self.wide:
            return strip_line(self.case, width, now, zone, realm=realm)
        return apart(strip_start(self.case, realm=realm), short_timer(self.case.view, now, zone), width)

    def _tab_line(self, width: int) -> Line:
        shown = next((name for name in _TABS[1:] if self.has_class(f"-{name}")), _TABS[0])
        tabs: list[tuple[str, Tone]] = []
        for key, name in zip(("F2", "F3", "F4"), _TABS, strict=True):
            tabs += [(f" {key} ", Tone.KEY), (f"[{name}]" if name == shown else f" {name} ", Tone.PLAIN)]
        return apart(tuple(tabs), (state_span(self.case.advice), (" ", Tone.PLAIN)), width)

    def _advice(self, width: int) -> Sequence[Line]:
        return advice_lines(self.case, width, short_lines(self.reasons.shown, width) if self.wide else ())

    def _notes_at_end(self) -> None:
        self.query_one("#notes", Page).action_last()

    def tick(self) -> float:
        """The clocks of the strip, and how old the observations are."""
        now = self.now()
        self.query_one("#strip", Lines).redraw()
        minute = now.replace(second=0, microsecond=0)
        if minute != self._aged_at:  # ages are told in minutes: nothing more is sent in between
            self._aged_at = minute
            for place in ("#danger_top", "#danger"):
                for lines in self.query(place).results(Lines):
                    lines.redraw()
        return 1.0 if ticks_in_seconds(self.case.view.breach_at, now) else to_next_minute(now)

    # ------------------------------------------------------------------------------------------------ from the desk

    def _adopt(self, case: CaseOnDesk | None) -> None:
        """Show a newer state of this case. An older one, or another case's, is dropped."""
        if case is None or case.view.case_id != self.case_id or case.view.seq < self.case.view.seq:
            return
        before, self.case = self.case.view, case
        self.reasons.adopt(case)
        self.pane.adopt(case)
        for name in _PANELS:
            self.query_one(f"#{name}", Lines).redraw()
        self.query_one("#advice", Page).redraw()
        self.query_one("#notes", Page).redraw()
        if len(case.view.notes) > len(before.notes):
            self._notes_at_end()
        if case.view.person != before.person:
            person = case.view.person
            name = person_name(person.family_name, person.given_name, person.title)
            self.say(f"This case is now about {name}. Look at the banner before you go on.", Tone.DANGER)
        self._ask_for_reasons()

    def _ask_for_reasons(self) -> None:
        """Have the reasons worked out where they are seen, once nothing has been answered for a moment."""
        if self._asking is not None:
            self._asking.stop()
        if self.wide or self.reasons.listener is not None:
            self._asking = self.set_timer(REASONS_AFTER, self.reasons.ask)

    def on_screen_resume(self) -> None:
        """In front (again): what is seen here is worked out."""
        self._ask_for_reasons()

    def on_reasoned(self, message: Reasoned) -> None:
        """Why the advice is what it is. What is of an older state of the case is dropped."""
        if self.reasons.take(message):
            self.query_one("#advice", Page).redraw()

    def on_saved(self, message: Saved) -> None:
        """On disk: only now a row shows its answer as recorded."""
        self.pane.saved(message.request)
        self._adopt(message.case)

    def on_case_loaded(self, message: CaseLoaded) -> None:
        """Read again after somebody wrote."""
        self._adopt(message.case)

    def on_record_changed(self, message: RecordChanged) -> None:
        """Somebody wrote on this case: read it again."""
        if not message.streams or f"case:{self.case_id}" in message.streams:
            self.station.desk.open_case(self, self.case_id)

    def on_refused(self, message: Refused) -> None:
        """Not done. What was typed stays in its row, and the reason on the line below."""
        if self.reasons.refused(message):
            message.prevent_default()
            self.query_one("#advice", Page).redraw()
            return
        fact = self.pane.refused(message.request, message.problem, message.where)
        if fact is None:
            super().on_refused(message)
            return
        if not self.in_front or self.pane.facts.editing is not None:
            # A form would take the keys that are being typed elsewhere.
            message.prevent_default()
            self.say(f"{vocabulary()[fact].label}: taking it back needs a reason. Press Del on it again.", Tone.CAUTION)
            return
        from carecon.screens.case_forms import TakeBackForm

        self.app.push_screen(TakeBackForm(self.station, self.case, fact), self._adopt)

    # ------------------------------------------------------------------------------------------------ facts

    def action_not_known(self) -> None:
        """Asked; whoever was asked does not know."""
        self.pane.answer_without(Unknown.NOT_KNOWN)

    def action_cannot_be_obtained(self) -> None:
        """Asked; nobody can find out now."""
        self.pane.answer_without(Unknown.CANNOT_BE_OBTAINED)

    def action_not_applicable(self) -> None:
        """Somebody says that the question does not arise."""
        self.pane.answer_without(Unknown.NOT_APPLICABLE)

    def action_withdraw(self) -> None:
        """Take the answer of the marked row back."""
        self.pane.take_back()

    def action_next_question(self) -> None:
        """Go to what the advice asks next."""
        self._show_tab("facts")
        if not self.pane.next_question():
            self.say("Nothing more is asked.")

    def action_who_said(self) -> None:
        """Who said it, when it was so, seen or told."""
        from carecon.screens.case_forms import WhoSaidForm

        row = self.pane.facts.fact_row
        if row is not None and row.held is not None:
            self.app.push_screen(WhoSaidForm(self.station, self.case, row.fact, row.held), self._adopt)

    # ------------------------------------------------------------------------------------------------ going elsewhere

    def on_screen_suspend(self) -> None:
        """What is being typed is kept with its case before another screen stands in front."""
        self.pane.facts.leave()
        super().on_screen_suspend()

    def action_note(self) -> None:
        """Write a note."""
        from carecon.screens.note import NoteScreen

        self.app.push_screen(NoteScreen(self.station, self.case), self._adopt)

    def action_why(self) -> None:
        """The whole reasoning."""
        from carecon.screens.reasoning import ReasoningScreen

        self.app.push_screen(ReasoningScreen(self.station, self.reasons))

    def action_rules(self) -> None:
        """All rules, to look into."""
        from carecon.screens.rules import RulesScreen

        self.app.push_screen(RulesScreen(self.station))

    def action_decide(self) -> None:
        """Choose a disposition and sign."""
        if self.case.view.decision is not None:
            self.say("This case is signed already.", Tone.CAUTION)
        elif not self.case.mine:
            self.say("Only who has the case can decide. F10 takes it, if it is free.", Tone.CAUTION)
        else:
            from carecon.screens.disposition import DispositionScreen

            self.app.push_screen(DispositionScreen(self.station, self.case), self._leave)

    def action_more(self) -> None:
        """Park, take up again, give back, take."""
        from carecon.screens.case_menu import CaseMenu

        self.app.push_screen(CaseMenu(self.station, self.case), self._leave)

    def _leave(self, told: str | None) -> None:
        """Back to the queue, if there is something to say there: signed, parked, given back."""
        if told:
            self.close_with(told)

    def action_back(self) -> None:
        """Back to the queue. What is on its way is finished by the desk; what is begun is kept."""
        self.pane.facts.leave()
        self.dismiss("")

    def action_facts_tab(self) -> None:
        """Facts."""
        self._show_tab("facts")

    def action_advice_tab(self) -> None:
        """Advice."""
        self._show_tab("advice")

    def action_notes_tab(self) -> None:
        """Notes."""
        self._show_tab("notes")

    def _show_tab(self, shown: str) -> None:
        """In a narrow window show that tab; in any window the keys go there."""
        for name in _TABS[1:]:
            self.set_class(name == shown, f"-{name}")
        self.query_one("#tabs", Lines).redraw()
        self.query_one(f"#{shown}").focus()
        if shown == "notes":
            self.call_after_refresh(self._notes_at_end)
