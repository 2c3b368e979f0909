"""What can happen: one payload model per kind and version of journal entry.

A released model is never edited. A change is a new version beside it and an upcaster in `upcast.py`, so that a journal
of any age can be read. `tests/record/golden/` holds one stored entry of every kind and version.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from carecon.clinical.answers import (
    Answer,
    FactError,
    Json,
    check_value,
    from_json,
    to_json,
)
from carecon.clinical.facts import vocabulary
from carecon.errors import StoreUnavailable


class Payload(BaseModel):
    """What an entry says beyond who and when."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    KIND: ClassVar[str]
    VERSION: ClassVar[int] = 1

    def check(self) -> None:
        """Raise BadInput for what may not be written. What was written is read whatever it says."""


P = TypeVar("P", bound=Payload)

MODELS: dict[tuple[str, int], type[Payload]] = {}
"""Every kind and version of entry that a journal may hold."""


def _kind(name: str, version: int = 1) -> Callable[[type[P]], type[P]]:
    def register(model: type[P]) -> type[P]:
        model.KIND, model.VERSION = name, version
        MODELS[name, version] = model
        return model

    return register


class AnswerEntry(BaseModel):
    """An answer as the journal keeps it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fact: str
    value: Json
    at: datetime | None = None
    by: str | None = None
    seen: bool | None = None

    @classmethod
    def of(cls, answer: Answer) -> AnswerEntry:
        """The stored form of `answer`."""
        return cls(fact=answer.fact, value=to_json(answer.value), at=answer.at, by=answer.by, seen=answer.seen)

    def answer(self) -> Answer:
        """The answer that was stored, whatever the vocabulary allows today: limits change, what was said does not.

        Raises StoreUnavailable for a fact that this program does not know: a newer one wrote it.
        """
        fact = vocabulary().facts.get(self.fact)
        if fact is None:
            raise StoreUnavailable(f"The record holds an answer to {self.fact}: update the program to read it.")
        return Answer(self.fact, from_json(fact, self.value), self.at, self.by, self.seen)

    def check(self) -> None:
        """Raise FactError, in plain English, for what the fact cannot take today."""
        fact = vocabulary().facts.get(self.fact)
        if fact is None:
            raise FactError(self.fact, "there is no such fact")
        check_value(fact, self.value)


class PersonDetails(BaseModel):
    """Who somebody is, as far as it was said. All of it may be missing: identity never holds up a danger sign."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    family_name: str = ""
    given_name: str = ""
    title: str = ""
    born: date | None = None
    died: date | None = None
    gender: str = ""
    nhs_number: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""


# ---------------------------------------------------------------------------------------------------------- case


@_kind("case_opened")
class CaseOpened(Payload):
    """A call was taken or a message came in. `lane` is crew, stack, home or other; `priority` 1 (first) to 5."""

    reference: str
    source: str
    lane: str
    priority: int
    priority_reason: str
    breach_at: datetime | None = None
    received_at: datetime
    person: PersonDetails | None = None
    callback: str = ""
    location: str = ""
    reason: str = ""
    message_id: str = ""
    original_disposition: str = ""
    warnings: list[str] = []


@_kind("identified")
class Identified(Payload):
    """The person of the case was found in or added to the record. `matched` names the identifiers that agreed."""

    person_id: UUID
    details: PersonDetails
    matched: list[str] = []


@_kind("relinked")
class Relinked(Payload):
    """The case had been opened on the wrong person. What belonged to that person stays behind."""

    from_person: UUID
    to_person: UUID
    details: PersonDetails
    matched: list[str] = []
    facts_left_behind: list[str] = []
    notes_left_behind: list[int] = []
    reason: str


@_kind("answered")
class Answered(Payload):
    """One or more questions were answered."""

    answers: list[AnswerEntry]

    def check(self) -> None:
        """Every answer is one that its fact can take."""
        for answer in self.answers:
            answer.check()


@_kind("withdrawn")
class Withdrawn(Payload):
    """An answer was taken back: the fact is unknown again."""

    fact: str
    reason: str = ""


@_kind("noted")
class Noted(Payload):
    """A note in free text. `restricted` notes go only to who is entitled."""

    text: str
    restricted: bool = False


@_kind("claimed")
class Claimed(Payload):
    """A clinician took the case. `name` is the display name at that time."""

    name: str


@_kind("released")
class Released(Payload):
    """The clinician gave the case back to the queue."""

    reason: str = ""


@_kind("parked")
class Parked(Payload):
    """The case waits for something while its owner keeps it."""

    reason: str
    until: datetime | None = None


@_kind("resumed")
class Resumed(Payload):
    """Work on a parked case went on."""


@_kind("advised")
class Advised(Payload):
    """What was shown as advice changed. In short: signing keeps it in full."""

    state: str
    disposition: str = ""
    present: list[str] = []
    not_excluded: list[str] = []
    spoke: str = ""
    priority: int
    priority_reason: str
    ruleset: str


@_kind("signed")
class Signed(Payload):
    """The decision. Facts, context and advice are kept in full, so that the case can be run again years later."""

    disposition: str
    urgency_minutes: int
    pathway: str = ""
    spoke: str = ""
    specialty: str = ""
    outcome_class: str
    adjuncts: list[str] = []
    agreed: bool
    reason_code: str = ""
    reason: str = ""
    senior: str = ""
    recorded: dict[str, str] = {}
    safety_net: str = ""
    callback_due: datetime | None = None
    callback_by: str = ""
    signer_name: str
    signer_role: str
    facts: dict[str, AnswerEntry]
    context: dict[str, Any]
    ruleset: str
    advice: dict[str, Any]


@_kind("handover_composed")
class HandoverComposed(Payload):
    """The note as it was handed over: an immutable, dated snapshot. `channel` is where it is to go."""

    handover_id: UUID
    recipient: str
    channel: str
    number: int
    text: str
    markdown: str


@_kind("callback_recorded")
class CallbackRecorded(Payload):
    """A safety-net call was planned (`done` false) or made."""

    due: datetime
    by: str
    done: bool = False
    result: str = ""


@_kind("outcome_recorded")
class OutcomeRecorded(Payload):
    """What became of the person. `outcome_class` replaces the presumed one."""

    outcome_class: str
    what_happened: str = ""
    confirmed: bool = False


@_kind("marked_duplicate")
class MarkedDuplicate(Payload):
    """The same call is already in the record, as `of_case`."""

    of_case: UUID
    of_reference: str
    reason: str = ""


@_kind("cancelled")
class Cancelled(Payload):
    """The caller or the sender no longer needs an answer."""

    reason: str


@_kind("closed")
class Closed(Payload):
    """Nothing more is to be done here."""

    outcome_class: str
    reason: str = ""


@_kind("reopened")
class Reopened(Payload):
    """A closed case is taken up again."""

    reason: str


@_kind("message_received")
class MessageReceived(Payload):
    """A message that belongs to the case, kept as it came. `text` is the message itself."""

    message_id: str
    format: str
    sha256: str
    text: str


# -------------------------------------------------------------------------------------------------------- person


@_kind("person_recorded")
class PersonRecorded(Payload):
    """A person was added to the record, or more became known of them."""

    details: PersonDetails


@_kind("case_linked")
class CaseLinked(Payload):
    """A case was found to be this person's."""

    case_id: UUID
    reference: str


@_kind("case_unlinked")
class CaseUnlinked(Payload):
    """A case was found not to be this person's after all. The named facts and notes stayed with this person."""

    case_id: UUID
    reference: str
    to_person: UUID
    facts_left_behind: list[AnswerEntry] = []
    notes_left_behind: list[str] = []
    reason: str


# ---------------------------------------------------------------------------------------------------------- user


@_kind("user_added")
class UserAdded(Payload):
    """An account. The password's hash is kept apart, never in the journal."""

    name: str
    role: str
    organisation: str


@_kind("password_set")
class PasswordSet(Payload):
    """A new password was set. It says no more than that."""


@_kind("signed_in")
class SignedIn(Payload):
    """A user signed in at a desk."""

    desk: str = ""


@_kind("signed_out")
class SignedOut(Payload):
    """A user signed out. `why` is asked, idle or closed."""

    why: str = "asked"


@_kind("sign_in_refused")
class SignInRefused(Payload):
    """A wrong password, or no such user."""

    desk: str = ""


# ----------------------------------------------------------------------------------------------------------- hub


@_kind("hub_created")
class HubCreated(Payload):
    """The database was made. Its realm never changes."""

    hub: str
    realm: str
    area: str


@_kind("ruleset_adopted")
class RulesetAdopted(Payload):
    """From here on cases are advised under this ruleset; its full text is kept by its hash."""

    ruleset: str
    title: str


@_kind("ruleset_state_changed")
class RulesetStateChanged(Payload):
    """A ruleset was proposed (draft), put beside the one in use (shadow), approved or retired. Its text is kept.

    `figures` are what was found when its state changed: tests, findings of the check, cases replayed.
    """

    ruleset: str
    title: str
    state: str
    name: str
    role: str
    reason: str
    figures: dict[str, int] = {}
