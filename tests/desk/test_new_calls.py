"""A call as it is typed while the telephone is at the ear."""

from __future__ import annotations

from datetime import date

from carecon.desk.drafts import CallDraft
from carecon.desk.hub import Hub
from carecon.desk.new_calls import take_call
from carecon.desk.people import AtDesk
from carecon.record.case_view import CaseStatus

ADA = CallDraft(
    source="paramedic_on_scene",
    caller="Crew 4312",
    callback="07700 900123",
    family_name="Fenwick",
    given_name="Ada",
    born=date(1937, 5, 4),
    gender="female",
    nhs_number="999 000 1073",
    postcode="TQ12 9ZZ",
    problem="fall",
)


def test_a_call_with_nothing_but_its_source_is_open_and_taken(hub: Hub, clinician: AtDesk) -> None:
    view = take_call(hub, clinician, CallDraft(source="care_home"))

    assert (view.status, view.owner_name) == (CaseStatus.WITH_CLINICIAN, "R Hale")
    assert view.person.person_id is None


def test_a_call_taker_opens_it_and_leaves_it_to_a_clinician(hub: Hub, call_taker: AtDesk) -> None:
    assert take_call(hub, call_taker, ADA).status is CaseStatus.WAITING


def test_the_number_of_a_crew_is_not_the_telephone_of_the_person(hub: Hub, clinician: AtDesk) -> None:
    view = take_call(hub, clinician, ADA)

    assert (view.callback, view.person.phone) == ("07700 900123", "")


def test_somebody_on_record_is_linked_where_two_identifiers_match(hub: Hub, clinician: AtDesk) -> None:
    first = take_call(hub, clinician, ADA)
    again = take_call(hub, clinician, ADA)

    assert again.person.person_id == first.person.person_id
    assert again.facts["identity"].answer.value == "confirmed"


def test_nobody_is_linked_by_one_identifier_alone(hub: Hub, clinician: AtDesk) -> None:
    first = take_call(hub, clinician, ADA)
    other = take_call(hub, clinician, CallDraft(source="care_home", family_name="Fenwick", given_name="Ada"))

    assert other.person.person_id != first.person.person_id
    assert "identity" not in other.facts
