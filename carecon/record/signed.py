"""Signed decisions read through the bare driver, page by page: to replay years of cases, past what folds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carecon.record.address import parse_address
from carecon.record.bare import Execute, bare_reading

CASES_IN_A_PAGE: Final = 250

_COUNT: Final = "SELECT count(*) FROM case_summary WHERE updated_at >= ?"
_CASES: Final = "SELECT case_id, reference FROM case_summary WHERE updated_at >= ?{after} ORDER BY case_id LIMIT ?"
_SIGNED: Final = (
    "SELECT e.stream, e.seq, p.text FROM entry e JOIN entry_payload p ON p.stream = e.stream AND p.seq = e.seq"
    " WHERE e.stream IN ({marks}) AND e.kind = 'signed' AND e.at >= ? AND e.at < ? ORDER BY e.stream, e.seq"
)


@dataclass(frozen=True, slots=True)
class SignedText:
    """A signed entry as it is stored: `text` is its payload, JSON."""

    reference: str
    seq: int
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some cases in the order in which they were opened: how many they are, and what was signed in them."""

    cases: int
    signed: tuple[SignedText, ...]


def count_cases(url: str, since: datetime) -> int:
    """How many cases a reading from `since` on looks at: those in which anything has happened since then."""
    with bare_reading(parse_address(url)) as (execute, moment):
        found: int = execute(_COUNT, (moment(since),))[0][0]
        return found


def signed_pages(url: str, since: datetime, until: datetime, *, part: int = 0, parts: int = 1) -> Iterator[Page]:
    """What was signed from `since` on and before `until`, in the order in which cases were opened.

    Of several readers, each takes every `parts`-th page, from page `part` (0 is the first) on: taken from all in turn,
    they come in order. Each sees the record as it was when it began. Raises StoreUnavailable.

    For processes of their own: see `mapped` of `bare_reading`.
    """
    with bare_reading(parse_address(url), mapped=True) as (execute, moment):
        for number, cases in enumerate(_pages(execute, moment(since))):
            if number % parts == part:
                yield Page(len(cases), tuple(_signed(execute, moment, cases, since, until)))


def _pages(execute: Execute, since: Any) -> Iterator[Sequence[Sequence[Any]]]:
    cases = execute(_CASES.format(after=""), (since, CASES_IN_A_PAGE))
    while cases:
        yield cases
        cases = execute(_CASES.format(after=" AND case_id > ?"), (since, cases[-1][0], CASES_IN_A_PAGE))


def _signed(
    execute: Execute,
    moment: Callable[[datetime], Any],
    cases: Sequence[Sequence[Any]],
    since: datetime,
    until: datetime,
) -> Iterator[SignedText]:
    references = {f"case:{UUID(str(case_id))}": reference for case_id, reference in cases}
    query = _SIGNED.format(marks=", ".join("?" * len(references)))
    for stream, seq, text in execute(query, (*references, moment(since), moment(until))):
        yield SignedText(references[stream], seq, text)
