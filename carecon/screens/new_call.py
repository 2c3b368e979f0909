"""Taking a call: who is calling, how to ring back, who it is about, what is wrong. Only the source is needed."""

from __future__ import annotations

from collections.abc import Mapping

from carecon.clinical.facts import vocabulary
from carecon.clinical.formats import choice_words
from carecon.clinical.identifiers import nhs_number
from carecon.clinical.typed_times import TypedTimeError, typed_date
from carecon.desk.case_views import CaseOnDesk
from carecon.desk.drafts import CallDraft
from carecon.screens.form import Field, FormScreen
from carecon.screens.port import CaseLoaded
from carecon.screens.station import Station

_GENDERS = (("female", "female"), ("male", "male"), ("other", "other"), ("unknown", "not known"))


def _fields() -> list[Field]:
    known = vocabulary()
    sources = tuple((choice, choice_words(choice)) for choice in known["source"].choices)
    problems = tuple((choice, choice_words(choice)) for choice in known["presenting_problem"].choices)
    return [
        Field("source", "Who is calling", "Type the number or how it begins.", needed=True, choices=sources),
        Field("caller", "Caller's name", "Who am I speaking to?"),
        Field("callback", "Call-back number", "What number can I ring you back on?"),
        Field("family_name", "Family name", "Of the person it is about."),
        Field("given_name", "Given name", ""),
        Field("title", "Title", "Mrs, Mr, Dr."),
        Field("born", "Born", "25-Jan-1937 or 25/01/1937."),
        Field("gender", "Gender", "", choices=_GENDERS),
        Field("nhs_number", "NHS number", "Ten digits, with or without spaces."),
        Field("postcode", "Postcode", "Where the person is now."),
        Field("location", "Where", "Address, or how to find the place."),
        Field("problem", "Main problem", "Type the number or how it begins.", choices=problems),
        Field("reason", "What is said", "The caller's own words."),
    ]


class NewCallScreen(FormScreen[CaseOnDesk]):
    """A form; saving opens the case and takes it. The result is the case."""

    HELP = """\
Only who is calling is needed: everything else can be asked on the case. Enter goes to the next row; F2 opens the case
at once. The same fields can be left empty and asked later: identity never holds up a danger sign."""

    SENDING = "Opening the case ..."

    def __init__(self, station: Station) -> None:
        """An empty form."""
        super().__init__(station, "New call", _fields())

    def submit(self, values: Mapping[str, str]) -> None:
        """Open the case, unless the date of birth or the NHS number cannot be."""
        born = None
        if values["born"].strip():
            try:
                born = typed_date(values["born"], self.now().astimezone(self.station.zone).date())
            except TypedTimeError as error:
                self.complain("born", str(error))
                return
        number = values["nhs_number"].strip()
        if number and not nhs_number(number).valid:
            self.complain("nhs_number", "This NHS number is not valid: its check digit does not fit. Read it again.")
            return
        texts = {name: text for name, text in values.items() if name not in ("born", "nhs_number")}
        self.sent(self.station.desk.new_call(self, CallDraft(**texts, born=born, nhs_number=number)))

    def on_case_loaded(self, message: CaseLoaded) -> None:
        """The case is open and taken."""
        if self.answers(message):
            self.close_with(message.case)
