"""An administrator signs in: no cases, and what to do instead."""

from __future__ import annotations

from pathlib import Path

from carecon.clock import ManualClock
from tests.journeys.desk import PASSWORD, at_the_desk, make_staffed_hub
from tests.journeys.test_uninjured_fall import NINE_MINUTES_PAST_TEN


async def test_an_administrator_sees_no_cases_and_is_told_how_to_make_accounts(tmp_path: Path) -> None:
    clock = ManualClock(NINE_MINUTES_PAST_TEN)
    make_staffed_hub(tmp_path / "hub.sqlite", clock)
    async with at_the_desk(tmp_path / "hub.sqlite", clock, size=(80, 24)) as desk:
        await desk.until_screen("SignInScreen")
        await desk.type("slake")
        await desk.press("enter")
        await desk.type(PASSWORD)
        await desk.press("enter")
        await desk.until_screen("NoCasesScreen")
        await desk.until(lambda: "carecon user add" in desk.screen_text, "nobody said how accounts are made")

        await desk.press("escape")

        await desk.until_screen("SignInScreen")
