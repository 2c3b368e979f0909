"""Help: what the screen in front is for, and every key that works there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.screen import Screen

from carecon.screens.keys import Key, keyboard
from carecon.screens.page import PageScreen
from carecon.screens.station import Station
from carecon.screens.widgets.spans import BLANK, Line, Tone, column, wrapped


def help_screen(station: Station, about: Screen[Any]) -> PageScreen:
    """The help page of a screen."""
    context = getattr(about, "CONTEXT", "everywhere")
    told = " ".join(str(getattr(about, "HELP", "") or "").split())
    return PageScreen(station, "Help", lambda width: help_lines(told, keyboard().in_front(context), width))


def help_lines(told: str, keys: Sequence[Key], width: int) -> Sequence[Line]:
    """The text, and a table of the keys with a sentence each."""
    lines: list[Line] = [*wrapped(told, width), BLANK, (("Keys", Tone.HEADING),)]
    for key in keys:
        caps = key.cap if len(key.keys) == 1 else ", ".join((key.cap, *key.keys[1:]))
        first, *rest = wrapped(key.tooltip, max(20, width - 28), indent="")
        lines.append((column(f"  {caps}", 12, Tone.KEY), column(key.label, 16, Tone.STRONG), *first))
        lines += [((" " * 28, Tone.PLAIN), *line) for line in rest]
    return lines
