"""The desk behind the screens: two threads that own the database, so that a key never waits for a disk.

One thread writes, in the order in which keys were pressed; one reads. Results are posted as messages. The first page of
the queue is read through the bare driver before anything heavy is imported; SQLModel and the rules come behind it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from functools import partial
from threading import Event, Thread
from typing import TYPE_CHECKING, Any
from uuid import UUID

from carecon.errors import BadInput, CareconError
from carecon.screens import port
from carecon.screens.rules_desk import RulesDesk

if TYPE_CHECKING:
    from textual.message import Message

    from carecon.clinical.answers import Answer
    from carecon.desk.case_views import CaseOnDesk
    from carecon.desk.drafts import CallDraft, DispositionDraft
    from carecon.desk.hub import Hub
    from carecon.desk.people import AtDesk
    from carecon.desk.views import QueueFilter

SEAL_EVERY_POLLS = 120
"""A console that has written seals the record once a minute, in its turn."""

POLL_SECONDS = 0.5
"""How often a console looks whether anything was written elsewhere."""

Report = Callable[[BaseException], str]
"""Takes a fault nobody foresaw, keeps it in a log without patient text, and returns the sentence for the screen."""


class ThreadedPort:
    """A `DeskPort` over a real hub."""

    def __init__(
        self,
        open_hub: Callable[[], Hub],
        first_page: Callable[[int], object],
        who: AtDesk | None,
        app: port.ReplyTo,
        report: Report,
    ) -> None:
        """`open_hub` is called in the writing thread; `first_page(limit)` reads the queue before the hub stands."""
        self._open_hub = open_hub
        self._first_page = first_page
        self._who = who
        self._app = app
        self._report = report
        self._numbers = itertools.count(1)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="desk-write")
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="desk-read")
        self._hub: Future[Hub] = Future()
        self._rules = RulesDesk(self._hub, self._guarded)
        self._newest_queue = 0
        self._newest_preview = 0
        self._stop = Event()
        self._started = False
        self._wrote = False
        self._shown: dict[UUID, CaseOnDesk] = {}
        self._watcher = Thread(target=self._watch, name="desk-watch", daemon=True)

    def start(self) -> None:
        """Begin opening the hub, behind the first frame."""
        self._started = True
        self._writer.submit(self._open)
        self._watcher.start()

    def close(self) -> None:
        """Finish every write that was asked for, seal, and let go of the database."""
        self._stop.set()
        if not self._started:
            self._hub.set_exception(CareconError("The console ended before its record was open."))
        self._reader.shutdown(wait=True, cancel_futures=True)
        self._rules.close()
        if self._who is not None:
            self.sign_out("closed")
        self._writer.submit(self._let_go)
        self._writer.shutdown(wait=True)

    # ------------------------------------------------------------------------------------------------ who is here

    def first_admin(self, reply_to: port.ReplyTo, *, user: str, name: str, organisation: str, password: str) -> int:
        """See `DeskPort`."""

        def do(hub: Hub, number: int) -> Message:
            from carecon.desk.accounts import first_administrator

            self._who = first_administrator(hub, user, name, organisation, password)
            return port.Arrived(number, self._who)

        return self._in_turn(reply_to, do)

    def sign_in(self, reply_to: port.ReplyTo, user: str, password: str) -> int:
        """See `DeskPort`."""

        def do(hub: Hub, number: int) -> Message:
            from carecon.desk.accounts import sign_in

            self._who = sign_in(hub, user, password)
            return port.Arrived(number, self._who)

        return self._in_turn(reply_to, do)

    def sign_out(self, why: str = "asked") -> None:
        """See `DeskPort`."""
        who, self._who = self._who, None
        if who is None:
            return

        def do(hub: Hub, number: int) -> None:
            from carecon.desk.accounts import sign_out

            sign_out(hub, who, why)

        self._in_turn(self._app, do)

    # ----------------------------------------------------------------------------------------------------- reading

    def load_queue(self, reply_to: port.ReplyTo, wanted: QueueFilter, limit: int) -> int:
        """See `DeskPort`. Before the hub stands, the unfiltered first page comes through the bare driver."""
        number, who = next(self._numbers), self._who
        self._newest_queue = number

        def do() -> None:
            if number != self._newest_queue:
                return
            if not self._hub.done() and wanted == type(wanted)():
                page = self._first_page(limit)
            else:
                from carecon.desk.queue import load_queue

                page = load_queue(self._hub.result(), _here(who), wanted, limit)
            reply_to.post_message(port.QueueLoaded(number, page))  # type: ignore[arg-type]

        self._reader.submit(self._guarded, reply_to, number, do)
        return number

    def open_case(self, reply_to: port.ReplyTo, case_id: UUID) -> int:
        """See `DeskPort`."""
        number, who = next(self._numbers), self._who

        def do() -> None:
            from carecon.desk.case_desk import case_on_desk
            from carecon.desk.queue import read_case

            hub, here = self._hub.result(), _here(who)
            case = case_on_desk(hub, here, read_case(hub, here, case_id))
            self._shown[case_id] = case
            reply_to.post_message(port.CaseLoaded(number, case))

        self._reader.submit(self._guarded, reply_to, number, do)
        return number

    def preview_handover(self, reply_to: port.ReplyTo, case_id: UUID, draft: DispositionDraft) -> int:
        """See `DeskPort`."""
        number, who = next(self._numbers), self._who
        self._newest_preview = number

        def do() -> None:
            if number != self._newest_preview:
                return
            from carecon.desk.handovers import preview

            seen = preview(self._hub.result(), _here(who), case_id, draft)
            reply_to.post_message(port.HandoverPreviewed(number, seen.text, seen.requires, seen.outcome_class))

        self._reader.submit(self._guarded, reply_to, number, do)
        return number

    def load_rules(self, reply_to: port.ReplyTo) -> int:
        """See `DeskPort`."""
        number = next(self._numbers)

        def do() -> None:
            from carecon.screens.rule_catalogue import catalogue_of

            ruleset = self._hub.result().ruleset
            catalogue_of(ruleset)  # made here once, and not between two keys
            reply_to.post_message(port.RulesLoaded(number, ruleset))

        self._reader.submit(self._guarded, reply_to, number, do)
        return number

    def load_fired(self, reply_to: port.ReplyTo) -> int:
        """See `DeskPort`."""
        number, who = next(self._numbers), self._who
        self._rules.fired(reply_to, number, who)
        return number

    def reason(self, reply_to: port.ReplyTo, case: CaseOnDesk) -> int:
        """See `DeskPort`."""
        number = next(self._numbers)
        self._reader.submit(self._guarded, reply_to, number, lambda: self._rules.reason(reply_to, number, case))
        return number

    # ----------------------------------------------------------------------------------------------------- writing

    def new_call(self, reply_to: port.ReplyTo, call: CallDraft) -> int:
        """See `DeskPort`."""

        def do(hub: Hub, who: AtDesk, number: int) -> Message:
            from carecon.desk.new_calls import take_call

            return port.CaseLoaded(number, self._fresh(hub, who, take_call(hub, who, call).case_id))

        return self._write(reply_to, do)

    def claim(self, reply_to: port.ReplyTo, case_id: UUID) -> int:
        """See `DeskPort`."""

        def do(hub: Hub, who: AtDesk, number: int) -> Message:
            from carecon.desk.ownership import claim

            claim(hub, who, case_id)
            return port.CaseLoaded(number, self._fresh(hub, who, case_id))

        return self._write(reply_to, do)

    def release(self, reply_to: port.ReplyTo, case_id: UUID) -> int:
        """See `DeskPort`."""
        from_desk = "carecon.desk.ownership", "release"
        return self._change(reply_to, case_id, *from_desk)

    def park(self, reply_to: port.ReplyTo, case_id: UUID, reason: str, until: datetime | None) -> int:
        """See `DeskPort`."""
        return self._change(reply_to, case_id, "carecon.desk.ownership", "park", reason, until)

    def resume(self, reply_to: port.ReplyTo, case_id: UUID) -> int:
        """See `DeskPort`."""
        return self._change(reply_to, case_id, "carecon.desk.ownership", "resume")

    def answer(self, reply_to: port.ReplyTo, case_id: UUID, answers: Sequence[Answer]) -> int:
        """See `DeskPort`."""
        return self._change(reply_to, case_id, "carecon.desk.answers", "answer", answers)

    def withdraw(self, reply_to: port.ReplyTo, case_id: UUID, fact: str, reason: str) -> int:
        """See `DeskPort`."""
        return self._change(reply_to, case_id, "carecon.desk.answers", "withdraw", fact, reason)

    def note(self, reply_to: port.ReplyTo, case_id: UUID, text: str, *, restricted: bool) -> int:
        """See `DeskPort`."""
        return self._change(reply_to, case_id, "carecon.desk.answers", "note", text, restricted=restricted)

    def record_callback(
        self, reply_to: port.ReplyTo, case_id: UUID, *, due: datetime, by: str, done: bool, result: str
    ) -> int:
        """See `DeskPort`."""
        return self._change(
            reply_to, case_id, "carecon.desk.follow_up", "record_callback", due=due, by=by, done=done, result=result
        )

    def sign(self, reply_to: port.ReplyTo, case_id: UUID, draft: DispositionDraft) -> int:
        """See `DeskPort`."""

        def do(hub: Hub, who: AtDesk, number: int) -> Message:
            from carecon.desk.case_desk import case_on_desk
            from carecon.desk.decisions import sign, told_after_signing

            view = sign(hub, who, case_id, draft)
            return port.Signed(number, case_on_desk(hub, who, view), told_after_signing(hub, view))

        return self._write(reply_to, do)

    # ------------------------------------------------------------------------------------------------------ inside

    def _change(
        self, reply_to: port.ReplyTo, case_id: UUID, module: str, use_case: str, *words: object, **named: object
    ) -> int:
        """One use case on a case, then the case as it is now with its advice: `Saved`."""

        def do(hub: Hub, who: AtDesk, number: int) -> Message:
            from importlib import import_module

            getattr(import_module(module), use_case)(hub, who, case_id, *words, **named)
            return port.Saved(number, self._fresh(hub, who, case_id))

        return self._write(reply_to, do)

    def _fresh(self, hub: Hub, who: AtDesk, case_id: UUID) -> CaseOnDesk:
        """The case as it is now, with its advice. What was asked is on disk already: this must not say otherwise.

        Where it cannot be worked out just now, the case as it was shown last; RecordChanged then has it read again.
        """
        from carecon.desk.advising import advise_and_note
        from carecon.desk.case_desk import case_on_desk

        try:
            view, advice = advise_and_note(hub, who, case_id)
            self._shown[case_id] = case_on_desk(hub, who, view, advice)
        except Exception as error:
            if case_id not in self._shown:
                raise CareconError("It is saved, but the case cannot be shown just now. Open it again.") from error
            self._app.post_message(port.RecordAway(f"What you entered is saved. {self._told(error)}"))
        return self._shown[case_id]

    def _write(self, reply_to: port.ReplyTo, do: Callable[[Hub, AtDesk, int], Message | None]) -> int:
        """Do it in turn, as whoever sits here now: not as whoever sits here, or nobody, when its turn comes."""
        who = self._who
        self._wrote = True
        return self._in_turn(reply_to, lambda hub, number: do(hub, _here(who), number))

    def _in_turn(self, reply_to: port.ReplyTo, do: Callable[[Hub, int], Message | None]) -> int:
        number = next(self._numbers)

        def in_thread() -> None:
            message = do(self._hub.result(), number)
            if message is not None:
                reply_to.post_message(message)

        self._writer.submit(self._guarded, reply_to, number, in_thread)
        return number

    def _guarded(self, reply_to: port.ReplyTo, number: int, do: Callable[[], None]) -> None:
        """Whatever goes wrong becomes a message: a thread that dies silently would leave a screen saying `saving`."""
        try:
            do()
        except BadInput as error:
            reply_to.post_message(port.Refused(number, str(error), error.where))
        except CareconError as error:
            reply_to.post_message(port.Refused(number, str(error)))
        except Exception as error:  # noqa: BLE001 - reported with an incident number, never swallowed
            reply_to.post_message(port.Refused(number, self._report(error)))

    def _told(self, error: Exception) -> str:
        return str(error) if isinstance(error, CareconError) else self._report(error)

    def _open(self) -> None:
        try:
            self._hub.set_result(self._open_hub())
        except Exception as error:  # noqa: BLE001 - told on every screen, and each later call is refused with it
            told = self._told(error)
            self._hub.set_exception(error if isinstance(error, CareconError) else CareconError(told))
            self._app.post_message(port.RecordAway(told))

    def _let_go(self) -> None:
        if self._hub.done() and self._hub.exception() is None:
            self._hub.result().close()

    def _watch(self) -> None:
        """Look for writes of others, tell the screens, say once when the record is away or back, and seal."""
        with suppress(Exception):  # told by _open already
            self._follow(self._hub.result())

    def _follow(self, hub: Hub) -> None:
        feed: Any = None
        away, sealed_at = False, 0
        for beat in itertools.count():
            if self._stop.wait(POLL_SECONDS):
                break
            try:
                feed = feed or hub.store.changes()
                streams = feed.poll()
            except Exception as error:  # noqa: BLE001 - the desk must go on and say that the record is away
                if not away:
                    self._app.post_message(port.RecordAway(self._told(error)))
                away = True
                continue
            if away:
                self._app.post_message(port.RecordAway(""))
                away = False
            if streams is not None:
                self._app.post_message(port.RecordChanged(streams))
            if self._wrote and beat - sealed_at >= SEAL_EVERY_POLLS:
                self._wrote, sealed_at = False, beat
                self._writer.submit(self._guarded, self._app, 0, partial(_seal, hub))
        if feed is not None:
            feed.close()


def _here(who: AtDesk | None) -> AtDesk:
    if who is None:
        raise CareconError("Nobody is signed in at this desk.")
    return who


def _seal(hub: Hub) -> None:
    hub.store.seal()
