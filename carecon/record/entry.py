"""One entry of the journal as it is read back: who did what, when, in which stream, and its place in the hash chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from carecon.record.actor import SYSTEM_ORGANISATION, Actor
from carecon.record.entries import Payload

__all__ = ["HUB_STREAM", "SYSTEM_ORGANISATION", "Actor", "Entry", "case_stream", "person_stream", "user_stream"]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a stream. Order is `seq`, never `at`: clocks go back."""

    id: UUID
    stream: str
    seq: int
    at: datetime
    actor: Actor
    payload: Payload
    hash: str

    @property
    def kind(self) -> str:
        """What sort of thing happened, such as `answered`."""
        return self.payload.KIND


def case_stream(case_id: UUID) -> str:
    """The stream of a case."""
    return f"case:{case_id}"


def person_stream(person_id: UUID) -> str:
    """The stream of a person."""
    return f"person:{person_id}"


def user_stream(user: str) -> str:
    """The stream of a user account."""
    return f"user:{user}"


HUB_STREAM = "hub:main"
"""Sign-ins, rulesets and what else concerns the hub as a whole."""
