"""What was advised and signed lately: the newest such entry of each case."""

from __future__ import annotations

from datetime import timedelta

import pytest

from carecon.clock import ManualClock
from carecon.ids import Ids
from carecon.record import recent
from carecon.record.entries import Advised
from carecon.record.entry import case_stream
from carecon.record.store import Store
from tests.record.builders import HALE, opened


def advised(state: str = "need_more_facts") -> Advised:
    return Advised(state=state, priority=3, priority_reason="a care home waits", ruleset="0" * 64)


def taken(store: Store, ids: Ids, reference: str, *entries: Advised) -> str:
    """A case that was advised so; returns its stream."""
    stream = case_stream(ids.uuid7())
    with store.write(HALE) as work:
        work.append(stream, opened(reference))
        for entry in entries:
            work.append(stream, entry)
    return stream


def test_of_each_case_the_newest_entry_is_told_and_the_newest_case_first(
    store: Store, ids: Ids, clock: ManualClock
) -> None:
    since = clock.now()
    first = taken(store, ids, "K7F-2QM", advised(), advised("recommend"))
    clock.advance(timedelta(minutes=5))
    taken(store, ids, "K7F-2QN", advised())
    taken(store, ids, "K7F-2QP")

    with store.read() as reading:
        found, more = reading.lately_advised(since, 10)

    assert [each.reference for each in found] == ["K7F-2QN", "K7F-2QM"]
    payload = found[1].entry.payload
    assert isinstance(payload, Advised)
    assert (found[1].entry.stream, payload.state) == (first, "recommend")
    assert not more


def test_what_is_older_is_not_told(store: Store, ids: Ids, clock: ManualClock) -> None:
    taken(store, ids, "K7F-2QM", advised())
    clock.advance(timedelta(minutes=5))
    since = clock.now()
    with store.read() as reading:
        assert reading.lately_advised(since, 10) == ((), False)


def test_more_than_are_asked_for_are_left_out_and_said_to_be(
    store: Store, ids: Ids, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    since = clock.now()
    for reference in ("K7F-2QM", "K7F-2QN", "K7F-2QP"):
        clock.advance(timedelta(seconds=1))
        taken(store, ids, reference, advised())
    with store.read() as reading:
        found, more = reading.lately_advised(since, 2)
        assert [each.reference for each in found] == ["K7F-2QP", "K7F-2QN"]
        assert more
        monkeypatch.setattr(recent, "MOST_ENTRIES", 2)
        found, more = reading.lately_advised(since, 10)
        assert (len(found), more) == (1, True)
