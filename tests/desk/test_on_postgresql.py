"""The same desk on PostgreSQL: a whole call, and two clinicians who claim at the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from carecon.clock import ManualClock
from carecon.desk.advising import advise_and_note
from carecon.desk.calls import OpenCall, open_call
from carecon.desk.decisions import sign
from carecon.desk.drafts import DispositionDraft
from carecon.desk.explaining import explain_case
from carecon.desk.first_page import first_page, read_label
from carecon.desk.hub import Hub, make_hub
from carecon.desk.ownership import claim
from carecon.desk.people import AtDesk, system
from carecon.desk.shadowing import ShadowRun, shadow
from carecon.desk.upkeep import check_record
from carecon.errors import AlreadyClaimed
from carecon.ids import seeded
from carecon.record.case_view import CaseStatus
from carecon.record.signed import signed_pages
from carecon.rules.governing.kept import read_kept
from tests.desk.cases import UNINJURED_FALL, answers
from tests.postgres import PostgresServer, postgres_server

__all__ = ["postgres_server"]

pytestmark = pytest.mark.postgres


@pytest.fixture
def hub(postgres_server: PostgresServer, clock: ManualClock) -> Iterator[Hub]:
    """A hub on a database of its own."""
    name = postgres_server.new_database()
    hub = make_hub(postgres_server.url(name), realm="live", hub="Devon hub", clock=clock, ids=seeded(clock, 1))
    yield hub
    hub.close()
    postgres_server.drop_database(name)


def test_a_call_is_taken_decided_and_handed_over(hub: Hub, clinician: AtDesk) -> None:
    view = open_call(hub, clinician, OpenCall(source="paramedic_on_scene", answers=answers(UNINJURED_FALL)))
    claim(hub, clinician, view.case_id)
    advise_and_note(hub, clinician, view.case_id)

    signed = sign(hub, clinician, view.case_id, DispositionDraft("ucr_2h"))

    assert signed.status is CaseStatus.HANDED_OVER
    assert read_label(hub.store.url).realm == "live"
    assert first_page(hub.store.url).rows[0].case_id == view.case_id
    hub.store.seal()
    assert check_record(hub, system("test")) == ()


def test_signed_cases_are_replayed_and_explained(hub: Hub, clinician: AtDesk) -> None:
    view = open_call(hub, clinician, OpenCall(source="paramedic_on_scene", answers=answers(UNINJURED_FALL)))
    claim(hub, clinician, view.case_id)
    sign(hub, clinician, view.case_id, DispositionDraft("ucr_2h"))
    since, until = hub.clock.now() - timedelta(days=1), hub.clock.now() + timedelta(days=1)

    run = ShadowRun()
    kept = read_kept(hub.ruleset.text)
    assert list(shadow(hub, system("test"), kept, since=since, until=until, run=run)) == []
    assert (run.replayed, run.outcomes) == (1, {("ucr_2h", "ucr_2h"): 1})
    assert [page.signed[0].reference for page in signed_pages(hub.store.url, since, until)] == [view.reference]
    assert explain_case(hub, system("test"), view.reference).same


def test_exactly_one_of_two_simultaneous_claims_wins(hub: Hub, clinician: AtDesk, colleague: AtDesk) -> None:
    view = open_call(hub, clinician, OpenCall(source="paramedic_on_scene"))

    def attempt(who: AtDesk) -> str:
        try:
            return claim(hub, who, view.case_id).owner_name
        except AlreadyClaimed as told:
            return str(told)

    with ThreadPoolExecutor(2) as threads:
        said = sorted(threads.map(attempt, [clinician, colleague]))

    winner = next(name for name in ("R Hale", "J Rao") if name in said)
    assert said == sorted([winner, f"{winner} has this case."])
