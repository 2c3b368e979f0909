"""The queue: the right patient, whatever happens to the rows; clocks; the filter; taking a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from textual.pilot import Pilot

from carecon.screens.case import CaseScreen
from carecon.screens.port import RecordAway, RecordChanged, Refused
from carecon.screens.queue import QueueScreen
from carecon.screens.widgets.lines import Lines
from tests.screens.fake_app import FakeApp
from tests.screens.fake_desk import FakeDesk
from tests.screens.piloting import settled
from tests.screens.synthetic import NOW, minutes, row, shift, uuid


def queue_of(app: FakeApp) -> QueueScreen:
    screen = app.screen_stack[0]
    assert isinstance(screen, QueueScreen)
    return screen


def lines_of(app: FakeApp) -> list[str]:
    cases = queue_of(app).cases
    return [cases.render_line(y).text.rstrip() for y in range(len(cases.rows))]


def text_of(app: FakeApp, name: str) -> str:
    return app.screen.query_one(f"#{name}", Lines).text


async def changed(app: FakeApp, pilot: Pilot[int]) -> None:
    """Somebody wrote at another desk."""
    app.post_message(RecordChanged(frozenset({"case:x"})))
    await settled(pilot)


async def test_rows_stand_in_the_order_of_the_store() -> None:
    app = FakeApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert [line.split()[0] for line in lines_of(app)[1:]] == ["CREW", "stack", "home", "home", "other", "other"]
        assert lines_of(app)[0].startswith("> CREW  1   4 min   16 min       FENWICK, Ada")


async def test_the_title_counts_only_once_rows_stand_below_it() -> None:
    desk = FakeDesk(total=10_000)
    desk.held = True
    app = FakeApp(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert "Queue" in text_of(app, "title")
        assert "open" not in text_of(app, "title")
        desk.release_held()
        await settled(pilot)
        assert "Queue: 10,000 open" in text_of(app, "title")


async def test_what_was_read_before_the_screen_stood_is_shown_with_it() -> None:
    desk = FakeDesk()
    desk.held = True
    app = FakeApp(desk, read_before=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert "Queue: 7 open" in text_of(app, "title")
        assert len(lines_of(app)) == 7


async def test_arrivals_do_not_move_what_one_looks_at() -> None:
    app = FakeApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("down", "down")
        before = lines_of(app)
        app.desk.rows = [row(20, "New ONE", lane="crew"), row(21, "New TWO"), row(22, "New THREE"), *app.desk.rows]
        await changed(app, pilot)
        assert lines_of(app) == before
        assert "3 new: F5" in text_of(app, "counts")
        await pilot.press("f5")
        await settled(pilot)
        assert "ONE, New" in lines_of(app)[0]
        assert queue_of(app).cases.selected_key == uuid(3)
        assert "F5" not in text_of(app, "counts")


async def test_values_change_in_their_rows_at_once() -> None:
    app = FakeApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app.desk.rows[1] = replace(
            app.desk.rows[1], owner="jrao@devon-hub", owner_name="J Rao", status="with_clinician"
        )
        await changed(app, pilot)
        assert lines_of(app)[1].endswith("J Rao")


async def test_the_selection_stays_with_its_patient_while_rows_arrive_leave_and_change_places() -> None:
    app = FakeApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("down", "down", "down")
        assert queue_of(app).cases.selected_key == uuid(4)
        app.desk.rows = [row(30, "Late ARRIVAL"), *reversed(app.desk.rows[2:])]
        await changed(app, pilot)
        await pilot.press("f5")
        await settled(pilot)
        assert queue_of(app).cases.selected_key == uuid(4)
        await pilot.press("enter")
        await settled(pilot)
        assert "J Rao has this case" in queue_of(app).said


async def test_the_selection_stays_with_its_patient_under_an_open_modal() -> None:
    app = FakeApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("down")
        await pilot.press("n")
        await settled(pilot)
        app.desk.rows = [row(31, "Late ARRIVAL", lane="crew"), *app.desk.rows[::-1]]
        await changed(app, pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert queue_of(app).cases.selected_key == uuid(2)
        await pilot.press("enter")
        await settled(pilot)
        assert app.desk.asked("claim") == [(uuid(2),)]
        assert isinstance(app.screen, CaseScreen)
        assert app.screen.case_id == uuid(2)


async def test_a_selected_case_that_leaves_is_marked_and_cannot_be_taken() -> None:
    app = FakeApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        del app.desk.rows[0]
        await changed(app, pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert app.desk.asked("claim") == []
        assert "no longer in the queue" in queue_of(app).said
        await pilot.press("f5")
        await settled(pilot)
        assert lines_of(app)[0].startswith("x gone")
        await pilot.press("enter")
        assert app.desk.asked("claim") == []
        await pilot.press("down")
        assert queue_of(app).cases.selected_key == uuid(2)


async def test_enter_takes_a_free_case_and_shows_it() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert app.desk.asked("claim") == [(uuid(1),)]
        assert isinstance(app.screen, CaseScreen)
        assert "FENWICK, Ada (Mrs)" in text_of(app, "banner")


async def test_who_was_quicker_is_named() -> None:
    app = FakeApp()
    app.desk.taken_by_others = {uuid(1): "J Rao"}
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert queue_of(app).said == "! J Rao has this case."
        assert isinstance(app.screen, QueueScreen)


async def test_f6_shows_a_case_without_taking_it() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f6")
        await settled(pilot)
        assert app.desk.asked("claim") == []
        assert isinstance(app.screen, CaseScreen)


async def test_a_case_that_was_not_asked_for_is_never_shown() -> None:
    app = FakeApp()
    app.desk.held = False
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.desk.open_case(queue_of(app), uuid(5))
        await settled(pilot)
        assert isinstance(app.screen, QueueScreen)


async def test_the_filter_shows_only_what_has_the_words_and_escape_shows_all() -> None:
    app = FakeApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"gammon", "enter")
        await settled(pilot)
        assert [line.split()[5] for line in lines_of(app) if "GAMMON" in line]
        assert "1 with 'gammon'" in text_of(app, "title")
        await pilot.press("escape")
        await settled(pilot)
        assert len(lines_of(app)) == 7


async def test_letters_typed_into_the_filter_do_nothing_else() -> None:
    app = FakeApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("slash", "n", "n")
        await settled(pilot)
        assert isinstance(app.screen, QueueScreen)


async def test_nobody_with_these_words_is_said() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"zzz", "enter")
        await settled(pilot)
        cases = queue_of(app).cases
        assert any("No case with these words" in cases.render_line(y).text for y in range(2))


async def test_clocks_move_with_the_minute() -> None:
    app = FakeApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app.clock.advance(minutes(1))
        assert queue_of(app).tick() == 1.0
        await settled(pilot)
        assert "5 min   15 min" in lines_of(app)[0]
        assert "! 0:43" in lines_of(app)[2]
        assert "10:13" in text_of(app, "title")


async def test_without_a_breach_near_the_clocks_tick_once_a_minute() -> None:
    app = FakeApp(FakeDesk(shift()[:2]))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app.clock.advance(timedelta(seconds=12))
        assert queue_of(app).tick() == 48.0


async def test_a_row_scrolled_back_into_sight_shows_the_clock_of_now() -> None:
    rows = [row(n, f"P{n} NUMBER", received_at=NOW, breach_at=NOW + minutes(90)) for n in range(1, 60)]
    app = FakeApp(FakeDesk(rows))
    async with app.run_test(size=(120, 24)) as pilot:
        await settled(pilot)
        await pilot.press("end")
        app.clock.advance(minutes(7))
        queue_of(app).tick()
        await pilot.press("home")
        await settled(pilot)
        assert "7 min" in lines_of(app)[0]


async def test_the_line_below_says_why_the_selected_case_stands_there() -> None:
    app = FakeApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert "a crew waits with the person" in text_of(app, "why")
        await pilot.press("down", "down")
        assert "ambulance category 2" in text_of(app, "why")
        assert "chest discomfort, cold sweat" in text_of(app, "why")


async def test_more_cases_than_are_loaded_are_told_of() -> None:
    app = FakeApp(FakeDesk(shift(), total=10_000))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert "first 7 of 10,000: / finds the rest" in text_of(app, "counts")


async def test_an_empty_queue_says_so() -> None:
    app = FakeApp(FakeDesk([]))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert queue_of(app).cases.render_line(0).text.strip() == "Nobody waits."


async def test_a_record_that_is_away_is_said_until_it_is_back() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.post_message(RecordAway("The database does not answer."))
        await settled(pilot)
        await pilot.press("down")
        assert "The database does not answer." in queue_of(app).said
        app.post_message(RecordAway(""))
        await settled(pilot)
        assert "The record is back." in queue_of(app).said


async def test_ctrl_c_ends_nothing() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+c")
        await settled(pilot)
        assert app.is_running
        assert isinstance(app.screen, QueueScreen)


async def test_a_long_notice_takes_the_lines_that_it_needs_and_gives_them_back() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = queue_of(app)
        where = "/a/long/path" * 6
        told = f"Something went wrong: incident 4F2A9C, kept in {where}. What was saved is safe."
        screen.post_message(Refused(0, told))
        await settled(pilot)
        assert "What was saved is safe." in screen.said
        assert screen.query_one("#notice").region.height > 1
        assert screen.query_one("KeyLine").region.y == 23
        await pilot.press("down")
        await settled(pilot)
        assert screen.query_one("#notice").region.height == 1


async def test_who_may_not_read_cases_is_told_so_and_not_to_wait() -> None:
    desk = FakeDesk()
    desk.held = True
    app = FakeApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = queue_of(app)
        screen.post_message(Refused(len(desk.asked("load_queue")), "An administrator cannot read cases."))
        await settled(pilot)
        assert "cannot read cases" in screen.said
        assert screen.cases.render_line(0).text.strip() == "No queue is shown here."
        assert "Reading" not in text_of(app, "counts")
