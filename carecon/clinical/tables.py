"""Reading TOML tables key by key: a wrong, missing or unknown key is an error that names the file and the key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import time
from pathlib import Path
from typing import Any, TypeVar

import tomli

from carecon.errors import BadInput

T = TypeVar("T")

LARGEST_FILE = 1_000_000
"""Bytes of a TOML file that is written by hand. Beyond it something else was meant, and reading it would only stall."""


_KEY_TOO_LONG = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){16}""", re.ASCII)
"""A key of more than 16 parts: nobody writes one, and a file of them would take minutes to read."""

_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def parse_toml(text: str, where: str) -> dict[str, Any]:
    """The TOML in `text`. Raises BadInput, in which `where` is followed by the line, where it is not TOML."""
    if len(text) > LARGEST_FILE:
        problem = f"{len(text):,} characters are too many; at most {LARGEST_FILE:,} are read"
        raise BadInput(where, problem, "divide it, or is it another file?")
    if text.startswith("\ufeff"):
        raise BadInput(f"{where}:1", "begins with a byte order mark", "save it as UTF-8 without one")
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") >= 16 and _KEY_TOO_LONG.search(line):
            raise BadInput(f"{where}:{number}", "a name of more than 16 parts", "a dot too many?")
    try:
        return tomli.loads(text)
    except RecursionError:
        raise BadInput(where, "brackets within brackets, too deep to be read", "is one not closed?") from None
    except ValueError as error:  # tomli.TOMLDecodeError, and numbers that are too long
        told = _LINE.search(str(error))
        last = 0 if told is None else int(told[1] or text.count("\n") + 1)
        place = f"{where}:{last}" if last else where
        raise BadInput(place, f"not TOML: {error}", _slip(text, last)) from None


def _slip(text: str, number: int) -> str:
    """What is probably wrong in the line of that number."""
    line = text.split("\n")[number - 1] if number else ""
    if re.search("[\u201c\u201d\u201e\u2018\u2019]", line):
        return 'curly quotes? they are written straight: "'
    if re.search(r"=\s*\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\s*(#|$)", line):
        return "a day that is none? it is written 2027-11-30"
    if re.search(r"(?<![=<>!])=\s*(?!true|false)[A-Za-z]", line):
        return "text stands in quotes; yes and no are written true and false"
    return "a bracket or a quote that is not closed?"


def read_toml(path: Path) -> tuple[str, dict[str, Any]]:
    """The text and the content of a TOML file. Raises BadInput where it cannot be read or is not TOML."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            problem = f"larger than the {LARGEST_FILE:,} bytes that are read"
            raise BadInput(str(path), problem, "divide it, or is it another file?")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(str(path), f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadInput(str(path), "is not text in UTF-8", "is it another file, or saved in another encoding?") from None
    return text, parse_toml(text, str(path))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean fast_positive?` where a known word is near, else an empty string."""
    from difflib import get_close_matches  # only on the way to an error

    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else ""


def shortened(value: object) -> str:
    """A value as a message shows it: no longer than a line."""
    shown = repr(value)
    return shown if len(shown) <= 80 else f"{shown[:77]}..."


class Table:
    """A TOML table that is taken apart: each key once, and none may be left over."""

    def __init__(self, data: object, file: str, key: str = "") -> None:
        """`file` and `key` (dotted, empty at the top) stand in every message."""
        self.file = file
        self.key = key
        if not isinstance(data, Mapping):
            raise self.wrong("", "must be a table")
        self._data: dict[str, Any] = dict(data)
        self._asked: list[str] = []

    def wrong(self, name: str, problem: str, hint: str = "") -> BadInput:
        """The error for a key of this table."""
        path = ".".join(part for part in (self.key, name) if part)
        return BadInput(f"{self.file}: {path}" if path else self.file, problem, hint)

    def take(self, name: str, default: object = ...) -> Any:
        """The raw value of a key; an error where it is missing and has no default."""
        self._asked.append(name)
        if name in self._data:
            return self._data.pop(name)
        if default is ...:
            near = did_you_mean(name, self._data)
            raise self.wrong(name, "is missing", near and f"a slip? There is {near[13:-1]}")
        return default

    def __contains__(self, name: str) -> bool:
        """Whether the key stands there and has not been taken yet. Asked for, it is one that is known here."""
        self._asked.append(name)
        return name in self._data

    def peek(self, name: str) -> object:
        """The raw value of a key that stays to be taken; None where it is missing."""
        return self._data.get(name)

    def text(self, name: str, default: str | None = None) -> str:
        """A string."""
        return self._typed(name, str, "must be text", ... if default is None else default)

    def flag(self, name: str, *, default: bool) -> bool:
        """true or false."""
        return self._typed(name, bool, "must be true or false", default)

    def whole(self, name: str, default: int | None = None) -> int:
        """A whole number, 0 or more."""
        value = self._typed(name, int, "must be a whole number", ... if default is None else default)
        if isinstance(value, bool) or value < 0:
            raise self.wrong(name, "must be a whole number, 0 or more")
        return value

    def texts(self, name: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of strings."""
        value = self.take(name, ... if default is None else default)
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise self.wrong(name, "must be a list of texts")
        return tuple(value)

    def table(self, name: str, default: Mapping[str, Any] | None = None) -> Table:
        """A table within this one."""
        path = ".".join(part for part in (self.key, name) if part)
        return Table(self.take(name, ... if default is None else default), self.file, path)

    def tables(self, name: str) -> Iterator[Table]:
        """A list of tables, as [[name]] writes them; none where the key is missing."""
        path = ".".join(part for part in (self.key, name) if part)
        value = self.take(name, [])
        if not isinstance(value, list):
            raise self.wrong(name, f"must be a list of tables: [[{path}]]")
        for number, item in enumerate(value, 1):
            yield Table(item, self.file, f"{path} {number}")

    def names(self) -> tuple[str, ...]:
        """The keys that have not been taken yet."""
        return tuple(self._data)

    def done(self) -> None:
        """An error where a key is left that nobody asked for."""
        if self._data:
            name = next(iter(self._data))
            hint = did_you_mean(name, self._asked) or "known here: " + ", ".join(dict.fromkeys(self._asked))
            raise self.wrong(name, "is not a key that is known here", hint)

    def _typed(self, name: str, kind: type[T], rule: str, default: object) -> T:
        value = self.take(name, default)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.wrong(name, f"{rule}, not {shortened(value)}")
        return value


def clock_time(table: Table, name: str, text: str) -> time:
    """A time of day such as 08:00; 24:00 (the end of the day) is read as 00:00."""
    try:
        return time.min if text == "24:00" else time.fromisoformat(text)
    except ValueError:
        raise table.wrong(name, f"must be a time of day such as 08:00, not {text!r}") from None
