"""Whatever comes in: an arrival or one clear line, nothing else."""

from __future__ import annotations

import copy
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carecon.intake.errors import IntakeError
from carecon.intake.read import read_message
from carecon.intake.sent_note import sent_note
from tests.intake import messages as m

ORIGINAL = m.bundle(
    m.parts(),
    [
        m.flag(m.concept("S", f"{m.LISTS}/scene-safety-codes-bars")),
        m.observation("103228002", **m.quantity(91)),
        m.observation("450476008"),
        m.resource("AllergyIntolerance", code={"text": "Penicillin"}),
    ],
)

odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(
        ["\x1b[2J", "[/b]", "\ud83d", "#", "Patient/1", "2024-01-16T10:00:00Z", "9999-12-31T23:59:59-14:00"]
    ),
    st.just([]),
    st.just({}),
    st.just([[{}]]),
    st.just({"coding": [{"code": "Dx1"}]}),
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, held in inner for place in _places(held, (*path, key)))]


PLACES = _places(ORIGINAL)[1:]


def _outcome(data: bytes) -> None:
    try:
        arrival = read_message(data, "fuzz.json")
    except IntakeError as refused:
        text = str(refused)
    else:
        text = json.dumps(arrival.understood(), ensure_ascii=False) + sent_note(arrival, ZoneInfo("Europe/London"))
        assert arrival.answers
    text.encode("utf-8")


@given(st.lists(st.tuples(st.sampled_from(PLACES), odd), min_size=1, max_size=4))
@settings(max_examples=300)
def test_a_message_with_anything_anywhere_is_read_or_refused(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    content = copy.deepcopy(ORIGINAL)
    for path, value in changes:
        holder: Any = content
        try:
            for key in path[:-1]:
                holder = holder[key]
            holder[path[-1]] = copy.deepcopy(value)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took this place away
    _outcome(json.dumps(content).encode())


@given(st.lists(st.sampled_from(PLACES), min_size=1, max_size=6))
def test_a_message_with_anything_missing_is_read_or_refused(paths: list[tuple[Any, ...]]) -> None:
    content = copy.deepcopy(ORIGINAL)
    for path in paths:
        holder: Any = content
        try:
            for key in path[:-1]:
                holder = holder[key]
            del holder[path[-1]]
        except (KeyError, IndexError, TypeError):
            continue
    _outcome(m.as_sent(content))


@given(st.integers(0, len(m.as_sent(ORIGINAL)) - 1))
def test_a_message_cut_off_anywhere_is_refused(length: int) -> None:
    with pytest.raises(IntakeError, match=r"cut\.json: (is cut off|is empty|is not UTF-8)"):
        read_message(m.as_sent(ORIGINAL)[:length], "cut.json")


@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_refused(data: bytes) -> None:
    _outcome(data)
