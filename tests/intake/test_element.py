"""Walking through JSON of any shape."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecon.intake.element import Element, instant

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "url", "extension"]), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "text",
    [
        "2021-11-26T15:20:00+00:00",
        "2021-11-26T15:20:00Z",
        "2021-11-26T16:20:00+01:00",
        "2021-11-26T15:20Z",
        "2021-11-26T15:20:00+00",
        "2021-11-26T16:20:00+0100",
        " 2021-11-26T15:20:00.0000000+00:00 ",
    ],
)
def test_an_instant_is_read_in_every_spelling_seen_in_messages(text: str) -> None:
    assert instant(text) == datetime(2021, 11, 26, 15, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "2021-11-26", "2021-11-26T15:20:00", "2021-13-26T15:20:00Z", "0000-01-01T00:00:00Z", "soon"]
)
def test_what_is_not_one_moment_is_none(text: str) -> None:
    assert instant(text) is None


def test_a_fraction_of_any_length_is_kept_to_the_microsecond() -> None:
    assert instant("2021-11-26T15:00:00.8185338+00:00") == datetime(2021, 11, 26, 15, 0, 0, 818533, tzinfo=UTC)


def test_paths_lead_through_lists_and_break_off_quietly() -> None:
    element = Element({"a": [None, {"b": {"c": "deep"}}], "n": "7.0"})
    assert element.child("a", "b").text("c") == "deep"
    assert element.child("a", "x", "y").text("c") == ""
    assert element.number("n") == 7
    assert not element.child("n")


def test_half_a_surrogate_pair_is_not_let_in() -> None:
    assert Element({"a": "x\ud83d\x00y"}).text("a") == "x��y"


@given(st.dictionaries(st.sampled_from(["a", "b", "extension"]), values))
def test_every_question_has_an_answer(fields: dict[str, object]) -> None:
    element = Element(fields)
    for name in ("a", "b", "missing"):
        element.text(name).encode("utf-8")
        element.texts(name)
        element.children(name)
        element.number(name)
        element.moment(name)
        element.day(name)
        element.flag(name)
        element.child(name, "b").text("a")
    element.extension("a").text("url")
