"""Keys that come faster than they take effect wait their turn, so that each meets the row that the one before led to.

Textual forwards a key to whatever has the focus at that moment, before the key in front of it has had its effect. Over
a slow line keys come in bursts: a name typed blind would go into the wrong field, a digit answer the wrong question.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual import events
from textual.message_pump import MessagePump
from textual.timer import Timer

if TYPE_CHECKING:
    from textual.app import App

LONGEST_WAIT = 0.5
"""Seconds after which the next key goes on in any case: what the last one led to has gone away with its widget."""

ROUNDS = 2
"""How often a mark is sent through a widget's messages: behind the key, and behind what the key made it say."""

Typed = events.Key | events.Paste


class TypeAhead:
    """Hands keys and pastes on one at a time."""

    def __init__(self, app: App[int], hand_on: Callable[[Typed], Awaitable[None]]) -> None:
        """`hand_on` does with a key what the app would have done."""
        self._app = app
        self._hand_on = hand_on
        self._waiting: deque[Typed] = deque()
        self._turn = 0
        self._busy = False
        self._patience: Timer | None = None

    async def take(self, event: Typed) -> None:
        """Hand `event` on now, or once those before it have had their effect."""
        if self._busy:
            self._waiting.append(event)
        else:
            await self._go(event)

    async def _go(self, event: Typed) -> None:
        self._busy = True
        self._turn += 1
        turn, screen = self._turn, self._app.screen
        if self._patience is None:
            self._patience = self._app.set_timer(LONGEST_WAIT, lambda: self._next(turn))
        way = [*(self._app.focused or screen).ancestors_with_self]
        await self._hand_on(event)

        async def arrived() -> None:
            # A new screen has its focus only after it has been drawn once.
            if self._app.screen is not screen:
                self._app.screen.call_after_refresh(self._next, turn)
            else:
                await self._next(turn)

        self._mark([pump for pump in way for _ in range(ROUNDS)], arrived)

    def _mark(self, way: list[MessagePump], arrived: Callable[[], Awaitable[None]]) -> None:
        """Go through the messages of each pump on `way`, behind whatever is there already, and call `arrived`."""
        if not way:
            self._app.call_later(arrived)
            return
        pump, rest = way[0], way[1:]
        if not pump.call_later(self._mark, rest, arrived):
            self._mark(rest, arrived)  # it is gone, and took nothing along that could still come

    async def _next(self, turn: int) -> None:
        if turn != self._turn:
            return
        if self._patience is not None:
            self._patience.stop()
            self._patience = None
        self._busy = False
        if self._waiting:
            await self._go(self._waiting.popleft())
