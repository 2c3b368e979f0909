"""The list on the screen: what a key press changes, and what it never changes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region

from carecon.screens.widgets.keyed_list import KeyedList
from carecon.screens.widgets.spans import Line, plain


@dataclass(frozen=True)
class Patient:
    key: str
    words: str = ""


def draw(patient: Patient, _width: int) -> Line:
    return plain(f"{patient.key} {patient.words}")


class ListApp(App[None]):
    """Nothing but a list, which records what it says."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.patients = [Patient(name) for name in names]
        self.moved_to: list[str] = []
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        yield KeyedList[str, Patient](
            lambda patient: patient.key, draw, name="patients", moved=self.record_move, empty="Nobody waits."
        )

    @property
    def patient_list(self) -> KeyedList[str, Patient]:
        return self.query_one(KeyedList)

    def on_mount(self) -> None:
        self.patient_list.show(self.patients)

    def record_move(self) -> None:
        self.moved_to.append(self.patient_list.selected_key or "")

    def on_keyed_list_chosen(self, message: KeyedList.Chosen) -> None:
        self.chosen.append(message.key)

    def screen_lines(self) -> list[str]:
        return [self.patient_list.render_line(y).text.rstrip() for y in range(self.patient_list.size.height)]


def people(*names: str) -> list[Patient]:
    return [Patient(name) for name in names]


async def test_an_empty_list_says_so() -> None:
    app = ListApp()
    async with app.run_test():
        assert app.screen_lines()[0] == "  Nobody waits."


async def test_arrows_move_the_mark() -> None:
    app = ListApp("Ada", "Ben", "Cyd")
    async with app.run_test() as pilot:
        await pilot.press("down", "down", "up")
        assert app.screen_lines()[:3] == ["  Ada", "> Ben", "  Cyd"]
        assert app.moved_to == ["Ada", "Ben", "Cyd", "Ben"]


async def test_an_arrow_sends_the_two_lines_that_it_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    app = ListApp("Ada", "Ben", "Cyd")
    async with app.run_test() as pilot:
        sent: list[Region] = []
        monkeypatch.setattr(app.patient_list, "refresh", lambda *regions, **_: sent.extend(regions))
        await pilot.press("down")
        assert [(region.y, region.height) for region in sent] == [(0, 1), (1, 1)]


async def test_enter_chooses_the_selected_patient() -> None:
    app = ListApp("Ada", "Ben")
    async with app.run_test() as pilot:
        await pilot.press("down", "enter")
        assert app.chosen == ["Ben"]


async def test_the_mark_stays_with_its_patient_while_rows_come_and_go() -> None:
    app = ListApp("Ada", "Ben", "Cyd")
    async with app.run_test() as pilot:
        await pilot.press("down")
        app.patient_list.show(people("New", "Cyd", "Ben"))
        await pilot.pause()
        assert app.screen_lines()[:3] == ["  New", "  Cyd", "> Ben"]
        await pilot.press("enter")
        assert app.chosen == ["Ben"]


async def test_a_patient_who_has_left_is_marked_and_not_chosen() -> None:
    app = ListApp("Ada", "Ben", "Cyd")
    async with app.run_test() as pilot:
        await pilot.press("down")
        app.patient_list.show(people("Ada", "Cyd"))
        await pilot.pause()
        assert app.screen_lines()[1] == "x gone  Ben"
        await pilot.press("enter")
        assert app.chosen == []
        await pilot.press("down")
        assert app.screen_lines()[:2] == ["  Ada", "> Cyd"]


async def test_a_row_keeps_its_line_of_the_screen_when_rows_arrive_above() -> None:
    app = ListApp(*(f"patient {n:03}" for n in range(100)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("pagedown", "pagedown")
        before = app.screen_lines().index("> patient 046")
        app.patient_list.show(people(*(f"early {n}" for n in range(7)), *(f"patient {n:03}" for n in range(100))))
        await pilot.pause()
        assert app.screen_lines().index("> patient 046") == before


async def test_end_and_home_reach_the_ends() -> None:
    app = ListApp(*(f"patient {n:03}" for n in range(100)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end")
        assert app.screen_lines()[-1] == "> patient 099"
        await pilot.press("home")
        assert app.screen_lines()[0] == "> patient 000"


async def test_a_smaller_window_still_shows_the_selected_patient() -> None:
    app = ListApp(*(f"patient {n:03}" for n in range(100)))
    async with app.run_test(size=(80, 40)) as pilot:
        for _ in range(35):
            await pilot.press("down")
        await pilot.resize_terminal(60, 12)
        await pilot.pause()
        assert "> patient 035" in app.screen_lines()


async def test_a_changed_row_is_drawn_anew_in_its_place() -> None:
    app = ListApp("Ada", "Ben")
    async with app.run_test() as pilot:
        app.patient_list.update_row(Patient("Ben", "waits 5 min"))
        await pilot.pause()
        assert app.screen_lines()[:2] == ["> Ada", "  Ben waits 5 min"]


async def test_markup_is_shown_as_typed() -> None:
    app = ListApp("[/b] [red]x", "SpO2 [low] 88")
    async with app.run_test():
        assert app.screen_lines()[:2] == ["> [/b] [red]x", "  SpO2 [low] 88"]
