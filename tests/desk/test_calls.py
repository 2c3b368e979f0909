"""Taking a call, and saying who it is about."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from carecon.clinical.answers import Answer
from carecon.desk.answers import answer, note
from carecon.desk.calls import OpenCall, identify, matched_identifiers, open_call, relink
from carecon.desk.hub import Hub
from carecon.desk.people import AtDesk
from carecon.errors import BadInput, Conflict
from carecon.record.case_view import CaseView
from carecon.record.entries import PersonDetails
from carecon.record.entry import person_stream

ADA = PersonDetails(
    family_name="Fenwick",
    given_name="Ada",
    title="Mrs",
    born=date(1937, 5, 4),
    gender="female",
    nhs_number="9990001073",
    postcode="TQ12 9ZZ",
)
VERA = ADA.model_copy(update={"family_name": "Cload", "given_name": "Vera", "nhs_number": "9990001561"})


def test_a_call_needs_no_more_than_its_source(hub: Hub, call_taker: AtDesk) -> None:
    view = open_call(hub, call_taker, OpenCall(source="care_home"))

    assert (view.lane, view.priority) == ("home", 3)
    assert view.facts["source"].answer.value == "care_home"
    assert view.breach_at is not None
    assert view.breach_at > view.received_at


def test_a_crew_on_scene_waits_in_the_first_lane(fall: CaseView) -> None:
    assert (fall.lane, fall.priority, fall.priority_reason) == ("crew", 2, "a crew waits with the person")


def test_a_mistyped_nhs_number_is_refused_at_the_desk(hub: Hub, call_taker: AtDesk) -> None:
    wrong = ADA.model_copy(update={"nhs_number": "999 000 1074"})

    with pytest.raises(BadInput, match="check digit"):
        open_call(hub, call_taker, OpenCall(source="care_home", person=wrong))


def test_identity_is_confirmed_by_two_identifiers_that_match_one_record(
    hub: Hub, call_taker: AtDesk, fall: CaseView
) -> None:
    first = identify(hub, call_taker, fall.case_id, ADA)
    again = open_call(hub, call_taker, OpenCall(source="care_home"))

    said = PersonDetails(born=ADA.born, nhs_number="999 000 1073")
    known = identify(hub, call_taker, again.case_id, said, first.person.person_id)

    assert known.person.matched == ("nhs_number", "born")
    assert known.facts["identity"].answer.value == "confirmed"
    assert known.facts["age_years"].answer.value == 86


def test_somebody_new_is_not_confirmed_by_being_written_down(hub: Hub, call_taker: AtDesk, fall: CaseView) -> None:
    assert "identity" not in identify(hub, call_taker, fall.case_id, ADA).facts


def test_an_age_that_contradicts_the_date_of_birth_is_refused(hub: Hub, call_taker: AtDesk, fall: CaseView) -> None:
    identify(hub, call_taker, fall.case_id, ADA)

    with pytest.raises(BadInput, match="does not fit the date of birth, which makes 86"):
        answer(hub, call_taker, fall.case_id, [Answer("age_years", 78)])


def test_a_linked_case_is_not_silently_given_to_somebody_else(hub: Hub, call_taker: AtDesk, fall: CaseView) -> None:
    identify(hub, call_taker, fall.case_id, ADA)

    with pytest.raises(Conflict, match="relink"):
        identify(hub, call_taker, fall.case_id, VERA)


def test_plans_and_notes_stay_behind_with_the_wrong_person_and_both_streams_say_so(
    hub: Hub, call_taker: AtDesk, fall: CaseView
) -> None:
    wrong = identify(hub, call_taker, fall.case_id, ADA).person.person_id
    answer(hub, call_taker, fall.case_id, [Answer("dnacpr", True), Answer("cfs", 7), Answer("spo2", 96)])
    note(hub, call_taker, fall.case_id, "purple form in the hall")

    view = relink(hub, call_taker, fall.case_id, VERA, None, "date of birth read out again")

    assert "dnacpr" not in view.facts
    assert "cfs" not in view.facts
    assert view.facts["spo2"].answer.value == 96
    assert [n.left_behind for n in view.notes] == [True]
    assert wrong is not None
    with hub.store.read() as reading:
        left = [entry.payload for entry in reading.entries(person_stream(wrong)) if entry.kind == "case_unlinked"]
        came = [entry for entry in reading.entries(person_stream(view.person.person_id)) if entry.kind == "case_linked"]  # type: ignore[arg-type]
    assert left[0].notes_left_behind == ["purple form in the hall"]  # type: ignore[attr-defined]
    assert {stored.fact for stored in left[0].facts_left_behind} == {"dnacpr", "cfs", "age_years", "sex"}  # type: ignore[attr-defined]
    assert len(came) == 1


def test_relinking_needs_a_reason(hub: Hub, call_taker: AtDesk, fall: CaseView) -> None:
    identify(hub, call_taker, fall.case_id, ADA)

    with pytest.raises(BadInput, match="wrong person"):
        relink(hub, call_taker, fall.case_id, VERA, None, " ")


def test_references_are_unique_even_where_chance_repeats(hub: Hub, call_taker: AtDesk) -> None:
    references = {open_call(hub, call_taker, OpenCall(source="care_home")).reference for _ in range(20)}

    assert len(references) == 20


def test_the_breach_time_comes_from_the_area_unless_the_message_says(hub: Hub, call_taker: AtDesk) -> None:
    by_area = open_call(hub, call_taker, OpenCall(source="paramedic_on_scene"))
    minutes = hub.area.answer_within_minutes["paramedic_on_scene"]

    assert by_area.breach_at == by_area.received_at + timedelta(minutes=minutes)


def test_a_son_at_his_fathers_address_is_not_his_father(hub: Hub, call_taker: AtDesk, fall: CaseView) -> None:
    father = PersonDetails(family_name="Smith", given_name="John", born=date(1940, 1, 1), postcode="EX1 1AA")
    on_record = identify(hub, call_taker, fall.case_id, father).person.person_id
    son = father.model_copy(update={"born": date(1990, 1, 1)})

    again = open_call(hub, call_taker, OpenCall(source="care_home"))
    view = identify(hub, call_taker, again.case_id, son, on_record)

    assert view.person.matched == ()
    assert "identity" not in view.facts


def test_two_people_without_a_given_name_do_not_agree_in_their_name() -> None:
    one = PersonDetails(family_name="Smith", postcode="EX1 1AA")

    assert matched_identifiers(one, one) == ["address"]


def test_the_age_of_the_wrong_person_does_not_drive_the_advice(hub: Hub, call_taker: AtDesk, fall: CaseView) -> None:
    identify(hub, call_taker, fall.case_id, ADA)
    unknown = PersonDetails(family_name="Cload", given_name="Vera")

    view = relink(hub, call_taker, fall.case_id, unknown, None, "another resident of that home")

    assert {"age_years", "sex"}.isdisjoint(view.facts)


def test_nobody_is_born_tomorrow(hub: Hub, call_taker: AtDesk) -> None:
    tomorrow = ADA.model_copy(update={"born": date(2024, 1, 17)})

    with pytest.raises(BadInput, match="has not come yet"):
        open_call(hub, call_taker, OpenCall(source="care_home", person=tomorrow))
