"""What everybody must be able to do: reach everything by keys, hear what has the focus, and work without colour."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from carecon.screens.widgets.entry import Entry
from tests.screens.fake_app import FakeApp
from tests.screens.piloting import settled

WAYS = {
    "queue": [],
    "queue, filtering": ["slash"],
    "new call": ["n"],
    "case": ["enter"],
    "note": ["enter", "m"],
    "why": ["enter", "f7"],
    "rules": ["ctrl+r"],
    "rules, of a case": ["enter", "ctrl+r"],
    "rule": ["ctrl+r", "enter"],
    "menu": ["enter", "f10"],
    "decision": ["enter", "f8"],
    "help": ["f1"],
    "sign out": ["f10"],
}
"""How each screen is reached from the queue."""

MOST_TAB_STOPS = 3
"""On a screen: facts, advice, notes. A form is one list."""


async def gone_to(app: FakeApp, pilot: Pilot[int], way: str) -> None:
    await settled(pilot)
    for key in WAYS[way]:
        await pilot.press(key)
        await settled(pilot)


def tab_stops(app: FakeApp) -> list[Widget]:
    return list(app.screen.focus_chain)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
@pytest.mark.parametrize("way", WAYS)
async def test_every_tab_stop_has_a_name_and_there_are_few(way: str, size: tuple[int, int]) -> None:
    app = FakeApp()
    async with app.run_test(size=size) as pilot:
        await gone_to(app, pilot, way)
        stops = tab_stops(app)
        assert all(stop.name for stop in stops)
        assert len(stops) <= MOST_TAB_STOPS
        if stops:
            assert app.focused in stops


@pytest.mark.parametrize("way", WAYS)
async def test_the_smallest_window_shows_the_footer_and_the_notice_line(way: str) -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await gone_to(app, pilot, way)
        assert app.screen.query_one("KeyLine").region.y == 23
        assert app.screen.query_one("#notice").region.bottom <= 23
        for widget in app.screen.query("KeyedList, Page, Lines, NoteArea"):
            if widget.display and widget.region.width:
                assert widget.region.right <= 80
                assert widget.region.bottom <= 24


@pytest.mark.parametrize("start", ["sign_in", "first_admin"])
async def test_signing_in_is_reached_by_keys_and_named(start: str) -> None:
    app = FakeApp(start=start)  # type: ignore[arg-type]  # one of the ways a console begins
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert all(isinstance(stop, Entry) and stop.name for stop in tab_stops(app))
        assert app.focused is tab_stops(app)[0]


async def test_what_is_selected_is_marked_by_a_sign_and_not_by_colour_alone() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        cases = app.screen.query_one("#queue")
        assert cases.render_line(0).text.startswith("> ")
        assert cases.render_line(1).text.startswith("  ")


async def test_a_window_that_changes_its_size_keeps_everything_in_place() -> None:
    app = FakeApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await gone_to(app, pilot, "case")
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert app.screen.query_one("#danger_top").display
        await pilot.resize_terminal(200, 50)
        await settled(pilot)
        assert not app.screen.query_one("#danger_top").display
        assert app.screen.query_one("#danger").region.width > 100
