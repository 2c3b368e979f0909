"""A desk in memory. It answers at once, or (`held`) when told to, so that a screen can be seen waiting."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from textual.message import Message

from carecon.clinical.answers import Answer, check_value
from carecon.clinical.facts import vocabulary
from carecon.desk.case_views import CaseOnDesk, CaseStatus, CaseView, FactView, NoteView
from carecon.desk.drafts import CallDraft, DispositionDraft
from carecon.desk.fired import Fired
from carecon.desk.people import AtDesk
from carecon.desk.views import QueueFilter, QueueRow
from carecon.errors import BadInput, CareconError
from carecon.rules.reasons import Reasoning
from carecon.rules.ruleset import load_ruleset
from carecon.screens import port
from tests.screens.fake_advice import REASONING, UCR, on_desk
from tests.screens.synthetic import HALE, NOW, fenwick, page, shift


class FakeDesk:
    """A `DeskPort` without a database. `calls` is what was asked, in order."""

    def __init__(self, rows: Sequence[QueueRow] | None = None, *, total: int | None = None) -> None:
        self.rows = list(shift() if rows is None else rows)
        self.total = total
        self.views: dict[UUID, CaseView] = {}
        self.who: AtDesk | None = HALE
        self.calls: list[tuple[str, tuple[object, ...]]] = []
        self.held = False
        self.held_calls: frozenset[str] = frozenset()
        self.waiting: list[Callable[[], None]] = []
        self.signed: list[DispositionDraft] = []
        self.taken_by_others: dict[UUID, str] = {}
        self.reasoning: Reasoning | None = REASONING
        self.problem = ""
        self.ruleset = load_ruleset("devon")
        self.fired = Fired(NOW - timedelta(hours=2))
        self._requests: dict[str, int] = {}
        self._numbers = itertools.count(1)

    # ------------------------------------------------------------------------------------------------ for tests

    def release_held(self) -> None:
        """Answer everything that was held back."""
        waiting, self.waiting = self.waiting, []
        for answer in waiting:
            answer()

    def asked(self, name: str) -> list[tuple[object, ...]]:
        """The arguments of every call of that name."""
        return [arguments for called, arguments in self.calls if called == name]

    def request(self, name: str) -> int:
        """The number of the last call of that name."""
        return self._requests[name]

    def view(self, case_id: UUID) -> CaseView:
        """The case as it stands; one that nobody has touched is Mrs Fenwick's under that id."""
        if case_id not in self.views:
            found = next((row for row in self.rows if row.case_id == case_id), None)
            view = fenwick(case_id.int)
            if found is not None:
                named = {"family_name": found.family_name, "given_name": found.given_name, "title": found.title}
                view = replace(view, reference=found.reference, person=replace(view.person, **named))  # type: ignore[arg-type]
            self.views[case_id] = view
        return self.views[case_id]

    # ------------------------------------------------------------------------------------------------ the port

    def first_admin(self, reply_to: port.ReplyTo, *, user: str, name: str, organisation: str, password: str) -> int:
        return self._answer(reply_to, "first_admin", (user, name, organisation), lambda n: self._first(n, password))

    def sign_in(self, reply_to: port.ReplyTo, user: str, password: str) -> int:
        def do(number: int) -> Message:
            if password != "correct horse":
                raise CareconError("User or password is wrong.")
            return port.Arrived(number, HALE)

        return self._answer(reply_to, "sign_in", (user,), do)

    def sign_out(self, why: str = "asked") -> None:
        self.calls.append(("sign_out", (why,)))

    def load_queue(self, reply_to: port.ReplyTo, wanted: QueueFilter, limit: int) -> int:
        def do(number: int) -> Message:
            words = wanted.text.casefold().split()
            rows = [
                r
                for r in self.rows
                if all(w in f"{r.family_name} {r.given_name} {r.problem}".casefold() for w in words)
            ]
            found = page(rows, self.total if not words else None)
            return port.QueueLoaded(number, replace(found, rows=found.rows[:limit]))

        return self._answer(reply_to, "load_queue", (wanted,), do)

    def open_case(self, reply_to: port.ReplyTo, case_id: UUID) -> int:
        return self._answer(
            reply_to, "open_case", (case_id,), lambda n: port.CaseLoaded(n, on_desk(self.view(case_id)))
        )

    def load_rules(self, reply_to: port.ReplyTo) -> int:
        return self._answer(reply_to, "load_rules", (), lambda n: port.RulesLoaded(n, self.ruleset))

    def load_fired(self, reply_to: port.ReplyTo) -> int:
        return self._answer(reply_to, "load_fired", (), lambda n: port.FiredLoaded(n, self.fired))

    def reason(self, reply_to: port.ReplyTo, case: CaseOnDesk) -> int:
        def do(number: int) -> Message:
            return port.Reasoned(number, case.view.case_id, case.view.seq, self.reasoning, self.problem)

        return self._answer(reply_to, "reason", (case,), do)

    def new_call(self, reply_to: port.ReplyTo, call: CallDraft) -> int:
        def do(number: int) -> Message:
            view = fenwick(900, {"source": call.source})
            person = replace(view.person, family_name=call.family_name, given_name=call.given_name, born=call.born)
            self.views[view.case_id] = replace(view, person=person, reason=call.reason)
            return port.CaseLoaded(number, on_desk(self.views[view.case_id]))

        return self._answer(reply_to, "new_call", (call,), do)

    def claim(self, reply_to: port.ReplyTo, case_id: UUID) -> int:
        def do(number: int) -> Message:
            if case_id in self.taken_by_others:
                raise CareconError(f"{self.taken_by_others[case_id]} has this case.")
            return port.CaseLoaded(number, on_desk(self.view(case_id)))

        return self._answer(reply_to, "claim", (case_id,), do)

    def release(self, reply_to: port.ReplyTo, case_id: UUID) -> int:
        return self._change(
            reply_to, "release", case_id, (), lambda v: replace(v, status=CaseStatus.WAITING, owner=None)
        )

    def park(self, reply_to: port.ReplyTo, case_id: UUID, reason: str, until: datetime | None) -> int:
        def change(view: CaseView) -> CaseView:
            return replace(view, status=CaseStatus.PARKED, parked_reason=reason, parked_until=until)

        return self._change(reply_to, "park", case_id, (reason, until), change)

    def resume(self, reply_to: port.ReplyTo, case_id: UUID) -> int:
        return self._change(reply_to, "resume", case_id, (), lambda v: replace(v, status=CaseStatus.WITH_CLINICIAN))

    def answer(self, reply_to: port.ReplyTo, case_id: UUID, answers: Sequence[Answer]) -> int:
        def change(view: CaseView) -> CaseView:
            facts = dict(view.facts)
            for given in answers:
                check_value(vocabulary()[given.fact], given.value)
                facts[given.fact] = FactView(given, HALE.actor, NOW, view.seq + 1)
            return replace(view, facts=MappingProxyType(facts))

        return self._change(reply_to, "answer", case_id, tuple(answers), change)

    def withdraw(self, reply_to: port.ReplyTo, case_id: UUID, fact: str, reason: str) -> int:
        def change(view: CaseView) -> CaseView:
            if fact == "age_years" and not reason:
                raise BadInput("reason", "say why the answer to 'Age' is taken back")
            return replace(view, facts={name: held for name, held in view.facts.items() if name != fact})

        return self._change(reply_to, "withdraw", case_id, (fact, reason), change)

    def note(self, reply_to: port.ReplyTo, case_id: UUID, text: str, *, restricted: bool) -> int:
        def change(view: CaseView) -> CaseView:
            return replace(view, notes=(*view.notes, NoteView(view.seq + 1, text, restricted, HALE.actor, NOW)))

        return self._change(reply_to, "note", case_id, (text, restricted), change)

    def preview_handover(self, reply_to: port.ReplyTo, case_id: UUID, draft: DispositionDraft) -> int:
        def do(number: int) -> Message:
            agreed = draft.disposition == UCR.disposition
            requires = ("callback",) if agreed else ("reason",)
            who = self.view(case_id).person.family_name
            text = f"Handover of {who}\nDecision: {draft.disposition}\nBecause: {draft.reason}"
            return port.HandoverPreviewed(number, text, requires, "avoided_conveyance")

        return self._answer(reply_to, "preview_handover", (case_id, draft), do)

    def sign(self, reply_to: port.ReplyTo, case_id: UUID, draft: DispositionDraft) -> int:
        def do(number: int) -> Message:
            self.signed.append(draft)
            self.views[case_id] = replace(self.view(case_id), status=CaseStatus.HANDED_OVER)
            told = "Signed 10:12. Handover queued for South. You own Mrs Fenwick until South accepts."
            return port.Signed(number, on_desk(self.views[case_id]), told)

        return self._answer(reply_to, "sign", (case_id, draft), do)

    def record_callback(
        self, reply_to: port.ReplyTo, case_id: UUID, *, due: datetime, by: str, done: bool, result: str
    ) -> int:
        return self._change(reply_to, "record_callback", case_id, (due, by, done, result), lambda view: view)

    # ------------------------------------------------------------------------------------------------ within

    def _first(self, number: int, password: str) -> Message:
        if len(password) < 12:
            raise BadInput("password", "at least 12 characters")
        return port.Arrived(number, HALE)

    def _change(
        self,
        reply_to: port.ReplyTo,
        name: str,
        case_id: UUID,
        arguments: tuple[object, ...],
        change: Callable[[CaseView], CaseView],
    ) -> int:
        def do(number: int) -> Message:
            self.views[case_id] = replace(change(self.view(case_id)), seq=self.view(case_id).seq + 1)
            return port.Saved(number, on_desk(self.views[case_id]))

        return self._answer(reply_to, name, (case_id, *arguments), do)

    def _answer(
        self, reply_to: port.ReplyTo, name: str, arguments: tuple[object, ...], do: Callable[[int], Message]
    ) -> int:
        number = self._requests[name] = next(self._numbers)
        self.calls.append((name, arguments))

        def answer() -> None:
            try:
                reply_to.post_message(do(number))
            except BadInput as error:
                reply_to.post_message(port.Refused(number, str(error), error.where))
            except CareconError as error:
                reply_to.post_message(port.Refused(number, str(error)))

        if self.held or name in self.held_calls:
            self.waiting.append(answer)
        else:
            answer()
        return number
