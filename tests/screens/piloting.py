"""Driving the console in tests: waiting for what a key led to, never for time to pass."""

from __future__ import annotations

from collections.abc import Callable

from textual.pilot import Pilot

MOST_PAUSES = 200
"""Pauses after which a test gives up on what it waits for."""


async def settled(pilot: Pilot[int]) -> None:
    """Wait until every message has been handled, and what those led to as well."""
    for _ in range(3):
        await pilot.pause()


async def until(pilot: Pilot[int], condition: Callable[[], bool]) -> None:
    """Wait until `condition` holds. Fails where it never does."""
    for _ in range(MOST_PAUSES):
        if condition():
            await pilot.pause()
            return
        await pilot.pause(0.01)
    raise AssertionError("what was waited for did not come")


def shows(pilot: Pilot[int], name: str) -> Callable[[], bool]:
    """Whether the screen of that class is in front."""
    return lambda: type(pilot.app.screen).__name__ == name
