"""NHS numbers, postcodes and telephone numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecon.clinical.identifiers import (
    SYNTHETIC_NUMBERS,
    Postcode,
    format_nhs_number,
    nhs_number,
    phone_number,
    postcode,
    synthetic_nhs_number,
)

numbers = st.integers(0, SYNTHETIC_NUMBERS - 1)


@pytest.mark.parametrize("text", ["9434765919", "943 476 5919", "943-476-5919", " 9434765919\n", "9000000009"])
def test_a_number_whose_check_digit_fits_is_valid_in_any_spacing(text: str) -> None:
    assert nhs_number(text).valid


@pytest.mark.parametrize(
    "text",
    [
        "9434765911",
        "1297287652",
        "9990000001",
        "0000000000",
        "1111111111",
        "9999999999",
        "943476591",
        "",
        "94347659199",
    ],
)
def test_wrong_check_digits_all_same_digits_and_other_lengths_are_not_valid(text: str) -> None:
    assert not nhs_number(text).valid


@pytest.mark.parametrize("text", ["943476591X", "٩٤٣٤٧٦٥٩١٩", "943.476.5919", "nine"])
def test_what_has_not_ten_plain_digits_is_no_number(text: str) -> None:
    assert nhs_number(text).digits == ""


def test_an_invalid_number_keeps_its_digits_so_that_it_can_be_shown() -> None:
    assert nhs_number("943 476 5911").digits == "9434765911"


@pytest.mark.parametrize(("text", "synthetic"), [("9990548609", True), ("9434765919", False), ("9000000009", False)])
def test_only_numbers_from_999_are_synthetic(text: str, synthetic: bool) -> None:
    assert nhs_number(text).synthetic is synthetic


def test_a_number_is_shown_in_groups_of_three_three_and_four() -> None:
    assert format_nhs_number("9990001073") == "999 000 1073"
    assert format_nhs_number("not known") == "not known"


def test_the_series_of_synthetic_numbers_starts_at_the_first_valid_one() -> None:
    assert [synthetic_nhs_number(n) for n in range(4)] == ["9990000018", "9990000026", "9990000034", "9990000042"]


@given(numbers)
def test_every_synthetic_number_is_valid_and_synthetic(n: int) -> None:
    number = nhs_number(synthetic_nhs_number(n))
    assert number.valid
    assert number.synthetic


@given(numbers, numbers)
def test_synthetic_numbers_ascend_without_repeating(one: int, other: int) -> None:
    assert (one < other) == (synthetic_nhs_number(one) < synthetic_nhs_number(other))


@pytest.mark.parametrize("n", [-1, SYNTHETIC_NUMBERS])
def test_the_series_ends_where_the_range_ends(n: int) -> None:
    with pytest.raises(ValueError, match="synthetic NHS numbers"):
        synthetic_nhs_number(n)


@given(numbers, st.integers(0, 9), st.integers(1, 9))
def test_any_single_wrong_digit_is_found(n: int, at: int, change: int) -> None:
    digits = synthetic_nhs_number(n)
    wrong = digits[:at] + str((int(digits[at]) + change) % 10) + digits[at + 1 :]
    assert not nhs_number(wrong).valid


@given(st.text(max_size=30))
def test_any_text_can_be_asked_about(text: str) -> None:
    assert not nhs_number(text).valid or nhs_number(text).digits
    postcode(text)
    phone_number(text)


@pytest.mark.parametrize(
    ("text", "written", "district"),
    [
        ("EX1 1SR", "EX1 1SR", "EX1"),
        ("tq129zz", "TQ12 9ZZ", "TQ12"),
        ("  ec1a   1bb ", "EC1A 1BB", "EC1A"),
        ("W1A 0AX", "W1A 0AX", "W1A"),
        ("M1 1AE", "M1 1AE", "M1"),
        ("SW1A1AA", "SW1A 1AA", "SW1A"),
        ("GIR0AA", "GIR 0AA", "GIR"),
    ],
)
def test_a_postcode_is_read_in_any_spacing_and_case(text: str, written: str, district: str) -> None:
    assert postcode(text) == Postcode(written, district, valid=True)


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("EX1 1SC", "EX1"),
        ("ME5 FS3", "ME5"),
        ("EX1 1S", "EX1"),
        ("TQ12", "TQ12"),
        ("QA1 1AA", ""),
        ("EX11S", ""),
        ("", ""),
    ],
)
def test_a_postcode_that_is_not_one_still_tells_its_district_where_it_can(text: str, district: str) -> None:
    assert postcode(text) == Postcode(text, district, valid=False)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("07700 900123", "07700900123"),
        ("+44 (0113) 496 0001", "01134960001"),
        ("0044 7700 900123", "07700900123"),
        ("tel:+447700900123", "07700900123"),
        ("01803 555 123 ext 4", "01803555123"),
        ("01803 555123 x12", "01803555123"),
        ("+353 20 910 1234", "+353209101234"),
        ("111", "111"),
    ],
)
def test_a_telephone_number_is_read_as_it_is_dialled(text: str, digits: str) -> None:
    number = phone_number(text)
    assert number.digits == digits
    assert number.plausible
    assert number.text == text


@pytest.mark.parametrize("text", ["", "ask the neighbour", "12", "0770090", "077009001234567"])
def test_what_cannot_be_dialled_is_not_plausible(text: str) -> None:
    assert not phone_number(text).plausible
