"""A decision table says in how many ways a condition holds, and every way makes it hold."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from carecon.area.context import Context
from carecon.clinical.answers import Answer
from carecon.clinical.facts import vocabulary
from carecon.rules.checks.rule_tests import NOON
from carecon.rules.language.condition import AllOf, AnyOf, AtLeast, Condition, Is, Known, Not
from carecon.rules.language.decision_table import decision_table
from carecon.rules.language.names import Kind, Name, all_names
from carecon.rules.language.parsing import parse_when
from carecon.rules.language.words import in_words
from carecon.rules.running.evaluate import evaluate
from carecon.rules.running.world import see

CONTEXT = Context(
    at=NOON,
    area="devon",
    in_area=None,
    in_hours=True,
    minutes_to_close=None,
    spoke=None,
    pause_applies=False,
)

NAMES = {**all_names(), "unwell": Name(Kind.YES_NO, ())}
UNWELL = {"unwell": parse_when("spo2 < 92 or acvpu == voice", all_names())}


def rows(line: str) -> set[tuple[tuple[str, str], ...]]:
    table = decision_table(parse_when(line, NAMES), UNWELL)
    return {tuple((c, v) for c, v in zip(table.columns, row, strict=True) if v) for row in table.rows}


def test_each_way_is_a_row_and_definitions_are_opened() -> None:
    assert (
        rows("fall and unwell")
        == {
            (("On the floor or fell", "yes"), ("SpO2", "below 92 %")),
            (("On the floor or fell", "yes"), ("ACVPU", "responds to voice (V)")),
        }
        or len(rows("fall and unwell")) == 2
    )


def test_not_turns_and_into_or_and_turns_comparisons_round() -> None:
    assert rows("not (head_injury and spo2 < 92)") == {(("Head injury", "no"),), (("SpO2", "92 % or more"),)}


def test_not_known_to_be_so_is_also_not_known() -> None:
    assert rows("not known(head_injury)") == {(("Head injury", "no, or not known"),)}
    assert rows("known(head_injury)") == {(("Head injury", "yes"),)}


def test_so_many_of_several_are_so_many_rows() -> None:
    assert len(rows("at_least(2, head_injury, fall, dnacpr)")) == 3
    assert len(rows("not at_least(2, head_injury, fall, dnacpr)")) == 3


def test_a_way_that_contradicts_itself_or_that_another_contains_is_left_out() -> None:
    assert rows("head_injury and not head_injury") == set()
    assert rows("head_injury or (head_injury and fall)") == {(("Head injury", "yes"),)}


def test_a_table_that_is_cut_says_so() -> None:
    facts = ("head_injury", "fall", "dnacpr", "lives_alone", "has_capacity", "safe_to_remain")
    line = "at_least(3, " + ", ".join(facts) + ")"
    table = decision_table(parse_when(line, NAMES), {}, most=5)
    assert len(table.rows) == 5
    assert table.cut
    assert not decision_table(parse_when(line, NAMES), {}).cut


def test_conditions_read_as_words() -> None:
    assert in_words(parse_when("not head_injury", NAMES)) == "Head injury: no"
    assert in_words(parse_when("spo2 < 92 and (fall or dnacpr)", NAMES)).startswith("SpO2 below 92 % and (")
    assert in_words(parse_when("not known(unwell)", NAMES)) == "not known to be so: unwell: yes"
    assert in_words(parse_when("at_least(2, head_injury, fall)", NAMES)).startswith("at least 2 of: Head injury: yes; ")
    assert in_words(parse_when("istumble == []", NAMES)).endswith(": none")


FACTS = ("head_injury", "fall", "dnacpr")
CELLS: dict[str, tuple[bool | None, ...]] = {
    "": (True, False, None),
    "yes": (True,),
    "no": (False,),
    "yes, or not known": (True, None),
    "no, or not known": (False, None),
    "no, or not known; yes, or not known": (None,),
}
CONDITIONS = st.recursive(
    st.sampled_from([Is(name) for name in FACTS]),
    lambda inner: st.one_of(
        inner.map(Not),
        inner.map(Known),
        st.lists(inner, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        st.tuples(st.integers(1, 3), st.lists(inner, min_size=1, max_size=3)).map(
            lambda given: AtLeast(given[0], tuple(given[1]))
        ),
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(CONDITIONS)
def test_some_row_fits_a_case_exactly_where_the_condition_is_known_to_hold(condition: Condition) -> None:
    table = decision_table(condition, {}, most=10_000)
    labels = [vocabulary()[name].name for name in FACTS]
    for values in product((True, False, None), repeat=len(FACTS)):
        case = dict(zip(labels, values, strict=True))
        fits = any(
            all(case[column] in CELLS[cell] for column, cell in zip(table.columns, row, strict=True))
            for row in table.rows
        )
        answers = {name: Answer(name, value) for name, value in zip(FACTS, values, strict=True) if value is not None}
        assert fits == (evaluate(condition, see(answers, CONTEXT, {})) is True)
