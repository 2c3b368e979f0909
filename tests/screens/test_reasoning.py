"""Why an advice stands is worked out beside it: shown once it is there, for the case as it is, never waited for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot

from carecon.clinical.answers import Answer
from carecon.rules.reasons import Change, Flip, Outranked, Reasoning
from carecon.screens.case import CaseScreen
from carecon.screens.case_reasons import WAITING, WorkedOut
from carecon.screens.port import CaseLoaded, Reasoned, RecordChanged, Refused
from carecon.screens.reasoning import ReasoningScreen
from carecon.screens.reasons_lines import change_words, reasons_lines, short_lines
from carecon.screens.rule import RuleScreen
from carecon.screens.themes import THEMES
from carecon.screens.widgets.lines import Lines, Page
from carecon.screens.widgets.spans import width_of
from tests.screens.fake_advice import REASONING, on_desk
from tests.screens.fake_app import FakeApp
from tests.screens.fake_desk import FakeDesk
from tests.screens.piloting import settled, shows, until
from tests.screens.synthetic import SAID, fenwick, uuid

WIDE, NARROW = (120, 40), (80, 24)
BOTH = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120x40", "80x24"])
CASE = on_desk(fenwick())


def text_of(lines: object) -> str:
    assert isinstance(lines, list | tuple)
    return "\n".join("".join(text for text, _ in line) for line in lines)


async def opened(app: FakeApp, pilot: Pilot[int]) -> CaseScreen:
    await settled(pilot)
    await pilot.press("enter")
    await settled(pilot)
    assert isinstance(app.screen, CaseScreen)
    return app.screen


async def why(app: FakeApp, pilot: Pilot[int]) -> ReasoningScreen:
    await opened(app, pilot)
    await pilot.press("f7")
    await settled(pilot)
    assert isinstance(app.screen, ReasoningScreen)
    return app.screen


def page(screen: ReasoningScreen) -> str:
    return screen.query_one("#reasoning", Page).text


def advice(case: CaseScreen) -> str:
    return case.query_one("#advice", Page).text


# ------------------------------------------------------------------------------------------------ the page


@BOTH
async def test_the_page_says_what_forces_the_advice_what_would_change_it_and_what_is_open(
    size: tuple[int, int],
) -> None:
    app = FakeApp()
    async with app.run_test(size=size) as pilot:
        told = " ".join(page(await why(app, pilot)).split())
        for part in (
            "if signs of a broken hip (not asked) were yes -> emergency ambulance",
            "were no and CFS (not asked) were 7 -> planned hospital attendance, as a senior's decision",
            "1 emergency ambulance 2 planned hospital attendance 3 community response within 2 hours",
            "FALL-L2: it is a fall with no serious injury, level 2 behind EMERGENCY: a broken hip is an emergency",
            "Hip or groin pain, a shorter or turned leg",
            "decides: emergency ambulance",
            "Danger signs present",
        ):
            assert part in told


@BOTH
async def test_while_it_is_worked_out_that_is_said_and_the_advice_stands(size: tuple[int, int]) -> None:
    desk = FakeDesk()
    app = FakeApp(desk)
    async with app.run_test(size=size) as pilot:
        await opened(app, pilot)
        desk.held_calls = frozenset({"reason"})
        await pilot.press("1")
        await settled(pilot)
        await pilot.press("f7")
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, ReasoningScreen)
        assert "working out ..." in page(screen)
        assert "EMERGENCY" in page(screen)
        desk.release_held()
        await settled(pilot)
        assert "working out" not in page(screen)


@BOTH
async def test_what_cannot_be_worked_out_is_said_plainly(size: tuple[int, int]) -> None:
    desk = FakeDesk()
    desk.reasoning, desk.problem = None, "The part that works it out is not installed here (clingo)."
    app = FakeApp(desk)
    async with app.run_test(size=size) as pilot:
        told = " ".join(page(await why(app, pilot)).split())
        assert "It cannot be worked out. The part that works it out is not installed here (clingo)." in told
        assert "The advice does not depend on it." in told
        assert "Leaning to: Community response within 2 hours" in told


async def test_what_could_not_even_be_asked_is_said_on_the_page() -> None:
    desk = FakeDesk()
    desk.held_calls = frozenset({"reason"})
    app = FakeApp(desk)
    async with app.run_test(size=NARROW) as pilot:
        await why(app, pilot)
        case = app.screen_stack[-2]
        case.post_message(Refused(desk.request("reason"), "The record is away."))
        await settled(pilot)
        assert isinstance(app.screen, ReasoningScreen)
        assert "It cannot be worked out. The record is away." in " ".join(page(app.screen).split())


async def test_what_is_read_further_down_stays_where_it_is() -> None:
    desk = FakeDesk()
    desk.held_calls = frozenset({"reason"})
    app = FakeApp(desk)
    async with app.run_test(size=(80, 18)) as pilot:
        screen = await why(app, pilot)
        text = screen.query_one("#reasoning", Page)
        await pilot.press("end")
        await settled(pilot)
        read = text.render_line(0).text
        desk.release_held()
        await settled(pilot)
        assert "Still possible" in text.text
        assert text.render_line(0).text == read


async def test_the_case_goes_on_under_the_page_and_its_reasons_with_it() -> None:
    desk = FakeDesk()
    app = FakeApp(desk)
    async with app.run_test(size=NARROW) as pilot:
        screen = await why(app, pilot)
        answers = {**SAID, "hip_fracture_signs": True}
        desk.views[uuid(1)] = replace(fenwick(1, answers), seq=desk.view(uuid(1)).seq + 1)
        desk.reasoning = replace(REASONING, disposition="emergency_ambulance", why=("hip_fracture_signs",))
        app.post_message(RecordChanged(frozenset()))
        await until(pilot, lambda: "Signs of a broken hip: yes." in page(screen))
        assert "EMERGENCY" in page(screen)


@BOTH
async def test_a_reason_leads_to_its_rule_and_back(size: tuple[int, int]) -> None:
    app = FakeApp()
    async with app.run_test(size=size) as pilot:
        screen = await why(app, pilot)
        assert [row.rule for row in screen.rules.rows] == ["FALL-L2", "NO-VW"]
        assert screen.rules.render_line(0).text.startswith("> leads")
        await pilot.press("f6", "down", "enter")
        await settled(pilot)
        assert isinstance(app.screen, RuleScreen)
        assert "Rule NO-VW" in app.screen.query_one("#heading", Lines).text
        await pilot.press("escape")
        await until(pilot, shows(pilot, "ReasoningScreen"))


# ------------------------------------------------------------------------------------------------ beside the facts


async def test_a_wide_window_says_in_short_what_is_possible_and_what_would_change_it() -> None:
    app = FakeApp()
    app.desk.held_calls = frozenset({"reason"})
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        await until(pilot, lambda: bool(app.desk.asked("reason")))
        assert "Still possible: working out ..." in advice(case)
        before = advice(case).count("\n")
        app.desk.release_held()
        await until(pilot, lambda: "Still possible: EMERGENCY AMBULANCE" in advice(case))
        assert "Would change it: EMERGENCY AMBULANCE if signs of a" in advice(case)
        assert advice(case).count("\n") == before


async def test_a_narrow_window_has_no_room_for_it_and_asks_nothing() -> None:
    app = FakeApp()
    async with app.run_test(size=NARROW) as pilot:
        case = await opened(app, pilot)
        await pilot.pause(0.3)
        assert app.desk.asked("reason") == []
        assert "Still possible" not in advice(case)


async def test_keys_in_a_row_are_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    # Long enough for two keys to fall into it on a machine that is busy.
    monkeypatch.setattr("carecon.screens.case.REASONS_AFTER", 1.0)
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        await until(pilot, lambda: len(app.desk.asked("reason")) == 1)
        await pilot.press("2", "2")
        await settled(pilot)
        await until(pilot, lambda: case.reasons.shown.reasoning is not None)
        assert len(app.desk.asked("reason")) == 2
        assert case.reasons.case is case.case


async def test_reasons_of_another_case_or_of_an_older_state_are_dropped() -> None:
    desk = FakeDesk()
    desk.held_calls = frozenset({"reason"})
    app = FakeApp(desk)
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        await until(pilot, lambda: bool(desk.asked("reason")))
        asked, seq = desk.request("reason"), case.case.view.seq
        for late in (
            Reasoned(asked, uuid(2), seq, REASONING),
            Reasoned(asked, case.case_id, seq - 1, REASONING),
            Reasoned(asked + 100, case.case_id, seq, REASONING),
        ):
            case.post_message(late)
        await settled(pilot)
        assert case.reasons.shown is WAITING
        assert "working out" in advice(case)
        case.post_message(Reasoned(asked, case.case_id, seq, REASONING))
        await settled(pilot)
        assert case.reasons.shown == WorkedOut(REASONING)


async def test_reasons_of_before_an_answer_are_not_shown_after_it() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        await until(pilot, lambda: case.reasons.shown.reasoning is not None)
        app.desk.held_calls = frozenset({"reason"})
        await pilot.press("2")
        await until(pilot, lambda: len(app.desk.asked("reason")) == 2)
        assert case.reasons.shown is WAITING


async def test_reasons_of_advice_that_time_alone_has_changed_are_worked_out_anew() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        await until(pilot, lambda: case.reasons.shown.reasoning is not None)
        app.desk.held_calls = frozenset({"reason"})
        case.post_message(CaseLoaded(1, replace(case.case, advice=replace(case.case.advice, state="senior_decision"))))
        await until(pilot, lambda: len(app.desk.asked("reason")) == 2)
        assert case.reasons.shown is WAITING
        app.desk.release_held()
        await until(pilot, lambda: case.reasons.shown.reasoning is not None)
        case.post_message(CaseLoaded(2, case.case))
        await pilot.pause(0.3)
        assert len(app.desk.asked("reason")) == 2


# ------------------------------------------------------------------------------------------------ in words


def test_a_change_is_told_with_its_value_and_whether_it_was_asked() -> None:
    recorded = Answer("able_to_weight_bear", True)
    assert change_words(Change("able_to_weight_bear", recorded, False)).endswith("were no")
    assert "(not asked)" not in change_words(Change("able_to_weight_bear", recorded, False))
    assert "(not asked) were 131" in change_words(Change("heart_rate", None, 131))
    assert "(not asked)" not in change_words(Change("heart_rate", None, 131), in_full=False)
    assert change_words(Change("istumble", None, ())).endswith("were none")
    assert change_words(Change("no_such_fact", None, True)) == "no such fact (not asked) were different"


def test_what_does_not_fit_is_counted() -> None:
    many = replace(REASONING, possible=tuple(f"disposition_number_{number}" for number in range(9)))
    for width in (30, 57, 80, 200):
        lines = short_lines(WorkedOut(many), width)
        assert len(lines) == 2
        assert all(width_of(line) <= width for line in lines)
        told = text_of(lines[:1])
        assert "more" in told or "9 of them" in told or "number 8" in told


def test_nothing_to_tell_is_told_as_such() -> None:
    empty = Reasoning("ucr_2h", (), (), (), ())
    told = text_of(reasons_lines(CASE, WorkedOut(empty), 80))
    for part in ("No answer is named", "No small change", "Nothing: whatever else", "none"):
        assert part in told
    assert "no small change" in text_of(short_lines(WorkedOut(empty), 57))


def test_what_the_answers_alone_do_not_decide_is_said_with_them() -> None:
    forced = Reasoning("return_out_of_hours", ("age_years",), (), (), ())
    assert "The area, the hours or a pause" in text_of(reasons_lines(CASE, WorkedOut(forced), 80))
    open_still = replace(CASE, advice=replace(CASE.advice, state="need_more_facts"))
    leaning = Reasoning("ucr_2h", ("age_years",), (), (), ())
    assert "may still lead elsewhere" in text_of(reasons_lines(open_still, WorkedOut(leaning), 120))


@pytest.mark.parametrize("text", ["[/b] [red]x", "\x1b[31mred", "x" * 3000])
@pytest.mark.parametrize("width", [20, 57, 120])
def test_whatever_stands_in_it_is_shown_and_not_obeyed(text: str, width: int) -> None:
    nasty = Reasoning(
        text, (text,), (Flip(text, True, (Change(text, None, text),)),), (text,), (Outranked(text, (text,)),)
    )
    for worked in (WorkedOut(nasty), WorkedOut(None, text)):
        lines = [*reasons_lines(CASE, worked, width), *short_lines(worked, width)]
        assert all(width_of(line) <= width for line in lines if line and not line[0][0].startswith("=="))
        assert "\x1b" not in text_of(lines)


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)], ids=["80x24", "120x40", "200x50"])
async def test_the_page_stands_in_every_theme_and_size(theme: str, size: tuple[int, int]) -> None:
    app = FakeApp()
    async with app.run_test(size=size) as pilot:
        app.theme = theme
        screen = await why(app, pilot)
        assert "Still possible" in page(screen)
        assert screen.rules.region.bottom <= size[1]
        await pilot.press("f6")
        await settled(pilot)
        assert app.focused is screen.rules
