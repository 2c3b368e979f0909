"""The case: answers are saved as they are given, danger stays in sight, what is typed is never lost or mistaken."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot

from carecon.clinical.answers import NOT_KNOWN, Answer, Unknown
from carecon.desk.case_views import CaseStatus
from carecon.errors import CareconError
from carecon.screens.case import CaseScreen
from carecon.screens.confirm import ConfirmScreen
from carecon.screens.port import CaseLoaded, RecordChanged, Refused
from carecon.screens.queue import QueueScreen
from carecon.screens.widgets.lines import Lines, Page
from tests.screens.fake_advice import on_desk
from tests.screens.fake_app import FakeApp
from tests.screens.fake_desk import FakeDesk
from tests.screens.piloting import settled, until
from tests.screens.synthetic import fact, fenwick, uuid

WIDE, NARROW = (120, 40), (80, 24)
BOTH = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120x40", "80x24"])


async def opened(app: FakeApp, pilot: Pilot[int]) -> CaseScreen:
    """Mrs Fenwick's case, taken from the queue."""
    await settled(pilot)
    await pilot.press("enter")
    await settled(pilot)
    screen = app.screen
    assert isinstance(screen, CaseScreen)
    return screen


def shown(case: CaseScreen) -> list[str]:
    """The lines of the list."""
    facts = case.pane.facts
    return [facts.render_line(y).text.rstrip() for y in range(facts.size.height)]


def row_of(case: CaseScreen, label: str) -> str:
    return next(line for line in shown(case) if label in line)


def marked(case: CaseScreen) -> str:
    return next(line for line in shown(case) if line.startswith(">"))


def text_of(case: CaseScreen, name: str) -> str:
    return case.query_one(f"#{name}", Lines).text


def answers_sent(desk: FakeDesk) -> list[Answer]:
    return [given for (_, *answers) in desk.asked("answer") for given in answers if isinstance(given, Answer)]


@BOTH
async def test_the_banner_says_who_this_is_about(size: tuple[int, int]) -> None:
    app = FakeApp()
    async with app.run_test(size=size) as pilot:
        case = await opened(app, pilot)
        banner = " ".join(text_of(case, "banner").split())
        for part in (
            "FENWICK, Ada (Mrs)",
            "Born 04-May-1937 (86y)",
            "Gender Female",
            "NHS No. 999 000 1073",
            "K7F-001",
        ):
            assert part in banner


@BOTH
async def test_danger_is_in_sight_with_what_would_settle_it(size: tuple[int, int]) -> None:
    app = FakeApp()
    async with app.run_test(size=size) as pilot:
        case = await opened(app, pilot)
        panel = text_of(case, "danger" if size == WIDE else "danger_top")
        assert "present       none" in panel
        assert "hip fracture (signs of a broken hip)" in panel


async def test_the_first_thing_that_is_asked_is_marked() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        assert "Signs of a broken hip" in marked(case)
        assert "Hip or groin pain" in text_of(case, "question")


@BOTH
async def test_a_digit_answers_and_the_row_says_saving_until_it_is_on_disk(size: tuple[int, int]) -> None:
    app = FakeApp()
    async with app.run_test(size=size) as pilot:
        case = await opened(app, pilot)
        app.desk.held = True
        await pilot.press("2")
        await settled(pilot)
        assert row_of(case, "Signs of a broken hip").endswith("no  ... saving")
        app.desk.release_held()
        await settled(pilot)
        assert "saving" not in row_of(case, "Signs of a broken hip")
        assert row_of(case, "Signs of a broken hip").split()[-3:] == ["no", "crew", "10:12"]
        assert answers_sent(app.desk) == [Answer("hip_fracture_signs", False, by="crew")]


async def test_space_goes_to_what_is_asked_next_and_not_to_what_is_on_its_way() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        app.desk.held = True
        await pilot.press("2", "space")
        await settled(pilot)
        assert "Can stand as usual" in marked(case)


async def test_n_records_that_it_was_asked_and_is_not_known() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        await pilot.press("n")
        await settled(pilot)
        assert answers_sent(app.desk)[0].value is NOT_KNOWN
        assert "not known" in row_of(case, "Signs of a broken hip")


@pytest.mark.parametrize(
    ("key", "answer", "told"),
    [
        ("x", Unknown.CANNOT_BE_OBTAINED, "x cannot be had"),
        ("z", Unknown.NOT_APPLICABLE, "- does not apply"),
    ],
)
async def test_what_cannot_be_had_or_does_not_apply_is_one_key(key: str, answer: Unknown, told: str) -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        await pilot.press(key)
        await settled(pilot)
        assert answers_sent(app.desk)[0].value is answer
        assert told in row_of(case, "Signs of a broken hip")


async def test_a_number_is_typed_in_its_row() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        case.pane.facts.select("a/floor_minutes")
        await pilot.press("5", "5")
        assert "55" in marked(case)
        await pilot.press("enter")
        await settled(pilot)
        assert answers_sent(app.desk) == [Answer("floor_minutes", 55, by="crew")]
        assert "55 min" in row_of(case, "Minutes on the floor")


async def test_what_cannot_be_is_refused_in_its_row_with_the_reason() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        await pilot.press("d")
        await settled(pilot)
        case.pane.facts.select("d/spo2")
        await pilot.press(*"900", "enter")
        await settled(pilot)
        assert answers_sent(app.desk) == []
        assert "SpO2 must be 30-100 %, not 900" in case.said
        assert "900" in marked(case)
        assert case.pane.facts.editing == "d/spo2"


async def test_an_unusual_value_takes_a_second_enter() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        await pilot.press("d")
        await settled(pilot)
        case.pane.facts.select("d/spo2")
        await pilot.press(*"62", "enter")
        await settled(pilot)
        assert answers_sent(app.desk) == []
        assert "are you sure?" in case.said
        await pilot.press("enter")
        await settled(pilot)
        assert answers_sent(app.desk) == [Answer("spo2", 62, by="crew")]


async def test_several_choices_are_typed_by_number_and_none_is_an_answer() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        await pilot.press("f")
        await settled(pilot)
        case.pane.facts.select("f/istumble")
        await pilot.press("0", "enter")
        await settled(pilot)
        assert answers_sent(app.desk) == [Answer("istumble", (), by="crew")]


async def test_letters_go_to_a_section_and_fold_it() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        await pilot.press("g")
        await settled(pilot)
        assert marked(case).startswith("> g - Infection")
        await pilot.press("g")
        await settled(pilot)
        assert marked(case).startswith("> g + Infection")


async def test_letters_that_are_typed_go_nowhere_else() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        await pilot.press("p")
        await settled(pilot)
        case.pane.facts.select("p/caller_name")
        await pilot.press("enter", *"n m w abc", "enter")
        await settled(pilot)
        assert isinstance(app.screen, CaseScreen)
        assert answers_sent(app.desk) == [Answer("caller_name", "n m w abc", by="crew")]


async def test_what_is_begun_stays_with_its_case() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        await pilot.press("p")
        case.pane.facts.select("p/next_of_kin")
        await pilot.press("enter", *"Jo", "escape")
        await settled(pilot)
        assert "! typed, not saved: Jo" in row_of(case, "Next of kin")
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, QueueScreen)
        await pilot.press("down", "enter")
        await settled(pilot)
        other = app.screen
        assert isinstance(other, CaseScreen)
        assert other.case_id == uuid(2)
        await pilot.press("p")
        await settled(pilot)
        assert "Jo" not in "\n".join(shown(other))
        await pilot.press("escape", "up", "enter")
        await settled(pilot)
        again = app.screen
        assert isinstance(again, CaseScreen)
        await pilot.press("p")
        await settled(pilot)
        assert "! typed, not saved: Jo" in row_of(again, "Next of kin")
        again.pane.facts.select("p/next_of_kin")
        await pilot.press("enter", "enter")
        await settled(pilot)
        assert answers_sent(app.desk) == [Answer("next_of_kin", "Jo", by="crew")]


async def test_a_refused_answer_stays_in_its_row_with_the_reason() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        app.desk.held = True
        await pilot.press("1")
        await settled(pilot)
        case.post_message(Refused(_last_request(app.desk), "The database does not answer."))
        await until(pilot, lambda: "! not saved: yes" in row_of(case, "Signs of a broken hip"))
        assert "The database does not answer." in text_of(case, "question")
        assert "The database does not answer." in case.said


def _last_request(desk: FakeDesk) -> int:
    return next(desk._numbers) - 1


async def test_the_row_being_typed_into_does_not_move_when_answers_come() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        case.pane.facts.select("a/floor_minutes")
        await pilot.press("enter")
        before = shown(case).index(marked(case))
        view = fenwick()
        facts = {**view.facts, "presenting_problem": fact("presenting_problem", "confusion")}
        case.post_message(CaseLoaded(0, on_desk(replace(view, facts=facts, seq=9))))
        await settled(pilot)
        assert shown(case).index(marked(case)) == before
        assert case.pane.facts.editing == "a/floor_minutes"
        await pilot.press("7", "enter")
        await settled(pilot)
        assert answers_sent(app.desk) == [Answer("floor_minutes", 407, by="crew")]


async def test_del_takes_an_answer_back_and_asks_why_where_that_is_needed() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        case.pane.facts.select("a/head_injury")
        await pilot.press("delete")
        await settled(pilot)
        assert app.desk.asked("withdraw") == [(uuid(1), "head_injury", "")]
        assert "not asked" in row_of(case, "Head injury")
        await pilot.press("c")
        await settled(pilot)
        case.pane.facts.select("c/age_years")
        await pilot.press("delete")
        await settled(pilot)
        assert app.screen is not case
        await pilot.press(*"not hers", "f2")
        await settled(pilot)
        assert app.desk.asked("withdraw")[-1] == (uuid(1), "age_years", "not hers")
        assert app.screen is case
        assert "not asked" in row_of(case, "Age")


async def broken_hip(app: FakeApp, pilot: Pilot[int]) -> CaseScreen:
    """Mrs Fenwick's case with a danger sign that rests on one answer, which is marked."""
    case = await opened(app, pilot)
    await pilot.press("1")
    await settled(pilot)
    case.pane.facts.select("a/hip_fracture_signs")
    return case


async def test_taking_back_what_a_danger_sign_rests_on_is_asked_first() -> None:
    app = FakeApp()
    async with app.run_test(size=NARROW) as pilot:
        case = await broken_hip(app, pilot)
        for key in ("enter", "escape", "n"):
            await pilot.press("delete")
            await settled(pilot)
            asked = app.screen
            assert isinstance(asked, ConfirmScreen)
            assert "hip fracture" in asked.query_one("#heading", Lines).text
            await pilot.press(key)
            await settled(pilot)
            assert not asked.is_current
            assert case.is_current
            assert app.desk.asked("withdraw") == []
        await pilot.press("delete")
        await settled(pilot)
        await pilot.press("y")
        await settled(pilot)
        assert app.desk.asked("withdraw") == [(uuid(1), "hip_fracture_signs", "")]


async def test_what_was_answered_anew_while_it_was_asked_is_not_taken_back() -> None:
    app = FakeApp()
    async with app.run_test(size=NARROW) as pilot:
        case = await broken_hip(app, pilot)
        await pilot.press("delete")
        await settled(pilot)
        view = app.desk.view(uuid(1))
        anew = {**view.facts, "hip_fracture_signs": fact("hip_fracture_signs", True, seq=9)}
        case.post_message(CaseLoaded(0, on_desk(replace(view, seq=9, facts=anew))))
        await settled(pilot)
        await pilot.press("y")
        await settled(pilot)
        assert app.desk.asked("withdraw") == []
        assert "answered anew" in case.said


@BOTH
async def test_every_choice_is_on_the_screen_also_when_it_is_corrected(size: tuple[int, int]) -> None:
    app = FakeApp()
    async with app.run_test(size=size) as pilot:
        case = await opened(app, pilot)
        await pilot.press("d")
        await settled(pilot)
        for name in ("d/acvpu", "a/presenting_problem", "a/head_injury", "d/acvpu"):
            assert case.pane.facts.select(name)
            await settled(pilot)
            question = " ".join(text_of(case, "question").split())
            if name == "d/acvpu":
                assert "3 voice (V) 4 pain (P) 5 unresponsive (U)" in question
            if name == "a/presenting_problem":
                assert "26 other" in question
            assert case.pane.facts.size.height >= 3
            assert marked(case)


async def test_another_case_s_news_is_dropped() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        other = replace(fenwick(2), seq=99, person=replace(fenwick().person, family_name="Orchard"))
        case.post_message(CaseLoaded(0, on_desk(other)))
        await settled(pilot)
        assert "FENWICK" in text_of(case, "banner")
        assert "ORCHARD" not in text_of(case, "banner")


async def test_older_news_is_dropped() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        await pilot.press("2")
        await settled(pilot)
        case.post_message(CaseLoaded(0, on_desk(fenwick())))
        await settled(pilot)
        assert row_of(case, "Signs of a broken hip").split()[-3] == "no"


async def test_a_case_that_is_now_about_somebody_else_says_so_loudly() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        view = fenwick()
        app.desk.views[uuid(1)] = replace(
            view, seq=9, person=replace(view.person, family_name="Fenner", given_name="Ida")
        )
        app.post_message(RecordChanged(frozenset({f"case:{uuid(1)}"})))
        await settled(pilot)
        assert "FENNER, Ida" in text_of(case, "banner")
        assert "now about FENNER, Ida" in case.said


async def test_an_answer_from_another_desk_appears() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        view = app.desk.view(uuid(1))
        facts = {**view.facts, "able_to_weight_bear": fact("able_to_weight_bear", True, seq=4)}
        app.desk.views[uuid(1)] = replace(view, seq=4, facts=facts)
        app.post_message(RecordChanged(frozenset({f"case:{uuid(1)}"})))
        await settled(pilot)
        assert "yes" in row_of(case, "Can stand as usual")


async def test_a_present_danger_sign_stands_first_with_its_reason() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        await pilot.press("1")
        await settled(pilot)
        lines = text_of(case, "danger").splitlines()
        assert lines[1] == " ! Hip fracture: signs of a broken hip"
        assert "A short, turned leg" in lines[2]
        assert "Emergency ambulance, category 2, now" in case.query_one("#advice", Page).text


async def test_narrow_tabs_show_advice_and_notes_and_the_state_stays() -> None:
    app = FakeApp()
    async with app.run_test(size=NARROW) as pilot:
        case = await opened(app, pilot)
        await pilot.press("f3")
        await settled(pilot)
        assert case.query_one("#advice").region.height > 3
        assert "NEED 2 MORE FACTS" in text_of(case, "tabs")
        await pilot.press("f4")
        await settled(pilot)
        assert case.query_one("#notes").region.height > 3
        assert "NEED 2 MORE FACTS" in text_of(case, "tabs")
        await pilot.press("f2", "2")
        await settled(pilot)
        assert len(answers_sent(app.desk)) == 1


async def test_a_note_is_saved_exactly_as_typed() -> None:
    app = FakeApp()
    async with app.run_test(size=NARROW) as pilot:
        case = await opened(app, pilot)
        await pilot.press("m", *"line one", "enter", *"[/b] [red]x", "f3", "f2")
        await settled(pilot)
        assert app.desk.asked("note") == [(uuid(1), "line one\n[/b] [red]x", True)]
        assert app.screen is case
        await pilot.press("f4")
        await settled(pilot)
        assert "(restricted)" in case.query_one("#notes", Page).text


async def test_a_note_that_is_not_saved_waits_for_its_case() -> None:
    app = FakeApp()
    async with app.run_test(size=NARROW) as pilot:
        await opened(app, pilot)
        await pilot.press("m", *"half a", "escape", "escape")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("m", *" note", "f2")
        await settled(pilot)
        note = app.desk.asked("note")
        assert note
        assert "half a" in str(note[0][1])


async def test_who_said_it_is_recorded_with_the_answer() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        case.pane.facts.select("a/head_injury")
        await pilot.press(
            "w", *(["backspace"] * 4), *"son", "enter", *(["backspace"] * 5), *"1005", "enter", "1", "enter"
        )
        await settled(pilot)
        given = answers_sent(app.desk)[0]
        assert (given.by, given.seen) == ("son", True)
        assert given.at is not None
        assert given.at.hour == 10
        assert given.at.minute == 5
        assert app.screen is case


async def test_parking_takes_a_reason_and_goes_back_to_the_queue() -> None:
    app = FakeApp()
    async with app.run_test(size=NARROW) as pilot:
        await opened(app, pilot)
        await pilot.press("f10", "enter")
        await settled(pilot)
        await pilot.press("enter", "f2")
        await settled(pilot)
        assert app.desk.asked("park") == []
        await pilot.press("up", *"bloods back", "enter", *"1130", "f2")
        await settled(pilot)
        parked = app.desk.asked("park")
        assert len(parked) == 1
        assert parked[0][1] == "bloods back"
        assert isinstance(app.screen, QueueScreen)
        assert "parked" in app.screen.said


async def test_giving_back_takes_more_than_one_key() -> None:
    app = FakeApp()
    async with app.run_test(size=NARROW) as pilot:
        await opened(app, pilot)
        await pilot.press("f10")
        await settled(pilot)
        assert app.desk.asked("release") == []
        await pilot.press("down", "enter")
        await settled(pilot)
        assert app.desk.asked("release") == [(uuid(1),)]


async def test_the_whole_reasoning_is_a_page() -> None:
    app = FakeApp()
    async with app.run_test(size=NARROW) as pilot:
        case = await opened(app, pilot)
        await pilot.press("f7")
        await settled(pilot)
        page = app.screen.query_one(Page).text
        for part in ("Danger signs present", "Not excluded", "needed for a fall", "devon 2026.11"):
            assert part in page
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is case


async def test_only_who_has_the_case_decides() -> None:
    app = FakeApp()
    async with app.run_test(size=NARROW) as pilot:
        case = await opened(app, pilot)
        case.post_message(CaseLoaded(0, on_desk(replace(fenwick(), seq=9), mine=False)))
        await settled(pilot)
        await pilot.press("f8")
        await settled(pilot)
        assert app.screen is case
        assert "Only who has the case" in case.said


async def test_a_closed_case_takes_no_answers() -> None:
    app = FakeApp()
    async with app.run_test(size=NARROW) as pilot:
        case = await opened(app, pilot)
        closed = replace(on_desk(replace(fenwick(), seq=9, status=CaseStatus.CLOSED)), may_write=False)
        case.post_message(CaseLoaded(0, closed))
        await settled(pilot)
        await pilot.press("1")
        await settled(pilot)
        assert app.desk.asked("answer") == []
        assert "Nothing more can be recorded" in case.said


async def test_f_keys_keep_what_is_being_typed() -> None:
    app = FakeApp()
    async with app.run_test(size=WIDE) as pilot:
        case = await opened(app, pilot)
        case.pane.facts.select("a/floor_minutes")
        await pilot.press("enter", *"7", "f7")
        await settled(pilot)
        assert app.screen is not case
        await pilot.press("escape")
        await settled(pilot)
        assert "40 min  ! not saved: 407" in row_of(case, "Minutes on the floor")


def test_a_desk_error_reads_as_it_is() -> None:
    assert str(CareconError("J Rao has this case.")) == "J Rao has this case."
