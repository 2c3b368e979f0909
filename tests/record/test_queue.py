"""The queue: who stands where in it and why, what it counts, what its filter finds; the same through every driver."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carecon.clock import ManualClock
from carecon.errors import BadInput, StoreUnavailable
from carecon.ids import Ids
from carecon.record.entries import Cancelled, Claimed, Closed, PersonDetails
from carecon.record.entry import case_stream
from carecon.record.first_page import first_page
from carecon.record.queue_view import QueueFilter, QueueRow
from carecon.record.store import Store
from tests.record.builders import CALLED, FENWICK, HALE, RAO, advised, answered, open_case, signed


def test_crews_come_first_then_priority_then_who_breaches_first(store: Store, ids: Ids) -> None:
    open_case(store, ids, "000-005", lane="home", priority=3, breach_at=None)
    open_case(store, ids, "000-004", lane="stack", priority=3, breach_at=CALLED + timedelta(hours=2))
    open_case(store, ids, "000-003", lane="home", priority=3, breach_at=CALLED + timedelta(hours=1))
    open_case(store, ids, "000-002", lane="home", priority=2, breach_at=None)
    open_case(store, ids, "000-001", lane="crew", priority=4, breach_at=None)
    assert _references(store) == ["000-001", "000-002", "000-003", "000-004", "000-005"]


def test_what_is_handed_over_stands_last_until_it_is_closed(store: Store, ids: Ids) -> None:
    first = open_case(store, ids, "000-001")
    open_case(store, ids, "000-002", lane="home", priority=5)
    with store.write(HALE) as work:
        work.append(case_stream(first), signed())
    assert _references(store) == ["000-002", "000-001"]
    with store.write(HALE) as work:
        work.append(case_stream(first), Closed(outcome_class="avoided_conveyance"))
    assert _references(store) == ["000-002"]


def test_equal_cases_stand_in_the_order_of_their_reference(store: Store, ids: Ids) -> None:
    for reference in ("ZZZ-ZZZ", "0A0-000", "A00-000"):
        open_case(store, ids, reference)
    assert _references(store) == ["0A0-000", "A00-000", "ZZZ-ZZZ"]


def test_a_row_says_what_the_queue_shows(store: Store, ids: Ids, clock: ManualClock) -> None:
    breach = CALLED + timedelta(minutes=20)
    case_id = open_case(store, ids, breach_at=breach)
    with store.write(HALE) as work:
        stream = case_stream(case_id)
        work.append(stream, answered(presenting_problem="fall", cfs=6, age_years=86, residence="care_home_nursing"))
        work.append(stream, answered(postcode="TQ12 1AB", dying_phase_recognised=True))
        work.append(stream, advised(present=["hip_fracture"], not_excluded=["stroke"]))
        work.append(stream, Claimed(name="R Hale"))
    (row,) = _rows(store)
    assert (row.reference, row.lane, row.status, row.priority) == ("K7F-2QM", "crew", "with_clinician", 2)
    assert (row.family_name, row.given_name, row.title, row.born) == ("Fenwick", "Ada", "Mrs", FENWICK.born)
    assert (row.age_years, row.gender, row.postcode_district) == (86, "female", "TQ12")
    assert (row.problem, row.spoke, row.breach_at, row.received_at) == ("fall", "south", breach, CALLED)
    assert row.flags == ("red_flag", "red_flag_open", "eol", "care_home", "frail")
    assert (row.owner, row.owner_name, row.claimed_at) == (
        "rhale@devon-hub",
        "R Hale",
        datetime(2024, 1, 16, 10, 12, tzinfo=UTC),
    )


def test_age_is_reckoned_from_the_date_of_birth_where_nobody_said_it(store: Store, ids: Ids) -> None:
    open_case(store, ids, received_at=datetime(2024, 3, 11, 9, tzinfo=UTC))
    assert _rows(store)[0].age_years == 86


def test_frailty_is_not_read_from_a_scale_that_is_not_valid(store: Store, ids: Ids) -> None:
    young = open_case(store, ids, "000-001", person=PersonDetails())
    stable = open_case(store, ids, "000-002", person=PersonDetails())
    with store.write(HALE) as work:
        work.append(case_stream(young), answered(cfs=6, age_years=40))
        work.append(case_stream(stable), answered(cfs=6, age_years=80, learning_disability_or_stable_disability=True))
    assert [row.flags for row in _rows(store)] == [(), ()]


def test_the_counts_are_of_the_whole_queue(store: Store, ids: Ids, clock: ManualClock) -> None:
    now = clock.now()
    open_case(store, ids, "000-001", received_at=now - timedelta(minutes=9), breach_at=now + timedelta(minutes=30))
    open_case(store, ids, "000-002", received_at=now - timedelta(minutes=20), lane="home", breach_at=now)
    owned = open_case(
        store, ids, "000-003", received_at=now - timedelta(hours=3), breach_at=now + timedelta(minutes=31)
    )
    done = open_case(store, ids, "000-004", received_at=now - timedelta(hours=5), breach_at=now - timedelta(hours=4))
    gone = open_case(store, ids, "000-005")
    with store.write(RAO) as work:
        work.append(case_stream(owned), Claimed(name="J Rao"))
        work.append(case_stream(done), signed(callback_due=now))
        work.append(case_stream(gone), Cancelled(reason="conveyed"))
    with store.read() as reading:
        counts = reading.queue(QueueFilter(lane="none such")).counts
    assert (counts.open_cases, counts.waiting, counts.crews_waiting) == (4, 2, 1)
    assert counts.longest_wait_since == now - timedelta(minutes=20)
    assert (counts.breaching_soon, counts.not_acknowledged, counts.callbacks_due) == (2, 1, 1)


def test_an_empty_queue_counts_nothing(store: Store) -> None:
    with store.read() as reading:
        page = reading.queue()
    assert (page.rows, page.total, page.counts.open_cases, page.counts.longest_wait_since) == ((), 0, 0, None)


FOUND = [
    "fenw",
    "ADA fenwick",
    "k7f2qm",
    "K7F-2QM",
    "tq12 9zz",
    "tq129zz",
    "reduced mobility",
    "crew",
    "rhale",
    "R Hale",
    "south",
]


@pytest.mark.parametrize("text", FOUND)
def test_the_filter_finds_what_is_shown(store: Store, ids: Ids, text: str) -> None:
    case_id = open_case(store, ids)
    open_case(store, ids, "000-001", lane="home", person=None)
    with store.write(HALE) as work:
        work.append(case_stream(case_id), answered(presenting_problem="reduced_mobility"))
        work.append(case_stream(case_id), advised())
        work.append(case_stream(case_id), Claimed(name="R Hale"))
    assert _references(store, text=text) == ["K7F-2QM"]
    assert _references(store, text=text + " nobody") == []


def test_the_filter_narrows_by_lane_status_and_owner(store: Store, ids: Ids) -> None:
    mine = open_case(store, ids, "000-001")
    open_case(store, ids, "000-002", lane="home")
    with store.write(HALE) as work:
        work.append(case_stream(mine), Claimed(name="R Hale"))
    assert _references(store, lane="home") == ["000-002"]
    assert _references(store, status="with_clinician") == ["000-001"]
    assert _references(store, owner="rhale@devon-hub") == ["000-001"]
    assert _references(store, owner="") == ["000-002"]


@pytest.mark.parametrize("text", ["%", "_", "!", "100%", "!%", "\\"])
def test_wildcards_in_the_filter_are_letters_like_others(store: Store, ids: Ids, text: str) -> None:
    open_case(store, ids, "000-001")
    assert _references(store, text=text) == []
    open_case(store, ids, "000-002", person=FENWICK.model_copy(update={"family_name": f"x{text}x"}))
    assert _references(store, text=text) == ["000-002"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(text=st.text(max_size=300))
def test_no_filter_breaks_the_queue(store: Store, ids: Ids, text: str) -> None:
    with store.read() as reading:
        assert reading.queue(QueueFilter(text=text)).total == 0


def test_no_more_rows_are_loaded_than_asked_for_but_all_are_counted(store: Store, ids: Ids) -> None:
    for number in range(7):
        open_case(store, ids, f"000-00{number}", lane="crew" if number < 6 else "home")
    with store.read() as reading:
        everything, crews = reading.queue(limit=3), reading.queue(QueueFilter(lane="crew"), limit=3)
    assert (len(everything.rows), everything.total, everything.counts.open_cases) == (3, 7, 7)
    assert (len(crews.rows), crews.total, crews.counts.open_cases) == (3, 6, 7)


def test_the_first_page_is_the_queue(store: Store, ids: Ids, clock: ManualClock) -> None:
    open_case(store, ids, "000-001")
    open_case(store, ids, "000-002", breach_at=CALLED)
    open_case(store, ids, "000-003", person=None, lane="home")
    with store.read() as reading:
        assert first_page(store.url, clock=clock) == reading.queue()
        assert first_page(store.url, limit=1, clock=clock) == reading.queue(limit=1)


def test_the_first_page_can_be_read_when_nobody_else_has_the_file_open(sqlite_url: str, clock: ManualClock) -> None:
    assert not Path(sqlite_url + "-wal").exists()
    assert first_page(sqlite_url, clock=clock).total == 0


def test_a_missing_or_foreign_database_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        first_page(str(tmp_path / "none.sqlite"))
    assert not (tmp_path / "none.sqlite").exists()
    (tmp_path / "letter.txt").write_text("Dear Mrs Fenwick, " * 100)
    with pytest.raises(StoreUnavailable):
        first_page(str(tmp_path / "letter.txt"))
    with pytest.raises(BadInput):
        first_page("mysql://somewhere/hub")


def test_the_first_page_needs_nothing_heavy(sqlite_url: str) -> None:
    script = (
        "import sys; from carecon.record.first_page import first_page; first_page(sys.argv[1]);"
        "print(*sorted(n for n in sys.modules if n.partition('.')[0] in"
        " ('sqlalchemy', 'sqlmodel', 'pydantic', 'alembic', 'textual', 'psycopg')))"
    )
    ran = subprocess.run([sys.executable, "-c", script, sqlite_url], check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == ""


def _rows(store: Store, **wanted: Any) -> tuple[QueueRow, ...]:
    with store.read() as reading:
        return reading.queue(QueueFilter(**wanted)).rows


def _references(store: Store, **wanted: Any) -> list[str]:
    return [row.reference for row in _rows(store, **wanted)]
