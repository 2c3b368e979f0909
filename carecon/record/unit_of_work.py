"""One change of the record: entries, projections and what stands beside, all of it or nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, insert, update

from carecon.clinical.plain_text import storable
from carecon.errors import BadInput, Conflict, NotFound
from carecon.ids import Ids
from carecon.record import fold
from carecon.record.case_view import CaseView
from carecon.record.cases import CaseCache
from carecon.record.entries import CaseOpened, Payload
from carecon.record.entry import Actor, Entry
from carecon.record.journal import (
    ENTRY,
    START,
    Head,
    as_entries,
    canonical,
    compose,
    head_of,
    require_actor,
    require_stream,
    store,
    stored_entries,
)
from carecon.record.projections import project_case, project_entry, put, put_heads
from carecon.record.reading import Lookup
from carecon.record.tables import ChangeCounterRow, CredentialRow, OutboxRow, RulesetTextRow, table

_COUNTER: Final = table(ChangeCounterRow)
_OUTBOX: Final = table(OutboxRow)


class UnitOfWork(Lookup):
    """A transaction that writes, on behalf of somebody. Made by `Store.write`, which commits or rolls back."""

    def __init__(self, connection: Connection, cases: CaseCache, ids: Ids, actor: Actor, at: datetime) -> None:
        """Write on `connection` as `actor`, everything at the one time `at`. Raises ValueError without an actor."""
        super().__init__(connection, cases)
        require_actor(actor)
        self.actor = actor
        self.at = at
        self._ids = ids
        self._heads: dict[str, Head] = {}
        self._wrote_beside = False
        self._views: dict[UUID, tuple[CaseView, str]] = {}
        self._written: list[Entry] = []

    @property
    def written(self) -> tuple[Entry, ...]:
        """The entries of this unit of work so far."""
        return tuple(self._written)

    @property
    def cases(self) -> dict[UUID, tuple[CaseView, str]]:
        """Every case that was looked at, as it stands after this unit of work, with the hash of its last entry."""
        return dict(self._views)

    def case(self, case_id: UUID) -> CaseView:
        """The case, with what this unit of work has added. Raises NotFound."""
        if case_id not in self._views:
            self._views[case_id] = self._cases.read(self._connection, case_id)
        return self._views[case_id][0]

    def append(
        self, stream: str, payload: Payload, *, expect_seq: int | None = None, entry_id: UUID | None = None
    ) -> Entry:
        """Add an entry at the end of a stream, with its projections.

        `expect_seq`: the number of the last entry that the writer has seen; Conflict where the stream has moved on.
        `entry_id`: an id made by the client, for writes that are tried again after their answer was lost: where it is
        there already with the same content nothing is added and it is returned; with other content, Conflict.
        Raises BadInput for text that cannot be kept or an answer that its fact cannot take, NotFound for an entry of a
        case that was never opened.
        """
        require_stream(stream)
        payload.check()
        if entry_id is not None and (before := self._already_there(entry_id, stream, payload)):
            return before
        head = self._head(stream)
        if expect_seq is not None and head.seq != expect_seq:
            raise Conflict("Somebody else has changed this in the meantime. Look again, then decide.")
        composed = compose(entry_id or self._ids.uuid7(), stream, head, self.at, self.actor, payload)
        entry = composed.entry()
        view = self._after(entry, head)
        store(self._connection, [composed])
        project_entry(self._connection, entry)
        if view is not None:
            project_case(self._connection, view)
            self._views[view.case_id] = (view, entry.hash)
        self._heads[stream] = composed.head
        self._written.append(entry)
        return entry

    def put_outbox(self, handover_id: UUID, case_id: UUID, recipient: str, channel: str, payload_text: str) -> None:
        """Have a handover delivered, once this unit of work is committed."""
        self._wrote_beside = True
        self._connection.execute(
            insert(_OUTBOX),
            {
                "handover_id": handover_id,
                "case_id": case_id,
                "recipient": recipient,
                "channel": channel,
                "payload": _kept_as_it_is("handover", payload_text),
                "state": "pending",
                "created_at": self.at,
            },
        )

    def withdraw_outbox(self, case_id: UUID) -> None:
        """Have handovers of that case that still wait not delivered: their decision no longer stands."""
        waits = (_OUTBOX.c.case_id == case_id) & (_OUTBOX.c.state == "pending")
        self._connection.execute(update(_OUTBOX).where(waits).values(state="withdrawn"))

    def keep_ruleset(self, ruleset: str, full_text: str) -> None:
        """Keep the full text of a ruleset by its hash; once is enough."""
        if self.ruleset_text(ruleset) is None:
            self._wrote_beside = True
            row = {"hash": ruleset, "text": _kept_as_it_is("ruleset", full_text), "kept_at": self.at}
            self._connection.execute(insert(table(RulesetTextRow)), row)

    def set_credential(self, user: str, secret_hash: str) -> None:
        """Set or replace the hash of a user's password."""
        self._wrote_beside = True
        put(self._connection, CredentialRow, [{"user": user, "secret_hash": secret_hash, "set_at": self.at}])

    def finish(self) -> None:
        """Raise the change counter, so that other consoles learn of it. The last thing before the commit."""
        if not self._heads and not self._wrote_beside:
            return
        raised = update(_COUNTER).values(value=_COUNTER.c.value + 1).returning(_COUNTER.c.value)
        change = self._connection.execute(raised).scalar_one()
        put_heads(
            self._connection,
            ({"stream": s, "seq": head.seq, "hash": head.hash, "change": change} for s, head in self._heads.items()),
        )

    def _head(self, stream: str) -> Head:
        if stream in self._heads:
            return self._heads[stream]
        case_id = _case_of(stream)
        if case_id is None:
            return head_of(self._connection, stream)
        try:
            seq = self.case(case_id).seq
        except NotFound:
            return START
        return Head(seq, self._views[case_id][1])

    def _after(self, entry: Entry, head: Head) -> CaseView | None:
        """The case as it stands after the entry; None for an entry of another kind of stream."""
        case_id = _case_of(entry.stream)
        if case_id is None:
            return None
        if head == START:
            if not isinstance(entry.payload, CaseOpened):
                raise NotFound("There is no such case.")
            return fold.apply(None, entry)
        if isinstance(entry.payload, CaseOpened):
            raise Conflict("This case has been opened already.")
        return fold.apply(self.case(case_id), entry)

    def _already_there(self, entry_id: UUID, stream: str, payload: Payload) -> Entry | None:
        row = self._connection.execute(stored_entries().where(ENTRY.c.id == entry_id)).first()
        if row is None:
            return None
        same = (row.stream, row.kind, row.payload_hash) == (stream, payload.KIND, canonical(payload)[1])
        if not same:
            raise Conflict("An entry with this id is in the record already, and says something else.")
        return next(as_entries([row]))


def _case_of(stream: str) -> UUID | None:
    return UUID(stream.removeprefix("case:")) if stream.startswith("case:") else None


def _kept_as_it_is(what: str, full_text: str) -> str:
    """Text for a column that must hold exactly what was handed in. Raises BadInput where no database could."""
    if storable(full_text) != full_text:
        raise BadInput(what, "the text holds a character that cannot be kept (NUL or half a surrogate pair)")
    return full_text
