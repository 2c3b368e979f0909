"""The command palette: every action of the screen in front by name, `area: verb`, made from `keys.toml`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand
from textual.screen import Screen

from carecon.screens.keys import Key, keyboard
from carecon.screens.themes import THEMES

if TYPE_CHECKING:
    from carecon.screens.shell import Shell

_NOT_OFFERED = frozenset({"list", "text", "sign_in"})
"""Contexts whose keys only move about."""


def commands(shell: Shell, screen: Screen[Any]) -> Iterable[SystemCommand]:
    """What can be done now. Screenshots are not among it: they would write patients to the disk."""
    for key in keyboard().in_front(getattr(screen, "CONTEXT", "everywhere")):
        if key.context not in _NOT_OFFERED and key.name != "palette":
            area = "console" if key.context == "everywhere" else key.context.replace("_", " ")
            yield SystemCommand(f"{area}: {key.label}", f"{key.tooltip} ({key.cap})", _run(shell, screen, key))
    for theme in THEMES:
        yield SystemCommand(f"colours: {theme.name}", "Change the colours.", _dress(shell, theme.name))


def _run(shell: Shell, screen: Screen[Any], key: Key) -> Callable[[], object]:
    target = shell if key.context == "everywhere" else screen
    return lambda: shell.call_later(shell.run_action, key.name, target)


def _dress(shell: Shell, theme: str) -> Callable[[], object]:
    def change() -> None:
        shell.theme = theme

    return change
