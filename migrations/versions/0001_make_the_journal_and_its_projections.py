"""Make the journal, its projections and what stands beside them.

The triggers that guard the journal are put in place by `schema.migrate` after the last revision, whatever ran before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make all tables, with one change counter that stands at nought."""
    _make_the_journal()
    _make_the_projections()
    _make_what_stands_beside()
    op.execute("INSERT INTO change_counter (id, value) VALUES (1, 0)")


def _make_the_journal() -> None:
    op.create_table(
        "hub",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("realm", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hub"),
    )
    op.create_table(
        "entry",
        sa.Column("stream", BYTEWISE, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("payload_hash", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("stream", "seq", name="pk_entry"),
        sa.UniqueConstraint("id", name="uq_entry_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "entry_payload",
        sa.Column("stream", BYTEWISE, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("stream", "seq", name="pk_entry_payload"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "seal",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("up_to_change", sa.Integer(), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_seal"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "change_counter",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_change_counter"),
    )


def _make_the_projections() -> None:
    op.create_table(
        "stream_head",
        sa.Column("stream", BYTEWISE, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("stream", name="pk_stream_head"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_stream_head_change", "stream_head", ["change"], unique=False)
    op.create_table(
        "queue_row",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("lane_rank", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("priority_reason", sa.String(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("breach_at", MOMENT, nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.Column("age_years", sa.Integer(), nullable=True),
        sa.Column("gender", sa.String(), nullable=False),
        sa.Column("postcode_district", sa.String(), nullable=False),
        sa.Column("spoke", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("flags", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("owner_name", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("callback", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("claimed_at", MOMENT, nullable=True),
        sa.Column("parked_until", MOMENT, nullable=True),
        sa.Column("callback_due", MOMENT, nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_queue_row"),
    )
    op.create_index(
        "ix_queue_row_counts", "queue_row", ["status", "lane", "received_at", "breach_at", "callback_due"], unique=False
    )
    op.create_index(
        "ix_queue_row_order", "queue_row", ["place", "lane_rank", "priority", "due_at", "reference"], unique=False
    )
    op.create_table(
        "case_summary",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.Column("age_years", sa.Integer(), nullable=True),
        sa.Column("gender", sa.String(), nullable=False),
        sa.Column("nhs_number", sa.String(), nullable=False),
        sa.Column("postcode_district", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("claimed_at", MOMENT, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("handed_over_at", MOMENT, nullable=True),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("disposition", sa.String(), nullable=False),
        sa.Column("urgency_minutes", sa.Integer(), nullable=True),
        sa.Column("pathway", sa.String(), nullable=False),
        sa.Column("spoke", sa.String(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("outcome_class", sa.String(), nullable=False),
        sa.Column("outcome_confirmed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_summary"),
    )
    op.create_index(
        "ix_case_summary_message_id",
        "case_summary",
        ["message_id"],
        unique=True,
        sqlite_where=sa.text("message_id <> ''"),
        postgresql_where=sa.text("message_id <> ''"),
    )
    op.create_index("ix_case_summary_person_id", "case_summary", ["person_id"], unique=False)
    op.create_index("ix_case_summary_received_at", "case_summary", ["received_at"], unique=False)
    op.create_index("ix_case_summary_reference", "case_summary", ["reference"], unique=True)
    op.create_index("ix_case_summary_status_received_at", "case_summary", ["status", "received_at"], unique=False)
    op.create_table(
        "measure",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("effective_at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("number", sa.Float(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "seq", "name", name="pk_measure"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_measure_name_effective_at", "measure", ["name", "effective_at"], unique=False)
    op.create_table(
        "person_index",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("family_key", BYTEWISE, nullable=False),
        sa.Column("postcode_key", BYTEWISE, nullable=False),
        sa.Column("phone_key", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.Column("died", sa.Date(), nullable=True),
        sa.Column("gender", sa.String(), nullable=False),
        sa.Column("nhs_number", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_person_index"),
    )
    op.create_index("ix_person_index_born_postcode_key", "person_index", ["born", "postcode_key"], unique=False)
    op.create_index("ix_person_index_family_key_born", "person_index", ["family_key", "born"], unique=False)
    op.create_index("ix_person_index_nhs_number", "person_index", ["nhs_number"], unique=False)
    op.create_index("ix_person_index_phone_key", "person_index", ["phone_key"], unique=False)
    op.create_index(
        "ix_person_index_postcode_key_family_key", "person_index", ["postcode_key", "family_key"], unique=False
    )
    op.create_table(
        "user_account",
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("user", name="pk_user_account"),
    )


def _make_what_stands_beside() -> None:
    op.create_table(
        "credential",
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("user", name="pk_credential"),
    )
    op.create_table(
        "outbox",
        sa.Column("handover_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("handover_id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_state_created_at", "outbox", ["state", "created_at"], unique=False)
    op.create_table(
        "ruleset_text",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_ruleset_text"),
    )


def downgrade() -> None:
    """There is no way back: a record is not unwritten."""
    raise NotImplementedError
