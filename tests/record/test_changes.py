"""A console learns what other desks changed, and pays next to nothing where nothing did."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from carecon.clock import ManualClock
from carecon.ids import Ids
from carecon.record.changes import ChangeFeed
from carecon.record.entries import Noted
from carecon.record.entry import case_stream, user_stream
from carecon.record.store import Store, open_store
from tests.record.builders import HALE, open_case


@pytest.fixture
def other(store: Store, clock: ManualClock, ids: Ids) -> Iterator[Store]:
    """Another desk on the same record."""
    desk = open_store(store.url, clock, ids)
    yield desk
    desk.close()


@pytest.fixture
def feed(store: Store) -> Iterator[ChangeFeed]:
    """What this desk listens to."""
    opened = store.changes()
    yield opened
    opened.close()


def test_nothing_is_told_where_nothing_changed(store: Store, feed: ChangeFeed) -> None:
    assert feed.poll() is None
    with store.read() as reading:
        reading.queue()
    assert feed.poll() is None


def test_what_another_desk_wrote_is_told_once(other: Store, ids: Ids, feed: ChangeFeed) -> None:
    case_id = open_case(other, ids)
    assert feed.poll() == frozenset({case_stream(case_id)})
    assert feed.poll() is None


def test_what_this_desk_wrote_is_told_as_well(store: Store, ids: Ids, feed: ChangeFeed) -> None:
    case_id = open_case(store, ids)
    assert feed.poll() == frozenset({case_stream(case_id)})


def test_several_changes_are_told_together(store: Store, other: Store, ids: Ids, feed: ChangeFeed) -> None:
    first, second = open_case(store, ids, "AAA-AAA"), open_case(other, ids, "BBB-BBB")
    with other.write(HALE) as work:
        work.append(case_stream(first), Noted(text="one"))
        work.append(user_stream("rhale"), Noted(text="two"))
    assert feed.poll() == frozenset({case_stream(first), case_stream(second), user_stream("rhale")})


def test_what_was_rolled_back_or_never_written_is_not_told(store: Store, ids: Ids, feed: ChangeFeed) -> None:
    case_id = open_case(store, ids)
    feed.poll()
    with store.write(HALE) as work:
        work.case(case_id)
    with pytest.raises(ZeroDivisionError):
        _fail(store, ids)
    assert feed.poll() is None


def test_a_seal_changes_no_case(store: Store, feed: ChangeFeed) -> None:
    store.seal()
    assert feed.poll() is None


def test_a_rebuild_has_everything_read_anew(store: Store, ids: Ids, feed: ChangeFeed) -> None:
    case_id = open_case(store, ids)
    feed.poll()
    store.rebuild()
    changed = feed.poll()
    assert changed is not None
    assert case_stream(case_id) in changed


def test_after_a_lost_connection_all_that_came_in_between_is_told(store: Store, ids: Ids, feed: ChangeFeed) -> None:
    open_case(store, ids, "AAA-AAA")
    feed.poll()
    case_id = open_case(store, ids, "BBB-BBB")
    feed.close()
    assert feed.poll() == frozenset({case_stream(case_id)})


def _fail(store: Store, ids: Ids) -> None:
    with store.write(HALE) as work:
        work.append(user_stream("rhale"), Noted(text=str(1 // 0)))
