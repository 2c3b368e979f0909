"""How values are drawn from the little language of the data files."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from carecon.clinical.answers import NOT_KNOWN_ID
from carecon.simulation.draws import Draw, holds, pick


@given(st.integers())
def test_the_same_randomness_gives_the_same_value(seed: int) -> None:
    draw = Draw(around=80, spread=7)
    assert draw.draw(Random(seed), {}) == draw.draw(Random(seed), {})


@given(st.integers())
def test_numbers_keep_their_limits_and_their_step(seed: int) -> None:
    value = Draw(around=36.5, spread=9, least=35, most=41, step=0.1).number(Random(seed))
    assert 35 <= value <= 41
    assert round(value, 1) == value


@given(st.integers())
def test_whole_numbers_are_whole(seed: int) -> None:
    assert isinstance(Draw(between=(0, 50)).draw(Random(seed), {}), int)


def test_who_was_asked_in_vain_does_not_know() -> None:
    assert Draw(value=True, known=0).draw(Random(1), {}) == NOT_KNOWN_ID


def test_what_nobody_mentions_can_still_be_asked_for() -> None:
    draw = Draw(value=True, told=0)
    assert not draw.is_told(Random(1))
    assert draw.draw(Random(1), {}) is True


def test_a_question_that_does_not_arise_has_no_answer() -> None:
    draw = Draw(value=True, only_if={"still_on_floor": False})
    assert draw.draw(Random(1), {}) is None
    assert draw.draw(Random(1), {"still_on_floor": True}) is None
    assert draw.draw(Random(1), {"still_on_floor": False}) is True


def test_a_condition_may_list_values() -> None:
    assert holds({"residence": ["own_home", "hospice"]}, {"residence": "hospice"})
    assert not holds({"residence": ["own_home", "hospice"]}, {})


def test_a_changed_chance_leaves_the_next_draws_as_they_were() -> None:
    often, seldom = Random(7), Random(7)
    Draw(chance=0.9, known=0.9).draw(often, {})
    Draw(chance=0.1, known=0.1).draw(seldom, {})
    assert often.random() == seldom.random()


def test_two_ways_at_once_are_a_mistake() -> None:
    with pytest.raises(ValidationError, match="exactly one"):
        Draw(value=True, chance=0.5)


def test_weights_decide() -> None:
    assert {pick(Random(seed), {"a": 1.0, "b": 0.0}) for seed in range(20)} == {"a"}
