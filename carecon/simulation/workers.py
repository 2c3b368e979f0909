"""Work shared out among processes: each does its part and says how far it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, wait
from multiprocessing import connection, get_context, parent_process
from threading import Thread
from typing import Any

from carecon.errors import CareconError, StoreUnavailable

LOOKS_EVERY = 0.25
"""Seconds between two looks at how far the parts are."""

_counters: Any = None
"""In a worker: how much of each part is done, in memory that all processes share."""


def share_out(part: Callable[..., None], arguments: Sequence[tuple[Any, ...]], progress: Callable[[int], None]) -> None:
    """Do `part` once for each tuple of `arguments`, each in a process of its own; wait until all are done.

    `part` must be importable by name; it is called with its arguments and a function to tell how much of it is done.
    `progress` is told the sum. Raises StoreUnavailable, with what was wrong, if a part fails.
    """
    context = get_context("spawn")
    counters = context.Array("q", len(arguments))
    with ProcessPoolExecutor(
        len(arguments), mp_context=context, initializer=_share_counters, initargs=(counters,)
    ) as pool:
        parts = [pool.submit(_do, number, part, given) for number, given in enumerate(arguments)]
        working = True
        while working:
            working = bool(wait(parts, timeout=LOOKS_EVERY).not_done)
            progress(sum(counters[:]))
        for done in parts:
            done.result()


def _share_counters(counters: Any) -> None:
    global _counters
    _counters = counters
    Thread(target=_end_with_parent, name="parent-watch", daemon=True).start()


def _end_with_parent() -> None:
    """End when whoever asked for the work has gone: nobody would ever fetch it."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _do(number: int, part: Callable[..., None], given: tuple[Any, ...]) -> None:
    def tell(done: int) -> None:
        _counters[number] = done

    try:
        part(*given, tell)
    except CareconError as error:
        # Of our errors only this one, which has nothing but its message, survives the way between processes.
        raise StoreUnavailable(str(error)) from None
