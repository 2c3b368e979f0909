"""The first page of the queue, read by the bare driver: a console shows patients before SQLModel has been imported.

Importing SQLModel costs more than half a second and a reader of the queue needs none of it.
"""

from __future__ import annotations

from carecon.clock import Clock, SystemClock
from carecon.record.address import parse_address
from carecon.record.bare import bare_reading
from carecon.record.queue_sql import read_queue
from carecon.record.queue_view import MOST_ROWS, QueueFilter, QueuePage


def first_page(url_or_path: str, limit: int = MOST_ROWS, *, clock: Clock | None = None) -> QueuePage:
    """The first `limit` rows of the whole queue, with its counts as of `clock` (the machine's where none is given).

    Raises StoreUnavailable where it cannot be read, BadInput for a bad address.
    """
    now = (clock or SystemClock()).now()
    with bare_reading(parse_address(url_or_path)) as (execute, as_parameter):
        return read_queue(execute, QueueFilter(), limit, now, as_parameter)
