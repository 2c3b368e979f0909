"""Three values: the published truth tables, intervals, and what "known" and "not known" mean."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecon.area.context import Context
from carecon.clinical.answers import NOT_KNOWN, Answer
from carecon.rules.language.condition import AllOf, AnyOf, AtLeast, Is, Not, Truth
from carecon.rules.language.names import all_names
from carecon.rules.language.parsing import parse_line
from carecon.rules.running.evaluate import evaluate
from carecon.rules.running.still_open import can_become, undecided_by, waits_for
from carecon.rules.running.world import World, see

AT = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)
CONTEXT = Context(AT, "devon", None, in_hours=True, minutes_to_close=300, spoke=None, pause_applies=False)
TRUTHS: tuple[Truth, ...] = (True, False, None)
FACTS: dict[Truth, str] = {True: "fall", False: "head_injury", None: "amnesia"}


def world(**facts: Any) -> World:
    return see({name: Answer(name, value) for name, value in facts.items()}, CONTEXT, {})


def holds(text: str, **facts: Any) -> Truth:
    return evaluate(parse_line(text, all_names()), world(**facts))


TABLE = world(fall=True, head_injury=False)


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (True, None, None, True),
        (False, True, False, True),
        (False, False, False, False),
        (False, None, False, None),
        (None, True, None, True),
        (None, False, False, None),
        (None, None, None, None),
    ],
)
def test_and_and_or_are_those_of_cql(left: Truth, right: Truth, both: Truth, either: Truth) -> None:
    parts = Is(FACTS[left]), Is(FACTS[right])
    assert evaluate(AllOf(parts), TABLE) is both
    assert evaluate(AnyOf(parts), TABLE) is either


@pytest.mark.parametrize(("value", "negated"), [(True, False), (False, True), (None, None)])
def test_not_is_that_of_cql(value: Truth, negated: Truth) -> None:
    assert evaluate(Not(Is(FACTS[value])), TABLE) is negated


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_at_least_is_what_counting_the_completions_says(count: int) -> None:
    for values in product(TRUTHS, repeat=3):
        parts = tuple(Is(FACTS[value]) for value in values)
        true, maybe = values.count(True), values.count(None)
        expected = True if true >= count else None if true + maybe >= count else False
        assert evaluate(AtLeast(count, parts), TABLE) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("respiratory_rate >= 0", True),
        ("respiratory_rate > 80", False),
        ("respiratory_rate >= 25", None),
        ("news2 >= 0", True),
        ("news2 >= 7", None),
        ("acvpu == voice", None),
        ("istumble == []", None),
        ("bleeding_freely in istumble", None),
        ("not_known(fall)", None),
        ("recorded(fall)", None),
    ],
)
def test_nothing_known_is_unknown_but_where_the_limits_decide(text: str, expected: Truth) -> None:
    assert holds(text) is expected


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("news2 < 20", {"acvpu": "alert"}, True),
        ("news2 >= 7", {"respiratory_rate": 25, "spo2": 90, "on_oxygen": True}, True),
        ("news2 >= 5", {"respiratory_rate": 16, "spo2": 97, "on_oxygen": False, "acvpu": "alert"}, None),
        ("news2 == 3", {"spo2": 97}, None),
        ("news2 != 3", {"spo2": 97}, None),
        ("cfs >= 5", {"cfs": 7, "age_years": 80}, True),
        ("cfs >= 5", {"cfs": 7, "age_years": 50}, False),
        ("cfs < 5", {"cfs": 7, "age_years": 50}, False),
        ("cfs >= 5", {"cfs": 7}, False),
        ("news2 >= 0", {"pregnant": True}, False),
        ("systolic_below_usual >= 40", {"systolic_bp": 100, "usual_systolic_bp": 140}, True),
        ("systolic_below_usual >= 40", {"systolic_bp": 100}, False),
        ("systolic_below_usual >= 40", {"usual_systolic_bp": 140}, None),
        ("standing_drop >= 20", {"systolic_bp": 118, "standing_systolic_bp": 84}, True),
        ("standing_drop >= 20", {"systolic_bp": 118}, False),
        ("not_known(fall)", {"fall": NOT_KNOWN}, True),
        ("not_known(fall)", {"fall": True}, False),
        ("recorded(fall)", {"fall": NOT_KNOWN}, False),
        ("fall", {"fall": NOT_KNOWN}, None),
        ("floor_minutes >= 60", {"floor_minutes": NOT_KNOWN}, None),
        ("known(fall)", {}, False),
        ("not known(fall)", {}, True),
        ("istumble == []", {"istumble": ()}, True),
        ("any_of(istumble, intense_pain, bleeding_freely)", {"istumble": ("intense_pain",)}, True),
        ("excluded(stroke)", {}, False),
        ("open(stroke)", {}, True),
        ("service(ucr_2h) == unknown", {}, True),
    ],
)
def test_facts_scores_and_their_limits(text: str, facts: dict[str, Any], expected: Truth) -> None:
    assert holds(text, **facts) is expected


LINES = [
    "fall and head_injury",
    "fall or not amnesia",
    "not (fall and amnesia) or head_injury",
    "at_least(2, fall, amnesia, head_injury)",
    "news2 >= 3 and fall",
    "spo2 < 92 or (acvpu == voice and not fall)",
    "5 <= news2 <= 6",
]
known = st.fixed_dictionaries(
    {},
    optional={
        "fall": st.booleans(),
        "head_injury": st.booleans(),
        "amnesia": st.booleans(),
        "spo2": st.integers(80, 100),
        "respiratory_rate": st.integers(4, 40),
        "acvpu": st.sampled_from(["alert", "voice"]),
    },
)
WHOLE = {"fall": True, "head_injury": False, "amnesia": True, "spo2": 91, "respiratory_rate": 21, "acvpu": "voice"}


@given(st.sampled_from(LINES), known, known)
def test_what_is_settled_stays_settled_when_more_answers_come(
    text: str, now: dict[str, Any], later: dict[str, Any]
) -> None:
    before, after = holds(text, **now), holds(text, **{**later, **now})
    assert before is None or after is before


@given(st.sampled_from(LINES), known, known)
def test_what_comes_true_was_held_possible(text: str, now: dict[str, Any], later: dict[str, Any]) -> None:
    condition = parse_line(text, all_names())
    after = evaluate(condition, world(**{**later, **now}))
    if after is not None:
        assert can_become(condition, world(**now), after)


@given(st.sampled_from(LINES), known)
def test_an_open_condition_waits_for_something_and_a_settled_one_for_nothing(text: str, now: dict[str, Any]) -> None:
    condition = parse_line(text, all_names())
    seen = world(**now)
    assert (evaluate(condition, seen) is None) == bool(waits_for(condition, seen))


def test_what_nobody_can_answer_is_not_waited_for_and_cannot_come_true() -> None:
    condition = parse_line("fall and amnesia", all_names())
    vain = world(fall=True, amnesia=NOT_KNOWN)
    assert evaluate(condition, vain) is None
    assert undecided_by(condition, vain) == ("amnesia",)
    assert waits_for(condition, vain) == ()
    assert not can_become(condition, vain, True)
    assert not can_become(condition, vain, False)
    assert can_become(condition, world(fall=True), True)
