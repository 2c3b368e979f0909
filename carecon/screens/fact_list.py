"""The facts of a case as one list: digits answer, letters go to a section, Enter types, and nothing else moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from textual import events, on
from textual.message import Message

from carecon.clinical.answers import FactError, Unknown, Value, doubt, plain_number
from carecon.clinical.facts import Fact, FactKind
from carecon.clinical.typing_in import typed_value
from carecon.desk.case_views import FactView
from carecon.screens.fact_lines import FEW_CHOICES, row_line, value_at
from carecon.screens.fact_sections import LETTERS, FactRow, Row
from carecon.screens.widgets.edited_list import EditedList


class FactList(EditedList[str, Row]):
    """Sections and questions. It says what was answered; saving is up to the screen."""

    class Given(Message):
        """A question was answered."""

        def __init__(self, fact: Fact, value: Value | Unknown, typed: str = "") -> None:
            super().__init__()
            self.fact = fact
            self.value = value
            self.typed = typed

    class Misread(Message):
        """What was typed is not an answer, or an unusual one: `problem` says why. It is still being typed."""

        def __init__(self, problem: str) -> None:
            super().__init__()
            self.problem = problem

    class Folded(Message):
        """A section is to be opened, closed or gone to."""

        def __init__(self, letter: str, *, here: bool) -> None:
            super().__init__()
            self.letter = letter
            self.here = here

    def __init__(self, zone: ZoneInfo, now: Callable[[], datetime], question: Callable[[], None]) -> None:
        """`question` is called when the question below the list has to be drawn again."""
        super().__init__(
            lambda row: row.key,
            lambda row, width: row_line(row, width, zone),
            value_at=value_at,
            name="facts of the case",
            moved=question,
            id="facts",
        )
        self._zone = zone
        self._now = now
        self._question = question
        self._doubted = ("", "")

    @property
    def fact_row(self) -> FactRow | None:
        """The selected question, if one is selected."""
        row = self.selected
        return row if isinstance(row, FactRow) else None

    def action_choose(self) -> None:
        """Enter: open or close a section; type the answer to a question."""
        row = self.selected
        if isinstance(row, FactRow):
            self.type_answer(row, row.typed or editable_text(row.fact, row.held))
        elif row is not None:
            self.post_message(self.Folded(row.letter, here=True))

    def type_answer(self, row: FactRow, text: str) -> None:
        """Type the answer in its row, beginning with `text`."""
        self.edit(row.key, text)
        self._question()

    async def _on_key(self, event: events.Key) -> None:
        if self.editing is not None:
            return
        row, character = self.fact_row, event.character or ""
        if character and character in LETTERS:
            selected = self.selected
            self.post_message(self.Folded(character, here=selected is not None and selected.letter == character))
        elif character.isdecimal() and character.isascii() and row is not None:
            self._digit(row, character)
        else:
            return
        event.stop()
        event.prevent_default()

    def _digit(self, row: FactRow, digit: str) -> None:
        """A digit answers at once where it can mean one thing only; else it begins what is typed."""
        fact, number = row.fact, int(digit)
        if fact.kind is FactKind.BOOL:
            if number in (1, 2):
                self.post_message(self.Given(fact, number == 1))
        elif fact.kind is FactKind.CHOICE and not fact.many and len(fact.choices) <= FEW_CHOICES:
            if 1 <= number <= len(fact.choices):
                self.post_message(self.Given(fact, fact.choices[number - 1]))
        else:
            self.type_answer(row, digit)

    @on(EditedList.Entered)
    def _entered(self, message: EditedList.Entered) -> None:
        """Read what was typed. What cannot be read, or is hardly possible, is typed again in the same row."""
        row = self.rows.get(message.key)
        if not isinstance(row, FactRow):
            return
        message.stop()
        try:
            value = typed_value(row.fact, message.text, self._zone, self._now())
        except FactError as error:
            self.type_answer(row, message.text)
            self.post_message(self.Misread(error.problem))
            return
        unusual = doubt(row.fact, value)
        if unusual and self._doubted != (message.key, message.text):
            self._doubted = message.key, message.text
            self.type_answer(row, message.text)
            self.post_message(self.Misread(f"{unusual} Enter again saves it."))
            return
        self._doubted = "", ""
        self.post_message(self.Given(row.fact, value, message.text))


def editable_text(fact: Fact, held: FactView | None) -> str:
    """The answer as it would have been typed. Restricted answers and choices are typed anew."""
    if held is None or isinstance(held.answer.value, Unknown) or fact.restricted:
        return ""
    value = held.answer.value
    if fact.kind is FactKind.TEXT:
        return str(value)
    if isinstance(value, int | float) and fact.kind is FactKind.NUMBER:
        return plain_number(value)
    return ""
