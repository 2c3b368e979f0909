"""Rules can be looked into: found as one types, read in full, and followed to the cases on which they fired."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.pilot import Pilot

from carecon.desk.fired import Fired, FiredCase
from carecon.errors import CareconError
from carecon.rules.ruleset import load_ruleset
from carecon.screens.case import CaseScreen
from carecon.screens.keys import keyboard
from carecon.screens.palette import commands
from carecon.screens.port import CaseLoaded, FiredLoaded, Refused
from carecon.screens.queue import QueueScreen
from carecon.screens.rule import RuleScreen
from carecon.screens.rules import RulesScreen
from carecon.screens.themes import THEMES
from carecon.screens.widgets.entry import Entry
from carecon.screens.widgets.lines import Lines, Page
from tests.screens.fake_advice import on_desk
from tests.screens.fake_app import FakeApp
from tests.screens.fake_desk import FakeDesk
from tests.screens.piloting import settled
from tests.screens.synthetic import NOW, fenwick, uuid

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)], ids=["80x24", "120x40", "200x50"])
STROKE = "RF-STROKE-01"
EVERYTHING = len(load_ruleset("devon").rules)

FIRED = Fired(
    NOW - timedelta(hours=2),
    (
        FiredCase(uuid(2), "K7F-002", NOW, True, "ucr_2h", frozenset({STROKE, "stroke"})),
        FiredCase(uuid(1), "K7F-001", NOW - timedelta(minutes=4), False, "", frozenset({STROKE})),
    ),
)


def desk_with_cases() -> FakeDesk:
    desk = FakeDesk()
    desk.fired = FIRED
    return desk


async def rules_of(app: FakeApp, pilot: Pilot[int], *typed: str) -> RulesScreen:
    """The rules, from the queue, with a search."""
    await settled(pilot)
    await pilot.press("ctrl+r")
    await settled(pilot)
    await pilot.press(*[{"-": "minus", " ": "space"}.get(letter, letter) for word in typed for letter in word])
    await settled(pilot)
    screen = app.screen
    assert isinstance(screen, RulesScreen)
    return screen


async def rule_of(app: FakeApp, pilot: Pilot[int], rule: str) -> RuleScreen:
    await rules_of(app, pilot, rule.lower())
    await pilot.press("enter")
    await settled(pilot)
    screen = app.screen
    assert isinstance(screen, RuleScreen)
    return screen


def ids(screen: RulesScreen) -> list[str]:
    return [entry.id for entry in screen.rules.rows]


def title(screen: RulesScreen) -> str:
    return screen.query_one("#title", Lines).text


def shown(screen: RulesScreen | RuleScreen, name: str) -> str:
    lines = screen.query_one(name)
    return "\n".join(lines.render_line(y).text.rstrip() for y in range(lines.size.height))


@SIZES
async def test_every_rule_definition_and_danger_sign_is_in_the_list(size: tuple[int, int]) -> None:
    app = FakeApp()
    async with app.run_test(size=size) as pilot:
        screen = await rules_of(app, pilot)
        ruleset = load_ruleset("devon")
        assert set(ruleset.rules) | set(ruleset.flag_rules) == set(ids(screen))
        assert f"{len(ids(screen))} of {len(ids(screen))} rules" in title(screen)
        assert "Id" in shown(screen, "#columns")


@SIZES
async def test_the_list_narrows_with_every_letter_and_the_selection_stays_with_its_rule(
    size: tuple[int, int],
) -> None:
    app = FakeApp()
    async with app.run_test(size=size) as pilot:
        screen = await rules_of(app, pilot, STROKE.lower())
        assert ids(screen) == [STROKE]
        assert screen.rules.selected_key == STROKE
        await pilot.press(*["backspace"] * 9)
        await settled(pilot)
        assert len(ids(screen)) > 1
        assert screen.rules.selected_key == STROKE


@pytest.mark.parametrize(
    "words",
    ["face arm speech", "fast_positive", "ng128", "stroke face"],
    ids=["fact in words", "fact by id", "source", "any order"],
)
async def test_a_rule_is_found_by_its_facts_source_and_words(words: str) -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await rules_of(app, pilot)
        screen.query_one(Entry).text = words
        screen.query_one(Entry).post_message(Entry.Changed(screen.query_one(Entry)))
        await settled(pilot)
        assert STROKE in ids(screen)
        assert len(ids(screen)) < EVERYTHING


async def test_arrows_move_in_the_list_while_one_types() -> None:
    app = FakeApp()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await rules_of(app, pilot, "sepsis")
        first = screen.rules.selected_key
        await pilot.press("down", "down")
        await settled(pilot)
        assert screen.rules.selected_key == ids(screen)[2] != first
        assert ids(screen)[2] in screen.query_one("#rule", Page).text
        await pilot.press("pagedown", "up", "x")
        await settled(pilot)
        assert screen.query_one(Entry).text == "sepsisx"


async def test_kinds_are_gone_through_forwards_and_backwards() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await rules_of(app, pilot)
        everything = ids(screen)
        await pilot.press("f3")
        await settled(pilot)
        assert "danger sign" in title(screen)
        assert {entry.kind for entry in screen.rules.rows} == {"danger_sign"}
        await pilot.press("f2")
        await settled(pilot)
        assert ids(screen) == everything
        await pilot.press("f2")
        await settled(pilot)
        assert {entry.kind for entry in screen.rules.rows} == {"service"}


async def test_only_rules_that_fired_are_shown_on_asking_and_each_says_how_often() -> None:
    app = FakeApp(desk_with_cases())
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await rules_of(app, pilot)
        await pilot.press("f5")
        await settled(pilot)
        assert ids(screen) == ["stroke", STROKE]
        assert [line.split()[-1] for line in shown(screen, "#rules").splitlines()[:2]] == ["1", "2"]
        assert "fired in this shift" in title(screen)
        await pilot.press("escape")
        await settled(pilot)
        assert len(ids(screen)) > 2


async def test_counts_that_come_later_move_nothing() -> None:
    desk = desk_with_cases()
    desk.held = True
    app = FakeApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await rules_of(app, pilot)
        assert "Reading the rules" in shown(screen, "#rules")
        desk.release_held()
        await settled(pilot)
        await pilot.press("down", "down")
        await settled(pilot)
        selected, top = screen.rules.selected_key, screen.rules.scroll_offset
        screen.post_message(FiredLoaded(desk.request("load_fired"), FIRED))
        await settled(pilot)
        assert (screen.rules.selected_key, screen.rules.scroll_offset) == (selected, top)


async def test_a_search_that_finds_nothing_says_so_and_enter_does_nothing() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await rules_of(app, pilot, "[no such]")
        assert "No rule with these words" in shown(screen, "#rules")
        await pilot.press("enter")
        await settled(pilot)
        assert app.screen is screen
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is screen
        assert len(ids(screen)) >= EVERYTHING
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, QueueScreen)


async def test_rules_that_cannot_be_read_are_not_waited_for() -> None:
    desk = FakeDesk()
    desk.held = True
    app = FakeApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await rules_of(app, pilot)
        screen.post_message(Refused(desk.request("load_rules"), "There is no database."))
        await settled(pilot)
        assert "cannot be shown" in shown(screen, "#rules")
        assert "There is no database." in screen.said


async def test_cases_that_cannot_be_looked_at_leave_the_list_as_it_is() -> None:
    desk = FakeDesk()
    desk.held_calls = frozenset({"load_fired"})
    app = FakeApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await rules_of(app, pilot)
        everything = ids(screen)
        screen.post_message(Refused(desk.request("load_fired"), "The record is away."))
        await settled(pilot)
        assert ids(screen) == everything
        assert "The record is away." in screen.said
        await pilot.press("f5")
        await settled(pilot)
        assert "Looking where rules fired" in shown(screen, "#rules")
        screen.post_message(Refused(desk.request("load_fired"), "The record is away."))
        await settled(pilot)
        assert "cannot be looked at" in shown(screen, "#rules")


async def test_help_and_palette_know_the_rules() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "queue: rules" in [command.title for command in commands(app, app.screen)]
        await pilot.press("enter")
        await settled(pilot)
        assert "case: rules" in [command.title for command in commands(app, app.screen)]
        await rules_of(app, pilot)
        await pilot.press("f1")
        await settled(pilot)
        told = app.screen.query_one(Page).text
        assert "All rules, definitions and danger signs" in told
        for key in keyboard().contexts["rules"]:
            assert key.label in told


# ------------------------------------------------------------------------------------------------ one rule


@SIZES
async def test_a_rule_tells_condition_source_review_hazards_and_tests(size: tuple[int, int]) -> None:
    app = FakeApp(desk_with_cases())
    async with app.run_test(size=size) as pilot:
        screen = await rule_of(app, pilot, STROKE)
        told = screen.query_one("#text", Page).text
        rule = load_ruleset("devon").by_id[STROKE]
        assert rule.review_by is not None
        for part in (
            rule.title,
            "Raises: stroke",
            "[ ] Face, arm or speech change: yes",
            "NICE NG128",
            f"Review by {rule.review_by:%d-%b-%Y}",
            *rule.hazards,
            "Face, arm or speech change: yes -> holds",
            "-> not known",
        ):
            assert part in told
        assert "Fired on 2 cases since 08:12" in screen.query_one("#cases_title", Lines).text
        assert "K7F-002   10:12   signed    community response within 2 hours" in shown(screen, "#cases")
        assert "K7F-001   10:08   advised   nothing settled yet" in shown(screen, "#cases")


async def test_a_rule_that_has_not_fired_says_so() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await rule_of(app, pilot, STROKE)
        assert "no case since 08:12" in screen.query_one("#cases_title", Lines).text
        assert "has not fired" in shown(screen, "#cases")


async def test_cases_that_may_be_missing_are_said_to_be() -> None:
    desk = desk_with_cases()
    desk.fired = Fired(FIRED.since, FIRED.cases, more=True, other_rules=3)
    app = FakeApp(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await rule_of(app, pilot, STROKE)
        told = screen.query_one("#cases_title", Lines).text
        assert "Fired on at least 2 cases since 08:12, 3 cases advised by other rules left out" in told


async def test_enter_on_a_case_opens_it_to_read_and_takes_nothing() -> None:
    app = FakeApp(desk_with_cases())
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await rule_of(app, pilot, STROKE)
        await pilot.press("f6", "enter")
        await settled(pilot)
        case = app.screen
        assert isinstance(case, CaseScreen)
        assert case.case_id == uuid(2)
        assert app.desk.asked("claim") == []
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is screen


async def test_the_case_one_came_from_is_not_opened_twice() -> None:
    app = FakeApp(desk_with_cases())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        screen = await rule_of(app, pilot, STROKE)
        await pilot.press("f6", "down", "enter")
        await settled(pilot)
        assert app.screen is screen
        assert "is the case you came from" in screen.said


async def test_a_case_that_comes_late_never_comes_up_over_something_else() -> None:
    desk = desk_with_cases()
    app = FakeApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await rule_of(app, pilot, STROKE)
        desk.held = True
        await pilot.press("f6", "enter")
        await settled(pilot)
        await pilot.press("f1")
        await settled(pilot)
        desk.release_held()
        await settled(pilot)
        assert type(app.screen).__name__ == "PageScreen"
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is screen


async def test_another_case_than_was_asked_for_is_never_shown() -> None:
    desk = desk_with_cases()
    app = FakeApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await rule_of(app, pilot, STROKE)
        screen.post_message(CaseLoaded(12345, on_desk(fenwick(9))))
        await settled(pilot)
        assert app.screen is screen


async def test_a_rule_of_another_ruleset_is_said_to_be_none() -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.push_screen(RuleScreen(app.station, "LONG-GONE"))
        await settled(pilot)
        assert isinstance(app.screen, RuleScreen)
        assert "none of the rules that are in force" in app.screen.query_one("#text", Page).text


async def test_cases_that_cannot_be_looked_at_do_not_hide_the_rule() -> None:
    desk = FakeDesk()
    app = FakeApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await rule_of(app, pilot, STROKE)
        screen.post_message(Refused(desk.request("load_fired"), str(CareconError("The record is away."))))
        await settled(pilot)
        assert "cannot be looked at" in screen.query_one("#cases_title", Lines).text
        assert "Face, arm or speech" in screen.query_one("#text", Page).text


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
@SIZES
async def test_it_stands_in_every_theme(theme: str, size: tuple[int, int]) -> None:
    app = FakeApp(desk_with_cases())
    async with app.run_test(size=size) as pilot:
        app.theme = theme
        await rule_of(app, pilot, STROKE)
        await pilot.press("f6", "f1", "escape", "escape")
        await settled(pilot)
        assert isinstance(app.screen, RulesScreen)
