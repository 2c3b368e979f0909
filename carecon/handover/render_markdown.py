"""A note as Markdown. Outside text stays text: whatever it looks like, it never acts as Markdown or HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from carecon.clinical.plain_text import one_line, shown_lines
from carecon.handover.note import BETWEEN, Line, Note

_ALWAYS: Final = re.compile(r"([\\`*_{}\[\]<>#|~!$^=&@])")
"""Characters that can begin or end markup anywhere in a line."""

_AT_START: Final = re.compile(r"^([+-]|\d{1,9}(?=[.)](?:\s|$)))")
_LINKS: Final = re.compile(r"(?<=\w)([.:])(?=[^\W\d]|/)")
"""What makes a renderer take a word for an address and link it."""


def as_markdown(note: Note) -> str:
    """The note as Markdown, ending in a line break."""
    return "\n".join(_lines(note)) + "\n"


def escaped(text: str) -> str:
    """One line of outside text, safe to show, that Markdown shows as it is typed."""
    line = _LINKS.sub(r"\\\1", _ALWAYS.sub(r"\\\1", text.strip()))
    if found := _AT_START.match(line):
        start = found.group()
        return f"{start}\\{line[len(start) :]}" if start.isdigit() else f"\\{line}"
    return line


def _lines(note: Note) -> Iterator[str]:
    for mark in note.marks:
        yield f"**{escaped(one_line(mark))}**"
        yield ""
    yield f"# {escaped(one_line(note.title))}"
    yield ""
    yield f"**{escaped(one_line(BETWEEN.join(note.patient)))}**"
    yield ""
    for line in note.head:
        yield from _line(line)
    for section in note.sections:
        yield ""
        yield f"## {section.letter}: {escaped(section.title)}"
        for found in section.groups:
            yield ""
            yield f"### {escaped(one_line(found.heading))}"
            yield ""
            for line in found.lines:
                yield from _line(line)
    yield ""
    yield escaped(one_line(note.foot))


def _line(line: Line) -> Iterator[str]:
    """A list item; the further lines of a value stand below it as items of their own."""
    source = f" ({escaped(one_line(line.source))})" if line.source else ""
    values = [value for value in shown_lines(line.value) if value.strip()]
    first = f" {escaped(values[0])}" if len(values) == 1 else ""
    yield f"- **{escaped(one_line(line.label))}:**{first}{source}"
    if len(values) > 1:
        yield from (f"  - {escaped(value)}" for value in values)
