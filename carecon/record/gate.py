"""The write gate: one writer at a time on an SQLite file, in the order of asking.

SQLite's own busy handler polls and is unfair: under load some writers wait for seconds. `flock` on a file beside the
database is a queue in the kernel, and is let go when its process dies. Checkpoints happen inside it too (SQLite before
3.51.3 can lose pages where two connections commit and checkpoint at once): so closing goes through the gate as well.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread, get_ident
from types import TracebackType
from typing import Final

from carecon.errors import StoreUnavailable

LONGEST_WAIT: Final = 10.0
"""Seconds to wait for other writers. Beyond it something is stuck, and the person at the desk has to know."""


class WriteGate:
    """Held while writing, by one thread of one process. Without a path (PostgreSQL locks for itself) it is open."""

    def __init__(self, path: Path | None, longest_wait: float = LONGEST_WAIT) -> None:
        """Guard the database file `path` with a file beside it; wait at most `longest_wait` seconds."""
        self._side_file = path.with_name(path.name + "-gate") if path else None
        self._longest_wait = longest_wait
        self._held: int | None = None
        self._holder: int | None = None

    def __enter__(self) -> None:
        """Wait for the turn. Raises StoreUnavailable where it does not come in time."""
        if self._side_file is None:
            return
        if self._holder == get_ident():
            raise RuntimeError("this thread is writing already: a unit of work cannot be opened inside another")
        self._held = _lock(self._side_file, self._longest_wait)
        self._holder = get_ident()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the next one in."""
        held, self._held, self._holder = self._held, None, None
        if held is not None:
            os.close(held)


def _lock(path: Path, longest_wait: float) -> int:
    """A descriptor that holds the lock; a new one each time, so that threads of one process queue up as well."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreUnavailable(f"{path.parent} cannot be written to: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _queue_up(descriptor, longest_wait)
    return descriptor


def _queue_up(descriptor: int, longest_wait: float) -> int:
    """Wait in the kernel's queue, which has no time limit of its own: so a thread waits, and is given up if need be."""
    arrived, given_up, deciding = Event(), Event(), Lock()

    def wait() -> None:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        with deciding:
            if given_up.is_set():
                os.close(descriptor)
            else:
                arrived.set()

    Thread(target=wait, name="write gate", daemon=True).start()
    if arrived.wait(longest_wait):
        return descriptor
    with deciding:
        if arrived.is_set():
            return descriptor
        given_up.set()
    raise StoreUnavailable(
        f"Another program has been writing to this database for {longest_wait:.0f} seconds. "
        "Nothing was saved; try again."
    )
