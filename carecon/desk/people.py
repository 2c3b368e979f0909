"""Who sits at a desk, and what each role may do. The one table of permissions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from carecon.errors import NotPermitted
from carecon.record.actor import SYSTEM_ORGANISATION, Actor


class Role(StrEnum):
    """What somebody is here for."""

    CLINICIAN = "clinician"
    CALL_TAKER = "call_taker"
    SUPERVISOR = "supervisor"
    TRAINER = "trainer"
    SPOKE = "spoke"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


class Act(StrEnum):
    """What can be done at a desk."""

    OPEN_CALL = "take a call"
    IDENTIFY = "say who the person is"
    ANSWER = "record answers"
    NOTE = "write notes"
    CLAIM = "take a case"
    DECIDE = "sign a decision"
    FOLLOW_UP = "record call-backs and outcomes"
    CLOSE = "cancel or reopen a call"
    READ_CASES = "read cases"
    MANAGE_USERS = "add users"
    RECEIVE_MESSAGES = "read messages into the queue"
    KEEP_RECORD = "check or rebuild the record"
    PROPOSE_RULES = "propose rules"
    APPROVE_RULES = "approve or retire rules"


_CARE = frozenset({Act.READ_CASES, Act.OPEN_CALL, Act.IDENTIFY, Act.ANSWER, Act.NOTE})

PERMITTED: dict[Role, frozenset[Act]] = {
    Role.CALL_TAKER: _CARE | {Act.CLOSE},
    Role.CLINICIAN: _CARE | {Act.CLAIM, Act.DECIDE, Act.FOLLOW_UP, Act.CLOSE},
    Role.SUPERVISOR: _CARE | {Act.CLAIM, Act.DECIDE, Act.FOLLOW_UP, Act.CLOSE, Act.PROPOSE_RULES, Act.APPROVE_RULES},
    Role.TRAINER: frozenset(),
    Role.SPOKE: frozenset(),
    Role.ADMINISTRATOR: frozenset({Act.MANAGE_USERS, Act.KEEP_RECORD, Act.PROPOSE_RULES}),
    Role.SYSTEM: _CARE | {Act.RECEIVE_MESSAGES, Act.KEEP_RECORD, Act.CLOSE},
}
"""Administrators see no cases: access goes with care. Trainers sign in as clinicians, on training databases."""

ROLE_WORDS: dict[Role, str] = {role: role.value.replace("_", " ") for role in Role}


@dataclass(frozen=True, slots=True)
class AtDesk:
    """Somebody who signed in, or a named part of the system. Every write has one of these behind it."""

    actor: Actor
    name: str
    role: Role

    def may(self, act: Act) -> bool:
        """Whether the role includes this act."""
        return act in PERMITTED[self.role]

    def must(self, act: Act) -> None:
        """Raise NotPermitted, saying who may, unless the role includes this act."""
        if not self.may(act):
            word = ROLE_WORDS[self.role]
            article = "An" if word[0] in "aeiou" else "A"
            able = [ROLE_WORDS[role] for role, acts in PERMITTED.items() if act in acts and role is not Role.SYSTEM]
            raise NotPermitted(f"{article} {word} cannot {act.value}. Ask a {' or '.join(able)}.")


def system(part: str) -> AtDesk:
    """A part of the system that writes under its own name: `intake`, `import`."""
    return AtDesk(Actor(part, SYSTEM_ORGANISATION), part, Role.SYSTEM)
