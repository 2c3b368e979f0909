"""How the main screens look, at both sizes, with the time standing still."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

import pytest
from textual.pilot import Pilot

from carecon.desk.fired import Fired, FiredCase
from carecon.screens.desk_screen import WIDE
from tests.screens.fake_app import FakeApp
from tests.screens.fake_desk import FakeDesk
from tests.screens.piloting import settled, shows, until
from tests.screens.small_rules import small_ruleset
from tests.screens.synthetic import NOW, SAID, fenwick, uuid

SIZES = [(120, 40), (80, 24)]
WAYS = {
    "queue": [("", "QueueScreen")],
    "case": [("enter", "CaseScreen")],
    "why": [("enter", "CaseScreen"), ("f7", "ReasoningScreen")],
    "rules": [("ctrl+r", "RulesScreen")],
    "rule": [("ctrl+r", "RulesScreen"), *[(letter, "RulesScreen") for letter in "level"], ("enter", "RuleScreen")],
    "decision": [("enter", "CaseScreen"), ("f8", "DispositionScreen")],
}
"""Keys, each with the screen that it leads to."""

FIRED = Fired(
    NOW - timedelta(hours=2),
    (
        FiredCase(uuid(2), "K7F-002", NOW, True, "ucr_2h", frozenset({"FALL-L2", "on_the_floor_long"})),
        FiredCase(uuid(3), "K7F-003", NOW - timedelta(minutes=4), False, "", frozenset({"FALL-L2"})),
    ),
)


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
    desk.ruleset, desk.fired = small_ruleset(), FIRED
    app = FakeApp(desk)

    async def go_there(pilot: Pilot[int]) -> None:
        await until(pilot, lambda: bool(desk.asked("load_queue")))
        for key, name in WAYS[way]:
            await settled(pilot)
            await pilot.press(*([key] if key else []))
            await until(pilot, shows(pilot, name))
        if way == "decision":
            await until(pilot, lambda: bool(desk.asked("preview_handover")))
        if way == "case":
            # In a wide window its reasons come a moment later.
            await until(pilot, lambda: len(desk.asked("reason")) == (size[0] >= WIDE))
        await settled(pilot)

    assert snap_compare(app, terminal_size=size, run_before=go_there)
