"""Lines broken by the cells they take."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from carecon.clinical.plain_text import one_line
from carecon.handover.wrap import cells, wrap

texts = st.text(max_size=300).map(one_line)


def test_wide_letters_take_two_cells_and_accents_none() -> None:
    assert cells("abc") == 3
    assert cells("山田") == 4
    assert cells("e\u0301") == 1


def test_text_is_broken_at_spaces_and_hangs_below_its_label() -> None:
    assert wrap("Label: one two three", 12, "  ", "      ") == ["  Label: one", "      two", "      three"]


def test_a_word_longer_than_a_line_is_cut() -> None:
    assert wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"]


def test_spaces_within_a_line_stay() -> None:
    assert wrap("a   b", 10) == ["a   b"]


@given(texts, st.integers(12, 100), st.integers(0, 6))
def test_no_line_is_too_wide(text: str, width: int, indent: int) -> None:
    assert all(cells(line) <= width for line in wrap(text, width, " " * indent, " " * indent))


@given(texts, st.integers(12, 100))
def test_nothing_but_spaces_is_lost(text: str, width: int) -> None:
    assert "".join(wrap(text, width)).replace(" ", "") == text.replace(" ", "")
