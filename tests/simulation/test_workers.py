"""Work shared out among processes: done once each, added up, and failing in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from carecon.errors import BadInput, StoreUnavailable
from carecon.simulation.workers import share_out


def count_to(number: int, tell: Callable[[int], None]) -> None:
    for done in range(number + 1):
        tell(done)


def fail(why: str, tell: Callable[[int], None]) -> None:
    tell(0)
    raise BadInput("part", why)


@pytest.mark.slow
def test_every_part_is_done_and_progress_adds_up() -> None:
    told: list[int] = []
    share_out(count_to, [(30,), (12,)], told.append)
    assert told[-1] == 42
    assert told == sorted(told)


@pytest.mark.slow
def test_a_part_that_fails_says_why() -> None:
    with pytest.raises(StoreUnavailable, match="part: the disk is full"):
        share_out(fail, [("the disk is full",)], lambda done: None)
