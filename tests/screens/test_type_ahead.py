"""Keys that come in a burst, as they do over a slow line."""

from __future__ import annotations

import asyncio
from pathlib import Path

from textual import events

from carecon.clock import ManualClock
from tests.journeys.desk import Desk, at_the_desk, make_staffed_hub
from tests.journeys.test_uninjured_fall import NINE_MINUTES_PAST_TEN, given_the_clinician_has_signed_in


def burst(desk: Desk, *keys: str) -> None:
    """All of it at once: nothing has had its effect when the next key is there."""
    for key in keys:
        character = {"space": " "}.get(key, key if len(key) == 1 else None)
        desk.console.post_message(events.Key(key, character))


async def test_a_form_typed_in_one_burst_has_everything_in_its_own_row(tmp_path: Path) -> None:
    clock = ManualClock(NINE_MINUTES_PAST_TEN)
    make_staffed_hub(tmp_path / "hub.sqlite", clock)
    async with at_the_desk(tmp_path / "hub.sqlite", clock) as desk:
        await given_the_clinician_has_signed_in(desk)

        burst(desk, "n", "2", "enter", *"Crew", "enter", *"07700900123", "enter", *"Fenwick", "enter", *"Ada", "f2")

        await desk.until_screen("CaseScreen")
        view = desk.console.screen.case.view  # type: ignore[attr-defined]
        assert (view.source, view.person.family_name, view.person.given_name) == (
            "paramedic_on_scene",
            "Fenwick",
            "Ada",
        )
        assert view.facts["caller_name"].answer.value == "Crew"
        assert view.callback == "07700900123"


async def test_answers_given_in_one_burst_go_to_one_question_each(tmp_path: Path) -> None:
    clock = ManualClock(NINE_MINUTES_PAST_TEN)
    make_staffed_hub(tmp_path / "hub.sqlite", clock)
    async with at_the_desk(tmp_path / "hub.sqlite", clock) as desk:
        await given_the_clinician_has_signed_in(desk)
        burst(desk, "n", "2", *["enter"] * 11, *"fall", "f2")
        await desk.until_screen("CaseScreen")
        before = set(desk.console.screen.case.view.facts)  # type: ignore[attr-defined]

        burst(desk, "space", "n", "space", "n", "space", "n")
        await asyncio.sleep(0)

        await desk.until(lambda: desk.kinds().count("Saved") == 3, "not all three were saved")
        facts = desk.console.screen.case.view.facts  # type: ignore[attr-defined]
        assert len(set(facts) - before) == 3
