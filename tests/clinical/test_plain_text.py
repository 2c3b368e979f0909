"""Text from outside is shown as it is, except what a terminal would obey."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecon.clinical.plain_text import one_line, shown_lines, storable

CONTROLS = "\n\r\t\x00\x07\x1b\x7f\x85\x9b\u2028"
INVISIBLE = "\u061c\u200b\u200d\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\ufe0f\u0301"

anything = st.text(max_size=200) | st.text(alphabet="a é" + CONTROLS + INVISIBLE, max_size=60)


def _harmful(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in "\u202a\u202b\u202c\u202d\u202e"


@pytest.mark.parametrize(
    "text",
    [
        "SpO2 [low] 88",
        "[/b] [red]x",
        "*not* <b>markup</b> `here` \\x1b",
        "weiß, naïve, 山田, Ελένη",
        "שרה כהן",
        "فاطمة الزهراء",
        "walked to the loo 🚶🏽‍♀️ with 👨‍👩‍👧 and 🇬🇧 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f ❤️",
        "می‌خواهم",
    ],
)
def test_ordinary_text_of_any_script_is_shown_as_it_is(text: str) -> None:
    assert one_line(text) == text
    assert shown_lines(text) == (text,)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2Jgone", "␛[2Jgone"),
        ("bell\x07", "bell␇"),
        ("nul\x00", "nul␀"),
        ("del\x7f", "del␡"),
        ("csi\x9b31m", "csi�31m"),
        ("safe\u202eefasnu", "safe�efasnu"),
        ("\u2066isolate\u2069", "�isolate�"),
        ("12\u200f34", "12�34"),
        ("SMI\u200bTH", "SMI�TH"),
        ("a\u200db", "a�b"),
        ("half \ud83d pair", "half � pair"),
        ("\u0301starts with an accent", "◌\u0301starts with an accent"),
        ("no\u00a0break", "no break"),
    ],
)
def test_what_a_terminal_would_obey_or_hide_becomes_visible(text: str, shown: str) -> None:
    assert one_line(text) == shown


def test_a_row_is_one_line_whatever_was_pasted() -> None:
    assert one_line("first\r\nsecond\n\n third\tfourth\u2028fifth") == "first second  third fourth fifth"


def test_lines_are_kept_where_there_is_room_for_them() -> None:
    assert shown_lines("first\r\nsecond\n\nfourth\n") == ("first", "second", "", "fourth")
    assert shown_lines("a\tb\nc") == ("a    b", "c")
    assert shown_lines("") == ()


def test_what_no_database_keeps_as_text_is_replaced_before_it_is_stored() -> None:
    assert storable("a\x00b\ud800c\x1bd") == "a�b�c\x1bd"


@given(anything)
def test_nothing_shown_is_obeyed_by_a_terminal(text: str) -> None:
    for line in (one_line(text), *shown_lines(text)):
        assert not any(map(_harmful, line))
        line.encode("utf-8")


@given(anything)
def test_making_safe_twice_changes_nothing_more(text: str) -> None:
    assert one_line(one_line(text)) == one_line(text)
    assert all(shown_lines(line) in ((line,), ()) for line in shown_lines(text))


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Mn"]), max_size=100))
def test_letters_digits_and_signs_are_never_lost(text: str) -> None:
    assert one_line(text).removeprefix("◌") == text.removeprefix("◌")
