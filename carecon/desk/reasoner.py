"""Reasons worked out beside the console: in a process of its own, for the newest state of a case and for no other.

Nothing waits for it. The process is started when first something is asked, ended when nobody has asked for a while,
started again where it died, and ends with the console, however that ends.
"""

from __future__ import annotations

import itertools
import json
import os
import select
import subprocess
import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Condition, Thread
from typing import IO, Any, Final
from uuid import UUID

from carecon.area.context import Context
from carecon.clinical.answers import Answer
from carecon.desk.reasoning_wire import facts_to_wire, reasoning_from_wire
from carecon.rules.reasons import Reasoning

REASON: Final = "carecon.rules.reasoning:reason"
"""What is called in the process, as `module:function`."""

PATIENCE_SECONDS: Final = 20.0
"""After so long a request is given up, and the process with it: a screen that says `working out` must say more."""

IDLE_SECONDS: Final = 600.0
"""After so long without a request the process is let go, and its memory with it."""

MOST_WAITING: Final = 8
"""Cases that wait their turn at most; the oldest is given up first. A console shows one."""

MOST_BYTES: Final = 4 << 20
"""Bytes of an answer. Reasons take a few thousand."""

TRIES: Final = 2
"""How often a request is put to a new process where the one before died over it."""

NOT_RUNNING: Final = "The process that works it out cannot be started or keeps stopping."
TOO_LONG: Final = "It takes too long to work out."
TOO_MANY: Final = "Too much else is being worked out."

Tell = Callable[[Reasoning | None, str], None]
"""Is told the reasons, or None and why there are none. Called in the thread of the reasoner; must return at once."""


@dataclass(frozen=True, slots=True)
class _Request:
    number: int
    case: UUID
    facts: Mapping[str, Answer]
    line: bytes
    tell: Tell


class _Failed(Exception):
    """The process died, or said nothing for too long."""


class Reasoner:
    """One process for one console. Safe to call from any thread."""

    def __init__(
        self,
        ruleset: str,
        function: str = REASON,
        *,
        patience: float = PATIENCE_SECONDS,
        idle: float = IDLE_SECONDS,
    ) -> None:
        """`ruleset` is the whole text of the rules; `patience` and `idle` in seconds. Nothing is started yet."""
        self._command = [sys.executable, "-P", "-m", "carecon.desk.reasoning_process", function]
        self._rules = json.dumps({"ruleset": ruleset}).encode() + b"\n"
        self._patience = patience
        self._idle = idle
        self._numbers = itertools.count(1)
        self._changed = Condition()
        self._waiting: OrderedDict[UUID, _Request] = OrderedDict()
        self._newest: dict[UUID, int] = {}
        self._closed = False
        self._thread: Thread | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._read = b""

    @property
    def process_id(self) -> int | None:
        """The process that runs now, if one does."""
        child = self._child
        return child.pid if child is not None and child.poll() is None else None

    def ask(self, case: UUID, facts: Mapping[str, Answer], context: Context, tell: Tell) -> int:
        """Have the reasons of a case worked out. Returns the number of the request.

        Whatever was asked of the same case before is dropped: `tell` of that is not called any more.
        """
        number = next(self._numbers)
        wire = {"number": number, "facts": facts_to_wire(facts), "context": context.as_dict()}
        request = _Request(number, case, facts, json.dumps(wire).encode() + b"\n", tell)
        given_up: _Request | None = None
        with self._changed:
            if self._closed:
                return number
            self._newest[case] = number
            self._waiting.pop(case, None)
            self._waiting[case] = request
            if len(self._waiting) > MOST_WAITING:
                given_up = self._waiting.popitem(last=False)[1]
                self._newest.pop(given_up.case, None)
            if self._thread is None:
                self._thread = Thread(target=self._work, name="desk-reason", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        if given_up is not None:
            given_up.tell(None, TOO_MANY)
        return number

    def close(self) -> None:
        """End the process, and drop what was asked. Leaves no process behind."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._newest.clear()
            self._changed.notify_all()
        child, thread = self._child, self._thread
        if child is not None:
            with suppress(OSError):
                child.kill()
        if thread is not None:
            thread.join()

    # ------------------------------------------------------------------------------------------------ in its thread

    def _work(self) -> None:
        try:
            while (request := self._next()) is not None:
                reasoning, problem = self._put(request)
                with self._changed:
                    wanted = self._newest.get(request.case) == request.number and not self._closed
                    if wanted:
                        del self._newest[request.case]
                if wanted:
                    with suppress(Exception):  # whoever asked may have gone: others still wait for this thread
                        request.tell(reasoning, problem)
        finally:
            self._end()

    def _next(self) -> _Request | None:
        """The request that has waited longest; None once the reasoner is closed."""
        with self._changed:
            while not self._closed and not self._waiting:
                if not self._changed.wait(self._idle if self._child is not None else None):
                    self._end()
            return None if self._closed else self._waiting.popitem(last=False)[1]

    def _put(self, request: _Request) -> tuple[Reasoning | None, str]:
        """Ask the process; where it died over this request, or before it, ask a new one once more."""
        for _ in range(TRIES):
            try:
                said = self._exchange(request)
            except TimeoutError:
                self._end()
                return None, TOO_LONG
            except (OSError, ValueError, _Failed):
                self._end()
                if self._closed:
                    break
                continue
            if "reasoning" in said:
                try:
                    return reasoning_from_wire(said["reasoning"], request.facts), ""
                except (KeyError, TypeError, ValueError):
                    return None, NOT_RUNNING
            return None, str(said.get("problem", NOT_RUNNING))
        return None, NOT_RUNNING

    def _exchange(self, request: _Request) -> dict[str, Any]:
        until = time.monotonic() + self._patience
        source, out = self._pipes(until)
        _write(out.fileno(), request.line, until)
        while True:
            said: dict[str, Any] = json.loads(self._line(source.fileno(), until))
            if said.get("number") == request.number:
                return said

    def _pipes(self, until: float) -> tuple[IO[bytes], IO[bytes]]:
        """What the process writes and what it reads, of the one that runs or of a new one that has got its rules."""
        child, new = self._child, False
        if child is None or child.poll() is not None:
            new = True
            self._end()
            with self._changed:
                if self._closed:
                    raise _Failed
                # A session of its own: what ends the terminal's processes goes to the console, which ends this one.
                child = self._child = subprocess.Popen(  # noqa: S603 - our own module, with words of our own
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
        if child.stdin is None or child.stdout is None:
            raise _Failed
        if new:
            os.set_blocking(child.stdin.fileno(), False)
            _write(child.stdin.fileno(), self._rules, until)
        return child.stdout, child.stdin

    def _line(self, source: int, until: float) -> bytes:
        while b"\n" not in self._read:
            if not select.select([source], [], [], max(0.0, until - time.monotonic()))[0]:
                raise TimeoutError
            piece = os.read(source, 65536)
            if not piece or len(self._read) > MOST_BYTES:
                raise _Failed
            self._read += piece
        line, _, self._read = self._read.partition(b"\n")
        return line

    def _end(self) -> None:
        """End the process, if there is one, and wait for it: none is left behind."""
        child, self._child, self._read = self._child, None, b""
        if child is None:
            return
        with suppress(OSError):
            child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        child.wait()


def _write(target: int, line: bytes, until: float) -> None:
    """Write all of `line`. Raises TimeoutError where nobody takes it off."""
    while line:
        if not select.select([], [target], [], max(0.0, until - time.monotonic()))[1]:
            raise TimeoutError
        line = line[os.write(target, line) :]
