"""Case files: what is read, and how what is wrong in one is told."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecon.clinical.answers import NOT_KNOWN, Answer, Unknown
from carecon.clinical.casefile import CaseFile, case_from, read_case
from carecon.clinical.tables import LARGEST_FILE, Table
from carecon.errors import BadInput

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)

WHOLE = """
at = 2024-01-16T10:12:00
area = "devon"

[context]
intake_paused = true
waiting_cases = 9
spoke_capacity = { virtual_ward = 2, palliative_urgent = "unknown" }

[facts]
age_years = 86
acvpu = "alert"
spo2 = { value = 91, at = "2024-01-16T10:05", by = "paramedic", seen = true }
temperature = { value = 36.5, at = 2024-01-16T10:05:00Z }
amnesia = "not_known"
heart_rate = "cannot_be_obtained"
pregnant = { value = "not_applicable", by = "paramedic" }
istumble = []
injury_earliest_time = 2024-01-16T05:30:00
"""


def case(text: str) -> CaseFile:
    return case_from(tomllib.loads(text), "case.toml", NOW)


def test_a_whole_case_is_read_with_who_said_it_when_and_whether_seen() -> None:
    found = case(WHOLE)
    assert found.at == datetime(2024, 1, 16, 10, 12, tzinfo=LONDON)
    assert found.area == "devon"
    assert found.service.intake_paused
    assert found.service.spoke_capacity == {"virtual_ward": 2, "palliative_urgent": "unknown"}
    spo2 = found.answers["spo2"]
    assert (spo2.value, spo2.by, spo2.seen) == (91, "paramedic", True)
    assert spo2.at == datetime(2024, 1, 16, 10, 5, tzinfo=LONDON)
    assert found.answers["amnesia"].value is NOT_KNOWN
    assert found.answers["heart_rate"].value is Unknown.CANNOT_BE_OBTAINED
    assert found.answers["pregnant"] == Answer("pregnant", Unknown.NOT_APPLICABLE, by="paramedic")
    assert found.answers["istumble"].value == ()
    assert found.answers["injury_earliest_time"].value == datetime(2024, 1, 16, 5, 30, tzinfo=LONDON)


def test_a_time_in_summer_is_summer_time() -> None:
    assert case("at = 2024-07-01T10:00:00").at == datetime(2024, 7, 1, 9, 0, tzinfo=UTC)


def test_a_case_without_a_moment_or_facts_is_one_of_now_about_which_nothing_is_known() -> None:
    found = case("")
    assert (found.at, found.area, dict(found.answers)) == (NOW, None, {})


@pytest.mark.parametrize(
    ("text", "where", "told"),
    [
        ("[facts]\nage_yeers = 86", "facts.age_yeers", "did you mean age_years?"),
        ('[facts]\nacvpu = "asleep"', "facts.acvpu", "alert, new_confusion, voice, pain or unresponsive"),
        ("[facts]\nspo2 = 900", "facts.spo2", "30-100 %, not 900"),
        ('[facts]\nspo2 = "ninety"', "facts.spo2", "must be a number"),
        ("[facts]\nfall = 1", "facts.fall", "must be yes or no"),
        ('[facts]\nistumble = "intense_pain"', "facts.istumble", "must be a list"),
        ("[facts]\nspo2 = { val = 91 }", "facts.spo2.value", "is missing"),
        ("[facts]\nspo2 = { value = 91, seen_by = 1 }", "facts.spo2.seen_by", "is not a key"),
        ('[facts]\nspo2 = { value = 91, at = "five past" }', "facts.spo2.at", "date and time"),
        ("[facts]\nspo2 = { value = 91, at = 2024-01-16 }", "facts.spo2.at", "date and time"),
        ("at = 2024-01-16T10:00:00\n[facts]\nspo2 = { value = 91, at = 2024-01-17T10:00:00 }", "spo2.at", "later"),
        ('[facts]\nspo2 = { value = 91, seen = "yes" }', "facts.spo2.seen", "true or false"),
        ('at = "noon"', "at", "2024-01-16T10:12"),
        ("aera = 'devon'", "aera", "did you mean area?"),
        ("[context]\npaused = true", "context.paused", "is not a key"),
        ("[context]\nwaiting_cases = -1", "context.waiting_cases", "0 to 500"),
        (
            "[context]\nspoke_capacity = { virtual_word = 1 }",
            "spoke_capacity.virtual_word",
            "did you mean virtual_ward?",
        ),
        ("[context]\nspoke_capacity = { virtual_ward = 'some' }", "spoke_capacity.virtual_ward", '"unknown"'),
        ("facts = 3", "facts", "must be a table"),
    ],
)
def test_what_is_wrong_is_told_with_its_key_and_what_is_allowed(text: str, where: str, told: str) -> None:
    with pytest.raises(BadInput) as refused:
        case(text)
    assert refused.value.where.startswith("case.toml")
    assert where in refused.value.where
    assert told in str(refused.value)


def test_a_file_that_is_not_toml_or_not_there_or_huge_or_not_text_is_told_by_its_path(tmp_path: Path) -> None:
    for name, content, told in (
        ("open.toml", b"[facts", "not TOML"),
        ("huge.toml", b"#" * (LARGEST_FILE + 1), "larger than"),
        ("bytes.toml", b"\xff\xfe", "UTF-8"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(BadInput, match=name) as refused:
            read_case(path, NOW)
        assert told in str(refused.value)
    with pytest.raises(BadInput, match="cannot be read"):
        read_case(tmp_path / "none.toml", NOW)


toml_values = st.recursive(
    st.booleans() | st.integers(-1000, 1000) | st.text(max_size=20) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from(["at", "area", "context", "facts", "x"]) | st.text(max_size=8)


def refusal(data: dict[str, object]) -> str:
    """Where it was refused, or an empty string if it was read."""
    try:
        case_from(data, "case.toml", NOW)
    except BadInput as refused:
        return refused.where
    return ""


@given(st.dictionaries(keys, toml_values, max_size=4))
def test_whatever_stands_in_a_file_it_is_read_or_refused_in_words(data: dict[str, object]) -> None:
    where = refusal(data)
    assert not where or where.startswith("case.toml")


@given(st.dictionaries(st.sampled_from(["spo2", "fall", "acvpu", "istumble", "postcode"]), toml_values, max_size=5))
def test_whatever_stands_as_a_fact_it_is_read_or_refused_in_words(facts: dict[str, object]) -> None:
    where = refusal({"facts": facts})
    assert not where or "facts" in where


def test_a_table_names_the_key_that_nobody_asked_for() -> None:
    table = Table({"title": "x", "titel": "y"}, "file.toml", "rule 3")
    assert table.text("title") == "x"
    with pytest.raises(BadInput, match=r"file\.toml: rule 3\.titel: .*did you mean title"):
        table.done()
