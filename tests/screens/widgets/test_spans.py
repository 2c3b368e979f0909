"""Text in cells: nothing is wider than it may be, nothing is lost unseen, nothing is obeyed."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from carecon.screens.widgets.spans import (
    Tone,
    apart,
    column,
    cut,
    fitted,
    plain,
    right_column,
    width_of,
    wrapped,
)

NASTY = [
    "[/b] [red]x",
    "SpO2 [low] 88",
    "\x1b[31mred\x1b[0m",
    "a\u202eb\u202c",
    "👩\u200d⚕️ 🇬🇧 👍🏽",
    "x" * 10_000,
    "漢字" * 50,
    "e\u0301" * 99,
]


def text_of(line: tuple[tuple[str, Tone], ...]) -> str:
    return "".join(text for text, _ in line)


@given(st.text(), st.integers(0, 60))
def test_what_is_cut_fits(text: str, width: int) -> None:
    assert cell_len(cut(text, width)) <= width


def test_what_is_cut_says_so() -> None:
    assert cut("Newton Abbot", 8) == "Newton…"
    assert cut("Newton Abbot", 12) == "Newton Abbot"


@given(st.text(), st.integers(0, 60))
def test_a_column_is_as_wide_as_it_was_asked_to_be(text: str, width: int) -> None:
    assert cell_len(column(text, width)[0]) == width
    assert cell_len(right_column(text, width)[0]) == width


@given(st.lists(st.tuples(st.text(), st.sampled_from(Tone))), st.integers(0, 80))
@example([(text, Tone.PLAIN) for text in NASTY], 80)
def test_a_fitted_line_is_no_wider_than_the_window_and_holds_no_control_character(
    line: list[tuple[str, Tone]], width: int
) -> None:
    shown = fitted(line, width)
    assert width_of(shown) <= width
    assert not any(character < " " or "\x7f" <= character < "\xa0" for character in text_of(shown))


def test_neighbours_of_one_tone_are_one_piece() -> None:
    assert fitted([("a", Tone.PLAIN), ("b", Tone.PLAIN), ("c", Tone.DANGER)], 9) == (
        ("ab", Tone.PLAIN),
        ("c", Tone.DANGER),
    )


def test_left_gives_way_to_right() -> None:
    assert text_of(apart(plain("a long beginning"), plain("end"), 12)) == "a long…  end"


@given(st.text(), st.text(), st.integers(0, 60))
def test_two_ends_never_overflow(left: str, right: str, width: int) -> None:
    assert width_of(apart(plain(left), plain(right), width)) <= width


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])), st.integers(4, 40))
def test_wrapped_lines_fit_and_lose_no_word(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(width_of(line) <= width for line in lines)
    assert "".join(text_of(line) for line in lines).replace(" ", "") == text.replace(" ", "")


def test_wrapped_text_keeps_its_first_indent_and_takes_another_for_the_rest() -> None:
    lines = wrapped("  one two three", 9, indent="    ")
    assert [text_of(line) for line in lines] == ["  one two", "    three"]


@pytest.mark.parametrize("most", [1, 2, 3])
def test_too_many_lines_end_in_an_ellipsis(most: int) -> None:
    lines = wrapped("one two three four five six seven eight nine ten", 12, most=most)
    assert len(lines) == most
    assert text_of(lines[-1]).endswith("…")
