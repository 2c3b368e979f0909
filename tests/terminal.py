"""A program in a real pseudo-terminal, with the screen it has drawn: for what must not be mocked."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from contextlib import suppress

import pyte

KEYS = {
    "down": "\x1b[B",
    "up": "\x1b[A",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "enter": "\r",
    "tab": "\t",
    "esc": "\x1b",
    "space": " ",
    "pgdn": "\x1b[6~",
    "pgup": "\x1b[5~",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "delete": "\x1b[3~",
    **dict(zip([f"f{n}" for n in range(1, 5)], ["\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS"], strict=True)),
    **dict(
        zip(
            [f"f{n}" for n in range(5, 11)],
            ["\x1b[15~", "\x1b[17~", "\x1b[18~", "\x1b[19~", "\x1b[20~", "\x1b[21~"],
            strict=True,
        )
    ),
}
_TERMINAL_ASKS_WHO = (b"\x1b[c", b"\x1b[>c")


class Terminal:
    """One program in one pseudo-terminal."""

    def __init__(
        self, command: Sequence[str], *, columns: int = 120, rows: int = 40, env: dict[str, str] | None = None
    ):
        """Start `command`, with `env` over this process's environment."""
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.started = time.perf_counter()
        self.pid, self._descriptor = pty.fork()
        if self.pid == 0:
            os.environ.update({"TERM": "xterm-256color", "COLUMNS": str(columns), "LINES": str(rows), **(env or {})})
            os.execvp(command[0], list(command))
        fcntl.ioctl(self._descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    @property
    def lines(self) -> list[str]:
        """What stands on the screen, a string a line."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)

    def read(self, timeout: float) -> bytes:
        """Take in what the program has drawn, waiting at most `timeout` seconds for it."""
        ready, _, _ = select.select([self._descriptor], [], [], timeout)
        if not ready:
            return b""
        try:
            data = os.read(self._descriptor, 65536)
        except OSError:
            return b""
        with suppress(Exception):  # pyte does not know every sequence; what it knows is enough to read by
            self._stream.feed(data)
        if any(question in data for question in _TERMINAL_ASKS_WHO):
            os.write(self._descriptor, b"\x1b[?1;2c")
        return data

    def write(self, keys: str) -> None:
        """Press keys, by their characters."""
        os.write(self._descriptor, keys.encode())

    def press(self, *names: str) -> None:
        """Press keys by name (`down`, `f8`), or characters as they are."""
        for name in names:
            self.write(KEYS.get(name, name))

    def wait_for(self, text: str, timeout: float = 30.0) -> float:
        """Seconds since the start until `text` stands on the screen. Raises TimeoutError showing the screen."""
        deadline = time.perf_counter() + timeout
        while time.perf_counter() < deadline:
            if any(text in line for line in self.screen.display):
                return time.perf_counter() - self.started
            self.read(0.02)
        raise TimeoutError(f"{text!r} did not appear within {timeout} s; the screen was:\n{self.text}")

    def settle(self, quiet: float = 0.3, most: float = 5.0) -> int:
        """Read until nothing has come for `quiet` seconds; returns the bytes that came."""
        count, end = 0, time.perf_counter() + most
        while time.perf_counter() < end and (data := self.read(quiet)):
            count += len(data)
        return count

    def kill(self, with_signal: int = signal.SIGKILL) -> None:
        """End the program at once, by default without any chance to tidy up."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, with_signal)
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)

    def hang_up(self) -> None:
        """Let the terminal vanish, as a dropped line does. The program has to notice."""
        os.close(self._descriptor)

    def close(self) -> None:
        """End the program and let go of the terminal."""
        self.kill()
        with suppress(OSError):
            os.close(self._descriptor)

    def __enter__(self) -> Terminal:
        """For `with`."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the program."""
        self.close()
