"""How dates, times, names, ids and values are written."""

from __future__ import annotations

import locale
import tomllib
from datetime import UTC, date, datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecon.clinical.answers import NOT_KNOWN, Unknown, Value, without_value
from carecon.clinical.facts import data_text, vocabulary
from carecon.clinical.formats import (
    date_text,
    datetime_text,
    duration_text,
    person_name,
    phrase,
    sentence,
    time_text,
    value_words,
    weekday_text,
)

LONDON = ZoneInfo("Europe/London")
WINTER = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)
SUMMER = datetime(2024, 7, 1, 23, 30, tzinfo=UTC)


def test_a_date_has_two_digits_a_month_in_letters_and_a_full_year() -> None:
    assert date_text(date(1937, 5, 4)) == "04-May-1937"


def test_months_do_not_depend_on_the_regional_setting() -> None:
    before = locale.setlocale(locale.LC_TIME)
    try:
        locale.setlocale(locale.LC_TIME, "C")
        assert date_text(date(2024, 3, 1)) == "01-Mar-2024"
    finally:
        locale.setlocale(locale.LC_TIME, before)


def test_times_are_told_by_the_clocks_of_the_area() -> None:
    assert time_text(WINTER, LONDON) == "10:12"
    assert datetime_text(SUMMER, LONDON) == "02-Jul-2024 00:30"
    assert weekday_text(WINTER, LONDON) == "Tue 16-Jan-2024 10:12"


def test_a_time_without_a_zone_was_said_by_the_clocks_of_the_area() -> None:
    assert datetime_text(datetime(2024, 7, 1, 5, 30), LONDON) == "01-Jul-2024 05:30"  # noqa: DTZ001


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 min"),
        (40, "40 min"),
        (59.9, "59 min"),
        (60, "1 h"),
        (125, "2 h 05"),
        (2880, "2 days"),
        (3120, "2 days 4 h"),
        (-3, "0 min"),
    ],
)
def test_durations_are_short_and_unmistakable(minutes: float, text: str) -> None:
    assert duration_text(minutes) == text


@pytest.mark.parametrize(
    ("family", "given_name", "title", "text"),
    [
        ("Fenwick", "Ada", "Mrs", "FENWICK, Ada (Mrs)"),
        ("fenwick", "Ada", "MRS.", "FENWICK, Ada (Mrs)"),
        ("O'Brien-Smith", "", "", "O'BRIEN-SMITH"),
        ("", "Ada", "", "Ada"),
        ("", "", "Mr", "(name not known)"),
        ("כהן", "שרה", "", "כהן, שרה"),
        ("x\x1b[2J", "a\nb", "", "X␛[2J, a b"),
    ],
)
def test_a_name_is_family_given_and_title(family: str, given_name: str, title: str, text: str) -> None:
    assert person_name(family, given_name, title) == text


def test_every_id_can_be_said_in_words() -> None:
    ids = tomllib.loads(data_text("ids.toml"))
    names = {*ids["dispositions"], *ids["red_flag"], *ids["pathways"], *ids["adjuncts"], *ids["requires"]}
    names |= {*ids["outcome_classes"], *ids["specialties"], *ids["states"]}
    names |= {choice for fact in vocabulary().facts.values() for choice in fact.choices}
    said = {name: phrase(name) for name in names}
    assert not [name for name, words in said.items() if "_" in words or not words]


def test_words_are_given_only_for_ids_that_exist() -> None:
    packs = [entry for entry in (files("carecon.rules") / "packs").iterdir() if entry.name.endswith(".toml")]
    ways = "hot_clinic " + " ".join(entry.read_text(encoding="utf-8") for entry in packs)
    known = data_text("ids.toml") + data_text("facts.toml") + ways
    words = tomllib.loads(data_text("words.toml"))["word"]
    assert [name for name in words if name not in known and without_value(name) is None] == []


def test_choices_of_one_fact_never_sound_alike() -> None:
    for fact in vocabulary().facts.values():
        said = [phrase(choice).casefold() for choice in fact.choices]
        assert len(set(said)) == len(said), fact.id


@pytest.mark.parametrize(
    ("fact", "value", "words"),
    [
        ("head_injury", False, "no"),
        ("head_injury", True, "yes"),
        ("amnesia", NOT_KNOWN, "not known"),
        ("spo2", Unknown.CANNOT_BE_OBTAINED, "cannot be obtained"),
        ("pregnant", Unknown.NOT_APPLICABLE, "does not apply"),
        ("spo2", 96, "96 %"),
        ("temperature", 36.40, "36.4 °C"),
        ("systolic_bp", 138.0, "138 mmHg"),
        ("floor_minutes", 40, "40 min"),
        ("cfs", 6, "6"),
        ("source", "paramedic_on_scene", "paramedic on scene"),
        ("istumble", (), "none"),
        ("chest_pain_features", ("spreads", "faint"), "spreads, faint"),
        ("injury_earliest_time", WINTER, "16-Jan-2024 10:12"),
        ("what_matters", "home\nwith the [cat]", "home with the [cat]"),
    ],
)
def test_a_value_is_said_with_its_unit(fact: str, value: Value, words: str) -> None:
    assert value_words(vocabulary()[fact], value, LONDON) == words


def test_a_sentence_begins_with_a_capital_and_keeps_the_rest() -> None:
    assert sentence("eGFR under 30") == "eGFR under 30"
    assert sentence("community NEWS2") == "Community NEWS2"
    assert sentence("") == ""


@given(st.datetimes(timezones=st.just(UTC)), st.sampled_from(["Europe/London", "UTC"]))
def test_every_moment_can_be_written(moment: datetime, zone: str) -> None:
    if 1900 < moment.year < 2200:
        assert len(datetime_text(moment, ZoneInfo(zone))) == len("16-Jan-2024 10:12")
