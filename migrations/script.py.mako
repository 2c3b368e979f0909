"""${message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """${message}. Batch mode drops triggers: `schema.migrate` puts the guards back after the last revision."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """There is no way back: a record is not unwritten."""
    raise NotImplementedError
