"""What Alembic runs: the revisions, on the connection that `carecon.record.schema` hands over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from carecon.record.tables import Record


def run(connection: Connection) -> None:
    """Run the wanted revisions in the caller's transaction."""
    context.configure(
        connection=connection,
        target_metadata=Record.metadata,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,  # SQLite's is too, once BEGIN is sent by us
    )
    context.run_migrations()


run(context.config.attributes["connection"])
