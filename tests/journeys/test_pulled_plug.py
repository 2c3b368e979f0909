"""What the screen calls saved is on disk: the console is killed at any moment, and nothing that was shown is lost."""

from __future__ import annotations

import os
import random
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from carecon.clinical.answers import Answer
from carecon.clinical.facts import FactKind, vocabulary
from carecon.desk.calls import OpenCall, open_call
from carecon.desk.hub import make_hub, open_hub
from carecon.desk.people import system
from tests.terminal import Terminal

MOMENTS = 100 if os.environ.get("CARECON_SOAK") == "full" else 6
"""How often the plug is pulled: at the least half of the times within 20 ms after a key that writes."""

RIGHT_AFTER_A_KEY = 0.020
SOONISH = 0.150

_CLOCK_TIME = re.compile(r"\b\d\d:\d\d\b")
_LONGEST_LABEL = 20
"""Characters of a label that are certain to be shown in full."""


@pytest.fixture(scope="module")
def one_call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration database with one call in its queue."""
    path = tmp_path_factory.mktemp("plug") / "one.sqlite"
    hub = make_hub(str(path), realm="demo", hub="Devon hub")
    answers = (Answer("presenting_problem", "fall"), Answer("postcode", "TQ12 9ZZ"))
    open_call(hub, system("caller"), OpenCall(source="paramedic_on_scene", answers=answers))
    hub.close()
    return path


def danger_signs() -> list[str]:
    """The yes-or-no questions of the section that the test answers, in their order."""
    return [fact.id for fact in vocabulary().sections["red_flags"] if fact.kind is FactKind.BOOL]


def open_the_case(terminal: Terminal) -> None:
    """From the queue into the case, with the danger signs unfolded."""
    terminal.wait_for("Queue: 1 open")
    terminal.press("enter")
    terminal.wait_for("== Facts")
    heading = next(line for line in terminal.lines if "Danger signs" in line and "=" not in line)
    terminal.press(heading.strip(" >")[0])
    terminal.wait_for("Airway blocked or closing")
    terminal.settle(0.2)


def shown_as_saved(terminal: Terminal) -> Iterator[str]:
    """The facts whose rows say no, by whom and when, and not that they are still being saved."""
    for fact_id in danger_signs():
        label = vocabulary()[fact_id].label[:_LONGEST_LABEL]
        for line in terminal.lines:
            row = line.split("│")[0]
            if label in row and " no " in row and _CLOCK_TIME.search(row) and "saving" not in row:
                yield fact_id


def on_disk(path: Path) -> set[str]:
    """The facts that the record has as no."""
    hub = open_hub(str(path))
    try:
        with hub.store.read() as reading:
            view = reading.case(reading.queue().rows[0].case_id)
        assert hub.store.verify() == ()
    finally:
        hub.close()
    return {name for name, fact in view.facts.items() if fact.answer.value is False}


@pytest.mark.soak
def test_no_answer_that_was_shown_as_saved_is_lost_when_the_plug_is_pulled(one_call: Path, tmp_path: Path) -> None:
    chance = random.Random(2024)
    carecon = str(Path(sys.executable).with_name("carecon"))
    shown_in_all = 0
    for moment in range(MOMENTS):
        path = tmp_path / f"{moment}.sqlite"
        shutil.copy(one_call, path)
        with Terminal([carecon, "demo", "--db", str(path), "--role", "clinician", "--still"]) as terminal:
            open_the_case(terminal)
            for _ in range(chance.randint(1, 12)):
                terminal.press("down", "2")
                terminal.read(chance.uniform(0, 0.1))
            delay = chance.uniform(0, RIGHT_AFTER_A_KEY if moment % 2 else SOONISH)
            terminal.press("down", "2")
            terminal.read(delay)
            terminal.kill()
            while terminal.read(0.05):
                pass
            shown = set(shown_as_saved(terminal))
        lost = shown - on_disk(path)
        assert not lost, f"pull {moment}: shown as saved and lost: {sorted(lost)}; the screen was:\n{terminal.text}"
        shown_in_all += len(shown)
    assert shown_in_all > MOMENTS, "hardly anything was ever shown as saved: the test does not read the screen"
