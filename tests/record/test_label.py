"""What a database says of itself before anything heavy is imported: on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from carecon.clock import ManualClock
from carecon.errors import StoreUnavailable
from carecon.ids import Ids
from carecon.record.label import is_there, read_label
from carecon.record.store import create_store
from tests.record.conftest import SETUP


def test_nothing_is_there_until_a_record_is_made(empty_url: str, clock: ManualClock, ids: Ids) -> None:
    assert not is_there(empty_url)

    create_store(empty_url, clock, ids, hub="Devon hub", realm="demo", area="devon", actor=SETUP).close()

    assert is_there(empty_url)


def test_a_new_record_says_whose_it_is_and_that_nobody_can_sign_in_yet(
    empty_url: str, clock: ManualClock, ids: Ids
) -> None:
    create_store(empty_url, clock, ids, hub="Devon hub", realm="demo", area="devon", actor=SETUP).close()

    label = read_label(empty_url)

    assert (label.hub, label.realm, label.area, label.has_users) == ("Devon hub", "demo", "devon", False)


def test_a_database_that_is_not_there_is_said_to_be_so(empty_url: str) -> None:
    with pytest.raises(StoreUnavailable, match="cannot be read"):
        read_label(empty_url)
