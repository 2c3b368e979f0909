"""Reading the record: one transaction that sees one moment throughout. Hands out frozen read models only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, select

from carecon.clinical.plain_text import storable
from carecon.clock import Clock
from carecon.errors import NotFound
from carecon.ids import tidy_reference
from carecon.record import people
from carecon.record.case_view import CaseView
from carecon.record.cases import CaseCache
from carecon.record.entries import PersonDetails
from carecon.record.entry import Entry
from carecon.record.journal import read_entries, read_entries_of_kind
from carecon.record.people import PersonHit
from carecon.record.queue_sql import read_queue, sqlite_moment
from carecon.record.queue_view import MOST_ROWS, QueueFilter, QueuePage
from carecon.record.recent import LatelyAdvised, lately_advised
from carecon.record.tables import (
    CaseSummaryRow,
    CredentialRow,
    MeasureRow,
    OutboxRow,
    RulesetTextRow,
    UserAccountRow,
    table,
)

__all__ = ["Lookup", "Measure", "PendingHandover", "PersonHit", "Reading", "UserRow"]

_CASES: Final = table(CaseSummaryRow)
_USERS: Final = table(UserAccountRow)
_CREDENTIALS: Final = table(CredentialRow)
_OUTBOX: Final = table(OutboxRow)
_MEASURES: Final = table(MeasureRow)
_RULESETS: Final = table(RulesetTextRow)


@dataclass(frozen=True, slots=True)
class UserRow:
    """An account."""

    user: str
    name: str
    role: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a case: when it was so, and when it became known."""

    name: str
    effective_at: datetime
    recorded_at: datetime
    number: float | None
    text: str


@dataclass(frozen=True, slots=True)
class PendingHandover:
    """A handover that waits to be delivered."""

    handover_id: UUID
    case_id: UUID
    recipient: str
    channel: str
    payload: str
    created_at: datetime


class Lookup:
    """What both readers and writers look up."""

    def __init__(self, connection: Connection, cases: CaseCache) -> None:
        """Look things up on `connection`, folding cases by way of `cases`."""
        self._connection = connection
        self._cases = cases

    def case(self, case_id: UUID) -> CaseView:
        """The case as its journal tells it. Raises NotFound."""
        return self._cases.read(self._connection, case_id)[0]

    def case_id_of(self, reference: str) -> UUID:
        """The case that people call by that reference, however it was typed. Raises NotFound."""
        tidy = tidy_reference(reference)
        found = self._find_case(_CASES.c.reference == storable(tidy))
        if found is None:
            raise NotFound(f"There is no case {tidy}.")
        return found

    def reference_is_free(self, reference: str) -> bool:
        """Whether no case has that reference, open or closed."""
        return self._find_case(_CASES.c.reference == storable(reference)) is None

    def find_message(self, message_id: str) -> UUID | None:
        """The case that was opened from that message, if it came before."""
        return self._find_case(_CASES.c.message_id == storable(message_id)) if message_id else None

    def person(self, person_id: UUID) -> PersonDetails:
        """Who that is, as last recorded. Raises NotFound."""
        return people.person_details(self._connection, person_id)

    def find_people(
        self,
        *,
        nhs_number: str = "",
        family_name: str = "",
        born: date | None = None,
        postcode: str = "",
        phone: str = "",
        limit: int = 20,
    ) -> tuple[PersonHit, ...]:
        """People who may be meant, those who agree in most first."""
        return people.find_people(
            self._connection,
            nhs_number=nhs_number,
            family_name=family_name,
            born=born,
            postcode=postcode,
            phone=phone,
            limit=limit,
        )

    def users(self) -> tuple[UserRow, ...]:
        """All accounts, by user name."""
        rows = self._connection.execute(select(_USERS).order_by(_USERS.c.user))
        return tuple(UserRow(row.user, row.name, row.role, row.organisation) for row in rows)

    def user(self, user: str) -> UserRow | None:
        """The account of that name."""
        row = self._connection.execute(select(_USERS).where(_USERS.c.user == storable(user))).first()
        return UserRow(row.user, row.name, row.role, row.organisation) if row else None

    def credential(self, user: str) -> str | None:
        """The hash of the user's password, as it was set."""
        query = select(_CREDENTIALS.c.secret_hash).where(_CREDENTIALS.c.user == storable(user))
        found: str | None = self._connection.execute(query).scalar()
        return found

    def entries(self, stream: str) -> Iterator[Entry]:
        """The entries of a stream, in order."""
        return read_entries(self._connection, stream)

    def entries_of_kind(self, stream: str, kind: str) -> Iterator[Entry]:
        """The entries of one kind in a stream, in order."""
        return read_entries_of_kind(self._connection, stream, kind)

    def ruleset_text(self, ruleset: str) -> str | None:
        """The full text of a ruleset by its hash."""
        found: str | None = self._connection.execute(
            select(_RULESETS.c.text).where(_RULESETS.c.hash == ruleset)
        ).scalar()
        return found

    def rulesets(self) -> tuple[str, ...]:
        """The hashes of all rulesets whose text is kept, the oldest first."""
        query = select(_RULESETS.c.hash).order_by(_RULESETS.c.kept_at, _RULESETS.c.hash)
        return tuple(self._connection.execute(query).scalars())

    def _find_case(self, condition: Any) -> UUID | None:
        found: UUID | None = self._connection.execute(select(_CASES.c.case_id).where(condition)).scalar()
        return found


class Reading(Lookup):
    """One moment of the record."""

    def __init__(self, connection: Connection, cases: CaseCache, clock: Clock) -> None:
        """Read on `connection`; `clock` says what "due" and "soon" mean now."""
        super().__init__(connection, cases)
        self._clock = clock

    def case(self, case_id: UUID) -> CaseView:
        """The case as its journal tells it. Raises NotFound."""
        case = self._cases.read(self._connection, case_id)
        self._cases.keep({case_id: case})  # what a reader sees is committed
        return case[0]

    def case_by_reference(self, reference: str) -> CaseView:
        """The case that people call by that reference, however it was typed. Raises NotFound."""
        return self.case(self.case_id_of(reference))

    def queue(self, wanted: QueueFilter | None = None, limit: int = MOST_ROWS) -> QueuePage:
        """The queue as it stands, in its order."""
        moment = sqlite_moment if self._connection.dialect.name == "sqlite" else _as_it_is
        return read_queue(self._execute, wanted or QueueFilter(), limit, self._clock.now(), moment)

    def lately_advised(self, since: datetime, limit: int) -> tuple[tuple[LatelyAdvised, ...], bool]:
        """The cases advised or signed since that moment (aware), the newest first, and whether there may be more."""
        return lately_advised(self._connection, since, limit)

    def measures(self, case_id: UUID) -> tuple[Measure, ...]:
        """The figures of a case in the order in which they became known."""
        query = select(_MEASURES).where(_MEASURES.c.case_id == case_id).order_by(_MEASURES.c.seq, _MEASURES.c.name)
        return tuple(
            Measure(row.name, row.effective_at, row.recorded_at, row.number, row.text)
            for row in self._connection.execute(query)
        )

    def pending_outbox(self, limit: int = 100) -> tuple[PendingHandover, ...]:
        """Handovers that wait to be delivered, oldest first."""
        query = (
            select(_OUTBOX)
            .where(_OUTBOX.c.state == "pending")
            .order_by(_OUTBOX.c.created_at, _OUTBOX.c.handover_id)
            .limit(limit)
        )
        return tuple(
            PendingHandover(row.handover_id, row.case_id, row.recipient, row.channel, row.payload, row.created_at)
            for row in self._connection.execute(query)
        )

    def _execute(self, sql: str, parameters: Sequence[Any]) -> Sequence[Sequence[Any]]:
        if self._connection.dialect.name == "postgresql":
            sql = sql.replace("?", "%s")
        return self._connection.exec_driver_sql(sql, tuple(parameters)).all()


def _as_it_is(moment: datetime) -> datetime:
    return moment
