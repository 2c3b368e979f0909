"""From what is known to the rows that summarise it. Pure: the same case gives the same rows, now and in a rebuild.

Text columns hold what a database can keep (`storable`); the journal holds what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from carecon.clinical.ages import age_at
from carecon.clinical.answers import Answer
from carecon.clinical.identifiers import postcode
from carecon.clinical.plain_text import storable
from carecon.clinical.scores import cfs_applicable, efi_band
from carecon.record.case_view import CaseStatus, CaseView
from carecon.record.entries import PersonRecorded, UserAdded
from carecon.record.entry import Entry

Row = dict[str, Any]
"""A row of a projection by column."""

NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""When a case without a breach time breaches: after all others in the queue's order."""

MILD_FRAILTY: Final = 5
"""Clinical Frailty Scale 2.0: 5 is "living with mild frailty" (Rockwood and Theou 2020)."""


def queue_row(view: CaseView) -> Row | None:
    """The case in the queue; None once nothing is to be done any more."""
    if not view.status.is_open:
        return None
    row = _shared(view) | {
        "place": int(view.status is CaseStatus.HANDED_OVER),
        "lane_rank": int(view.lane != "crew"),
        "due_at": view.breach_at or NEVER,
        "priority_reason": storable(view.priority_reason),
        "breach_at": view.breach_at,
        "title": storable(view.person.title),
        "spoke": _spoke(view),
        "flags": " ".join(_flags(view)),
        "owner_name": storable(view.owner_name),
        "location": storable(view.location),
        "callback": storable(view.callback),
        "reason": storable(view.reason),
        "claimed_at": view.claimed_at if view.owner else None,
        "parked_until": view.parked_until,
        "callback_due": _callback_due(view),
    }
    row["search_text"] = _search_text(view, row)
    return row


def case_summary(view: CaseView) -> Row:
    """The case in one line, open or closed."""
    decision = view.decision
    return _shared(view) | {
        "message_id": storable(view.message_id),
        "person_id": view.person.person_id,
        "nhs_number": storable(view.person.nhs_number),
        "claimed_at": view.claimed_at,
        "decided_at": decision.signed_at if decision else None,
        "handed_over_at": view.handovers[-1].composed_at if view.handovers else None,
        "updated_at": view.timeline[-1].at,
        "disposition": decision.disposition if decision else "",
        "urgency_minutes": decision.urgency_minutes if decision else None,
        "pathway": decision.pathway if decision else "",
        "spoke": _spoke(view),
        "agreed": decision.agreed if decision else None,
        "outcome_class": view.outcome_class,
        "outcome_confirmed": view.outcome_confirmed,
    }


def person_row(entry: Entry) -> Row | None:
    """The person as the entry has them, with the keys to find them by; None where it says nothing of that."""
    if not isinstance(entry.payload, PersonRecorded) or not entry.stream.startswith("person:"):
        return None
    details = entry.payload.details
    return {
        "person_id": UUID(entry.stream.removeprefix("person:")),
        "seq": entry.seq,
        "family_key": name_key(details.family_name),
        "postcode_key": postcode_key(details.postcode),
        "phone_key": phone_key(details.phone),
        "family_name": storable(details.family_name),
        "given_name": storable(details.given_name),
        "title": storable(details.title),
        "born": details.born,
        "died": details.died,
        "gender": storable(details.gender),
        "nhs_number": storable(details.nhs_number),
        "address": storable(details.address),
        "postcode": storable(details.postcode),
        "phone": storable(details.phone),
    }


def user_row(entry: Entry) -> Row | None:
    """The account as the entry has it; None where it says nothing of that."""
    if not isinstance(entry.payload, UserAdded) or not entry.stream.startswith("user:"):
        return None
    account = entry.payload
    return {
        "user": entry.stream.removeprefix("user:"),
        "seq": entry.seq,
        "name": storable(account.name),
        "role": storable(account.role),
        "organisation": storable(account.organisation),
    }


def name_key(name: str) -> str:
    """A name as it is looked up: O'Neill, O Neill and ONEILL are one."""
    return "".join(letter for letter in storable(name).casefold() if letter.isalnum())


def postcode_key(text: str) -> str:
    """A postcode as it is looked up, in any spacing and case."""
    return "".join(storable(text).upper().split())


def phone_key(text: str) -> str:
    """A telephone number as it is looked up: its last ten digits, so that 07700 and +44 7700 are one."""
    return "".join(digit for digit in text if digit in "0123456789")[-10:]


def _shared(view: CaseView) -> Row:
    person = view.person
    return {
        "case_id": view.case_id,
        "seq": view.seq,
        "reference": storable(view.reference),
        "family_name": storable(person.family_name),
        "given_name": storable(person.given_name),
        "born": person.born,
        "age_years": _age(view),
        "gender": storable(person.gender or _text(view, "sex")),
        "postcode_district": _district(view),
        "status": view.status.value,
        "source": storable(view.source),
        "lane": storable(view.lane),
        "priority": view.priority,
        "problem": _text(view, "presenting_problem"),
        "received_at": view.received_at,
        "owner": str(view.owner) if view.owner else "",
    }


def _text(view: CaseView, fact: str) -> str:
    known = view.facts.get(fact)
    return storable(known.answer.value) if known and isinstance(known.answer.value, str) else ""


def _number(view: CaseView, fact: str) -> float | None:
    known = view.facts.get(fact)
    value = known.answer.value if known else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _age(view: CaseView) -> int | None:
    """As answered (the desk reckons it in the area's time zone), else from the date of birth."""
    answered = _number(view, "age_years")
    if answered is not None:
        return int(answered)
    born: date | None = view.person.born
    received_on = view.received_at.astimezone(UTC).date()
    return age_at(born, received_on) if born and born <= received_on else None


def _district(view: CaseView) -> str:
    """The outward postcode of where the person is, else of where they live."""
    return storable(postcode(_text(view, "postcode") or view.person.postcode).district)


def _spoke(view: CaseView) -> str:
    if view.decision and view.decision.spoke:
        return view.decision.spoke
    return view.advised.spoke if view.advised else ""


def _flags(view: CaseView) -> list[str]:
    holds: Mapping[str, Callable[[CaseView], bool]] = {
        "red_flag": lambda case: bool(case.advised and case.advised.present),
        "red_flag_open": lambda case: bool(case.advised and case.advised.not_excluded),
        "eol": lambda case: _is(case, "dying_phase_recognised", True) or _is(case, "end_of_life_register", True),
        "care_home": lambda case: _text(case, "residence").startswith("care_home") or case.source == "care_home",
        "frail": _is_frail,
    }
    return [flag for flag, rule in holds.items() if rule(view)]


def _is(view: CaseView, fact: str, value: object) -> bool:
    answer: Answer | None = view.facts[fact].answer if fact in view.facts else None
    return answer is not None and answer.value is value


def _is_frail(view: CaseView) -> bool:
    efi, cfs = _number(view, "efi"), _number(view, "cfs")
    if efi is not None and efi_band(efi) in ("moderate", "severe"):
        return True
    return cfs is not None and cfs >= MILD_FRAILTY and cfs_applicable(view.answers)


def _callback_due(view: CaseView) -> datetime | None:
    """When the next safety-net call is due. One that was made settles the one planned for then, else the earliest."""
    planned = {call.due for call in view.callbacks if not call.done}
    if view.decision and view.decision.callback_due:
        planned.add(view.decision.callback_due)
    for made in (call for call in view.callbacks if call.done):
        if planned:
            planned.discard(made.due if made.due in planned else min(planned))
    return min(planned) if planned else None


def _search_text(view: CaseView, row: Row) -> str:
    """What the queue's filter looks through: as shown, and without the hyphen or space that people leave out."""
    home = storable(view.person.postcode or _text(view, "postcode"))
    words = (
        f"{row['family_name']}, {row['given_name']} {row['family_name']}",
        row["reference"],
        row["reference"].replace("-", ""),
        home,
        postcode_key(home),
        row["postcode_district"],
        row["problem"].replace("_", " "),
        row["lane"],
        row["status"].replace("_", " "),
        row["owner_name"],
        row["owner"].partition("@")[0],
        row["spoke"],
    )
    return " ".join(word for word in words if word).casefold()
