"""Signing in, the first account, signing out."""

from __future__ import annotations

from carecon.screens.confirm import ConfirmScreen
from carecon.screens.queue import QueueScreen
from carecon.screens.sign_in import SignInScreen
from carecon.screens.widgets.entry import Entry
from carecon.screens.widgets.lines import Lines
from tests.screens.fake_app import FakeApp
from tests.screens.piloting import settled


def said(app: FakeApp) -> str:
    return app.screen.query_one("#notice", Lines).text


async def test_user_and_password_lead_to_the_queue() -> None:
    app = FakeApp(start="sign_in")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"rhale", "enter", *"correct horse", "enter")
        await settled(pilot)
        assert isinstance(app.screen, QueueScreen)
        assert "R Hale" in app.screen.query_one("#title", Lines).text


async def test_a_wrong_password_says_no_more_than_that_and_is_typed_again() -> None:
    app = FakeApp(start="sign_in")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"rhale", "enter", *"wrong", "enter")
        await settled(pilot)
        assert "User or password is wrong." in said(app)
        password = app.screen.query_one("#password", Entry)
        assert password.text == ""
        assert app.focused is password


async def test_the_password_is_never_shown() -> None:
    app = FakeApp(start="sign_in")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("tab", *"correct horse")
        await settled(pilot)
        assert "correct" not in app.screen.query_one("#password", Entry).render_line(0).text


async def test_a_missing_user_is_asked_for() -> None:
    app = FakeApp(start="sign_in")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", *"x", "enter")
        await settled(pilot)
        assert "Type both user and password." in said(app)


async def test_what_the_software_is_for_stands_there_before_anybody_signs_in() -> None:
    app = FakeApp(start="sign_in")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "the clinician decides" in app.screen.query_one("#about", Lines).text


async def test_the_first_account_is_made_and_signed_in() -> None:
    app = FakeApp(start="first_admin")
    async with app.run_test(size=(80, 24)) as pilot:
        words = "three random words"
        await pilot.press(*"S Lake", "enter", *"slake", "enter", "enter", *words, "enter", *words, "enter")
        await settled(pilot)
        assert app.desk.asked("first_admin") == [("slake", "S Lake", "devon-hub")]
        assert isinstance(app.screen, QueueScreen)


async def test_two_different_passwords_are_typed_again() -> None:
    app = FakeApp(start="first_admin")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "enter", "enter", *"one", "enter", *"two", "enter")
        await settled(pilot)
        assert app.desk.asked("first_admin") == []
        assert "not the same" in said(app)
        assert app.focused is app.screen.query_one("#password", Entry)


async def test_a_weak_password_is_refused_where_it_was_typed() -> None:
    app = FakeApp(start="first_admin")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "enter", "enter", *"short", "enter", *"short", "enter")
        await settled(pilot)
        assert "at least 12 characters" in said(app)
        assert app.focused is app.screen.query_one("#password", Entry)


async def test_signing_out_asks_first_and_forgets_what_was_typed() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        drafts = app.station.drafts
        await pilot.press("f10")
        await settled(pilot)
        assert isinstance(app.screen, ConfirmScreen)
        await pilot.press("enter")
        await settled(pilot)
        assert app.desk.asked("sign_out") == []
        await pilot.press("f10")
        await settled(pilot)
        await pilot.press("y")
        await settled(pilot)
        assert app.desk.asked("sign_out") == [("asked",)]
        assert isinstance(app.screen, SignInScreen)
        assert app.station.drafts is not drafts
        assert app.station.who is None


async def test_leaving_asks_first() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+q")
        await settled(pilot)
        assert isinstance(app.screen, ConfirmScreen)
        await pilot.press("n")
        await settled(pilot)
        assert app.is_running
