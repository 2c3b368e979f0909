"""Keys as data: `keys.toml` read once; bindings, footer, palette and help are made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import tomli
from textual.binding import Binding, BindingType

from carecon.errors import BadInput

FOOTER_MOST = 8
"""Keys that a footer line holds: it does not wrap at 80 columns."""

_SHOWN = {
    "enter": "Enter",
    "space": "Space",
    "escape": "Esc",
    "delete": "Del",
    "up": "↑",
    "down": "↓",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
}


@dataclass(frozen=True, slots=True)
class Key:
    """One key in one context: what it does, and how that is said."""

    context: str
    name: str
    keys: tuple[str, ...]
    label: str
    tooltip: str
    footer: bool = False
    first: bool = False
    shown: str = ""

    @property
    def id(self) -> str:
        """Its stable name: `queue.filter`."""
        return f"{self.context}.{self.name}"

    @property
    def cap(self) -> str:
        """The key as it is written for people: `F5`, `Esc`, `ctrl+p`."""
        first = self.keys[0]
        return self.shown or _SHOWN.get(first, first.upper() if first[0] == "f" and first[1:].isdigit() else first)

    def bindings(self) -> list[Binding]:
        """The key as Textual's bindings. The action is named like the key."""
        return [
            Binding(
                key, self.name, self.label, show=self.footer, key_display=self.cap, priority=self.first,
                tooltip=self.tooltip, id=self.id,
            )
            for key in self.keys
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keyboard:
    """All keys by context."""

    contexts: Mapping[str, tuple[Key, ...]]
    together: Mapping[str, tuple[str, ...]]

    def in_front(self, context: str) -> tuple[Key, ...]:
        """The keys that work while that context is in front: its own first."""
        members = (context, *self.together.get(context, ()))
        return tuple(key for name in members for key in self.contexts.get(name, ()))


@cache
def keyboard() -> Keyboard:
    """The keyboard as shipped. Raises BadInput for a key with two meanings."""
    return read_keys((files("carecon.screens") / "keys.toml").read_text(encoding="utf-8"))


def bindings(context: str) -> list[BindingType]:
    """What a screen or widget of that context binds."""
    return [binding for key in keyboard().contexts[context] for binding in key.bindings()]


def read_keys(text: str) -> Keyboard:
    """The keyboard that a TOML text declares. Raises BadInput naming the keys that clash."""
    declared = tomli.loads(text)
    together = {name: tuple(members) for name, members in declared.pop("together", {}).items()}
    contexts = {
        context: tuple(_key(context, name, entry) for name, entry in keys.items()) for context, keys in declared.items()
    }
    found = Keyboard(contexts, together)
    for context in contexts:
        _check(found, context)
    return found


def _key(context: str, name: str, entry: Mapping[str, Any]) -> Key:
    rest = dict(entry)
    keys = tuple(str(rest.pop("key")).split(","))
    return Key(context=context, name=name, keys=keys, **rest)


def _check(found: Keyboard, context: str) -> None:
    taken: dict[str, Key] = {}
    for key in found.in_front(context):
        for pressed in key.keys:
            other = taken.setdefault(pressed, key)
            if other is not key and not _overrides(other, key):
                raise BadInput(
                    "keys.toml", f"{pressed!r} is both {other.id} and {key.id}", f"while {context} is in front"
                )
    shown = [key for key in found.in_front(context) if key.footer]
    if len(shown) > FOOTER_MOST:
        raise BadInput("keys.toml", f"{len(shown)} keys for the footer of {context}; at most {FOOTER_MOST} fit")


def _overrides(own: Key, of_list: Key) -> bool:
    """A screen may say in its own words what Enter on a row does."""
    return of_list.id == "list.choose" and own.context != "list"
