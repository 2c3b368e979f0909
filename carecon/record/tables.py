"""The tables. The journal is what counts; everything else summarises it and can be made again from it.

`table=True` models do not validate: rows are made in `journal.py` and `project.py` only, from validated payloads.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, cast
from uuid import UUID

from sqlalchemy import Index, MetaData, Table, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from carecon.record.columns import BYTEWISE, UtcTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraint names that come out the same everywhere, so that a migration can name what it changes."""

WITHOUT_ROWID: dict[str, Any] = {"sqlite_with_rowid": False}
"""No hidden key: REPLACE through it would slip past the triggers that guard the journal."""


class Record(SQLModel):
    """The base of all tables."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


# ------------------------------------------------------------------------------------------------- journal


class HubRow(Record, table=True):
    """The one row that says whose database this is. It never changes."""

    __tablename__ = "hub"

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str
    realm: str
    area: str
    created_at: datetime = Field(sa_type=UtcTime)


class EntryRow(Record, table=True):
    """An entry of the journal, without what it says. Never changed or removed."""

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("id"), WITHOUT_ROWID)

    stream: str = Field(primary_key=True, sa_type=BYTEWISE)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    id: UUID
    at: datetime = Field(sa_type=UtcTime)
    actor: str
    kind: str
    version: int
    payload_hash: str
    previous_hash: str
    hash: str


class EntryPayloadRow(Record, table=True):
    """What an entry says: canonical JSON exactly as it was hashed. Kept apart, so that a lawful destruction leaves a
    chain that still verifies.
    """

    __tablename__ = "entry_payload"
    __table_args__ = WITHOUT_ROWID

    stream: str = Field(primary_key=True, sa_type=BYTEWISE)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    text: str = Field(sa_type=Text)


class SealRow(Record, table=True):
    """An entry of the seals' own chain: the heads of all streams that changed since the seal before."""

    __tablename__ = "seal"
    __table_args__ = WITHOUT_ROWID

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcTime)
    up_to_change: int
    heads: str = Field(sa_type=Text)
    previous_hash: str
    hash: str


# --------------------------------------------------------------------------------------------- projections


class StreamHeadRow(Record, table=True):
    """The last entry of each stream, and the number of the write that put it there."""

    __tablename__ = "stream_head"
    __table_args__ = WITHOUT_ROWID

    stream: str = Field(primary_key=True, sa_type=BYTEWISE)
    seq: int
    hash: str
    change: int = Field(index=True)


class QueuedCaseRow(Record, table=True):
    """An open case as the queue shows it. `place`, `lane_rank`, `priority`, `due_at`, `reference` are its order."""

    __tablename__ = "queue_row"
    __table_args__ = (
        Index("ix_queue_row_order", "place", "lane_rank", "priority", "due_at", "reference"),
        Index("ix_queue_row_counts", "status", "lane", "received_at", "breach_at", "callback_due"),
    )

    case_id: UUID = Field(primary_key=True)
    seq: int
    place: int
    lane_rank: int
    priority: int
    due_at: datetime = Field(sa_type=UtcTime)
    reference: str
    lane: str
    priority_reason: str
    received_at: datetime = Field(sa_type=UtcTime)
    breach_at: datetime | None = Field(sa_type=UtcTime)
    status: str
    source: str
    family_name: str
    given_name: str
    title: str
    born: date | None
    age_years: int | None
    gender: str
    postcode_district: str
    spoke: str
    problem: str
    flags: str
    owner: str
    owner_name: str
    location: str
    callback: str
    reason: str
    claimed_at: datetime | None = Field(sa_type=UtcTime)
    parked_until: datetime | None = Field(sa_type=UtcTime)
    callback_due: datetime | None = Field(sa_type=UtcTime)
    search_text: str = Field(sa_type=Text)


class CaseSummaryRow(Record, table=True):
    """Every case in one line, open or closed: for look-ups, lists and figures."""

    __tablename__ = "case_summary"
    __table_args__ = (
        Index("ix_case_summary_reference", "reference", unique=True),
        Index(
            "ix_case_summary_message_id",
            "message_id",
            unique=True,
            sqlite_where=text("message_id <> ''"),
            postgresql_where=text("message_id <> ''"),
        ),
        Index("ix_case_summary_person_id", "person_id"),
        Index("ix_case_summary_received_at", "received_at"),
        Index("ix_case_summary_status_received_at", "status", "received_at"),
    )

    case_id: UUID = Field(primary_key=True)
    seq: int
    reference: str
    message_id: str
    person_id: UUID | None
    family_name: str
    given_name: str
    born: date | None
    age_years: int | None
    gender: str
    nhs_number: str
    postcode_district: str
    status: str
    source: str
    lane: str
    priority: int
    problem: str
    received_at: datetime = Field(sa_type=UtcTime)
    claimed_at: datetime | None = Field(sa_type=UtcTime)
    decided_at: datetime | None = Field(sa_type=UtcTime)
    handed_over_at: datetime | None = Field(sa_type=UtcTime)
    updated_at: datetime = Field(sa_type=UtcTime)
    owner: str
    disposition: str
    urgency_minutes: int | None
    pathway: str
    spoke: str
    agreed: bool | None
    outcome_class: str
    outcome_confirmed: bool


class MeasureRow(Record, table=True):
    """A figure of a case: what it was, when it was so, and when it became known. Rows are added, never changed."""

    __tablename__ = "measure"
    __table_args__ = (Index("ix_measure_name_effective_at", "name", "effective_at"), WITHOUT_ROWID)

    case_id: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str = Field(primary_key=True)
    effective_at: datetime = Field(sa_type=UtcTime)
    recorded_at: datetime = Field(sa_type=UtcTime)
    number: float | None
    text: str


class PersonIndexRow(Record, table=True):
    """A person as they were last recorded, and the keys by which they are found."""

    __tablename__ = "person_index"
    __table_args__ = (
        Index("ix_person_index_nhs_number", "nhs_number"),
        Index("ix_person_index_family_key_born", "family_key", "born"),
        Index("ix_person_index_born_postcode_key", "born", "postcode_key"),
        Index("ix_person_index_postcode_key_family_key", "postcode_key", "family_key"),
        Index("ix_person_index_phone_key", "phone_key"),
    )

    person_id: UUID = Field(primary_key=True)
    seq: int
    family_key: str = Field(sa_type=BYTEWISE)
    postcode_key: str = Field(sa_type=BYTEWISE)
    phone_key: str
    family_name: str
    given_name: str
    title: str
    born: date | None
    died: date | None
    gender: str
    nhs_number: str
    address: str
    postcode: str
    phone: str


class UserAccountRow(Record, table=True):
    """A user account as it was last recorded."""

    __tablename__ = "user_account"

    user: str = Field(primary_key=True)
    seq: int
    name: str
    role: str
    organisation: str


# ------------------------------------------------------------------------------------- beside the journal


class CredentialRow(Record, table=True):
    """The hash of a user's password. Never in the journal, so that it can be forgotten."""

    __tablename__ = "credential"

    user: str = Field(primary_key=True)
    secret_hash: str
    set_at: datetime = Field(sa_type=UtcTime)


class OutboxRow(Record, table=True):
    """A handover that waits to be delivered; written in the transaction that signed it."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state_created_at", "state", "created_at"),)

    handover_id: UUID = Field(primary_key=True)
    case_id: UUID
    recipient: str
    channel: str
    payload: str = Field(sa_type=Text)
    state: str = "pending"
    created_at: datetime = Field(sa_type=UtcTime)


class RulesetTextRow(Record, table=True):
    """The full text of a ruleset by its hash: a signed case can be advised again years later."""

    __tablename__ = "ruleset_text"

    hash: str = Field(primary_key=True)
    text: str = Field(sa_type=Text)
    kept_at: datetime = Field(sa_type=UtcTime)


class ChangeCounterRow(Record, table=True):
    """One number, raised by every write: how other consoles learn that there is news."""

    __tablename__ = "change_counter"

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    value: int


@cache
def table(model: type[Record]) -> Table:
    """The table behind a model, for statements on hot paths."""
    return cast("Table", model.__table__)  # type: ignore[attr-defined]
