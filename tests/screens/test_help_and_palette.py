"""Help, the palette and the footer say the same, because they are made from the same file."""

from __future__ import annotations

import pytest
from textual.dom import DOMNode

from carecon.errors import BadInput
from carecon.screens.case import CaseScreen
from carecon.screens.case_menu import CaseMenu
from carecon.screens.confirm import ConfirmScreen
from carecon.screens.disposition import DispositionScreen
from carecon.screens.form import FormScreen
from carecon.screens.keys import FOOTER_MOST, keyboard, read_keys
from carecon.screens.note import NoteScreen
from carecon.screens.page import PageScreen
from carecon.screens.palette import commands
from carecon.screens.queue import QueueScreen
from carecon.screens.reasoning import ReasoningScreen
from carecon.screens.rule import RuleScreen
from carecon.screens.rules import RulesScreen
from carecon.screens.shell import Shell
from carecon.screens.widgets.key_line import key_line
from carecon.screens.widgets.lines import Page
from carecon.screens.widgets.spans import width_of
from tests.screens.fake_app import FakeApp
from tests.screens.piloting import settled

CONTEXTS = sorted(keyboard().contexts)


@pytest.mark.parametrize("context", CONTEXTS)
def test_every_key_has_a_label_and_a_sentence(context: str) -> None:
    for key in keyboard().contexts[context]:
        assert key.label
        assert key.tooltip.endswith(".")


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_footer_holds_no_more_than_it_can_show(context: str) -> None:
    shown = [key for key in keyboard().in_front(context) if key.footer]
    assert len(shown) <= FOOTER_MOST
    assert width_of(key_line(shown, 80)) <= 80


@pytest.mark.parametrize("context", ["queue", "case", "decision", "form", "note", "page", "reasoning", "rules", "rule"])
def test_help_is_offered_in_the_smallest_window(context: str) -> None:
    line = key_line([key for key in keyboard().in_front(context) if key.footer], 80)
    assert "F1" in "".join(text for text, _ in line)


@pytest.mark.parametrize(
    "screen",
    [
        *(QueueScreen, CaseScreen, DispositionScreen, FormScreen, NoteScreen, PageScreen, ConfirmScreen, CaseMenu),
        *(ReasoningScreen, RulesScreen, RuleScreen, Shell),
    ],
)
def test_every_key_does_something_on_its_screen(screen: type[DOMNode]) -> None:
    context = getattr(screen, "CONTEXT", "everywhere")
    for key in keyboard().contexts[context]:
        assert hasattr(screen, f"action_{key.name}"), key.id


def test_no_key_is_one_that_terminals_swallow() -> None:
    swallowed = {"ctrl+m", "ctrl+i", "ctrl+j", "ctrl+h", "ctrl+c", "ctrl+z", "ctrl+s", "ctrl+b", "ctrl+a", "f11"}
    for keys in keyboard().contexts.values():
        for key in keys:
            assert not set(key.keys) & swallowed, key.id


def test_a_key_with_two_meanings_stops_the_start_and_names_both() -> None:
    text = """
    [together]
    queue = ["everywhere"]
    [everywhere.help]
    key = "f1"
    label = "help"
    tooltip = "Help."
    [queue.fly]
    key = "f1"
    label = "fly"
    tooltip = "Fly."
    """
    with pytest.raises(BadInput, match=r"'f1' is both queue\.fly and everywhere\.help"):
        read_keys(text)


async def test_f1_says_what_the_screen_is_for_and_lists_its_keys() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f1")
        await settled(pilot)
        page = app.screen.query_one(Page).text
        assert "Who is next, and why." in page
        for key in keyboard().in_front("queue"):
            assert key.label in page
        await pilot.press("escape")
        await settled(pilot)
        assert len(app.screen_stack) == 1


async def test_the_palette_offers_every_action_and_no_screenshot() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        offered = [command.title for command in commands(app, app.screen)]
        assert "queue: new call" in offered
        assert "console: help" in offered
        assert "colours: carecon-contrast" in offered
        assert not any("screenshot" in title.lower() for title in offered)


async def test_the_palette_runs_an_action() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+p")
        await settled(pilot)
        await pilot.press(*"new call")
        await pilot.pause(0.3)
        await pilot.press("enter")
        await settled(pilot)
        assert type(app.screen).__name__ == "NewCallScreen"


async def test_another_set_of_colours_can_be_chosen() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        change = next(command for command in commands(app, app.screen) if command.title == "colours: carecon-contrast")
        change.callback()
        await settled(pilot)
        assert app.theme == "carecon-contrast"
