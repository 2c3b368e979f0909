"""Deciding: the advice first, anything else with a reason, nothing signed that is not complete, nothing typed lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from carecon.clinical.answers import Value
from carecon.screens.case import CaseScreen
from carecon.screens.confirm import ConfirmScreen
from carecon.screens.disposition import DispositionScreen
from carecon.screens.port import HandoverPreviewed, RecordChanged, Refused
from carecon.screens.queue import QueueScreen
from carecon.screens.widgets.lines import Lines, Page
from tests.screens.fake_app import FakeApp
from tests.screens.fake_desk import FakeDesk
from tests.screens.piloting import settled, shows, until
from tests.screens.synthetic import NOW, RAO, SAID, fact, fenwick, minutes, uuid

WIDE, NARROW = (120, 40), (80, 24)
BOTH = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120x40", "80x24"])

KNOWN: dict[str, Value] = {**SAID, "hip_fracture_signs": False, "able_to_weight_bear": True}


def desk_with(said: dict[str, Value]) -> FakeDesk:
    desk = FakeDesk()
    desk.views[uuid(1)] = fenwick(1, said)
    return desk


async def deciding(app: FakeApp, pilot: Pilot[int]) -> DispositionScreen:
    """The decision on Mrs Fenwick, opened from her case."""
    await settled(pilot)
    await pilot.press("enter")
    await settled(pilot)
    await pilot.press("f8")
    await settled(pilot)
    screen = app.screen
    assert isinstance(screen, DispositionScreen)
    return screen


def in_front(app: FakeApp) -> Screen[Any]:
    return app.screen


def shown(screen: DispositionScreen) -> list[str]:
    rows = screen.decision
    return [rows.render_line(y).text.rstrip() for y in range(rows.size.height)]


def row_of(screen: DispositionScreen, words: str) -> str:
    return next(line for line in shown(screen) if words in line)


def marked(screen: DispositionScreen) -> str:
    return next(line for line in shown(screen) if line.startswith(">"))


@BOTH
async def test_the_advice_stands_first_and_is_chosen(size: tuple[int, int]) -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=size) as pilot:
        screen = await deciding(app, pilot)
        assert marked(screen).split(maxsplit=3)[:3] == [">", "1", "(x)"]
        assert "Community response within 2 hours, South" in shown(screen)[0]
        assert "recommended" in shown(screen)[0]
        assert "alternative" in shown(screen)[1]
        assert "FENWICK, Ada (Mrs) (86y)" in screen.query_one("#title", Lines).text


async def test_with_questions_open_nothing_is_chosen_for_the_clinician() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        screen = await deciding(app, pilot)
        assert "leaning, 2 questions open" in shown(screen)[0]
        assert not any("(x)" in line for line in shown(screen))
        screen.decision.select("sign/sign")
        await pilot.press("enter")
        await settled(pilot)
        assert app.desk.signed == []
        assert "Choose a disposition first." in screen.said


@BOTH
async def test_what_is_missing_is_named_and_marked(size: tuple[int, int]) -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=size) as pilot:
        screen = await deciding(app, pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert app.desk.signed == []
        assert "Call-back at" in screen.said
        assert "Call-back at *" in marked(screen)


@BOTH
async def test_once_all_is_there_enter_signs_and_the_queue_says_so(size: tuple[int, int]) -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=size) as pilot:
        screen = await deciding(app, pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press(*"12:30", "enter")
        await settled(pilot)
        assert "Sign and hand over" in marked(screen)
        await pilot.press("enter")
        await settled(pilot)
        signed = app.desk.signed[0]
        assert signed.disposition == "ucr_2h"
        assert signed.spoke == "south"
        assert signed.callback_due == NOW + minutes(138)
        assert signed.callback_by == "R Hale"
        assert signed.adjuncts == ("mdt_referral",)
        assert isinstance(app.screen, QueueScreen)
        assert "You own Mrs Fenwick until South accepts." in app.screen.said


async def test_the_enter_that_closes_a_field_never_signs() -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=WIDE) as pilot:
        await deciding(app, pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press(*"12:30", "enter")
        await settled(pilot)
        assert app.desk.signed == []


async def test_a_digit_chooses_and_the_note_is_composed_anew() -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=WIDE) as pilot:
        screen = await deciding(app, pilot)
        await pilot.press("3")
        await pilot.pause(0.3)
        await settled(pilot)
        assert "(x) General practice, same day" in row_of(screen, "General practice")
        assert "gp_same_day" in screen.query_one("#preview", Page).text


async def test_against_the_advice_a_reason_is_asked_in_code_and_words() -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=WIDE) as pilot:
        screen = await deciding(app, pilot)
        await pilot.press("4")
        await settled(pilot)
        screen.decision.select("option/self_care")
        await pilot.press("space")
        await pilot.pause(0.3)
        await settled(pilot)
        assert "Why not as advised *" in row_of(screen, "Why not")
        screen.decision.select("sign/sign")
        await pilot.press("enter")
        await settled(pilot)
        assert "Why not as advised *" in marked(screen)
        await pilot.press("2", "enter")
        await settled(pilot)
        assert "more is known than the facts can say" in row_of(screen, "Why not")
        assert "In words *" in marked(screen)
        await pilot.press(*"daughter is a nurse and stays", "enter")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        signed = app.desk.signed[0]
        assert (signed.disposition, signed.reason_code) == ("self_care", "more_is_known")
        assert signed.reason == "daughter is a nurse and stays"


async def test_an_emergency_is_overruled_only_after_a_question_with_a_safe_answer() -> None:
    app = FakeApp(desk_with({**KNOWN, "hip_fracture_signs": True}))
    async with app.run_test(size=NARROW) as pilot:
        screen = await deciding(app, pilot)
        await pilot.press("2")
        await settled(pilot)
        screen.decision.select("option/self_care")
        await pilot.press("space")
        await pilot.pause(0.3)
        await settled(pilot)
        screen.decision.select("field/spoke")
        for answer in ("1", "1", "wants to stay at home"):
            await pilot.press(*answer, "enter")
            await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, ConfirmScreen)
        assert app.desk.signed == []
        await pilot.press("enter")
        await settled(pilot)
        assert in_front(app) is screen
        assert app.desk.signed == []
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("y")
        await settled(pilot)
        assert app.desk.signed[0].disposition == "self_care"


async def test_space_ticks_what_goes_with_it() -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=WIDE) as pilot:
        screen = await deciding(app, pilot)
        screen.decision.select("adjunct/mdt_referral")
        await pilot.press("space")
        await settled(pilot)
        assert "[ ] multidisciplinary referral" in row_of(screen, "multidisciplinary")


async def test_escape_loses_nothing() -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=WIDE) as pilot:
        screen = await deciding(app, pilot)
        await pilot.press("2")
        await settled(pilot)
        screen.decision.select("field/safety_net")
        await pilot.press(*"ring if worse", "enter")
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, CaseScreen)
        await pilot.press("f8")
        await settled(pilot)
        screen = app.screen  # type: ignore[assignment]  # opened anew
        assert "(x) Planned hospital attendance" in row_of(screen, "Planned")
        assert "ring if worse" in row_of(screen, "Safety-net")


async def test_what_is_half_typed_is_kept_when_the_whole_note_is_read() -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=WIDE) as pilot:
        screen = await deciding(app, pilot)
        screen.decision.select("field/safety_net")
        await pilot.press(*"ring if", "f4")
        await settled(pilot)
        assert app.screen is not screen
        await pilot.press("escape")
        await settled(pilot)
        assert "ring if" in row_of(screen, "Safety-net")


async def test_a_time_that_cannot_be_read_is_said_and_typed_again() -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=WIDE) as pilot:
        screen = await deciding(app, pilot)
        screen.decision.select("field/callback_due")
        await pilot.press(*"half one", "enter")
        await settled(pilot)
        assert "type it like" in screen.said
        assert screen.decision.editing == "field/callback_due"


async def test_an_older_preview_is_dropped() -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=WIDE) as pilot:
        screen = await deciding(app, pilot)
        screen.post_message(HandoverPreviewed(0, "an older note", (), ""))
        await settled(pilot)
        assert "an older note" not in screen.query_one("#preview", Page).text


async def test_what_the_desk_still_wants_is_gone_to() -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=WIDE) as pilot:
        screen = await deciding(app, pilot)
        screen.post_message(Refused(0, "When is the safety-net call, and who makes it?", "callback"))
        await settled(pilot)
        assert "Call-back at" in marked(screen)
        assert "safety-net call" in screen.said


async def test_advice_that_changes_meanwhile_is_said_loudly_and_nothing_is_chosen_anew() -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=WIDE) as pilot:
        screen = await deciding(app, pilot)
        view = fenwick(1, {**KNOWN, "hip_fracture_signs": True})
        app.desk.views[uuid(1)] = replace(view, seq=9)
        app.post_message(RecordChanged(frozenset({f"case:{uuid(1)}"})))
        await settled(pilot)
        assert "The advice has changed while you decide" in screen.said
        assert "Emergency ambulance" in shown(screen)[0]
        assert "(x)" not in shown(screen)[0]
        assert "(x) Community response" in row_of(screen, "Community response within 2 hours")


async def test_a_second_enter_while_it_is_being_signed_does_nothing() -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=WIDE) as pilot:
        screen = await deciding(app, pilot)
        screen.decision.select("field/callback_due")
        await pilot.press(*"12:30", "enter")
        await settled(pilot)
        app.desk.held = True
        await pilot.press("enter", "enter")
        await settled(pilot)
        assert len(app.desk.asked("sign")) == 1


def about_somebody_else(app: FakeApp) -> None:
    """Another desk links the case to another person."""
    view = app.desk.view(uuid(1))
    person = replace(view.person, family_name="Fenner", given_name="Ida", person_id=uuid(77))
    app.desk.views[uuid(1)] = replace(view, seq=9, person=person)
    app.post_message(RecordChanged(frozenset({f"case:{uuid(1)}"})))


async def ready_to_sign(app: FakeApp, pilot: Pilot[int]) -> DispositionScreen:
    """The decision on Mrs Fenwick, with all that is needed."""
    screen = await deciding(app, pilot)
    screen.decision.select("field/callback_due")
    await pilot.press(*"12:30", "enter")
    await settled(pilot)
    return screen


async def test_a_case_that_is_now_about_somebody_else_is_signed_only_once_that_was_seen() -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=NARROW) as pilot:
        screen = await ready_to_sign(app, pilot)
        about_somebody_else(app)
        await settled(pilot)
        assert "This case is now about FENNER, Ida (Mrs)." in screen.said
        assert "FENNER" in screen.query_one("#title", Lines).text
        assert screen.draft.seen_seq == 3
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(in_front(app), ConfirmScreen)
        await pilot.press("enter")
        await settled(pilot)
        assert in_front(app) is screen
        assert screen.draft.seen_seq == 3
        assert app.desk.signed == []
        await pilot.press("enter", "y")
        await settled(pilot)
        assert screen.draft.seen_seq == 9
        assert app.desk.signed == []
        await pilot.press("enter")
        await settled(pilot)
        assert [draft.seen_seq for draft in app.desk.signed] == [9]


async def test_that_a_case_is_about_somebody_else_is_said_again_when_its_decision_is_opened_again() -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=WIDE) as pilot:
        await ready_to_sign(app, pilot)
        await pilot.press("escape")
        about_somebody_else(app)
        await settled(pilot)
        await pilot.press("f8")
        await settled(pilot)
        screen = in_front(app)
        assert isinstance(screen, DispositionScreen)
        assert "now about FENNER, Ida" in screen.said
        assert screen.draft.seen_seq == 3


async def test_another_desk_s_answer_is_named_and_not_taken_as_seen() -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=WIDE) as pilot:
        screen = await deciding(app, pilot)
        view = app.desk.view(uuid(1))
        told = replace(fact("lives_alone", False, seq=8), entered_by=RAO.actor)
        app.desk.views[uuid(1)] = replace(view, seq=8, facts={**view.facts, "lives_alone": told})
        app.post_message(RecordChanged(frozenset({f"case:{uuid(1)}"})))
        await settled(pilot)
        assert "Answers have changed while you decide: Lives alone." in screen.said
        assert screen.draft.seen_seq == 3


async def test_what_does_not_bear_on_the_decision_is_not_asked_about() -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=WIDE) as pilot:
        screen = await ready_to_sign(app, pilot)
        app.desk.views[uuid(1)] = replace(app.desk.view(uuid(1)), seq=8, callback="07700 900999")
        app.post_message(RecordChanged(frozenset({f"case:{uuid(1)}"})))
        await settled(pilot)
        assert screen.draft.seen_seq == 8
        await pilot.press("enter")
        await settled(pilot)
        assert len(app.desk.signed) == 1


async def test_a_change_of_nobody_knows_what_may_concern_this_case() -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=WIDE) as pilot:
        screen = await deciding(app, pilot)
        app.desk.views[uuid(1)] = replace(fenwick(1, {**KNOWN, "hip_fracture_signs": True}), seq=9)
        app.post_message(RecordChanged(frozenset()))
        await settled(pilot)
        assert "The advice has changed while you decide" in screen.said


async def test_what_changed_while_it_was_to_be_signed_is_read_once_the_desk_has_refused() -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=WIDE) as pilot:
        screen = await ready_to_sign(app, pilot)
        app.desk.held = True
        await pilot.press("enter")
        await settled(pilot)
        about_somebody_else(app)
        await settled(pilot)
        app.desk.held = False
        screen.post_message(Refused(app.desk.request("sign"), "K7F-001 has changed since you opened the decision."))
        await settled(pilot)
        assert "now about FENNER, Ida" in screen.said
        assert screen.draft.seen_seq == 3


async def test_escape_waits_for_a_signature_that_is_on_its_way() -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=WIDE) as pilot:
        screen = await ready_to_sign(app, pilot)
        app.desk.held = True
        await pilot.press("enter", "2", "escape")
        await settled(pilot)
        assert in_front(app) is screen
        assert "Signing ..." in screen.said
        app.desk.held = False
        app.desk.release_held()
        await settled(pilot)
        assert isinstance(app.screen, QueueScreen)
        assert "You own Mrs Fenwick until South accepts." in app.screen.said


async def test_a_signature_closes_the_decision_and_not_the_page_in_front_of_it() -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=WIDE) as pilot:
        screen = await ready_to_sign(app, pilot)
        app.desk.held = True
        await pilot.press("enter", "f4")
        await settled(pilot)
        page = in_front(app)
        assert page is not screen
        app.desk.held = False
        app.desk.release_held()
        await settled(pilot)
        assert in_front(app) is page
        await pilot.press("escape")
        await until(pilot, shows(pilot, "QueueScreen"))


async def test_a_note_that_cannot_be_composed_does_not_take_the_row_that_is_typed_into_away() -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=WIDE) as pilot:
        screen = await deciding(app, pilot)
        screen.decision.select("field/safety_net")
        await pilot.press(*"ring")
        screen.post_message(Refused(0, "When is the safety-net call, and who makes it?", "callback"))
        await settled(pilot)
        assert screen.decision.editing == "field/safety_net"
        assert "safety-net call" in screen.said


async def test_what_was_typed_for_another_choice_is_neither_signed_nor_in_the_note() -> None:
    app = FakeApp(desk_with(KNOWN))
    async with app.run_test(size=WIDE) as pilot:
        screen = await ready_to_sign(app, pilot)
        await pilot.press("3")
        await pilot.pause(0.3)
        await settled(pilot)
        screen.decision.select("field/reason_code")
        for answer in ("1", "wants her own doctor"):
            await pilot.press(*answer, "enter")
            await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        signed = app.desk.signed[0]
        assert (signed.disposition, signed.adjuncts) == ("gp_same_day", ())
        assert (signed.callback_due, signed.callback_by) == (None, "")
