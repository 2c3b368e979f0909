"""A handover note as a frozen model: what is said, in order, before it becomes text, Markdown or anything else.

Values are outside text exactly as typed; whoever renders a note makes them safe for where they go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BETWEEN: Final = "   "
"""Between the parts of a patient banner: more than a space, so that a name is never read into a date."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said: what it is about, what it is, and who said so, seen or told, and when."""

    label: str
    value: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that belong together, under a heading of their own."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One letter of SBARD: Situation, Background, Assessment, Recommendation, Decision."""

    letter: str
    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A handover note.

    `marks` are what must be seen before anything else: training, test patient, draft. `patient` is the banner in its
    parts, none of which may be broken over two lines.
    """

    marks: tuple[str, ...]
    title: str
    patient: tuple[str, ...]
    head: tuple[Line, ...]
    sections: tuple[Section, ...]
    foot: str


def group(heading: str, *lines: Line | None) -> Group:
    """The group of the lines that there are."""
    return Group(heading, tuple(line for line in lines if line is not None))
