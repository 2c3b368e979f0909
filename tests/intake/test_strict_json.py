"""Bytes that are not plain JSON are refused early, in one line."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecon.intake.errors import IntakeError
from carecon.intake.strict_json import DEEPEST, LARGEST, parse_json


def refusal(data: bytes) -> str:
    with pytest.raises(IntakeError) as refused:
        parse_json(data, "a.json")
    assert refused.value.where == "a.json"
    return refused.value.problem


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "is empty; a FHIR message in JSON is expected"),
        (b" \n ", "is empty; a FHIR message in JSON is expected"),
        (b"<Bundle/>", "is XML or HTML; a FHIR message in JSON is expected"),
        (b"MIT License", "is not JSON: expecting value at line 1, column 1, where it says 'MIT License'"),
        (b'{"a": 1,}', "is not JSON: "),
        (b'{"a": {"b": [1, 2', "is cut off: it ends in the middle, after line 1, column 18"),
        (b'{"a": "b', "is cut off: it ends in the middle, after line 1, column 7"),
        (b'{"a": "caf\xe9"}', "is not UTF-8: byte 10 is 0xe9"),
        ('{"a": 1}'.encode("utf-16"), "is written in UTF-16; UTF-8 is expected"),
        ('{"a": 1}'.encode("utf-32"), "is written in UTF-32; UTF-8 is expected"),
        (b'{"a": 1, "a": 2}', "gives 'a' twice in one object, so that it could be read two ways"),
        (b'{"a": NaN}', "holds NaN, which is not a number; a FHIR message in JSON is expected"),
        (b'{"a": -Infinity}', "holds -Infinity, which is not a number; a FHIR message in JSON is expected"),
        (b'{"a": ' + b"9" * 5000 + b"}", "holds a number too long to be one; a FHIR message in JSON is expected"),
        (b"[" * (DEEPEST + 1), "is nested more than 100 levels deep; no FHIR message is"),
        (b'{"a":' * 200_000, "is nested more than 100 levels deep; no FHIR message is"),
        (b" " * (LARGEST + 1), "has 20 MB; a message of at most 20 MB is expected"),
    ],
    ids=lambda value: repr(value[:20]),
)
def test_each_kind_of_bad_file_is_named(data: bytes, problem: str) -> None:
    assert refusal(data).startswith(problem)


def test_brackets_within_texts_are_not_depth() -> None:
    assert parse_json(b'["' + b"[" * 500 + b'\\"{"]', "a.json") == ["[" * 500 + '"{']


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_plain_json_is_read_as_it_is(value: object) -> None:
    assert parse_json(json.dumps(value).encode(), "a.json") == value


@given(st.binary(max_size=300))
def test_any_bytes_are_json_or_refused(data: bytes) -> None:
    try:
        parse_json(data, "a.json")
    except IntakeError as refused:
        problem = refused.problem
    else:
        problem = ""
    assert "\n" not in problem
