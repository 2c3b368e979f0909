"""What goes to the reasoner's process arrives there as it was."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from carecon.area.area import load_area
from carecon.area.context import context_from, derive_context
from carecon.clinical.answers import Answer, Unknown
from carecon.clinical.facts import Fact, FactKind, vocabulary
from carecon.desk.reasoning_wire import (
    facts_from_wire,
    facts_to_wire,
    reasoning_from_wire,
    reasoning_to_wire,
)
from carecon.rules.reasons import Change, Flip, Outranked, Reasoning

NOW = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)


def values(fact: Fact) -> st.SearchStrategy[object]:
    """Any value that the fact can have."""
    match fact.kind:
        case FactKind.BOOL:
            return st.booleans()
        case FactKind.NUMBER:
            return st.integers(0, 300) | st.floats(0, 300)
        case FactKind.CHOICE if fact.many:
            return st.lists(st.sampled_from(fact.choices), unique=True).map(tuple)
        case FactKind.CHOICE:
            return st.sampled_from(fact.choices)
        case FactKind.DATE:
            return st.dates(date(1900, 1, 1), date(2030, 1, 1))
        case FactKind.DATETIME:
            return st.just(NOW) | st.integers(0, 10_000).map(lambda minutes: NOW - timedelta(minutes=minutes))
        case _:
            return st.text(max_size=50)


@st.composite
def any_answers(draw: st.DrawFn) -> dict[str, Answer]:
    chosen = draw(st.lists(st.sampled_from(sorted(vocabulary().facts)), max_size=12, unique=True))
    found: dict[str, Answer] = {}
    for name in chosen:
        value = draw(values(vocabulary()[name]) | st.sampled_from(list(Unknown)))
        by, seen = draw(st.none() | st.text(max_size=10)), draw(st.none() | st.booleans())
        found[name] = Answer(name, value, draw(st.none() | st.just(NOW)), by, seen)  # type: ignore[arg-type]
    return found


@given(any_answers())
def test_answers_arrive_as_they_were(facts: dict[str, Answer]) -> None:
    # A text that reads `not_known` is what that answer is called everywhere.
    called = [each.value for each in Unknown]
    plain = {name: each for name, each in facts.items() if each.value not in called}
    assert facts_from_wire(json.loads(json.dumps(facts_to_wire(plain)))) == plain


def test_the_context_arrives_as_it_was() -> None:
    area = load_area("devon")
    context = derive_context(area, {"postcode": Answer("postcode", "TQ12 9ZZ")}, NOW, spoke_capacity={"south": 3})
    assert context_from(json.loads(json.dumps(context.as_dict()))) == context


def test_reasons_arrive_with_the_answers_of_whoever_asked() -> None:
    answer = Answer("able_to_weight_bear", True, NOW, "crew", True)
    facts = {"able_to_weight_bear": answer}
    reasoning = Reasoning(
        "ucr_2h",
        ("able_to_weight_bear",),
        (
            Flip("planned_attendance", True, (Change("able_to_weight_bear", answer, False),)),
            Flip("gp_same_day", False, (Change("istumble", None, ()), Change("heart_rate", None, 40.5))),
        ),
        ("emergency_ambulance", "ucr_2h"),
        (Outranked("FALL-L2", ("RF-STROKE-01",)),),
    )
    assert reasoning_from_wire(json.loads(json.dumps(reasoning_to_wire(reasoning))), facts) == reasoning
