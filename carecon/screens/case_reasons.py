"""The reasons of the case that is open: asked for beside the work, shown once they are there, never waited for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carecon.desk.case_views import CaseOnDesk
from carecon.screens.port import DeskPort, Reasoned, Refused, ReplyTo

if TYPE_CHECKING:
    from carecon.rules.reasons import Reasoning


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """What is known of the reasons: they themselves, or why there are none. Without either they are waited for."""

    reasoning: Reasoning | None = None
    problem: str = ""

    @property
    def waited_for(self) -> bool:
        """Whether they are still being worked out."""
        return self.reasoning is None and not self.problem


WAITING = WorkedOut()


class CaseReasons:
    """What a screen knows of the reasons of its case. What is of an older state, or of another case, is dropped."""

    def __init__(self, desk: DeskPort, reply_to: ReplyTo, case: CaseOnDesk) -> None:
        """Nothing is asked yet. `reply_to` hands what it is told to `take` and `refused`."""
        self._desk = desk
        self._reply_to = reply_to
        self._asked = 0
        self._asked_seq = -1
        self.case = case
        self.shown = WAITING
        self.listener: Callable[[], None] | None = None

    def adopt(self, case: CaseOnDesk) -> None:
        """The case has gone on: what was worked out for its older state is shown no more.

        Time alone may change the advice: observations grow old, and services close.
        """
        before = self.case
        if (case.view.case_id, case.view.seq, case.advice) != (before.view.case_id, before.view.seq, before.advice):
            self.shown = WAITING
            self._asked_seq = -1
            self._asked = 0
        self.case = case
        self._tell()

    def ask(self) -> None:
        """Have them worked out, unless that is under way or done for the case as it stands."""
        if self._asked_seq != self.case.view.seq:
            self._asked_seq = self.case.view.seq
            self._asked = self._desk.reason(self._reply_to, self.case)

    def take(self, message: Reasoned) -> bool:
        """They are there. False for what was not asked, or is of another state or another case."""
        view = self.case.view
        if message.request != self._asked or (message.case_id, message.seq) != (view.case_id, view.seq):
            return False
        self.shown = WorkedOut(message.reasoning, message.problem)
        self._tell()
        return True

    def refused(self, message: Refused) -> bool:
        """They could not even be asked for. False where something else was refused."""
        if not self._asked or message.request != self._asked:
            return False
        self.shown = WorkedOut(None, message.problem)
        self._tell()
        return True

    def _tell(self) -> None:
        if self.listener is not None:
            self.listener()
