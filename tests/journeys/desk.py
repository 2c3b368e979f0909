"""The whole app on a real hub, for journeys: signed in at, typed into, looked at, as a clinician would."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from textual.message import Message
from textual.pilot import Pilot

from carecon.app import Console, make_console
from carecon.clinical.answers import NOT_KNOWN, Answer
from carecon.clinical.facts import FactKind, vocabulary
from carecon.clock import ManualClock
from carecon.desk.accounts import add_user, first_administrator
from carecon.desk.first_page import read_label
from carecon.desk.hub import Hub, make_hub, open_hub
from carecon.desk.people import Role
from carecon.ids import seeded
from carecon.screens.port import DeskMessage, Refused
from carecon.settings import Settings

PATIENCE = 30.0
"""Seconds after which something that should have happened counts as not happening: a machine under load is slow."""

PASSWORD = "three random words"


def make_staffed_hub(path: Path, clock: ManualClock) -> None:
    """A new live hub with an administrator and a clinician."""
    hub = make_hub(str(path), realm="live", hub="Devon hub", clock=clock, ids=seeded(clock, 1))
    administrator = first_administrator(hub, "slake", "S Lake", "devon-hub", PASSWORD)
    add_user(
        hub,
        administrator,
        user="rhale",
        name="R Hale",
        organisation="devon-hub",
        role=Role.CLINICIAN,
        password=PASSWORD,
    )
    hub.close()


@dataclass
class Desk:
    """A console that is running, the pilot at its keyboard, and every message of the desk so far."""

    console: Console
    pilot: Pilot[int]
    hub: Hub
    messages: list[Message] = field(default_factory=list)

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until it holds. Raises TimeoutError that says what did not happen, and what stood on the screen."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            refused = [m for m in self.messages if isinstance(m, Refused)]
            assert not refused, f"{what}: refused, {refused[-1].problem}"
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what}; on the screen:\n{self.screen_text}")
            await self.pilot.pause()
            await asyncio.sleep(0.01)

    async def until_screen(self, name: str) -> None:
        """Wait until the screen of that class stands in front."""
        await self.until(lambda: type(self.console.screen).__name__ == name, f"no {name} came")

    async def type(self, text: str) -> None:
        """Type characters."""
        await self.pilot.press(*[_KEY_NAMES.get(character, character) for character in text])

    async def press(self, *keys: str) -> None:
        """Press keys by name."""
        await self.pilot.press(*keys)

    def kinds(self) -> list[str]:
        """The names of the desk's messages so far."""
        return [type(message).__name__ for message in self.messages if isinstance(message, DeskMessage)]

    @property
    def screen_text(self) -> str:
        """What stands on the screen, as text."""
        width, height = self.console.size
        lines = self.console.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip()[:width] for strip in lines[:height])


_KEY_NAMES = {" ": "space", ".": "full_stop", "-": "minus", "/": "slash", ",": "comma", ":": "colon", "'": "apostrophe"}


@asynccontextmanager
async def at_the_desk(
    path: Path, clock: ManualClock, *, size: tuple[int, int] = (120, 40), seed: int = 2
) -> AsyncIterator[Desk]:
    """The console of that hub, at the sign-in screen. Closed in the end as a person would close it."""
    messages: list[Message] = []
    hubs: list[Hub] = []

    def opened() -> Hub:
        hubs.append(open_hub(str(path), clock=clock, ids=seeded(clock, seed)))
        return hubs[0]

    console, port = make_console(
        str(path),
        read_label(str(path)),
        Settings(),
        who=None,
        start="sign_in",
        page=None,
        clock=clock,
        open_hub=opened,
    )
    try:
        async with console.run_test(size=size, message_hook=messages.append) as pilot:
            desk = Desk(console, pilot, None, messages)  # type: ignore[arg-type]
            await desk.until(lambda: bool(hubs), "the hub did not open")
            desk.hub = hubs[0]
            yield desk
    finally:
        await asyncio.to_thread(port.close)


def keys_for(answer: Answer) -> list[str]:
    """What a clinician presses on the row of a fact to give that answer."""
    fact = vocabulary()[answer.fact]
    if answer.value is NOT_KNOWN:
        return ["n"]
    match fact.kind:
        case FactKind.BOOL:
            return ["1" if answer.value else "2"]
        case FactKind.CHOICE if fact.many:
            chosen = [str(fact.choices.index(choice) + 1) for choice in answer.value]  # type: ignore[union-attr]
            return [*" ".join(chosen).replace(" ", ","), "enter"] if chosen else ["0", "enter"]
        case FactKind.CHOICE:
            place = fact.choices.index(str(answer.value)) + 1
            return [str(place)] if len(fact.choices) <= 9 else [*str(place), "enter"]
        case _:
            return [*str(answer.value), "enter"]
