"""Progress of anything that takes more than a second, on standard error: a bar for people, silence for logs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

WIDTH = 40


@contextmanager
def progress_line(title: str, stream: TextIO) -> Iterator[Callable[[int, int], None]]:
    """Yields `step(done, total)`. Draws only on a terminal, and only when a whole per cent has passed."""
    drawn = -1
    live = stream.isatty()

    def step(done: int, total: int) -> None:
        nonlocal drawn
        percent = 100 * done // total if total else 100
        if not live or percent == drawn:
            return
        drawn = percent
        full = WIDTH * percent // 100
        stream.write(f"\r{title} [{'#' * full}{'.' * (WIDTH - full)}] {percent:3d} %  {done:,} of {total:,}")
        stream.flush()

    try:
        yield step
    finally:
        if live and drawn >= 0:
            stream.write("\n")
            stream.flush()
