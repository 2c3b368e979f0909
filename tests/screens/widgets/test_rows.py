"""The selection belongs to a patient, whatever happens to the rows around."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from carecon.screens.widgets.rows import Rows


@dataclass(frozen=True)
class Patient:
    key: int
    wait: int = 0


def rows_of(*keys: int) -> list[Patient]:
    return [Patient(key) for key in keys]


def filled(*keys: int) -> Rows[int, Patient]:
    rows: Rows[int, Patient] = Rows(lambda patient: patient.key)
    rows.replace(rows_of(*keys))
    return rows


def keys_of(rows: Rows[int, Patient]) -> list[int]:
    return [patient.key for patient in rows]


def test_the_first_of_the_first_rows_is_selected() -> None:
    assert filled(7, 8, 9).selected_key == 7


def test_nothing_is_selected_where_there_is_nothing() -> None:
    rows = filled()
    assert rows.selected_key is None
    assert rows.selected is None
    assert rows.step(1) is None


def test_a_row_that_arrives_above_leaves_the_selection_with_its_patient() -> None:
    rows = filled(1, 2, 3)
    rows.select(2)
    rows.replace(rows_of(9, 8, 1, 2, 3))
    assert rows.selected_key == 2
    assert rows.place == 3


def test_a_new_order_leaves_the_selection_with_its_patient() -> None:
    rows = filled(1, 2, 3)
    rows.select(3)
    rows.replace(rows_of(3, 2, 1))
    assert rows.selected_key == 3
    assert rows.place == 0


def test_a_selected_row_that_leaves_stays_in_sight_as_gone_and_cannot_be_acted_on() -> None:
    rows = filled(1, 2, 3)
    rows.select(2)
    rows.replace(rows_of(1, 3))
    assert keys_of(rows) == [1, 2, 3]
    assert rows.selected_key == rows.gone_key == 2
    assert rows.selected is None


def test_a_gone_row_is_dropped_when_it_is_left() -> None:
    rows = filled(1, 2, 3)
    rows.select(2)
    rows.replace(rows_of(1, 3))
    rows.select(3)
    assert keys_of(rows) == [1, 3]
    assert rows.gone_key is None
    assert rows.selected == Patient(3)


def test_a_gone_row_that_comes_back_can_be_acted_on_again() -> None:
    rows = filled(1, 2, 3)
    rows.select(2)
    rows.replace(rows_of(1, 3))
    rows.replace(rows_of(3, 2))
    assert rows.gone_key is None
    assert rows.selected == Patient(2)


def test_a_gone_row_stays_while_further_rows_leave() -> None:
    rows = filled(1, 2, 3)
    rows.select(3)
    rows.replace(rows_of(1, 2))
    rows.replace([])
    assert keys_of(rows) == [3]
    assert rows.gone_key == 3


def test_a_row_that_was_filtered_out_on_purpose_is_not_kept_as_gone() -> None:
    rows = filled(1, 2, 3)
    rows.select(2)
    rows.replace(rows_of(3), others=True)
    assert keys_of(rows) == [3]
    assert rows.selected == Patient(3)


def test_another_state_of_a_row_takes_its_place() -> None:
    rows = filled(1, 2, 3)
    assert rows.update(Patient(2, wait=5))
    assert rows.get(2) == Patient(2, wait=5)
    assert keys_of(rows) == [1, 2, 3]


def test_a_state_of_no_row_is_not_taken_in() -> None:
    rows = filled(1)
    assert not rows.update(Patient(2))
    assert keys_of(rows) == [1]


def test_steps_end_at_the_ends() -> None:
    rows = filled(1, 2, 3)
    assert rows.step(99) == 3
    assert rows.step(-99) == 1


class Wrong(RuleBasedStateMachine):
    """Rows come, go and change places at random; only `select` ever changes who is selected."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = filled()
        self.chosen: int | None = None

    @rule(keys=st.lists(st.integers(0, 12), unique=True))
    def the_queue_changes(self, keys: list[int]) -> None:
        before = self.chosen
        self.rows.replace(rows_of(*keys))
        if before is None:
            self.chosen = keys[0] if keys else None

    @rule(key=st.integers(0, 12))
    def somebody_selects(self, key: int) -> None:
        if self.rows.select(key):
            self.chosen = key

    @precondition(lambda self: len(self.rows) > 0)
    @rule(by=st.integers(-3, 3))
    def somebody_moves(self, by: int) -> None:
        target = self.rows.step(by)
        assert target is not None
        assert self.rows.select(target)
        self.chosen = target

    @rule(key=st.integers(0, 12), wait=st.integers(0, 99))
    def a_row_changes(self, key: int, wait: int) -> None:
        self.rows.update(Patient(key, wait))

    @invariant()
    def the_selection_is_who_was_chosen(self) -> None:
        assert self.rows.selected_key == self.chosen

    @invariant()
    def what_may_be_acted_on_is_who_was_chosen_or_nobody(self) -> None:
        if self.rows.selected is not None:
            assert self.rows.selected.key == self.chosen
            assert self.rows.gone_key is None

    @invariant()
    def the_place_shows_the_selected_patient(self) -> None:
        place = self.rows.place
        if self.chosen is not None:
            assert place is not None
            assert self.rows[place].key == self.chosen

    @invariant()
    def nobody_stands_there_twice(self) -> None:
        keys = keys_of(self.rows)
        assert len(keys) == len(set(keys))


TestTheSelectionNeverSlips = Wrong.TestCase
