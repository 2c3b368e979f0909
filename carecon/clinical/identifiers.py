"""NHS numbers, postcodes and telephone numbers: read tolerantly, judged strictly, never a reason to refuse a case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from nhs_number.validate import calculate_checksum, is_valid
from postcode import to_normalised, to_outcode

SYNTHETIC_PREFIX: Final = "999"
"""NHS numbers that begin so are never issued: they are for tests and training only."""

SYNTHETIC_NUMBERS: Final = 899_999
"""How many numbers `synthetic_nhs_number` can make: nine in each ten, but for 999 999 9999, which is not valid."""

_DIGITS: Final = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class NhsNumber:
    """An NHS number as it was given. `digits` is empty where it does not have exactly ten of them."""

    digits: str
    valid: bool
    synthetic: bool


def nhs_number(text: str) -> NhsNumber:
    """The NHS number in `text`; spaces and hyphens between its digits do not matter.

    Valid: the check digit fits (modulus 11, NHS Data Dictionary "NHS NUMBER"), and the digits are not all the same,
    which the check digit alone lets through (1111111111).
    """
    digits = re.sub(r"[\s-]", "", text)
    if len(digits) != 10 or not _DIGITS.issuperset(digits):
        return NhsNumber("", valid=False, synthetic=False)
    valid = len(set(digits)) > 1 and is_valid(digits)
    return NhsNumber(digits, valid, synthetic=digits.startswith(SYNTHETIC_PREFIX))


def format_nhs_number(text: str) -> str:
    """An NHS number as it is shown, 3-3-4 (NHS CUI NUM-0002): `999 000 1073`. Other text stays as it is."""
    digits = nhs_number(text).digits
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if digits else text


def synthetic_nhs_number(n: int) -> str:
    """The n-th (from 0) of a fixed, ascending series of valid NHS numbers of the test range.

    Raises ValueError where `n` is not from 0 to SYNTHETIC_NUMBERS - 1.
    """
    if not 0 <= n < SYNTHETIC_NUMBERS:
        raise ValueError(f"there are synthetic NHS numbers 0 to {SYNTHETIC_NUMBERS - 1:,}, not {n:,}")
    # Of ten identifiers that differ in their last digit at most one has no check digit (it would be 10): nine are sure.
    decade, wanted = divmod(n, 9)
    stem = f"{SYNTHETIC_PREFIX}{decade:05d}"
    candidates = (f"{stem}{last}" for last in range(10))
    complete = [f"{nine}{check}" for nine in candidates if (check := calculate_checksum(nine)) != 10]
    return complete[wanted]


@dataclass(frozen=True, slots=True)
class Postcode:
    """A postcode: `text` in its written form (`TQ12 9ZZ`), or as typed, in capitals, where it is not one.

    `district` is the outward code (`TQ12`), also where no more than that was given; empty where it cannot be told.
    `valid`: has the form of a full postcode; whether it exists is not known here.
    """

    text: str
    district: str
    valid: bool


_OUTWARD: Final = re.compile(r"[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9][0-9ABEHMNPRV-Y]?|[0-9][A-HJKPS-UW])")
_INWARD: Final = re.compile(r"[0-9][ABD-HJLNP-UW-Z]{2}")
_GIROBANK: Final = "GIR 0AA"


def postcode(text: str) -> Postcode:
    """The postcode in `text`, in any spacing and case.

    Form as in the NHS Data Dictionary ("POSTCODE"): letters that are not used in a place (Q, V, X first; C, I, K, M, O,
    V in the inward part) make it invalid, which is a warning to whoever shows it and never a refusal.
    """
    typed = " ".join(text.upper().split())
    if typed.replace(" ", "") == _GIROBANK.replace(" ", ""):
        return Postcode(_GIROBANK, "GIR", valid=True)
    normalised, outward = to_normalised(typed), to_outcode(typed)
    if normalised is not None and outward is not None and typed.isascii():
        fits = bool(_OUTWARD.fullmatch(outward) and _INWARD.fullmatch(normalised[-3:]))
        return Postcode(normalised, outward if _OUTWARD.fullmatch(outward) else "", valid=fits)
    first = typed.partition(" ")[0]
    return Postcode(typed, first if _OUTWARD.fullmatch(first) else "", valid=False)


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A telephone number: `text` as given, and `digits` as they are dialled from Britain (`07700900123`).

    `plausible`: 10 or 11 digits from 0, a short code of 3 to 6, or an international number.
    """

    text: str
    digits: str
    plausible: bool


def phone_number(text: str) -> PhoneNumber:
    """The telephone number in `text`: brackets, spaces, `+44`, `0044` and an extension behind it do not matter."""
    main = re.split(r"(?i)(?:ext\.?|x|#)\s*\d", text.strip().removeprefix("tel:"), maxsplit=1)[0]
    digits = "".join(c for c in main if c in _DIGITS)
    international = main.strip().startswith("+") or digits.startswith("00")
    digits = digits.removeprefix("00") if international else digits
    if international and digits.startswith("44"):
        digits, international = "0" + digits.removeprefix("44").lstrip("0"), False
    if international:
        return PhoneNumber(text, "+" + digits, plausible=7 <= len(digits) <= 15)
    plausible = 10 <= len(digits) <= 11 if digits.startswith("0") else 3 <= len(digits) <= 6
    return PhoneNumber(text, digits, plausible)
