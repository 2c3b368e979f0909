"""Why a signed case was advised as it was: advised again, years later, from what the record kept of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from carecon.desk.hub import Hub
from carecon.desk.people import Act, AtDesk
from carecon.desk.ruleset_states import approval_words
from carecon.errors import CareconError, Conflict, NotFound
from carecon.record.entries import CaseOpened, Signed
from carecon.record.entry import Entry, case_stream
from carecon.record.reading import Reading
from carecon.rules.governing.explanation import differences
from carecon.rules.governing.kept import Kept, in_its_time, read_kept

_WORK: Final = "carecon.rules.governing.explanation:explain"
_CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


@dataclass(frozen=True, slots=True)
class Decided:
    """What the clinician made of the advice."""

    disposition: str
    urgency_minutes: int
    agreed: bool
    reason_code: str
    reason: str
    senior: str
    signer: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Explanation:
    """A signed case advised again. `same`: byte for byte the advice in the journal; else `differences` says where.

    `notice` must be read with it: what is not as it was at that time. `approval` says who
    approved the rules and when, `explained` is what `carecon.rules.governing.explanation` tells.
    """

    reference: str
    decided: Decided
    ruleset: str
    title: str
    same: bool
    differences: tuple[str, ...]
    notice: str
    approval: tuple[str, ...]
    explained: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        told = asdict(self)
        told["decided"]["signed_at"] = self.decided.signed_at.isoformat()
        return told


def explain_case(hub: Hub, who: AtDesk, case: str) -> Explanation:
    """Advise a signed case again, by its reference or id, and explain what comes of it.

    Where it was signed more than once, the last signing counts. Raises NotFound, Conflict for a case that is not
    signed, CareconError where the record does not hold the rules of that time as they were.
    """
    who.must(Act.READ_CASES)
    with hub.store.read() as reading:
        reference, entry, signed = _signing(reading, case)
        kept = kept_ruleset(reading, signed.ruleset)
        approval = approval_words(reading, signed.ruleset)
    request = {"facts": _facts(signed), "context": signed.context}
    again = next(in_its_time(kept, _WORK, request))
    same = _CANONICAL.encode(again["advice"]) == _CANONICAL.encode(signed.advice)
    return Explanation(
        reference=reference,
        decided=_decided(entry, signed),
        ruleset=signed.ruleset,
        title=again["ruleset"]["title"],
        same=same,
        differences=() if same else tuple(differences(signed.advice, again["advice"])),
        notice=" ".join(part for part in (kept.notice, _unread(again["facts_unread"])) if part),
        approval=approval,
        explained=again["explained"],
    )


def kept_ruleset(reading: Reading, ruleset: str) -> Kept:
    """The ruleset of that hash as the record keeps it. Raises CareconError where it is not there, or was altered."""
    text = reading.ruleset_text(ruleset)
    if text is None:
        raise NotFound(f"The rules {ruleset[:12]} are not in this record.")
    kept = read_kept(text)
    if kept.hash != ruleset:
        raise CareconError(f"The text of the rules {ruleset[:12]} in this record was altered: its hash is {kept.hash}.")
    return kept


def _signing(reading: Reading, case: str) -> tuple[str, Entry, Signed]:
    """The reference of a case and its last signing, from the journal alone: what was said then is not read as today."""
    try:
        case_id = UUID(case)
    except ValueError:
        case_id = reading.case_id_of(case)
    reference, found = "", None
    for entry in reading.entries(case_stream(case_id)):
        match entry.payload:
            case CaseOpened():
                reference = entry.payload.reference
            case Signed():
                found = entry, entry.payload
    if not reference:
        raise NotFound(f"There is no case {case}.")
    if found is None:
        raise Conflict(f"{reference} is not signed: there is no decision to explain yet.")
    return reference, *found


def _facts(signed: Signed) -> dict[str, Any]:
    return {name: answer.model_dump(mode="json", exclude_none=True) for name, answer in signed.facts.items()}


def _decided(entry: Entry, signed: Signed) -> Decided:
    return Decided(
        disposition=signed.disposition,
        urgency_minutes=signed.urgency_minutes,
        agreed=signed.agreed,
        reason_code=signed.reason_code,
        reason=signed.reason,
        senior=signed.senior,
        signer=f"{signed.signer_name}, {signed.signer_role}",
        signed_at=entry.at,
    )


def _unread(facts: list[str]) -> str:
    return f"These facts of the case are unknown to its rules: {', '.join(facts)}." if facts else ""
