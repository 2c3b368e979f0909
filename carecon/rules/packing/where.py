"""Which line of a pack an error is about. TOML readers do not tell, so ids, keys and conditions are looked for."""

from __future__ import annotations

import re
from typing import Final

_HEADER: Final = re.compile(r"^\[\[(?:rule|definition|allow)\]\]", re.MULTILINE)

_GROUPS: Final = ("all", "any", "none", "at_least")
"""What a condition that is a table is written with. They are keys, and words of any title too."""


def line_in(text: str, name: object = None, key: str = "", condition: str = "", *, last: bool = False) -> int:
    """The line, from 1, of a condition or key in the table whose id is `name`; without a name, in the head of the pack.

    `last` takes the last table with that id. What is not found is the line of the id, and without one the first line.
    """
    start, end = 0, _end(text, 0)
    at = 0
    if name is not None:
        ids = list(re.finditer(rf"""^[ \t]*id[ \t]*=[ \t]*["']{re.escape(str(name))}["']""", text, re.MULTILINE))
        if ids:
            at = ids[-1 if last else 0].start()
            start, end = text.rfind("\n[[", 0, at) + 1, _end(text, at)
    told = rf"(?<!\w){re.escape(condition)}" + (r"[ \t]*=" if condition in _GROUPS else r"(?!\w)")
    written = re.compile(told).search(text, start, end) if condition else None
    if written is None and key:
        written = re.compile(rf"""(?<![\w.])["']?{re.escape(key)}["']?[ \t]*[.=]""").search(text, start, end)
    found = -1 if written is None else written.start()
    return text.count("\n", 0, found if found >= 0 else at) + 1


def _end(text: str, start: int) -> int:
    """Where the table that begins before `start` ends."""
    header = _HEADER.search(text, start)
    return len(text) if header is None else header.start()
