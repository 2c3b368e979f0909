"""What the screens ask of the desk, and what they are told. The app stands on the other side.

Every call returns at once with a request number; its result comes later as a message to `reply_to`, with that number.
An answer to an old question is recognised by its number and dropped. Writes belong to the app: they are finished, and
told of by `RecordChanged`, also where the screen that asked is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from textual.message import Message

if TYPE_CHECKING:
    from carecon.clinical.answers import Answer
    from carecon.desk.case_views import CaseOnDesk
    from carecon.desk.drafts import CallDraft, DispositionDraft
    from carecon.desk.fired import Fired
    from carecon.desk.people import AtDesk
    from carecon.desk.views import QueueFilter, QueuePage
    from carecon.rules.reasons import Reasoning
    from carecon.rules.ruleset import Ruleset


class ReplyTo(Protocol):
    """Whoever waits for a result: a screen."""

    def post_message(self, message: Message) -> bool:
        """Deliver a message, from any thread. False where nobody is there any more."""
        ...


class DeskMessage(Message, bubble=False):
    """A result. `request` is the number that the call returned; 0 where nobody asked."""

    def __init__(self, request: int = 0) -> None:
        super().__init__()
        self.request = request


class Refused(DeskMessage, bubble=False):
    """It was not done. `problem` says why in plain words; `where` is the fact or field concerned, if one is."""

    def __init__(self, request: int, problem: str, where: str = "") -> None:
        super().__init__(request)
        self.problem = problem
        self.where = where


class Arrived(DeskMessage, bubble=False):
    """Somebody signed in at this desk."""

    def __init__(self, request: int, who: AtDesk) -> None:
        super().__init__(request)
        self.who = who


class QueueLoaded(DeskMessage, bubble=False):
    """The queue as it stood."""

    def __init__(self, request: int, page: QueuePage) -> None:
        super().__init__(request)
        self.page = page


class CaseLoaded(DeskMessage, bubble=False):
    """A case as it stands: read, or just taken."""

    def __init__(self, request: int, case: CaseOnDesk) -> None:
        super().__init__(request)
        self.case = case


class Saved(DeskMessage, bubble=False):
    """What was asked is on disk, and this is the case now."""

    def __init__(self, request: int, case: CaseOnDesk) -> None:
        super().__init__(request)
        self.case = case


class HandoverPreviewed(DeskMessage, bubble=False):
    """The note as it would be handed over, what must be recorded before signing, and how the case would count."""

    def __init__(self, request: int, text: str, requires: tuple[str, ...], outcome_class: str) -> None:
        super().__init__(request)
        self.text = text
        self.requires = requires
        self.outcome_class = outcome_class


class Signed(DeskMessage, bubble=False):
    """The decision is on disk with its note. `told` says in a sentence what happens now and who owns the person."""

    def __init__(self, request: int, case: CaseOnDesk, told: str) -> None:
        super().__init__(request)
        self.case = case
        self.told = told


class RulesLoaded(DeskMessage, bubble=False):
    """The rules that this console advises by."""

    def __init__(self, request: int, ruleset: Ruleset) -> None:
        super().__init__(request)
        self.ruleset = ruleset


class FiredLoaded(DeskMessage, bubble=False):
    """The cases of this shift, each with the rules that hold in it."""

    def __init__(self, request: int, fired: Fired) -> None:
        super().__init__(request)
        self.fired = fired


class Reasoned(DeskMessage, bubble=False):
    """The reasons of the advice on a case as it stood at entry `seq`; None where `problem` says why there are none."""

    def __init__(self, request: int, case_id: UUID, seq: int, reasoning: Reasoning | None, problem: str = "") -> None:
        super().__init__(request)
        self.case_id = case_id
        self.seq = seq
        self.reasoning = reasoning
        self.problem = problem


class RecordChanged(DeskMessage, bubble=False):
    """Something was written, here or at another desk. `streams`: `case:...`, `person:...`; empty where not known."""

    def __init__(self, streams: frozenset[str]) -> None:
        super().__init__()
        self.streams = streams


class RecordAway(DeskMessage, bubble=False):
    """The database cannot be reached (`problem` says so in a sentence), or is back (empty)."""

    def __init__(self, problem: str) -> None:
        super().__init__()
        self.problem = problem


class DeskPort(Protocol):
    """What can be asked. Each call returns a request number; the message named is the answer, or else `Refused`."""

    def first_admin(self, reply_to: ReplyTo, *, user: str, name: str, organisation: str, password: str) -> int:
        """Make the first account of a new database and sign it in: `Arrived`."""
        ...

    def sign_in(self, reply_to: ReplyTo, user: str, password: str) -> int:
        """Sign in: `Arrived`."""
        ...

    def sign_out(self, why: str = "asked") -> None:
        """Sign out and seal the record. Nothing is answered: the desk shows who may sign in next."""
        ...

    def load_queue(self, reply_to: ReplyTo, wanted: QueueFilter, limit: int) -> int:
        """Read the queue: `QueueLoaded`. A later call makes an earlier one stale."""
        ...

    def open_case(self, reply_to: ReplyTo, case_id: UUID) -> int:
        """Read a case with its advice: `CaseLoaded`."""
        ...

    def load_rules(self, reply_to: ReplyTo) -> int:
        """The rules that are in force: `RulesLoaded`."""
        ...

    def load_fired(self, reply_to: ReplyTo) -> int:
        """Look on which cases of this shift which rules fired: `FiredLoaded`. May take a second."""
        ...

    def reason(self, reply_to: ReplyTo, case: CaseOnDesk) -> int:
        """Have it worked out why the advice is what it is: `Reasoned`. A later call makes an earlier one stale.

        May take seconds; nothing waits for it. What is stale is not answered at all.
        """
        ...

    def new_call(self, reply_to: ReplyTo, call: CallDraft) -> int:
        """Open a case for a call and take it: `CaseLoaded`."""
        ...

    def claim(self, reply_to: ReplyTo, case_id: UUID) -> int:
        """Take a case: `CaseLoaded`. Refused, naming who has it, where somebody else does."""
        ...

    def release(self, reply_to: ReplyTo, case_id: UUID) -> int:
        """Give a case back to the queue: `Saved`."""
        ...

    def park(self, reply_to: ReplyTo, case_id: UUID, reason: str, until: datetime | None) -> int:
        """Set a case aside and keep it: `Saved`."""
        ...

    def resume(self, reply_to: ReplyTo, case_id: UUID) -> int:
        """Take a parked case up again: `Saved`."""
        ...

    def answer(self, reply_to: ReplyTo, case_id: UUID, answers: Sequence[Answer]) -> int:
        """Record answers, all or none: `Saved`, only once they are on disk. `Refused.where` names the fact."""
        ...

    def withdraw(self, reply_to: ReplyTo, case_id: UUID, fact: str, reason: str) -> int:
        """Take an answer back: `Saved`. `Refused.where` is `reason` where one is needed and was not given."""
        ...

    def note(self, reply_to: ReplyTo, case_id: UUID, text: str, *, restricted: bool) -> int:
        """Write a note exactly as typed: `Saved`."""
        ...

    def preview_handover(self, reply_to: ReplyTo, case_id: UUID, draft: DispositionDraft) -> int:
        """Compose the note without writing anything: `HandoverPreviewed`. A later call makes an earlier one stale."""
        ...

    def sign(self, reply_to: ReplyTo, case_id: UUID, draft: DispositionDraft) -> int:
        """Sign and hand over: `Signed`. `Refused.where` names what is missing, by its id in `requires` or the draft."""
        ...

    def record_callback(
        self, reply_to: ReplyTo, case_id: UUID, *, due: datetime, by: str, done: bool, result: str
    ) -> int:
        """Plan a safety-net call, or record one that was made: `Saved`."""
        ...
