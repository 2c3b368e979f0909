"""A clinician asks why: the reasons come from a process beside the console, whatever becomes of it, and end with it."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from pathlib import Path

from carecon.clinical.answers import Answer
from carecon.clock import ManualClock
from carecon.desk.calls import OpenCall, open_call
from carecon.desk.hub import open_hub
from carecon.desk.people import system
from carecon.ids import seeded
from carecon.screens.case import CaseScreen
from tests.desk.cases import UNINJURED_FALL, answers
from tests.journeys.desk import PASSWORD, Desk, at_the_desk, make_staffed_hub

NOW = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)


def the_case(desk: Desk) -> CaseScreen:
    return next(screen for screen in desk.console.screen_stack if isinstance(screen, CaseScreen))


def process_of(desk: Desk) -> int | None:
    """The process that works the reasons out, once there is one."""
    found: int | None = desk.console.station.desk._rules._reasoner.process_id  # type: ignore[attr-defined]
    return found


async def test_why_is_answered_beside_the_work_and_a_rule_is_followed_to_its_cases(tmp_path: Path) -> None:
    clock = ManualClock(NOW)
    path = tmp_path / "hub.sqlite"
    make_staffed_hub(path, clock)
    given_a_fall_of_which_most_is_told(path, clock)
    async with at_the_desk(path, clock) as desk:
        await given_the_clinician_has_taken_it(desk)
        await when_f7_is_pressed_the_reasons_come(desk)
        killed = process_of(desk)
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        await when_something_more_is_answered_they_come_again(desk)
        await then_a_rule_leads_to_the_cases_it_fired_on(desk)
        last = process_of(desk)
    assert last is not None
    assert not running(last)
    assert not running(killed)


def running(pid: int) -> bool:
    """Whether a process runs, or is left as a zombie."""
    return Path(f"/proc/{pid}").exists()


def given_a_fall_of_which_most_is_told(path: Path, clock: ManualClock) -> None:
    told = {name: value for name, value in UNINJURED_FALL.items() if name not in ("source", "hip_fracture_signs")}
    hub = open_hub(str(path), clock=clock, ids=seeded(clock, 5))
    given = tuple(answer for answer in answers(told) if isinstance(answer, Answer))
    open_call(hub, system("caller"), OpenCall(source="paramedic_on_scene", reason="slid from bed", answers=given))
    hub.close()


async def given_the_clinician_has_taken_it(desk: Desk) -> None:
    await desk.until_screen("SignInScreen")
    await desk.type("rhale")
    await desk.press("enter")
    await desk.type(PASSWORD)
    await desk.press("enter")
    await desk.until_screen("QueueScreen")
    await desk.until(lambda: "slid from bed" in desk.screen_text, "no case stands in the queue")
    await desk.press("enter")
    await desk.until_screen("CaseScreen")


async def when_f7_is_pressed_the_reasons_come(desk: Desk) -> None:
    await desk.press("f7")
    await desk.until_screen("ReasoningScreen")
    await desk.until(lambda: the_case(desk).reasons.shown.reasoning is not None, "no reasons came")
    assert "== What would change it" in desk.screen_text


async def when_something_more_is_answered_they_come_again(desk: Desk) -> None:
    await desk.press("escape")
    await desk.until_screen("CaseScreen")
    case = the_case(desk)
    before = case.case.view.seq
    await desk.press("space", "2")
    await desk.until(lambda: case.case.view.seq > before, "the answer was not saved")
    await desk.until(lambda: not case.reasons.shown.waited_for, "no reasons came again")
    assert case.reasons.shown.problem == ""


async def then_a_rule_leads_to_the_cases_it_fired_on(desk: Desk) -> None:
    await desk.press("f7")
    await desk.until_screen("ReasoningScreen")
    await desk.press("f6", "enter")
    await desk.until_screen("RuleScreen")
    await desk.until(lambda: "Fired on 1 case since" in desk.screen_text, "the rule did not fire on it")
    assert the_case(desk).case.view.reference in desk.screen_text
