"""What a recipient may not read: left out of their note, and the note says that it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from carecon.clinical.facts import vocabulary
from carecon.handover.recipient import Recipient
from carecon.record.case_view import CaseView, FactView, NoteView

_NAMES_THE_CALLER: Final = frozenset({"caller_name", "caller_role", "callback_number"})
RESTRICTED_REQUIREMENT: Final = "restricted_note"
"""What was recorded for this requirement is itself for the entitled only."""


@dataclass(frozen=True, slots=True)
class KeptBack:
    """What is left out for this recipient. Somebody entitled gets everything."""

    entitled: bool
    caller_protected: bool
    caller: str

    @classmethod
    def from_case(cls, view: CaseView, recipient: Recipient) -> KeptBack:
        """What of `view` must not reach `recipient`."""
        protected = view.facts.get("caller_identity_protected")
        caller = view.facts.get("caller_name")
        return cls(
            entitled=recipient.entitled,
            caller_protected=protected is not None and protected.answer.value is True,
            caller=str(caller.answer.value) if caller is not None and caller.answer.known else "",
        )

    @property
    def hides_caller(self) -> bool:
        """Whether the caller must not be known to this recipient."""
        return self.caller_protected and not self.entitled

    def hides_fact(self, fact_id: str) -> bool:
        """Whether that fact is left out."""
        if self.entitled:
            return False
        return vocabulary()[fact_id].restricted or (self.hides_caller and fact_id in _NAMES_THE_CALLER)

    def hides_note(self, note: NoteView) -> bool:
        """Whether that note is left out: a free text may name a caller who is protected, so none goes."""
        return not self.entitled and (note.restricted or self.caller_protected)

    def hides_requirement(self, requirement: str) -> bool:
        """Whether what was recorded for that requirement is left out."""
        return not self.entitled and requirement == RESTRICTED_REQUIREMENT

    def said_by(self, fact: FactView) -> str:
        """Who said it; a caller who is protected is only "the caller"."""
        by = fact.answer.by or f"recorded by {fact.entered_by.user}"
        if self.hides_caller and self.caller and self.caller.strip().casefold() in by.casefold():
            return "the caller"
        return by
