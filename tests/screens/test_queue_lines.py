"""The queue in lines: columns that line up, signs beside words, and nothing wider than the window."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecon.desk.views import QueueFilter
from carecon.screens.presenters import breach_span, short_duration, ticks_in_seconds, wait_text
from carecon.screens.queue_lines import (
    clock_cells,
    columns,
    counts_line,
    heading_line,
    news,
    row_line,
    title_line,
    why_lines,
)
from carecon.screens.queue_news import GONE, compare
from carecon.screens.widgets.spans import Tone, width_of
from tests.screens.synthetic import NOW, ZONE, minutes, page, row, shift

WIDTHS = [66, 77, 80, 97, 98, 117, 150, 197]


def text_of(line: tuple[tuple[str, Tone], ...]) -> str:
    return "".join(text for text, _ in line)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_row_is_as_wide_as_the_list_and_stands_under_its_headings(width: int) -> None:
    for case in shift():
        assert width_of(row_line(case, width, NOW, ZONE)) == width
    assert width_of(heading_line(width)) == width + 2
    assert sum(columns(width)) == width


def test_a_name_stands_where_its_column_begins() -> None:
    heading, case = text_of(heading_line(117)), text_of(row_line(shift()[0], 117, NOW, ZONE))
    values = {"Person": "FENWICK", "Age": "86 F", "Where": "TQ12", "Problem": "fall", "Flags": "frail"}
    for name, value in values.items():
        assert heading.index(name) - 2 == case.index(value)


def test_the_clocks_are_where_they_are_said_to_be() -> None:
    x, width = clock_cells(117)
    assert text_of(row_line(shift()[0], 117, NOW, ZONE))[x : x + width].split() == ["4", "min", "16", "min"]


@pytest.mark.parametrize(
    ("left", "words", "tone"),
    [
        (minutes(16), "16 min", Tone.PLAIN),
        (minutes(4.5), "! 4 min", Tone.CAUTION),
        (timedelta(seconds=103), "! 1:43", Tone.DANGER),
        (timedelta(seconds=0), "! due now", Tone.DANGER),
        (minutes(-12), "late 12 min", Tone.DANGER),
        (minutes(-125), "late 2 h 05", Tone.DANGER),
    ],
)
def test_a_breach_is_said_in_words_and_not_by_colour_alone(left: timedelta, words: str, tone: Tone) -> None:
    assert breach_span(NOW + left, NOW) == (words, tone)


def test_only_the_last_two_minutes_tick_by_the_second() -> None:
    assert ticks_in_seconds(NOW + timedelta(seconds=119), NOW)
    assert not ticks_in_seconds(NOW + timedelta(seconds=120), NOW)
    assert not ticks_in_seconds(NOW, NOW)
    assert not ticks_in_seconds(None, NOW)


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)))
def test_a_wait_fits_its_column(gone: timedelta) -> None:
    assert len(short_duration(gone)) <= 10
    assert wait_text(NOW - gone, NOW) == short_duration(gone)


def test_flags_are_words_where_they_fit_and_letters_where_not() -> None:
    case = row(1, flags=("red_flag", "red_flag_open", "eol", "care_home", "frail"))
    assert "! danger  EHF" in text_of(row_line(case, 117, NOW, ZONE))
    assert "!EHF" in text_of(row_line(case, 77, NOW, ZONE))


def test_a_person_without_a_name_and_an_age_that_is_not_known_are_said_so() -> None:
    line = text_of(row_line(row(1, " ", age_years=None, gender=""), 117, NOW, ZONE))
    assert "(name not known)" in line
    assert "? ?" in line


def test_the_title_says_queue_alone_until_there_are_rows() -> None:
    def title(counts: object) -> str:
        return text_of(
            title_line(
                80,
                hub="Devon hub",
                realm="",
                counts=counts,  # type: ignore[arg-type]  # counts or nothing
                total=0,
                wanted=QueueFilter(),
                now=NOW,
                zone=ZONE,
                who="R Hale, clinician",
            )
        )

    assert "Queue " in title(None)
    assert "open" not in title(None)
    assert "Queue: 10,000 open" in title(page(shift(), 10_000).counts)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_counts_fit_and_what_is_new_stands_at_the_right(width: int) -> None:
    line = counts_line(width, page(shift()).counts, news(3, 1, 0, moved=False), NOW)
    assert width_of(line) <= width
    assert "3 new" in text_of(line)


@pytest.mark.parametrize("told", [news(3, 1, 2, moved=False), "first 500 of 10,000: / finds the rest"])
def test_a_notice_gives_way_to_the_figures(told: str) -> None:
    counts = replace(page(shift()).counts, not_acknowledged=12, waiting=1_204)
    for width in (100, 120):
        line = text_of(counts_line(width, counts, told, NOW))
        assert "Not acknowledged 12" in line
        assert len(line) <= width
        assert told.split()[0] in line[-40:]
    assert told in text_of(counts_line(190, counts, told, NOW))
    assert "3 new: F5" in text_of(counts_line(120, page(shift()).counts, news(3, 1, 2, moved=False), NOW))


@pytest.mark.parametrize("width", [77, 117])
@pytest.mark.parametrize("hours", [2, 25, 36, 60, 700])
def test_a_long_wait_and_how_late_it_is_are_both_whole(width: int, hours: int) -> None:
    case = row(1, received_at=NOW - timedelta(hours=hours + 1), breach_at=NOW - timedelta(hours=hours))
    x, size = clock_cells(width)
    clocks = text_of(row_line(case, width, NOW, ZONE))[x : x + size]
    assert "…" not in clocks
    assert " late " in clocks


def test_a_parked_case_that_is_late_says_so() -> None:
    assert "parked 10:42" in text_of(row_line(shift()[5], 117, NOW, ZONE))
    for late in ({"breach_at": NOW - minutes(5)}, {"parked_until": NOW - minutes(5)}):
        for width in (77, 117):
            assert "parked late" in text_of(row_line(replace(shift()[5], **late), width, NOW, ZONE))  # type: ignore[arg-type]


def test_news_says_what_waits() -> None:
    assert news(0, 0, 0, moved=False) == ""
    assert news(0, 0, 2, moved=True) == "2 gone: F5"
    assert news(0, 0, 0, moved=True) == "order changed: F5"


def test_why_names_lane_priority_and_time() -> None:
    for width in (80, 120):
        *because, said = why_lines(shift()[0], False, width, NOW, ZONE)
        told = " ".join(text_of(line).strip() for line in because)
        assert told.startswith("Why here: a crew waits with the person, priority 1")
        assert "Due 10:28." in told
        assert told.endswith("Crews first, then clinical priority, then time to breach.")
        assert len(because) <= 2
        assert "07700 900123" in text_of(said)


def test_values_are_taken_over_and_places_are_not() -> None:
    shown = shift()
    fresh = [row(50, "New ONE", lane="crew"), *reversed(shown[1:])]
    told = compare(shown, fresh)
    assert [case.case_id for case in told.rows] == [case.case_id for case in shown]
    assert told.rows[0].status == GONE
    assert (told.arrived, told.crews, told.gone, told.moved) == (1, 1, 1, True)


def test_nothing_new_is_no_news() -> None:
    told = compare(shift(), shift())
    assert (told.arrived, told.gone, told.moved) == (0, 0, False)
