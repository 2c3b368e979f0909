"""Typing in one line: what was typed is kept exactly, whatever it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from carecon.clinical.answers import LONGEST_TEXT
from carecon.screens.widgets.line_editor import LineEditor


def typed(*keys: str, text: str = "") -> LineEditor:
    editor = LineEditor(text)
    for key in keys:
        editor.press(key, key if len(key) == 1 else None)
    return editor


@given(st.text())
def test_whatever_is_pasted_is_kept_as_it_is(text: str) -> None:
    editor = LineEditor()
    editor.insert(text)
    assert editor.text == text


@given(
    st.text(max_size=200),
    st.lists(st.sampled_from(["left", "right", "home", "end", "ctrl+w", "backspace", "x"]), max_size=30),
)
def test_the_cursor_stays_in_the_text_and_what_is_shown_is_safe(text: str, keys: list[str]) -> None:
    editor = typed(*keys, text=text)
    assert 0 <= editor.cursor <= len(editor.text)
    shown = "".join(editor.window(20))
    assert not any(character < " " or character == "\x1b" for character in shown)


def test_letters_go_where_the_cursor_is() -> None:
    assert typed("left", "left", "X", text="abcd").text == "abXcd"


def test_deleting_takes_the_character_before_or_under_the_cursor() -> None:
    assert typed("backspace", text="abc").text == "ab"
    assert typed("home", "delete", text="abc").text == "bc"


def test_a_word_the_beginning_and_the_end_can_be_cut() -> None:
    assert typed("ctrl+w", text="left forearm").text == "left"
    assert typed("ctrl+u", text="left forearm").text == ""
    assert typed("home", "ctrl+k", text="left forearm").text == ""


def test_a_key_that_means_nothing_here_is_left_to_others() -> None:
    assert not LineEditor("x").press("f8", None)
    assert not LineEditor("x").press("enter", "\r")


def test_a_pasted_line_break_is_kept_and_shown_as_a_sign() -> None:
    editor = LineEditor("one\ntwo")
    assert editor.text == "one\ntwo"
    assert "".join(editor.window(20)).strip() == "one⏎two"


def test_a_password_is_shown_as_dots() -> None:
    editor = LineEditor("three words", hidden=True)
    assert "".join(editor.window(40)).strip() == "•" * 11


def test_no_more_is_taken_than_the_record_keeps() -> None:
    editor = LineEditor("x" * (LONGEST_TEXT - 1))
    editor.insert("yz")
    assert len(editor.text) == LONGEST_TEXT
    assert editor.text.endswith("xy")
