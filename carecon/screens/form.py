"""A form as one list of rows that are typed into: labels, values, a line of help. One tab stop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from textual import on
from textual.app import ComposeResult

from carecon.clinical.plain_text import one_line
from carecon.screens.desk_screen import T
from carecon.screens.front import SendingScreen
from carecon.screens.keys import bindings
from carecon.screens.port import Refused
from carecon.screens.station import Station
from carecon.screens.widgets.edited_list import EditedList
from carecon.screens.widgets.lines import Lines, heading
from carecon.screens.widgets.spans import Line, Tone, column, cut, wrapped

LABEL = 24
"""Cells of a label."""


@dataclass(frozen=True, slots=True)
class Field:
    """One row. `hint` says what to type; `needed`: it cannot be left empty. `choices`: id and words, a digit each."""

    id: str
    label: str
    hint: str = ""
    text: str = ""
    needed: bool = False
    choices: tuple[tuple[str, str], ...] = ()


class FormScreen(SendingScreen[T]):
    """Rows to type into. F2 (or Enter in the last row) calls `submit`; Esc closes the form and calls `keep`.

    While what was sent is not answered, rows are not typed into: it would be in neither the form nor the record.
    """

    CONTEXT = "form"
    CSS_PATH = "form.tcss"
    BINDINGS = bindings("form")
    HELP = """\
Type in the marked row; Enter goes to the next one, and from the last one saves. The arrow keys move between rows.
Where a row has numbered choices, type the number. F2 saves from anywhere; Esc goes back, and what was typed is kept."""

    def __init__(self, station: Station, title: str, fields: Sequence[Field], told: str = "") -> None:
        """`told`: a sentence above the rows."""
        super().__init__(station)
        self._form_title = title
        self._fields = list(fields)
        self._told = told

    @property
    def form(self) -> EditedList[str, Field]:
        """The rows."""
        return self.query_one("#form", EditedList)

    @property
    def values(self) -> dict[str, str]:
        """What stands in the rows now, by field id."""
        values = {field.id: field.text for field in self._fields}
        if self.form.editing is not None:
            values[self.form.editing] = self._meant(self._field(self.form.editing), self.form.typed)
        return values

    def compose(self) -> ComposeResult:
        """Title, rows, help."""
        yield Lines(lambda width: (heading(self._form_title, width),), id="heading")
        if self._told:
            yield Lines(lambda width: wrapped(self._told, width, most=2), id="told")
        yield EditedList[str, Field](
            lambda field: field.id,
            _field_line,
            value_at=lambda _width: LABEL,
            name=self._form_title,
            moved=self._moved,
            id="form",
        )
        yield Lines(self._hint, id="hint")
        yield from self.foot()

    def on_mount(self) -> None:
        """Begin in the first row."""
        self.form.show(self._fields)
        self._edit(self._fields[0].id)

    def submit(self, values: Mapping[str, str]) -> None:
        """Do what the form is for; what is asked of the desk goes through `sent`."""
        raise NotImplementedError

    def keep(self, values: Mapping[str, str]) -> None:
        """The form is left without saving."""

    def complain(self, field: str, problem: str) -> None:
        """Say what is wrong, and go to the row where it can be put right."""
        self.say(problem, Tone.DANGER)
        if self.form.rows.get(field) is not None:
            self._edit(field)

    def on_refused(self, message: Refused) -> None:
        """Not done: say why, in its row where one is named, and type on."""
        key = self.form.selected_key
        if self.answers(message) and key is not None:
            self._edit(key)
        self.complain(message.where, message.problem)

    def action_save(self) -> None:
        """Submit, unless something that is needed is missing, or it is being saved already."""
        if self.waits:
            return
        values = self.values
        for field in self._fields:
            if field.needed and not values[field.id].strip():
                self.complain(field.id, f"{field.label} is needed. {field.hint}")
                return
        self.submit(values)
        if self.waits:
            self._stop_typing()

    def action_back(self) -> None:
        """Close the form; nothing that was typed is lost. What is being saved is waited for."""
        if self.waits:
            self.say_that_it_waits()
            return
        self.keep(self.values)
        self.dismiss(None)

    # ------------------------------------------------------------------------------------------------ within

    @on(EditedList.Entered, "#form")
    def _entered(self, message: EditedList.Entered) -> None:
        self._take(message.key, message.text)
        place = self.form.rows.place or 0
        if place + 1 < len(self._fields):
            self._edit(self._fields[place + 1].id)
        else:
            self.action_save()

    @on(EditedList.Left, "#form")
    def _left(self, message: EditedList.Left) -> None:
        self._take(message.key, message.text)
        if message.back:
            self.action_back()

    def _stop_typing(self) -> None:
        key, text = self.form.editing, self.form.typed
        if key is not None:
            self.form.stop_editing()
            self._take(key, text)

    def _take(self, name: str, text: str) -> None:
        field = replace(self._field(name), text=self._meant(self._field(name), text))
        self._fields = [field if known.id == name else known for known in self._fields]
        self.form.update_row(field)

    def _field(self, name: str) -> Field:
        return next(field for field in self._fields if field.id == name)

    def _meant(self, field: Field, typed: str) -> str:
        """The id of the choice that was typed by its number or its beginning; other text as it is."""
        wanted = typed.strip().casefold()
        for number, (name, words) in enumerate(field.choices, 1):
            if wanted and (wanted in (str(number), name) or words.casefold().startswith(wanted)):
                return name
        return "" if field.choices else typed

    def _edit(self, name: str) -> None:
        field = self._field(name)
        self.form.edit(name, dict(field.choices).get(field.text, field.text))
        self.query_one("#hint", Lines).redraw()

    def _moved(self) -> None:
        key = self.form.selected_key
        if key is not None and self.form.editing is None:
            self.call_after_refresh(self._edit_unless_editing, key)

    def _edit_unless_editing(self, name: str) -> None:
        """Type into the row that was moved to, unless typing has begun meanwhile: what was typed stays."""
        if self.form.editing is None and not self.waits:
            self._edit(name)

    def _hint(self, width: int) -> Sequence[Line]:
        key = self.form.selected_key
        field = self._field(key) if key is not None else self._fields[0]
        numbered = "   ".join(f"{number} {words}" for number, (_, words) in enumerate(field.choices, 1))
        return wrapped(f" {field.hint}   {numbered}".rstrip(), width, Tone.MUTED, indent=" ", most=3)


def _field_line(field: Field, width: int) -> Line:
    words = dict(field.choices).get(field.text) or one_line(field.text[:400])
    label = column(field.label + (" *" if field.needed else ""), LABEL, Tone.STRONG)
    return label, (cut(words, width - LABEL), Tone.PLAIN) if words else ("-", Tone.MUTED)
