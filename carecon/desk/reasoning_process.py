"""The process that works reasons out: requests come in as lines of JSON, one at a time, and go out the same way.

It ends when whoever started it has gone, however that happened: its standard input is a pipe that closes with them, and
a thread of its own watches it, also while something is being worked out.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any, Final

from carecon.area.context import Context, context_from
from carecon.clinical.answers import Answer
from carecon.desk.reasoning_wire import facts_from_wire, reasoning_to_wire
from carecon.errors import CareconError
from carecon.rules.reasons import Reasoning
from carecon.rules.ruleset import Ruleset, load_ruleset

MOST_MEMORY: Final = 2 << 30
"""Bytes of address space (2 GiB): beyond it an allocation fails and is told, before the machine begins to swap."""

POLITENESS: Final = 5
"""What is added to the niceness: the screen's own process comes first."""

Reason = Callable[[Mapping[str, Answer], Context, Ruleset], Reasoning]


def main(arguments: list[str]) -> int:
    """Serve `module:function` for an area until standard input ends."""
    name, area = arguments
    with suppress(OSError, ValueError):  # a lower limit may stand already
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    with suppress(OSError):
        os.nice(POLITENESS)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    lines: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(sys.stdin.buffer, lines), daemon=True).start()
    while True:
        request = json.loads(lines.get())
        out.write(json.dumps({"number": request["number"], **answer(request, name, area)}).encode() + b"\n")
        out.flush()


def answer(request: Mapping[str, Any], name: str, area: str) -> dict[str, Any]:
    """What to say to a request: `reasoning`, or a `problem` in words for whoever waits. Never what a case holds."""
    try:
        ruleset = load_ruleset(area)
        if ruleset.hash != request["ruleset"]:
            return {"problem": "The rules on disk have changed since the console was started. Start it again."}
        reason = _function(name)
        found = reason(facts_from_wire(request["facts"]), context_from(request["context"]), ruleset)
        return {"reasoning": reasoning_to_wire(found)}
    except ModuleNotFoundError as error:
        return {"problem": f"The part that works it out is not installed here ({error.name})."}
    except MemoryError:
        return {"problem": "It took more memory than it may."}
    except CareconError as error:
        return {"problem": str(error)}
    except Exception as error:  # noqa: BLE001 - told by its place, never by what a case holds
        return {"problem": f"Something went wrong while it was worked out ({_place(error)})."}


def _function(name: str) -> Reason:
    module, _, function = name.partition(":")
    found: Reason = getattr(import_module(module), function)
    return found


def _place(error: Exception) -> str:
    """`ZeroDivisionError, reasoning.py line 12`: where a fault came up, without values."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    return f"{type(error).__name__}, {os.path.basename(trace.tb_frame.f_code.co_filename)} line {trace.tb_lineno}"  # noqa: PTH119


def _listen(source: IO[bytes], lines: SimpleQueue[bytes]) -> None:
    for line in source:
        lines.put(line)
    os._exit(0)  # whoever asked has gone: nobody waits for what is being worked out


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
