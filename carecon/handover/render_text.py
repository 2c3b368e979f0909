"""A note as plain text: for a terminal, a message body, a printer. Nothing in it can act as terminal control."""

from __future__ import annotations

from collections.abc import Iterator

from carecon.clinical.plain_text import one_line, shown_lines
from carecon.handover.note import BETWEEN, Group, Line, Note, Section
from carecon.handover.wrap import cells, wrap


def as_text(note: Note, width: int = 78) -> str:
    """The note in lines of at most `width` cells (72 for mail, 78 for a screen), ending in a line break."""
    return "\n".join(_lines(note, width)) + "\n"


def _lines(note: Note, width: int) -> Iterator[str]:
    for mark in note.marks:
        yield from wrap(f"*** {one_line(mark)} ***", width)
    yield from wrap(one_line(note.title), width)
    yield from _banner(note.patient, width)
    for line in note.head:
        yield from _line(line, width, "")
    for section in note.sections:
        yield from _section(section, width)
    yield "=" * width
    yield from wrap(one_line(note.foot), width)


def _banner(parts: tuple[str, ...], width: int) -> Iterator[str]:
    """The parts side by side as far as they fit: an NHS number is never broken over two lines (NHS CUI NUM-0002)."""
    line = ""
    for part in map(one_line, parts):
        if line and cells(line + BETWEEN + part) > width:
            yield from wrap(line, width)
            line = ""
        line += (BETWEEN if line else "") + part
    yield from wrap(line, width)


def _section(section: Section, width: int) -> Iterator[str]:
    yield "=" * width
    yield f"{section.letter}  {section.title.upper()}"
    for found in section.groups:
        yield ""
        yield from _group(found, width)


def _group(found: Group, width: int) -> Iterator[str]:
    yield from wrap(one_line(found.heading), width)
    for line in found.lines:
        yield from _line(line, width, "  ")


def _line(line: Line, width: int, indent: str) -> Iterator[str]:
    """`Label: value  [source]`; a value of several lines keeps them, indented below its label."""
    source = f"  [{one_line(line.source)}]" if line.source else ""
    label = f"{one_line(line.label)}:"
    values = shown_lines(line.value) or ("",)
    deeper = f"{indent}    "
    if len(values) == 1:
        yield from wrap(f"{label} {values[0]}{source}", width, indent, deeper)
        return
    yield from wrap(f"{label}{source}", width, indent, deeper)
    for value in values:
        yield from wrap(value, width, deeper, deeper)
