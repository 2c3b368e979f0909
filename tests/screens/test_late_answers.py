"""The desk answers late: by then something else stands in front, and keys are meant for that."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from carecon.desk.case_views import CaseStatus, CaseView
from carecon.screens.case import CaseScreen
from carecon.screens.desk_screen import DeskScreen
from carecon.screens.new_call import NewCallScreen
from carecon.screens.note import NoteScreen
from carecon.screens.port import Refused
from carecon.screens.queue import QueueScreen
from tests.screens.fake_app import FakeApp
from tests.screens.piloting import settled, shows, until
from tests.screens.synthetic import uuid

SIZE = (80, 24)


def in_front(app: FakeApp) -> Screen[Any]:
    return app.screen


async def pressed(pilot: Pilot[int], *keys: str) -> None:
    """Press these keys and see them through."""
    await pilot.press(*keys)
    await settled(pilot)


async def answered(app: FakeApp, pilot: Pilot[int]) -> None:
    """The desk answers all that it was asked."""
    app.desk.held = False
    app.desk.release_held()
    await settled(pilot)


def said(screen: Screen[Any]) -> str:
    """What its notice says. A function: a check of what is in front narrows its type for good."""
    assert isinstance(screen, DeskScreen)
    return screen.said


async def with_case_in_front(app: FakeApp, pilot: Pilot[int]) -> CaseScreen:
    """Mrs Fenwick's case, taken from the queue."""
    await settled(pilot)
    await pressed(pilot, "enter")
    screen = app.screen
    assert isinstance(screen, CaseScreen)
    return screen


# ------------------------------------------------------------------------------------------------ a case that was taken


async def test_a_case_that_comes_late_does_not_open_over_a_new_call() -> None:
    app = FakeApp()
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.desk.held = True
        await pressed(pilot, "enter", "n")
        form = app.screen
        assert isinstance(form, NewCallScreen)
        await answered(app, pilot)
        assert in_front(app) is form
        assert "FENWICK, Ada K7F-001 is yours: it stands in the queue" in said(form)
        await pressed(pilot, "1")
        assert app.desk.asked("answer") == []
        await pressed(pilot, "escape")
        assert isinstance(app.screen, QueueScreen)
        assert "FENWICK, Ada K7F-001 is yours" in app.screen.said


async def test_nor_when_the_new_call_is_left_again_before_it_comes() -> None:
    app = FakeApp()
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.desk.held = True
        await pressed(pilot, "enter", "n", "escape")
        await answered(app, pilot)
        assert isinstance(app.screen, QueueScreen)
        assert "is yours" in app.screen.said


async def test_nor_under_the_palette() -> None:
    app = FakeApp()
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.desk.held = True
        await pressed(pilot, "enter", "ctrl+p")
        palette = in_front(app)
        assert not isinstance(palette, QueueScreen)
        await answered(app, pilot)
        assert in_front(app) is palette


async def test_a_case_that_was_only_to_be_looked_at_is_let_go_in_silence() -> None:
    app = FakeApp()
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.desk.held = True
        await pressed(pilot, "f6", "n")
        form = app.screen
        assert isinstance(form, NewCallScreen)
        app.desk.views[uuid(1)] = _nobody_s(app)
        await answered(app, pilot)
        assert in_front(app) is form
        assert "yours" not in said(form)


def _nobody_s(app: FakeApp) -> CaseView:
    return replace(app.desk.view(uuid(1)), owner=None, owner_name="", status=CaseStatus.WAITING)


async def test_a_case_that_comes_while_the_queue_waits_for_it_opens() -> None:
    app = FakeApp()
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.desk.held = True
        await pressed(pilot, "enter")
        await answered(app, pilot)
        assert isinstance(app.screen, CaseScreen)


# ------------------------------------------------------------------------------------------------ a call


@pytest.mark.parametrize("twice", [("f2", "f2"), ("f2", "enter"), ("f2", "down", "f2")], ids=" ".join)
async def test_a_call_that_is_saved_twice_makes_one_case(twice: tuple[str, ...]) -> None:
    app = FakeApp()
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pressed(pilot, "n", "2")
        app.desk.held = True
        await pressed(pilot, *twice)
        form = app.screen
        assert isinstance(form, NewCallScreen)
        assert "Opening the case ..." in form.said
        assert len(app.desk.asked("new_call")) == 1
        await answered(app, pilot)
        assert isinstance(app.screen, CaseScreen)


async def test_the_last_row_entered_twice_makes_one_case() -> None:
    app = FakeApp()
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pressed(pilot, "n", "2", "enter", *(["down"] * 11))
        app.desk.held = True
        await pressed(pilot, *"slid", "enter", "enter")
        assert len(app.desk.asked("new_call")) == 1


async def test_what_is_being_saved_is_not_typed_into_and_not_left() -> None:
    app = FakeApp()
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pressed(pilot, "n", "2", "enter", *"Penrose")
        app.desk.held = True
        await pressed(pilot, "f2", *"xyz", "escape")
        form = app.screen
        assert isinstance(form, NewCallScreen)
        assert form.values["caller"] == "Penrose"
        assert "closes by itself" in form.said


async def test_a_call_that_is_refused_is_typed_on_and_saved_again() -> None:
    app = FakeApp()
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pressed(pilot, "n", "2", "enter", *"Pen")
        app.desk.held = True
        await pressed(pilot, "f2")
        form = app.screen
        assert isinstance(form, NewCallScreen)
        form.post_message(Refused(app.desk.request("new_call"), "The database does not answer."))
        await settled(pilot)
        assert "The database does not answer." in form.said
        assert form.form.editing == "caller"
        await pressed(pilot, *"rose", "f2")
        assert [str(call.caller) for (call,) in app.desk.asked("new_call")] == ["Pen", "Penrose"]  # type: ignore[attr-defined]


async def test_a_call_s_case_does_not_take_the_help_page_away() -> None:
    app = FakeApp()
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pressed(pilot, "n", "2")
        app.desk.held = True
        await pressed(pilot, "f2", "f1")
        page = in_front(app)
        await answered(app, pilot)
        assert in_front(app) is page
        await pilot.press("escape")
        await until(pilot, shows(pilot, "CaseScreen"))


# ------------------------------------------------------------------------------------------------ a note


async def test_a_note_that_is_saved_twice_is_written_once() -> None:
    app = FakeApp()
    async with app.run_test(size=SIZE) as pilot:
        case = await with_case_in_front(app, pilot)
        await pressed(pilot, "m", *"abc")
        app.desk.held = True
        await pressed(pilot, "f2", "f2", *"def", "f3", "f2")
        note = app.screen
        assert isinstance(note, NoteScreen)
        assert "Saving ..." in note.said
        assert app.desk.asked("note") == [(uuid(1), "abc", False)]
        await answered(app, pilot)
        assert in_front(app) is case


async def test_a_note_that_was_saved_is_no_draft_even_where_esc_was_pressed_meanwhile() -> None:
    app = FakeApp()
    async with app.run_test(size=SIZE) as pilot:
        case = await with_case_in_front(app, pilot)
        await pressed(pilot, "m", *"abc")
        app.desk.held = True
        await pressed(pilot, "f2", "escape")
        await answered(app, pilot)
        assert in_front(app) is case
        await pressed(pilot, "m")
        note = app.screen
        assert isinstance(note, NoteScreen)
        assert note.area.text == ""


async def test_a_note_that_is_refused_is_still_there_and_can_be_changed() -> None:
    app = FakeApp()
    async with app.run_test(size=SIZE) as pilot:
        await with_case_in_front(app, pilot)
        await pressed(pilot, "m", *"abc")
        app.desk.held = True
        await pressed(pilot, "f2")
        note = app.screen
        assert isinstance(note, NoteScreen)
        note.post_message(Refused(app.desk.request("note"), "The database does not answer."))
        await settled(pilot)
        assert "The database does not answer." in note.said
        await pressed(pilot, "end", *"d", "f2")
        assert [text for (_, text, _) in app.desk.asked("note")] == ["abc", "abcd"]


async def test_a_note_on_disk_does_not_take_the_help_page_away() -> None:
    app = FakeApp()
    async with app.run_test(size=SIZE) as pilot:
        await with_case_in_front(app, pilot)
        await pressed(pilot, "m", *"abc")
        app.desk.held = True
        await pressed(pilot, "f2", "f1")
        page = in_front(app)
        await answered(app, pilot)
        assert in_front(app) is page
        await pilot.press("escape")
        await until(pilot, shows(pilot, "CaseScreen"))


# ------------------------------------------------------------------------------------------------ what is asked back


async def test_why_an_answer_is_taken_back_is_not_asked_in_front_of_a_note() -> None:
    app = FakeApp()
    async with app.run_test(size=SIZE) as pilot:
        case = await with_case_in_front(app, pilot)
        await pressed(pilot, "c")
        case.pane.facts.select("c/age_years")
        app.desk.held = True
        await pressed(pilot, "delete", "m", *"ab")
        note = in_front(app)
        await answered(app, pilot)
        assert in_front(app) is note
        assert "Press Del on it again" in case.said


async def test_nor_while_an_answer_is_typed() -> None:
    app = FakeApp()
    async with app.run_test(size=SIZE) as pilot:
        case = await with_case_in_front(app, pilot)
        await pressed(pilot, "c")
        case.pane.facts.select("c/age_years")
        app.desk.held = True
        await pressed(pilot, "delete")
        await pressed(pilot, *"86")
        assert case.pane.facts.editing == "c/age_years"
        await answered(app, pilot)
        assert in_front(app) is case
        assert case.pane.facts.typed == "86"


async def test_giving_a_case_back_twice_asks_once() -> None:
    app = FakeApp()
    async with app.run_test(size=SIZE) as pilot:
        await with_case_in_front(app, pilot)
        await pressed(pilot, "f10", "down")
        app.desk.held = True
        await pressed(pilot, "enter", "enter")
        assert app.desk.asked("release") == [(uuid(1),)]
        await answered(app, pilot)
        assert isinstance(app.screen, QueueScreen)
        assert "is back in the queue" in app.screen.said
