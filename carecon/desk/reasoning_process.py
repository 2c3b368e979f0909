"""The process that works reasons out: requests come in as lines of JSON, one at a time, and go out the same way.

The first line holds the rules that the console works with, word for word: what stands on the disk may be newer. Nothing
that reads data may be imported before that.

The process ends when whoever started it has gone, however that happened: its standard input is a pipe that closes with
them, and a thread of its own watches it, also while something is being worked out.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import IO, Final

from carecon.clinical.facts import work_with
from carecon.rules.governing.kept_process import data_of

MOST_MEMORY: Final = 2 << 30
"""Bytes of address space (2 GiB): beyond it an allocation fails and is told, before the machine begins to swap."""

POLITENESS: Final = 5
"""What is added to the niceness: the screen's own process comes first."""


def main(function: str) -> int:
    """Serve `function` (`module:function`) until standard input ends."""
    with suppress(OSError, ValueError):  # a lower limit may stand already
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    with suppress(OSError):
        os.nice(POLITENESS)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    lines: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(sys.stdin.buffer, lines), daemon=True).start()
    text = json.loads(lines.get())["ruleset"]
    work_with(data_of(text))
    from carecon.desk.reasoning_answers import Reasons

    reasons = Reasons(text, function)
    while True:
        request = json.loads(lines.get())
        out.write(json.dumps({"number": request["number"], **reasons.answer(request)}).encode() + b"\n")
        out.flush()


def _listen(source: IO[bytes], lines: SimpleQueue[bytes]) -> None:
    for line in source:
        lines.put(line)
    os._exit(0)  # whoever asked has gone: nobody waits for what is being worked out


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
