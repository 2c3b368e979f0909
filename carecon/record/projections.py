"""Writing the projections. What their rows hold is decided in `project.py` and `measures.py`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Delete, Table, bindparam, delete, insert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from carecon.record.case_view import CaseView
from carecon.record.entry import Entry
from carecon.record.measures import measures
from carecon.record.project import Row, case_summary, person_row, queue_row, user_row
from carecon.record.tables import (
    CaseSummaryRow,
    MeasureRow,
    PersonIndexRow,
    QueuedCaseRow,
    Record,
    StreamHeadRow,
    UserAccountRow,
    table,
)

PROJECTIONS: Final[tuple[type[Record], ...]] = (
    QueuedCaseRow,
    CaseSummaryRow,
    MeasureRow,
    PersonIndexRow,
    UserAccountRow,
)
"""What can be made again from the journal, beside the stream heads."""


def project_entry(connection: Connection, entry: Entry) -> None:
    """Put down what one entry adds by itself: figures, a person, an account."""
    if rows := measures(entry):
        connection.execute(insert(table(MeasureRow)), rows)
    if person := person_row(entry):
        put(connection, PersonIndexRow, [person])
    if user := user_row(entry):
        put(connection, UserAccountRow, [user])


def project_case(connection: Connection, view: CaseView) -> None:
    """Put down how a case stands now."""
    put(connection, CaseSummaryRow, [case_summary(view)])
    row = queue_row(view)
    if row:
        put(connection, QueuedCaseRow, [row])
    else:
        connection.execute(_leave_queue(), {"gone": view.case_id})


def put_heads(connection: Connection, heads: Iterable[Row]) -> None:
    """Note where streams end now, and by which write."""
    if rows := list(heads):
        put(connection, StreamHeadRow, rows)


def put(connection: Connection, model: type[Record], rows: Sequence[Row]) -> None:
    """Insert rows, or replace those of the same key."""
    connection.execute(_upsert(table(model), connection.dialect.name), list(rows))


@cache
def _upsert(into: Table, dialect: str) -> Any:
    statement: Any = (postgresql_insert if dialect == "postgresql" else sqlite_insert)(into)
    changed = {column.name: statement.excluded[column.name] for column in into.columns if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=list(into.primary_key.columns), set_=changed)


@cache
def _leave_queue() -> Delete:
    queue = table(QueuedCaseRow)
    return delete(queue).where(queue.c.case_id == bindparam("gone"))
