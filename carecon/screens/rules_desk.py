"""What the desk works out beside the work: the rules themselves, on which cases they fired, and reasons."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from carecon.errors import NotPermitted
from carecon.screens import port

if TYPE_CHECKING:
    from carecon.desk.case_views import CaseOnDesk
    from carecon.desk.fired import FiredRules
    from carecon.desk.hub import Hub
    from carecon.desk.people import AtDesk
    from carecon.desk.reasoner import Reasoner
    from carecon.rules.reasons import Reasoning

Guarded = Callable[[port.ReplyTo, int, Callable[[], None]], None]
"""Does something in a thread, and turns whatever goes wrong into a message."""


class RulesDesk:
    """Threads and a process of its own, none of them started before something is asked."""

    def __init__(self, hub: Future[Hub], guarded: Guarded) -> None:
        """`hub` may still be opening."""
        self._hub = hub
        self._guarded = guarded
        self._thread: ThreadPoolExecutor | None = None
        self._fired: FiredRules | None = None
        self._reasoner: Reasoner | None = None

    def fired(self, reply_to: port.ReplyTo, number: int, who: AtDesk | None) -> None:
        """Look at the cases of the shift: in a thread of its own, so that no case waits to be opened for it."""

        def do() -> None:
            if who is None:
                raise NotPermitted("Nobody is signed in at this desk.")
            if self._fired is None:
                from carecon.desk.fired import FiredRules

                self._fired = FiredRules(self._hub.result())
            reply_to.post_message(port.FiredLoaded(number, self._fired.since_opening(who)))

        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="desk-rules")
        self._thread.submit(self._guarded, reply_to, number, do)

    def reason(self, reply_to: port.ReplyTo, number: int, case: CaseOnDesk) -> None:
        """Have the reasons of a case worked out, as it stands in that state. Called in a thread of the desk."""
        from carecon.desk.advising import context_for, facts_for_rules

        hub, view = self._hub.result(), case.view
        if self._reasoner is None:
            from carecon.desk.reasoner import Reasoner

            self._reasoner = Reasoner(hub.ruleset.text)
        tell = partial(_tell, reply_to, number, case)
        self._reasoner.ask(view.case_id, facts_for_rules(hub, view), context_for(hub, view), tell)

    def close(self) -> None:
        """Drop what was asked, and leave neither thread nor process behind."""
        if self._thread is not None:
            self._thread.shutdown(wait=True, cancel_futures=True)
        if self._reasoner is not None:
            self._reasoner.close()


def _tell(reply_to: port.ReplyTo, number: int, case: CaseOnDesk, reasoning: Reasoning | None, problem: str) -> None:
    reply_to.post_message(port.Reasoned(number, case.view.case_id, case.view.seq, reasoning, problem))
