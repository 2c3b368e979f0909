"""Taking a call: a form that asks for little and loses nothing."""

from __future__ import annotations

from datetime import date

from textual.pilot import Pilot

from carecon.desk.drafts import CallDraft
from carecon.screens.case import CaseScreen
from carecon.screens.form import Field
from carecon.screens.new_call import NewCallScreen
from carecon.screens.queue import QueueScreen
from tests.screens.fake_app import FakeApp
from tests.screens.piloting import settled


async def begun(app: FakeApp, pilot: Pilot[int]) -> NewCallScreen:
    await settled(pilot)
    await pilot.press("n")
    await settled(pilot)
    screen = app.screen
    assert isinstance(screen, NewCallScreen)
    return screen


async def test_a_call_is_typed_row_by_row_and_its_case_stands_there() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await begun(app, pilot)
        for answer in (
            "2", "Penrose", "07700 900321", "Tozer", "Gladys", "Mrs", "4/5/1937", "f", "9990001073", "TQ12 9ZZ",
            "3 Orchard Row", "fall", "she slid from bed",
        ):  # fmt: skip
            await pilot.press(*answer, "enter")
            await settled(pilot)
        assert app.desk.asked("new_call") == [
            (
                CallDraft(
                    source="paramedic_on_scene",
                    caller="Penrose",
                    callback="07700 900321",
                    location="3 Orchard Row",
                    reason="she slid from bed",
                    problem="fall",
                    family_name="Tozer",
                    given_name="Gladys",
                    title="Mrs",
                    born=date(1937, 5, 4),
                    gender="female",
                    nhs_number="9990001073",
                    postcode="TQ12 9ZZ",
                ),
            )
        ]
        assert isinstance(app.screen, CaseScreen)


async def test_only_the_source_is_needed() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await begun(app, pilot)
        await pilot.press("f2")
        await settled(pilot)
        assert app.desk.asked("new_call") == []
        assert "Who is calling is needed" in screen.said
        await pilot.press(*"care h", "f2")
        await settled(pilot)
        assert app.desk.asked("new_call") == [(CallDraft(source="care_home"),)]


async def test_an_nhs_number_that_cannot_be_is_read_again() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await begun(app, pilot)
        await pilot.press("2", "enter", *(["down"] * 7), *"9990001074", "f2")
        await settled(pilot)
        assert app.desk.asked("new_call") == []
        assert "check digit" in screen.said
        assert screen.form.editing == "nhs_number"


async def test_a_date_without_a_century_is_asked_for_again() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await begun(app, pilot)
        await pilot.press("2", "enter", *(["down"] * 5), *"4/5/37", "f2")
        await settled(pilot)
        assert app.desk.asked("new_call") == []
        assert screen.form.editing == "born"


async def test_escape_goes_back_without_a_case() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await begun(app, pilot)
        await pilot.press("2", "escape")
        await settled(pilot)
        assert isinstance(app.screen, QueueScreen)
        assert app.desk.asked("new_call") == []


async def test_arrows_move_between_rows_and_keep_what_was_typed() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await begun(app, pilot)
        await pilot.press("down", *"Penrose", "down", "up")
        await settled(pilot)
        assert screen.values["caller"] == "Penrose"
        assert screen.form.editing == "caller"


def test_a_field_begins_empty() -> None:
    assert Field("x", "X").text == ""
