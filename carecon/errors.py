"""What users are told when something cannot be done: one sentence that says what to do, and an exit status."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit statuses of the command line."""

    OK = 0
    FAILED = 1
    BAD_INPUT = 2
    REFUSED = 3
    INTERRUPTED = 130


class CareconError(Exception):
    """A thing that went wrong and that a person can do something about. Its text is shown as it is, never as markup."""

    exit_status = Exit.FAILED


class BadInput(CareconError):
    """Something that was typed, sent or read is not what it must be."""

    exit_status = Exit.BAD_INPUT

    def __init__(self, where: str, problem: str, hint: str = "") -> None:
        """`where`: file, line, key or field; `problem`: what was found and what is allowed; `hint`: what to do."""
        self.where = where
        self.problem = problem
        self.hint = hint
        super().__init__(f"{where}: {problem}" + (f" ({hint})" if hint else ""))


class NotPermitted(CareconError):
    """The actor's role does not include this act, or the act is refused for safety."""

    exit_status = Exit.REFUSED


class NotFound(CareconError):
    """There is no such case, person or user."""

    exit_status = Exit.BAD_INPUT


class Conflict(CareconError):
    """The record has moved on: somebody else was first, or the case is no longer in a state that allows this."""

    exit_status = Exit.REFUSED


class AlreadyClaimed(Conflict):
    """Another clinician has the case."""

    def __init__(self, holder: str) -> None:
        """`holder` is the display name of who has it."""
        self.holder = holder
        super().__init__(f"{holder} has this case.")


class StoreUnavailable(CareconError):
    """The database cannot be read or written now. Nothing that was shown as saved is lost."""
