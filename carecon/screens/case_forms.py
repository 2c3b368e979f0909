"""Small forms about one answer: why it is taken back, and who said it when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from carecon.clinical.facts import Fact, vocabulary
from carecon.clinical.formats import person_name, time_text
from carecon.clinical.typed_times import TypedTimeError, typed_moment
from carecon.desk.case_views import CaseOnDesk, FactView
from carecon.screens.fact_lines import fact_words
from carecon.screens.form import Field, FormScreen
from carecon.screens.port import Saved
from carecon.screens.station import Station


class CaseForm(FormScreen["CaseOnDesk"]):
    """A form about one case. It closes with the case as it is once everything is on disk."""

    def __init__(self, station: Station, case: CaseOnDesk, title: str, fields: list[Field], told: str = "") -> None:
        """The title names the person: a form fills the screen, and there is no banner above it."""
        person = case.view.person
        name = person_name(person.family_name, person.given_name)
        super().__init__(station, f"{title}: {name} {case.view.reference}", fields, told)
        self.case = case
        self.case_id = case.view.case_id

    def on_saved(self, message: Saved) -> None:
        """On disk."""
        if self.answers(message):
            self.close_with(message.case)


class TakeBackForm(CaseForm):
    """Why an answer is taken back, where that needs a reason."""

    def __init__(self, station: Station, case: CaseOnDesk, fact: str) -> None:
        """`fact` is to be unknown again."""
        label = vocabulary()[fact].label
        told = f"The answer to {label!r} is older than two minutes, or somebody else's: say why it is taken back."
        super().__init__(station, case, "Take back", [Field("reason", "Why", "A few words.", needed=True)], told)
        self._fact = fact

    def submit(self, values: Mapping[str, str]) -> None:
        """Take it back."""
        self.sent(self.station.desk.withdraw(self, self.case_id, self._fact, values["reason"].strip()))


class WhoSaidForm(CaseForm):
    """Who said it, when it was so, and whether it was seen or told."""

    def __init__(self, station: Station, case: CaseOnDesk, fact: Fact, held: FactView) -> None:
        """About the answer that is on record."""
        answer = held.answer
        seen = {True: "seen", False: "told", None: ""}[answer.seen]
        fields = [
            Field("by", "Said by", "Who said it, in words: crew, daughter, Dr Penrose.", answer.by or ""),
            Field("at", "When it was so", "The time of the observation: 10:05, yesterday 22:10, 40 min ago.",
                  time_text(answer.at, station.zone) if answer.at else ""),
            Field("seen", "Seen or told", "", seen, choices=(("seen", "seen"), ("told", "told"))),
        ]  # fmt: skip
        told = f"{fact.label}: {fact_words(fact, held, station.zone)}"
        super().__init__(station, case, "Who said it", fields, told)
        self._answer = answer

    def submit(self, values: Mapping[str, str]) -> None:
        """Record the same answer with who, when and how."""
        at = self._answer.at
        typed = values["at"].strip()
        if typed and (at is None or typed != time_text(at, self.station.zone)):
            try:
                at = typed_moment(typed, self.station.zone, self.now())
            except TypedTimeError as error:
                self.complain("at", str(error))
                return
        seen = {"seen": True, "told": False}.get(values["seen"])
        by = values["by"].strip() or None
        answer = replace(self._answer, by=by, at=at if typed else None, seen=seen)
        self.sent(self.station.desk.answer(self, self.case_id, [answer]))
