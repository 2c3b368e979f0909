"""Walking through JSON that may have any shape: what is not there, or is not what it should be, is simply empty."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

from carecon.clinical.answers import LONGEST_TEXT
from carecon.clinical.plain_text import storable

LONGEST_FIELD: Final = LONGEST_TEXT
"""Characters kept of a name, an address line or a code: as many as of any text, so that nothing is lost on the way."""

_INSTANT: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2})?(?:[.,](\d{1,9}))?\s*(Z|[+-]\d{2}:?\d{2}|[+-]\d{2})", re.ASCII
)
_NUMBER: Final = re.compile(r"-?\d{1,12}(?:\.\d{1,12})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Element:
    """A FHIR element, or nothing. Every question to it has an answer; nothing raises."""

    fields: dict[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.fields)

    def child(self, *path: str) -> Element:
        """The element at the end of `path`; of a list the first. Empty where the path breaks off."""
        found: Any = self.fields
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
            if isinstance(found, list):
                found = next((item for item in found if isinstance(item, dict)), None)
        return Element(found) if isinstance(found, dict) else EMPTY

    def children(self, name: str) -> tuple[Element, ...]:
        """The elements of that name: of a list each, of a single element that one."""
        return tuple(Element(item) for item in _items(self.fields.get(name)) if isinstance(item, dict))

    def text(self, name: str, longest: int = LONGEST_FIELD) -> str:
        """The text of that name, trimmed; a number or boolean as it is written. Empty where there is none."""
        return next((_words(item, longest) for item in _items(self.fields.get(name)) if _words(item, longest)), "")

    def texts(self, name: str) -> tuple[str, ...]:
        """Every text of that name."""
        return tuple(words for item in _items(self.fields.get(name)) if (words := _words(item, LONGEST_FIELD)))

    def flag(self, name: str) -> bool | None:
        """The boolean of that name; None where there is none."""
        value = self.fields.get(name)
        return value if isinstance(value, bool) else None

    def number(self, name: str) -> int | float | None:
        """The finite number of that name, also where it was sent as text; None where there is none."""
        value = self.fields.get(name)
        if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
            value = float(value)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or abs(value) > 1e15
            or not math.isfinite(value)
        ):
            return None
        return int(value) if float(value).is_integer() else value

    def moment(self, name: str) -> datetime | None:
        """The instant of that name in UTC, whatever offset it was sent with; None without a time or an offset."""
        return instant(self.text(name))

    def day(self, name: str) -> date | None:
        """The full date of that name; None for part of one."""
        try:
            return date.fromisoformat(self.text(name)[:10])
        except ValueError:
            return None

    def extension(self, ending: str) -> Element:
        """The extension whose URL ends so, in any case; extensions within extensions too."""
        return next(
            (found for found in self._extensions() if found.text("url").lower().endswith(ending.lower())), EMPTY
        )

    def _extensions(self) -> Iterator[Element]:
        for found in self.children("extension"):
            yield found
            yield from found._extensions()


EMPTY: Final = Element({})


def instant(text: str) -> datetime | None:
    """A FHIR instant in UTC. Seconds, fractions of any length and a two-digit offset are all seen in real messages."""
    found = _INSTANT.fullmatch(text.strip())
    if not found:
        return None
    day, minute, second, fraction, offset = found.groups()
    offset = "+00:00" if offset == "Z" else offset if len(offset) > 3 else offset + ":00"
    try:
        read = datetime.fromisoformat(f"{day}T{minute}{second or ':00'}.{(fraction or '0')[:6]:0<6}{offset}")
        return read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _words(value: Any, longest: int) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)[:longest]
    return storable(value.strip()[:longest]) if isinstance(value, str) else ""
