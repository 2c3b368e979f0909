"""A validation request read by its structure, whoever wrote it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from carecon.clinical.answers import Answer
from carecon.intake.arrival import Arrival, Code
from carecon.intake.errors import IntakeError
from carecon.intake.read import read_message
from tests.intake import messages as m


def read(*extra: m.Json, **instead: m.Json | None) -> Arrival:
    return read_message(m.message(*extra, **instead), "request.json")


def facts(arrival: Arrival) -> dict[str, object]:
    return {answer.fact: answer.value for answer in arrival.answers}


def refusal(data: bytes) -> str:
    with pytest.raises(IntakeError) as refused:
        read_message(data, "request.json")
    assert str(refused.value).startswith("request.json: ")
    assert "\n" not in str(refused.value)
    return refused.value.problem


# ------------------------------------------------------------------------------------------------- the whole message


def test_a_full_request_is_read_without_a_warning() -> None:
    arrival = read()
    assert arrival.warnings == ()
    assert arrival.format == "bars-validation-request"
    assert arrival.message_id == "5a1b0001-0000-4000-8000-000000000001"
    assert (arrival.event, arrival.reason) == ("servicerequest-request", "new")
    assert arrival.sent_at == datetime(2024, 1, 16, 10, 0, 30, tzinfo=UTC)
    assert arrival.started_at == datetime(2024, 1, 16, 9, 58, tzinfo=UTC)
    assert arrival.breach_at == datetime(2024, 1, 16, 10, 40, tzinfo=UTC)


def test_it_says_who_the_person_is_and_whom_to_ring_back() -> None:
    arrival = read()
    person = arrival.patient
    assert (person.family_name, person.given_name, person.title) == ("Fenwick", "Ada May", "Mrs")
    assert (person.born, person.gender, person.nhs_number) == (date(1937, 5, 4), "female", m.NHS_NUMBER)
    assert (person.address, person.postcode) == ("3 Orchard Row, Newton Abbot", "TQ12 9ZZ")
    assert (arrival.callback, arrival.callback_as_sent) == ("07700900123", "07700 900123")
    assert [(contact.rank, contact.name) for contact in arrival.contacts] == [(1, ""), (2, "Ruth Fenwick")]


def test_it_says_where_the_person_is_which_is_not_where_they_live() -> None:
    arrival = read()
    assert arrival.location_text == "1 Mill Lane, Totnes, TQ9 9ZZ (Day centre)"
    assert facts(arrival)["postcode"] == "TQ9 9ZZ"


def test_it_says_what_the_sender_found_and_decided() -> None:
    arrival = read()
    assert arrival.reason_text == "Falls; fell, uninjured"
    assert arrival.disposition_text == "Dx0122 Emergency Ambulance Response (Category 3)"
    assert arrival.ambulance_category == "C3"
    assert arrival.triage.summary == "Slid from the bed. Conscious and breathing."
    assert (arrival.incident_number, arrival.journey_id) == ("CAD-0042", "journey-1")
    assert (arrival.sender.organisation, arrival.sender.ods) == ("Ambulance Service", "RYF")
    assert (arrival.sender.requester, arrival.sender.phone) == ("Blake", "0113 496 0000")


def test_its_facts_are_those_it_states_and_the_main_problem_is_never_guessed() -> None:
    assert read(m.flag(m.concept("S", f"{m.LISTS}/scene-safety-codes-bars"))).answers == tuple(
        Answer(fact, value, by="ambulance message")
        for fact, value in (
            ("source", "ambulance_stack"),
            ("age_years", 86),
            ("sex", "female"),
            ("postcode", "TQ9 9ZZ"),
            ("registered_gp", "L83999"),
            ("callback_number", "07700900123"),
            ("incident_number", "CAD-0042"),
            ("scene_safe", True),
        )
    )


def test_the_line_of_json_says_what_was_understood() -> None:
    understood = json.loads(json.dumps(read().understood()))
    assert understood["patient"]["name"] == "FENWICK, Ada May (Mrs)"
    assert understood["patient"]["born"] == "1937-05-04"
    assert understood["callback"] == "07700900123"
    assert understood["location"] == "1 Mill Lane, Totnes, TQ9 9ZZ (Day centre)"
    assert understood["reason"] == "Falls; fell, uninjured"
    assert understood["disposition"] == {"code": "Dx0122", "display": "Emergency Ambulance Response (Category 3)"}
    assert understood["breach_at"] == "2024-01-16T10:40:00Z"
    assert understood["warnings"] == []


# -------------------------------------------------------------------------------------------------- other suppliers


def _relative(content: m.Json) -> m.Json:
    """The same message with ids and relative references instead of urn:uuid."""
    addresses = {e["fullUrl"]: f"{e['resource']['resourceType']}/{n}" for n, e in enumerate(content["entry"])}
    text = json.dumps(content)
    for old, new in addresses.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    changed: m.Json = json.loads(text)
    for n, entry in enumerate(changed["entry"]):
        entry["resource"]["id"] = str(n)
        del entry["fullUrl"]
    return changed


def _absolute(content: m.Json) -> m.Json:
    """The same message with absolute addresses, and references that name a version."""
    text = json.dumps(_relative(content))
    for n, entry in enumerate(content["entry"]):
        kind = entry["resource"]["resourceType"]
        text = text.replace(f'"{kind}/{n}"', f'"https://supplier.example/fhir/R4/{kind}/{n}/_history/3"')
    changed: m.Json = json.loads(text)
    return changed


def _shouting(content: m.Json) -> m.Json:
    """The same message with upper-case fullUrls."""
    for entry in content["entry"]:
        entry["fullUrl"] = entry["fullUrl"].upper()
    return content


def _http(content: m.Json) -> m.Json:
    """The same message with http instead of https, singular list names and a trailing slash."""
    text = json.dumps(content).replace(m.LISTS, m.LISTS.replace("https", "http"))
    text = text.replace("https://fhir.nhs.uk/Id/nhs-number", "http://fhir.nhs.uk/id/NHS-number/")
    text = text.replace("arp-priority-codes", "arp-priority-code/").replace("pathways-dx-codes", "Pathways-DX-Code")
    changed: m.Json = json.loads(text)
    return changed


def _reversed(content: m.Json) -> m.Json:
    """The same message with its entries the other way round."""
    content["entry"].reverse()
    return content


@pytest.mark.parametrize("style", [_relative, _absolute, _shouting, _http, _reversed])
def test_the_same_message_in_another_style_means_the_same(style: Callable[[m.Json], m.Json]) -> None:
    assert read_message(m.as_sent(style(m.bundle(m.parts()))), "request.json") == read()


def test_resources_are_found_without_references_where_there_is_only_one_of_them() -> None:
    bare: m.Json = {"subject": {}, "encounter": {}, "basedOn": [], "locationReference": []}
    arrival = read(request=m.request(**bare))
    assert arrival == read()


def test_a_place_may_be_contained_in_the_request() -> None:
    held = m.place(id="here")
    arrival = read(request=m.request(contained=[held], locationReference=[m.refer("#here")]), place=None)
    assert arrival.location_text == "1 Mill Lane, Totnes, TQ9 9ZZ (Day centre)"


def test_a_practice_may_be_named_by_its_code_alone() -> None:
    identifier = {"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "l83998"}
    arrival = read(patient=m.patient(generalPractitioner=[{"identifier": identifier}]), practice=None)
    assert arrival.registered_gp == "L83998"


def test_a_practice_may_be_reached_through_a_role() -> None:
    role = m.resource("PractitionerRole", id="r1", organization=m.refer(m.PRACTICE))
    arrival = read(role, patient=m.patient(generalPractitioner=[m.refer("PractitionerRole/r1")]))
    assert arrival.registered_gp == "L83999"


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read_message(b"\xef\xbb\xbf" + m.message(), "request.json") == read()


# ------------------------------------------------------------------------------------------- odd or missing, and kept


def warned(arrival: Arrival, *words: str) -> bool:
    return any(all(word in warning for word in words) for warning in arrival.warnings)


def test_a_wrong_check_digit_is_warned_of_and_the_number_kept() -> None:
    wrong = m.NHS_NUMBER[:-1] + str((int(m.NHS_NUMBER[-1]) + 1) % 10)
    arrival = read(patient=m.patient(identifier=[{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": wrong}]))
    assert warned(arrival, "NHS number", "not valid")
    assert arrival.patient.nhs_number == wrong
    assert arrival.understood()["patient"]["nhs_number_valid"] is False


@pytest.mark.parametrize("identifier", [[], [{"system": "https://hospital.example", "value": "12"}]])
def test_no_nhs_number_is_no_fault(identifier: list[m.Json]) -> None:
    arrival = read(patient=m.patient(identifier=identifier))
    assert arrival.patient.nhs_number == ""
    assert arrival.warnings == ()


@pytest.mark.parametrize(
    ("instead", "words"),
    [
        ({"place": None, "request": m.request(locationReference=[])}, ("where the person is",)),
        ({"place": m.place(address={"line": ["?"], "postalCode": "ME5 FS3"})}, ("'ME5 FS3' is not a postcode",)),
        ({"place": m.place(position={"latitude": -3.5, "longitude": 50.4})}, ("latitude and longitude", "swapped")),
        ({"patient": m.patient(contact=[])}, ("no telephone number to ring back",)),
        ({"patient": m.patient(contact=[m.contact(2, [m.phone("07700 900124")], family="F")])}, ("that of Ruth F",)),
        ({"patient": m.patient(contact=[m.contact(1, [m.phone("0770090")])])}, ("cannot be dialled",)),
        ({"patient": m.patient(birthDate="1937-05")}, ("date of birth is not complete: 1937-05",)),
        ({"patient": m.patient(birthDate="2030-01-01")}, ("2030-01-01 is after the call",)),
        ({"patient": m.patient(gender="dunno")}, ("gender 'dunno'",)),
        ({"patient": m.patient(name=[{"text": "Fenwick, Ada"}])}, ("the name came in one piece",)),
        ({"patient": m.patient(name=[])}, ("does not give the person's name",)),
        ({"patient": m.patient(deceasedBoolean=True)}, ("has died",)),
        ({"plan": None}, ("no disposition",)),
        ({"plan": m.plan(m.concept("1122334455", f"{m.LISTS}/pathways-dx-codes", "DX Code"))}, ("placeholder",)),
        ({"plan": m.plan(m.concept("C9", f"{m.LISTS}/arp-priority-codes"))}, ("ambulance category 'C9'",)),
        ({"request": m.request(occurrencePeriod={})}, ("answer is due is not given",)),
        ({"request": m.request(occurrencePeriod={"end": "soon"})}, ("cannot be read: 'soon'",)),
        ({"request": m.request(category=[])}, ("does not say that it asks for validation",)),
        ({"header": None}, ("has no header",)),
    ],
)
def test_what_is_odd_or_missing_is_a_warning_and_never_a_refusal(
    instead: dict[str, Any], words: tuple[str, ...]
) -> None:
    arrival = read(**instead)
    assert warned(arrival, *words), arrival.warnings
    assert arrival.answers


def test_a_name_in_one_piece_is_split_only_at_a_comma() -> None:
    assert read(patient=m.patient(name=[{"text": "Fenwick, Ada"}])).patient.family_name == "Fenwick"
    assert read(patient=m.patient(name=[{"text": "Ada Fenwick"}])).patient.family_name == "Ada Fenwick"


def test_a_name_in_use_goes_before_an_old_one() -> None:
    names = [{"use": "old", "family": "Maiden"}, {"use": "usual", "family": "Now"}]
    assert read(patient=m.patient(name=names)).patient.family_name == "Now"


def test_the_persons_own_number_goes_before_that_of_a_later_contact() -> None:
    contacts = [m.contact(2, [m.phone("07700 900124")]), m.contact(None, [m.phone("07700 900125")])]
    arrival = read(patient=m.patient(contact=contacts, telecom=[m.phone("+44 7700 900126")]))
    assert arrival.callback == "07700900126"


def test_the_place_of_the_incident_goes_before_other_places() -> None:
    arrival = read(
        m.place("CLOC", id="caller", address={"line": ["9 Far Road"], "postalCode": "EX1 1AA"}),
        request=m.request(locationReference=[m.refer("Location/caller"), m.refer(m.PLACE)]),
    )
    assert arrival.location.postcode == "TQ9 9ZZ"


def test_the_place_of_a_service_is_never_taken_for_the_persons() -> None:
    service = m.resource("HealthcareService", location=[m.refer(m.PLACE)])
    arrival = read(service, request=m.request(locationReference=[]))
    assert arrival.location_text == ""
    assert "postcode" not in facts(arrival)


def test_three_words_stand_in_for_a_missing_address() -> None:
    inner = [{"url": "what3words", "valueString": "///filled.count.soap"}, {"url": "UPRN", "valueString": "100040"}]
    extension = [{"url": "https://fhir.nhs.uk/StructureDefinition/LocationExtension", "extension": inner}]
    arrival = read(place=m.resource("Location", extension=extension))
    assert arrival.location_text == "///filled.count.soap"
    assert arrival.location.uprn == "100040"


@pytest.mark.parametrize(
    ("sent", "disposition"),
    [
        (m.concept("DX02", "urn:unlisted", "Attend"), Code("Dx02", "Attend")),
        (m.concept("Dx0122", f"{m.LISTS}/pathways-dx-codes"), Code("Dx0122", "Emergency ambulance (Category 3)")),
        (m.concept("Dx98765", f"{m.LISTS}/pathways-dx-codes"), Code("Dx98765", "")),
    ],
)
def test_a_disposition_code_is_shown_as_sent_and_never_guessed(sent: m.Json, disposition: Code) -> None:
    assert read(plan=m.plan(sent)).triage.disposition == disposition


def test_a_complaint_without_a_code_is_taken_in_words() -> None:
    assert read(plan=m.plan({"text": "x" * 300})).reason_text == "..."
    assert read(plan=m.plan({"text": "Fell " * 60})).reason_text.endswith("Fell ...")
    assert (
        read(plan=m.plan({"text": "."}), encounter=m.encounter(reasonCode=[{"text": "dizzy"}])).reason_text == "dizzy"
    )


@pytest.mark.parametrize(
    ("reason", "status", "kept"),
    [("update", "active", "update"), ("delete", "entered-in-error", "delete"), ("new", "revoked", "update")],
)
def test_updates_and_withdrawals_are_told_from_new_requests(reason: str, status: str, kept: str) -> None:
    head = m.header(reason=m.concept(reason, f"{m.LISTS}/message-reason-bars"))
    assert read(header=head, request=m.request(status=status)).reason == kept


def test_an_unclear_reason_is_taken_as_new_because_somebody_waits() -> None:
    arrival = read(header=m.header(reason=m.concept("creat", f"{m.LISTS}/message-reason-bars")))
    assert arrival.reason == "new"
    assert warned(arrival, "creat", "taken as new")


# ------------------------------------------------------------------------------------------------------------ flags


def scene(code: str = "", text: str = "") -> m.Json:
    return m.flag(
        (m.concept(code, f"{m.LISTS}/scene-safety-codes-bars") if code else {}) | ({"text": text} if text else {})
    )


@pytest.mark.parametrize(
    ("flags", "safe"),
    [
        ([], None),
        ([scene("S")], True),
        ([scene("U", "a weapon")], False),
        ([scene("UNK")], None),
        ([scene("UT")], None),
        ([scene(text="some issues")], None),
        ([scene("S"), scene("U")], False),
        ([scene("S"), scene("UNK")], None),
    ],
)
def test_the_scene_is_safe_only_where_that_is_said_and_nothing_speaks_against_it(
    flags: list[m.Json], safe: bool | None
) -> None:
    arrival = read(*flags)
    assert arrival.scene_safe is safe
    assert facts(arrival).get("scene_safe") is safe


@pytest.mark.parametrize("flag", [scene("U", "a weapon"), scene("UT"), scene(text="some issues")])
def test_what_a_scene_flag_says_beyond_safe_is_warned_of(flag: m.Json) -> None:
    assert warned(read(flag), "scene")


def test_other_flags_are_shown_as_sent() -> None:
    arrival = read(
        m.flag(m.concept("766561000000109", f"{m.LISTS}/safeguarding-codes-bars", "Adult safeguarding concern"), "SG"),
        m.flag(m.concept("x", f"{m.LISTS}/any"), "RA", status="entered-in-error"),
    )
    assert warned(arrival, "flag, sg: Adult safeguarding concern")
    assert len(arrival.flags) == 1


# ------------------------------------------------------------------------------------------------------ observations

SPO2 = "103228002"


def test_an_observation_with_the_code_and_unit_of_a_fact_becomes_that_fact_with_its_time() -> None:
    arrival = read(m.observation(SPO2, **m.quantity(91)))
    at = datetime(2024, 1, 16, 9, 55, tzinfo=UTC)
    assert arrival.answers[-1] == Answer("spo2", 91, at=at, by="ambulance message")
    assert arrival.observations[0].value == "91 %"
    assert arrival.warnings == ()


def test_the_latest_of_several_observations_counts() -> None:
    early, late = "2024-01-16T09:50:00+00:00", "2024-01-16T11:20:00+01:00"
    arrival = read(m.observation(SPO2, late, **m.quantity(94)), m.observation(SPO2, early, **m.quantity(88)))
    assert facts(arrival)["spo2"] == 94
    assert len(arrival.observations) == 2


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (m.observation(SPO2, **m.quantity(0.91, "ratio")), "SpO2 came as 0.91 in ratio"),
        (m.observation(SPO2, valueQuantity={"value": 91}), "SpO2 came as 91 in no unit"),
        (m.observation(SPO2, **m.quantity(90, comparator="<")), "SpO2 came as < 90"),
        (m.observation(SPO2, **m.quantity(900)), "SpO2 must be 30-100 %, not 900"),
    ],
)
def test_an_observation_in_doubt_is_kept_in_words_only(sent: m.Json, words: str) -> None:
    arrival = read(sent)
    assert "spo2" not in facts(arrival)
    assert warned(arrival, words, "only kept in the note")
    assert arrival.observations


@pytest.mark.parametrize(
    "sent",
    [
        m.observation(SPO2, **m.quantity(91), status="entered-in-error"),
        m.observation("271594007", **m.quantity(91)),
        m.observation(SPO2, valueString="low"),
        m.observation(SPO2, dataAbsentReason=m.concept("unknown")),
        m.resource("Observation", status="final", code=m.concept(SPO2, "urn:other"), **m.quantity(91)),
    ],
)
def test_what_is_not_an_observation_of_that_fact_is_not_made_one(sent: m.Json) -> None:
    assert "spo2" not in facts(read(sent))


def test_an_observation_of_somebody_else_is_left_alone() -> None:
    other = m.patient(id="other")
    arrival = read(other, m.observation(SPO2, subject=m.refer("Patient/other"), **m.quantity(91)))
    assert arrival.observations == ()


def test_parts_of_an_observation_are_read_like_observations() -> None:
    parts = [
        {"code": m.concept("72313002"), **m.quantity(120, "mm[Hg]")},
        {"code": m.concept("1091811000000102"), **m.quantity(80, "mm[Hg]")},
    ]
    arrival = read(m.observation("75367002", component=parts))
    assert facts(arrival)["systolic_bp"] == 120


def test_a_finding_is_true_where_it_is_stated_and_false_where_it_is_denied() -> None:
    assert facts(read(m.observation("450476008")))["dnacpr"] is True
    assert facts(read(m.observation("450476008", valueBoolean=False)))["dnacpr"] is False


def test_a_coded_choice_is_read_by_its_code() -> None:
    assert (
        facts(read(m.observation("1104441000000107", valueCodeableConcept=m.concept("248234008"))))["acvpu"] == "alert"
    )
    assert "acvpu" not in facts(read(m.observation("1104441000000107", valueCodeableConcept=m.concept("1"))))


# ------------------------------------------------------------------------------------------- allergies and medicines


def test_allergies_and_medicines_are_taken_over_in_words() -> None:
    penicillin = m.resource(
        "AllergyIntolerance",
        code=m.concept("91936005", display="Penicillin"),
        reaction=[{"manifestation": [{"text": "rash"}]}],
    )
    refuted = m.resource("AllergyIntolerance", code={"text": "Latex"}, verificationStatus=m.concept("refuted"))
    apixaban = m.resource(
        "MedicationStatement",
        status="active",
        medicationCodeableConcept={"text": "Apixaban"},
        dosage=[{"text": "5 mg twice a day"}],
    )
    found = facts(read(penicillin, refuted, apixaban))
    assert (found["allergies_status"], found["allergies"]) == ("present", "Penicillin (rash)")
    assert (found["medicines_status"], found["medicines"]) == ("listed", "Apixaban 5 mg twice a day")


def test_no_known_allergy_is_an_answer_and_silence_is_none() -> None:
    assert (
        facts(read(m.resource("AllergyIntolerance", code=m.concept("716186003"))))["allergies_status"] == "none_known"
    )
    assert "allergies_status" not in facts(read())


# ---------------------------------------------------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ([], "holds a list; a FHIR message (a Bundle) is expected"),
        ("hello", "holds a text; a FHIR message (a Bundle) is expected"),
        (7, "holds a number; a FHIR message (a Bundle) is expected"),
        ({}, "is JSON without a resourceType; a FHIR message (a Bundle) is expected"),
        ({"resourceType": "Patient"}, "is a FHIR Patient; a FHIR message (a Bundle) is expected"),
        ({"resourceType": "Bundle"}, "is a Bundle without a type; type 'message' is expected"),
        (m.bundle(m.parts(), type="searchset"), "is a Bundle of type 'searchset'; type 'message' is expected"),
        (m.bundle({}), "holds no ServiceRequest: a request for validation is expected"),
        (m.bundle(m.parts(request=None)), "holds no ServiceRequest: a request for validation is expected"),
        (m.bundle(m.parts(patient=None)), "holds no Patient: one is expected, if only with what is known"),
        (
            m.bundle(m.parts(header=m.header(eventCoding={"code": "booking-request"}))),
            "is a message of event 'booking-request'; 'servicerequest-request' is expected",
        ),
        (
            m.bundle(m.parts(request=m.request(subject=m.refer("Patient/nobody"))), [m.patient()]),
            "holds 2 Patients and does not say which one it is about",
        ),
        (
            m.bundle(m.parts(header=m.header(focus=[])), [m.request()]),
            "holds 2 ServiceRequests and does not say which one it is about",
        ),
    ],
)
def test_a_message_that_cannot_become_a_case_is_refused_in_one_line(content: Any, problem: str) -> None:
    assert refusal(m.as_sent(content)) == problem


def test_what_is_quoted_from_a_message_is_safe_to_print() -> None:
    bad = "\x1b[2J\u202e"
    arrival = read(
        m.flag({"text": bad}, "RA"), patient=m.patient(contact=[m.contact(3, [m.phone("07700 900124")], family=bad)])
    )
    assert any("␛[2J" in warning for warning in arrival.warnings)
    assert not any(
        character in warning for warning in arrival.warnings for character in bad if not character.isprintable()
    )
    assert "␛" in refusal(m.as_sent({"resourceType": bad}))
