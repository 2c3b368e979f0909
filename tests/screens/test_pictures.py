"""How the three main screens look, at both sizes, with the time standing still."""

from __future__ import annotations

from typing import Protocol

import pytest
from textual.pilot import Pilot

from tests.screens.fake_app import FakeApp
from tests.screens.fake_desk import FakeDesk
from tests.screens.piloting import settled, shows, until
from tests.screens.synthetic import SAID, fenwick, uuid

SIZES = [(120, 40), (80, 24)]
WAYS = {
    "queue": [("", "QueueScreen")],
    "case": [("enter", "CaseScreen")],
    "decision": [("enter", "CaseScreen"), ("f8", "DispositionScreen")],
}
"""Keys, each with the screen that it leads to."""


class SnapCompare(Protocol):
    """The plugin's fixture."""

    def __call__(self, app: FakeApp, *, terminal_size: tuple[int, int], run_before: object) -> bool:
        """Whether the app looks as it did."""
        ...


@pytest.mark.parametrize("size", SIZES, ids=["120x40", "80x24"])
@pytest.mark.parametrize("way", WAYS)
def test_it_looks_as_it_did(snap_compare: SnapCompare, way: str, size: tuple[int, int]) -> None:
    desk = FakeDesk()
    if way == "decision":
        desk.views[uuid(1)] = fenwick(1, {**SAID, "hip_fracture_signs": False, "able_to_weight_bear": True})
    app = FakeApp(desk)

    async def go_there(pilot: Pilot[int]) -> None:
        await until(pilot, lambda: bool(desk.asked("load_queue")))
        for key, name in WAYS[way]:
            await settled(pilot)
            await pilot.press(*([key] if key else []))
            await until(pilot, shows(pilot, name))
        if way == "decision":
            await until(pilot, lambda: bool(desk.asked("preview_handover")))
        await settled(pilot)

    assert snap_compare(app, terminal_size=size, run_before=go_there)
