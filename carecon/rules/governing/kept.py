"""A ruleset from its full text as the record keeps it, so that a case can be advised again years later.

Facts, ids and scores of that time count in it. Where they are not those that ship, the work is done in a process of its
own (`in_its_time`), which reads no others: two vocabularies never meet in one process.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

from carecon.area.area import read_area
from carecon.clinical.facts import DATA_FILES, data_text
from carecon.errors import BadInput, CareconError, Exit
from carecon.rules.ruleset import ENGINE, PART, Ruleset, build_ruleset, joined

OLDEST_ENGINE: Final = "1"
"""Which engine made a text that does not say."""

MOST_REMEMBERED: Final = 4
"""Rulesets that stay built: the same one is often asked several things in a row."""

_AREA: Final = "area "
_LATEST: Final[dict[str, Ruleset]] = {}


@dataclass(frozen=True, slots=True)
class Kept:
    """The text of a ruleset taken apart. `data` goes from file name to text, `packs` are (file name, text)."""

    text: str
    hash: str
    engine: str
    data: Mapping[str, str]
    packs: tuple[tuple[str, str], ...]
    area: str
    area_text: str

    @property
    def of_this_time(self) -> bool:
        """Whether facts, ids and scores are those that this process works with."""
        return all(data_text(name) == text for name, text in self.data.items())

    @property
    def notice(self) -> str:
        """What must be said beside anything that is worked out anew from this text; empty where it is as it was."""
        if self.engine == ENGINE:
            return ""
        return f"These rules were written for engine {self.engine} and are read by engine {ENGINE}."


def read_kept(text: str) -> Kept:
    """Take the text of a ruleset apart. Raises BadInput where it is none."""
    parts = (part.partition("\n") for part in f"\n{text}".removesuffix("\n").split(PART)[1:])
    named = [(name, rest) for name, _, rest in parts]
    if not named or joined(named) != text or not named[-1][0].startswith(_AREA):
        raise BadInput("ruleset", "this is not the text of a ruleset")
    whole = dict(named)
    return Kept(
        text=text,
        hash=sha256(text.encode()).hexdigest(),
        engine=whole.get("engine", OLDEST_ENGINE),
        data=MappingProxyType({name: whole[name] for name in DATA_FILES if name in whole}),
        packs=tuple(each for each in named[:-1] if each[0] != "engine" and each[0] not in DATA_FILES),
        area=named[-1][0].removeprefix(_AREA),
        area_text=named[-1][1],
    )


def rebuild(kept: Kept) -> Ruleset:
    """The ruleset of that text, with the hash that it had.

    Raises ValueError in a process that works with other data (see `in_its_time`), and PackError or BadInput where this
    engine cannot read packs or area any more.
    """
    if not kept.of_this_time:
        raise ValueError("this text has facts, ids or scores of its own: work with it in a process of its own")
    if kept.hash not in _LATEST:
        ruleset = build_ruleset(read_area(kept.area_text, f"{kept.area}.toml"), kept.packs, kept.text)
        while len(_LATEST) >= MOST_REMEMBERED:
            _LATEST.pop(next(iter(_LATEST)), None)
        _LATEST[kept.hash] = ruleset
    return _LATEST[kept.hash]


def in_its_time(kept: Kept, work: str, request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Run `work` ("module:function", a generator of JSON objects) on the ruleset of `kept`, and yield what it yields.

    The function is called with the ruleset and the request (JSON values): here where the data fit, else in a process
    that has the data of the text. Raises what the function raises where that is a CareconError.
    """
    if kept.of_this_time:
        yield from work_of(work)(rebuild(kept), **request)
        return
    with Elsewhere(kept, work, request) as process:
        yield from process


class Elsewhere:
    """A process of its own that has the data of a kept text, and runs one piece of work on its ruleset."""

    def __init__(self, kept: Kept, work: str, request: Mapping[str, Any]) -> None:
        """Start it. Leave the context, or read to the end, to be rid of it."""
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "carecon.rules.governing.kept_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        order = {"text": kept.text, "work": work, "request": dict(request)}
        assert self._process.stdin is not None  # noqa: S101 - asked for above
        with suppress(BrokenPipeError), self._process.stdin as pipe:  # that it ended at once is told below
            pipe.write(json.dumps(order).encode())

    def __enter__(self) -> Elsewhere:
        """The running process."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it, whether it is done or not."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """What the work yields, as it comes. Raises CareconError as the work did, or where the process broke off."""
        assert self._process.stdout is not None  # noqa: S101 - asked for above
        for line in self._process.stdout:
            told: dict[str, Any] = json.loads(line)
            if "told" in told:
                yield told["told"]
            elif "error" in told:
                error = CareconError(told["error"])
                error.exit_status = Exit(told["exit_status"])
                raise error
            else:
                return
        raise CareconError("The process that works with the rules of that time broke off.")


def work_of(work: str) -> Any:
    """The function that `module:function` names. Ours only: it never comes from outside the program."""
    module, _, name = work.partition(":")
    if not module.startswith("carecon."):
        raise ValueError(f"{work!r} is no work of this program")
    return getattr(import_module(module), name)
