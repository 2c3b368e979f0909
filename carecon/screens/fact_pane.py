"""The facts of a case: the list, the question below it, and what is on its way to the disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Size

from carecon.clinical.answers import Answer, Unknown
from carecon.clinical.facts import Fact, vocabulary
from carecon.clinical.formats import value_words
from carecon.desk.case_views import CaseOnDesk, FactView
from carecon.screens.confirm import ConfirmScreen
from carecon.screens.danger_evidence import signs_resting_on, within_sentence
from carecon.screens.fact_lines import SAID_BY, fact_words, question_height, question_lines
from carecon.screens.fact_list import FactList
from carecon.screens.fact_sections import NEEDED, FactRow, Folding, build, needed_facts, next_asked
from carecon.screens.port import ReplyTo
from carecon.screens.section_summaries import summaries
from carecon.screens.station import Station
from carecon.screens.unsaved import UnsavedAnswers
from carecon.screens.widgets.edited_list import EditedList
from carecon.screens.widgets.lines import Lines, heading
from carecon.screens.widgets.spans import Line, Tone

LEAST_LIST = 3
"""Lines that the list keeps, however long the question is."""


class QuestionLines(Lines):
    """The question: as high as its choices need. `case.tcss` says how high at the least."""

    DEFAULT_CSS = "QuestionLines { height: auto; }"

    def __init__(self, draw: Callable[[int], Sequence[Line]], needed: Callable[[int], int]) -> None:
        """`needed`: the lines that it takes at a width."""
        super().__init__(draw, id="question")
        self._needed = needed

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """What it needs, as long as some of the list above stays in sight."""
        return max(1, min(self._needed(width), container.height - LEAST_LIST))

    def redraw(self) -> None:
        """Grow or shrink where another question takes more or fewer lines."""
        if self.size.width:
            least = int(self.styles.min_height.value) if self.styles.min_height is not None else 1
            if max(least, self.get_content_height(self._room(), self.size, self.size.width)) != self.size.height:
                self.refresh(layout=True)
        super().redraw()

    def _room(self) -> Size:
        return self.parent.size if isinstance(self.parent, Container) else self.size


class FactPane(Container):
    """Asks and sends; the screen hands on what the desk answers."""

    def __init__(self, station: Station, case: CaseOnDesk, reply_to: ReplyTo, say: Callable[[str, Tone], None]) -> None:
        """`reply_to` gets the desk's answers; `say` puts a sentence where the clinician reads it."""
        super().__init__(id="left")
        self._station = station
        self._reply_to = reply_to
        self._say = say
        self._case = case
        self._unsaved = UnsavedAnswers(case.view.case_id, station.drafts)
        self._folding = Folding(needed=needed_facts(case, ()))
        self._taking_back: dict[int, str] = {}

    @property
    def facts(self) -> FactList:
        """The list."""
        return self.query_one("#facts", FactList)

    def compose(self) -> ComposeResult:
        """Title, list, question."""
        yield Lines(lambda width: (heading("Facts", width),), id="facts_title")
        yield FactList(self._station.zone, self._station.clock.now, self._redraw_question)
        yield QuestionLines(self._question, self._question_height)

    def on_mount(self) -> None:
        """Begin at the first open question."""
        self._build()
        asked = next_asked(self._case, ())
        if asked is not None:
            self.facts.select(f"{NEEDED}/{asked}")

    # ------------------------------------------------------------------------------------------------ what is shown

    def adopt(self, case: CaseOnDesk) -> None:
        """Show a newer state of the case."""
        self._case = case
        self._folding = replace(self._folding, needed=needed_facts(case, self._folding.needed))
        self._build()
        self._redraw_question()

    def _build(self) -> None:
        """Build the rows anew. While one is being typed into, values change and rows keep their places."""
        rows = build(self._case, self._folding, self._unsaved.snapshot, summaries(self._case))
        if self.facts.editing is None:
            self.facts.show(rows)
            return
        for row in rows:
            if row != self.facts.rows.get(row.key):
                self.facts.update_row(row)

    def _question(self, width: int) -> Sequence[Line]:
        typed = self.facts.typed if self.facts.editing is not None else None
        height = self.query_one("#question", Lines).size.height or 2
        return question_lines(self.facts.selected, width, self._station.zone, typed=typed, height=height)

    def _question_height(self, width: int) -> int:
        return question_height(self.facts.selected, width, typing=self.facts.editing is not None)

    def _redraw_question(self) -> None:
        self.query_one("#question", Lines).redraw()

    # ------------------------------------------------------------------------------------------------ answering

    def send(self, answer: Answer) -> None:
        """Send an answer to the desk. Its row says so until it is on disk."""
        if not self._case.may_write:
            self._say("Nothing more can be recorded on this case here.", Tone.CAUTION)
            return
        request = self._station.desk.answer(self._reply_to, self._case.view.case_id, [answer])
        words = value_words(vocabulary()[answer.fact], answer.value, self._station.zone)
        self._unsaved.sent(answer.fact, words, request)
        self._say("", Tone.PLAIN)
        self._build()
        self._redraw_question()

    def saved(self, request: int) -> None:
        """The desk has it on disk. The row shows it as recorded with the next `adopt`."""
        self._unsaved.saved(request)
        self._taking_back.pop(request, None)

    def refused(self, request: int, problem: str, where: str) -> str | None:
        """Not done. What was typed stays in its row. Returns a fact whose withdrawal needs a reason, if that is it."""
        fact = self._taking_back.pop(request, None)
        if fact is not None and where == "reason":
            return fact
        self._unsaved.refused(request, problem)
        self._build()
        self._redraw_question()
        return None

    def answer_without(self, value: Unknown) -> None:
        """Asked, and no value to be had: nobody knows, it cannot be had, or it is said not to apply."""
        row = self.facts.fact_row
        if row is not None:
            self.send(Answer(row.fact.id, value, by=SAID_BY.get(self._case.view.source)))

    def take_back(self) -> None:
        """Take the answer back; what was refused or only begun is forgotten first.

        Where a danger sign that is present rests on the answer, it is asked first: one key must not hide a danger.
        """
        row = self.facts.fact_row
        if row is None:
            return
        if self._unsaved.drop(row.fact.id):
            self._build()
            self._redraw_question()
        elif row.held is not None:
            signs = signs_resting_on(self._case, row.fact.id)
            if signs and self._case.may_write:
                self._ask_before_taking_back(row.fact, row.held, signs)
            else:
                self._withdraw(row.fact.id)

    def _ask_before_taking_back(self, fact: Fact, held: FactView, signs: Sequence[str]) -> None:
        named = ", ".join(map(within_sentence, signs))
        answer = f"{fact.label}: {fact_words(fact, held, self._station.zone)}."
        told = f"{answer} This danger sign rests on it: {named}. Without the answer it may no longer stand as present."

        def answered(yes: bool | None) -> None:
            current = self._case.view.facts.get(fact.id)
            if yes and current == held:
                self._withdraw(fact.id)
            elif yes:
                self._say(f"{fact.label} has been answered anew in the meantime. Look again.", Tone.CAUTION)

        question = f"Take back what danger rests on: {named}?"
        self.app.push_screen(ConfirmScreen(self._station, question, told, yes="take it back"), answered)

    def _withdraw(self, fact: str) -> None:
        request = self._station.desk.withdraw(self._reply_to, self._case.view.case_id, fact, "")
        self._taking_back[request] = fact

    def next_question(self) -> bool:
        """Go to what the advice asks next. False where nothing more is asked."""
        name = next_asked(self._case, self._unsaved.waiting)
        if name is None:
            return False
        self.facts.leave()
        self._folding = replace(self._folding, unfolded=self._folding.unfolded | {NEEDED})
        self._build()
        return self.facts.select(f"{NEEDED}/{name}")

    @on(FactList.Given)
    def _given(self, message: FactList.Given) -> None:
        self.send(Answer(message.fact.id, message.value, by=SAID_BY.get(self._case.view.source)))

    @on(FactList.Misread)
    def _misread(self, message: FactList.Misread) -> None:
        self._say(message.problem, Tone.CAUTION)

    @on(EditedList.Typed)
    def _typing(self) -> None:
        self._redraw_question()

    @on(EditedList.Left)
    def _left(self, message: EditedList.Left) -> None:
        """What was begun stays with its case; the row says that it is not saved."""
        row = self.facts.rows.get(message.key)
        if isinstance(row, FactRow):
            self._unsaved.begun(row.fact.id, message.text if message.text.strip() else "")
        self._build()
        self._redraw_question()

    @on(FactList.Folded)
    def _fold(self, message: FactList.Folded) -> None:
        """A letter goes to its section and opens it; the letter of the section one is in folds it."""
        unfolded, letter = self._folding.unfolded, message.letter
        close = message.here and letter in unfolded
        self._folding = replace(self._folding, unfolded=unfolded - {letter} if close else unfolded | {letter})
        self.facts.select(f"{letter}/")
        self._build()
        if not close and letter not in unfolded:
            self.facts.bring_to_top(f"{letter}/")
        self._redraw_question()
