"""Draw the pictures of the README and the guides from the real app: `make pictures`.

A small demonstration hub is made in a temporary folder, with a clock that stands still; the console is driven by its
keys and its screens are exported as SVG. The same code draws the same pictures, byte for byte.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from textual.pilot import Pilot

from carecon.app import Console, make_console
from carecon.clinical.answers import Answer, Value
from carecon.clock import ManualClock
from carecon.desk.accounts import known_or_added
from carecon.desk.advising import advise_and_note
from carecon.desk.answers import answer
from carecon.desk.drafts import CallDraft
from carecon.desk.first_page import first_page, read_label
from carecon.desk.hub import Hub, make_hub, open_hub
from carecon.desk.new_calls import take_call
from carecon.desk.people import AtDesk, Role
from carecon.ids import seeded
from carecon.record.entry import Actor
from carecon.settings import Settings
from carecon.simulation.fill import fill

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
SIZE = (120, 40)
SEED = 5
TUESDAY_MORNING = datetime(2026, 11, 24, 10, 12, tzinfo=UTC)
CELL = 12.2
"""Width of a cell in the exported picture."""

TEXT = re.compile(
    r'(?P<start><text [^>]*)x="(?P<x>[\d.]+)"(?P<middle>[^>]*)textLength="(?P<length>[\d.]+)"(?P<rest>[^>]*>)'
    r"(?P<words>[^<]*)</text>"
)

PATIENCE = 30.0
"""Seconds to wait for something to appear before giving up."""

CALL = CallDraft(
    source="paramedic_on_scene",
    caller="Crew 4312",
    callback="07700 900123",
    location="3 Orchard Row, Newton Abbot",
    reason="slid from bed, up and walking, third fall in a month",
    problem="fall",
    family_name="Fenwick",
    given_name="Ada",
    title="Mrs",
    born=date(1937, 5, 4),
    gender="female",
    nhs_number="999 000 1073",
    postcode="TQ12 9ZZ",
)

TOLD_AT_ONCE: dict[str, Value] = {
    "ambulance_status": "on_scene",
    "clinician_on_scene": True,
    "residence": "own_home",
    "lives_alone": True,
    "acvpu": "alert",
    "respiratory_rate": 17,
    "spo2": 95,
    "on_oxygen": False,
    "heart_rate": 76,
    "temperature": 36.6,
    "fall": True,
    "fall_cause": "mechanical",
    "still_on_floor": False,
    "able_to_weight_bear": True,
    "falls_last_12_months": 3,
    "cfs": 6,
}
"""What the crew says before anybody asks: the picture of a case half known."""

TOLD_ON_ASKING: dict[str, Value] = {
    "systolic_bp": 141,
    "spo2_scale_2": False,
    "floor_minutes": 25,
    "istumble": (),
    "injury_other_than_minor": False,
    "hip_fracture_signs": False,
    "head_injury": False,
    "safe_to_remain": True,
    "has_capacity": True,
    "patient_wishes": "stay_where_they_are",
    "escalation_plan": "none",
    "dnacpr": False,
}


async def draw(folder: Path, pictures: Path) -> None:
    """Make the hub in `folder`, walk through a call, and write the pictures."""
    clock = ManualClock(TUESDAY_MORNING)
    url = str(folder / "demonstration.sqlite")
    case_id = furnish(url, clock)
    who = clinician()
    hubs: list[Hub] = []

    def opened() -> Hub:
        hubs.append(open_hub(url, clock=clock, ids=seeded(clock, SEED)))
        return hubs[0]

    console, desk = make_console(
        url,
        read_label(url),
        Settings(),
        who=who,
        start="queue",
        page=first_page(url, clock=clock),
        clock=clock,
        open_hub=opened,
    )
    try:
        async with console.run_test(size=SIZE) as pilot:
            await walk(console, pilot, hubs, case_id, pictures)
    finally:
        await asyncio.to_thread(desk.close)


async def walk(console: Console, pilot: Pilot[int], hubs: list[Hub], case_id: UUID, pictures: Path) -> None:
    """Queue, case, its reasoning, rules, decision: a picture of each."""
    await until(pilot, lambda: bool(hubs))
    screen = console.screen
    await until(pilot, lambda: len(screen.cases.rows) > 0)  # type: ignore[attr-defined]
    screen.cases.select(case_id)  # type: ignore[attr-defined]
    await settle(pilot)
    keep(console, pictures / "queue.svg")

    await pilot.press("enter")
    await until(pilot, lambda: type(console.screen).__name__ == "CaseScreen")
    await pilot.press("space")
    case = console.screen
    await until(pilot, lambda: not case.reasons.shown.waited_for)  # type: ignore[attr-defined]
    await settle(pilot)
    keep(console, pictures / "case.svg")

    await pilot.press("f7")
    await until(pilot, lambda: type(console.screen).__name__ == "ReasoningScreen")
    await settle(pilot)
    keep(console, pictures / "reasoning.svg")
    await pilot.press("escape")

    await pilot.press("ctrl+r")
    await until(pilot, lambda: type(console.screen).__name__ == "RulesScreen")
    await until(pilot, lambda: len(console.screen.rules.rows) > 0)  # type: ignore[attr-defined]
    await pilot.press(*"fall", "f5")
    await until(pilot, lambda: len(console.screen.rules.rows) > 0)  # type: ignore[attr-defined]
    await settle(pilot)
    keep(console, pictures / "rules.svg")
    await pilot.press("escape", "escape")
    await until(pilot, lambda: console.screen is case)

    await asyncio.to_thread(tell, hubs[0], case_id, TOLD_ON_ASKING)
    await until(pilot, lambda: console.screen.case.advice.state == "recommend")  # type: ignore[attr-defined]
    await pilot.press("f8")
    await until(pilot, lambda: type(console.screen).__name__ == "DispositionScreen")
    await settle(pilot)
    keep(console, pictures / "decision.svg")


def furnish(url: str, clock: ManualClock) -> UUID:
    """A demonstration hub with a morning's cases, and Mrs Fenwick's call half told. Returns her case."""
    hub = make_hub(url, realm="demo", hub="Devon hub", clock=clock, ids=seeded(clock, 1))
    try:
        fill(hub.store, SEED, open_cases=30, closed_cases=10, now=clock.now())
        who = known_or_added(hub, "rhale", "R Hale", Role.CLINICIAN, "devon-hub")
        clock.set(TUESDAY_MORNING - timedelta(minutes=2))
        case_id = take_call(hub, who, CALL).case_id
        tell(hub, case_id, TOLD_AT_ONCE)
        clock.set(TUESDAY_MORNING)
        return case_id
    finally:
        hub.close()


def tell(hub: Hub, case_id: UUID, told: dict[str, Value]) -> None:
    """Record what the crew says, and the advice that follows."""
    answer(hub, clinician(), case_id, [Answer(fact, value, by="crew", seen=True) for fact, value in told.items()])
    advise_and_note(hub, clinician(), case_id)


def clinician() -> AtDesk:
    """Whose console it is."""
    return AtDesk(Actor("rhale", "devon-hub"), "R Hale", Role.CLINICIAN)


async def until(pilot: Pilot[int], condition: Callable[[], bool]) -> None:
    """Wait until it holds. Raises TimeoutError with what stands on the screen."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(pilot.app.export_screenshot(simplify=True)[-2000:])
        await pilot.pause(0.02)


async def settle(pilot: Pilot[int], quiet: int = 15) -> None:
    """Wait until the picture has not changed for a while."""
    before, same = "", 0
    while same < quiet:
        await pilot.pause(0.04)
        now = pilot.app.export_screenshot()
        before, same = now, same + 1 if now == before else 0


def keep(console: Console, file: Path) -> None:
    """Write the screen as it stands. The font is the reader's own: no address of a font is left in the file."""
    picture = re.sub(r"\s*@font-face \{.*?\}", "", console.export_screenshot(title="carecon"), flags=re.DOTALL)
    picture = TEXT.sub(_without_blanks, picture)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(picture.rstrip() + "\n", encoding="utf-8")
    print(file)


def _without_blanks(text: re.Match[str]) -> str:
    """A piece of text that begins where its first letter is: some viewers drop blanks at either end."""
    blank = "&#160;"
    x, length, words = float(text["x"]), float(text["length"]), text["words"].strip("\n")
    leading = 0
    while words.startswith(blank):
        words, leading = words.removeprefix(blank), leading + 1
    trailing = 0
    while words.endswith(blank):
        words, trailing = words.removesuffix(blank), trailing + 1
    if not words:
        return ""
    x, length = x + leading * CELL, length - (leading + trailing) * CELL
    return f'{text["start"]}x="{x:g}"{text["middle"]}textLength="{length:g}"{text["rest"]}{words}</text>'


def main() -> int:
    """Draw them all."""
    pictures = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(draw(Path(folder), pictures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
