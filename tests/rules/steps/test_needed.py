"""Needed facts: which rows count, what is still open in them, and what nobody could answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from carecon.area.context import derive_context
from carecon.clinical.answers import NOT_KNOWN, Answer
from carecon.rules.advise import needed_rows
from carecon.rules.ruleset import load_ruleset
from carecon.rules.steps.needed import NeededRow

AT = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)
RULESET = load_ruleset("devon")


def rows(*more: Answer, **facts: Any) -> dict[str, NeededRow]:
    answers = {name: Answer(name, value) for name, value in facts.items()} | {each.fact: each for each in more}
    context = derive_context(RULESET.area, answers, AT)
    return {row.name: row for row in needed_rows(answers, context, RULESET)}


def test_a_row_counts_where_its_condition_is_known_to_hold() -> None:
    assert set(rows()) == {"core", "person and place", "observations", "main problem"}
    fall = rows(presenting_problem="fall")
    assert {"fall"} < set(fall)
    assert "fall, up again" not in fall
    assert rows(presenting_problem="fall", still_on_floor=False)["fall, up again"].open == ("able_to_weight_bear",)


def test_one_alternative_is_enough() -> None:
    on_floor = {"presenting_problem": "fall", "still_on_floor": True}
    assert rows(**on_floor)["fall, still on the floor"].open[0] == ("istumble", "able_to_weight_bear")
    for known in ({"istumble": ()}, {"able_to_weight_bear": False}):
        assert rows(**on_floor, **known)["fall, still on the floor"].open == ("injury_other_than_minor",)


def test_a_reason_for_no_observations_stands_for_all_six_and_remains_a_gap() -> None:
    row = rows(observations_not_possible="no_equipment")["observations"]
    assert row.open == ()
    assert len(row.not_to_be_had) == 6


@pytest.mark.parametrize("facts", [{}, {"dying_phase_recognised": True}, {"died": False}])
def test_not_appropriate_counts_only_in_recognised_dying_a_comfort_plan_or_death(facts: dict[str, Any]) -> None:
    assert len(rows(observations_not_possible="not_appropriate", **facts)["observations"].open) == 6


def test_an_old_observation_is_asked_again() -> None:
    old = Answer("spo2", 97, at=AT - timedelta(hours=7))
    assert ("spo2", "observations_not_possible") in rows(old)["observations"].open
    fresh = Answer("spo2", 97, at=AT - timedelta(hours=5))
    assert ("spo2", "observations_not_possible") not in rows(fresh)["observations"].open


def test_a_documented_oxygen_target_does_not_grow_old() -> None:
    target = Answer("spo2_scale_2", True, at=AT - timedelta(days=30))
    assert "spo2_scale_2" not in rows(target, presenting_problem="breathlessness")["breathlessness"].open


def test_what_was_asked_in_vain_is_not_open() -> None:
    row = rows(presenting_problem="fall", floor_minutes=NOT_KNOWN)["fall"]
    assert "floor_minutes" not in row.open
    assert row.not_to_be_had == ("floor_minutes",)


def test_observations_and_alertness_are_waived_where_dying_is_recognised_but_never_age_and_place() -> None:
    found = rows(identity="confirmed", dying_phase_recognised=True)
    assert "observations" not in found
    assert "core" not in found
    assert found["person and place"].open == ("age_years", "safe_to_remain")


def test_a_death_leaves_only_its_own_row() -> None:
    assert set(rows(died=True, presenting_problem="fall")) == {"death"}
