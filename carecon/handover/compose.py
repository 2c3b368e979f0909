"""From a case to its handover note, in SBARD order. Pure: the same case, recipient and moment give the same note.

Nothing is in a note that is not in the case; what is missing is said to be missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from carecon.clinical.formats import in_zone, phrase
from carecon.handover.decision_lines import advised, considered, decided, safety_net
from carecon.handover.draft import Decided, DecisionDraft, advice_so_far, decided_at
from carecon.handover.fact_lines import fact_groups
from carecon.handover.findings import danger_signs, open_questions, scores
from carecon.handover.head import head_lines, marks, patient_banner
from carecon.handover.kept_back import KeptBack
from carecon.handover.key_points import ALWAYS_SAID, key_points
from carecon.handover.note import Group, Line, Note, Section, group
from carecon.handover.recipient import Recipient, Wording
from carecon.handover.times import NoteTimes
from carecon.record.case_view import CaseView

SITUATION: Final = ("call", "contact")
BACKGROUND: Final = ("person", "history", "frailty", "end_of_life", "care_home")
ASSESSMENT: Final = ("observations", "red_flags", "falls", "infection", "urinary", "medicines")
"""Where each section of the form goes. A test holds them against the vocabulary: none may be left out."""


def compose(
    view: CaseView,
    *,
    recipient: Recipient,
    wording: Wording,
    realm: str,
    zone: ZoneInfo,
    at: datetime,
    draft: DecisionDraft | None = None,
) -> Note:
    """The note of `view` for `recipient` as it stands at `at` (aware), told by the clocks of `zone`.

    With a `draft` it is a preview of the decision that is being made; else it has the signed decision, or says that
    nothing is decided yet. `realm` is live, demo or training.
    """
    times = NoteTimes(at, zone, wording.too_old)
    decision: Decided | None = draft or view.decision
    advice = decision.advice if decision is not None else advice_so_far(view)
    kept_back = KeptBack.from_case(view, recipient)
    return Note(
        marks=marks(view, realm, signed=decision is not None and draft is None),
        title=_title(decision, recipient, wording),
        patient=patient_banner(view.person, in_zone(view.received_at, zone)),
        head=head_lines(view, decision, advice, recipient, wording, kept_back, times),
        sections=(
            _situation(view, kept_back, times),
            Section("B", "Background", _background(view, kept_back, times)),
            _assessment(view, advice, wording, kept_back, times),
            Section("R", "Recommendation", _present(advised(advice, wording), considered(advice, wording))),
            _decision(view, decision, wording, kept_back, times),
        ),
        foot=f"As it stood at {times.full(at)}. What was recorded later is not in this note.",
    )


def _title(decision: Decided | None, recipient: Recipient, wording: Wording) -> str:
    title = f"Handover to {recipient.name}" if decision is not None else "Case as it stands, not handed over"
    return f"{title} from {wording.hub}" if decision is not None and wording.hub else title


def _situation(view: CaseView, kept_back: KeptBack, times: NoteTimes) -> Section:
    person = view.person
    call = group(
        "How it came in",
        Line("Received", times.full(view.received_at)),
        Line("Answer due by", times.full(view.breach_at)) if view.breach_at else None,
        Line("Reason for the call", view.reason) if view.reason else None,
        Line("Where the person is", view.location) if view.location else None,
        Line("Home address", ", ".join(filter(None, (person.address, person.postcode)))) if person.address else None,
        Line("Person's own telephone", person.phone) if person.phone else None,
        Line("Identifiers that match the record", ", ".join(map(phrase, person.matched))) if person.matched else None,
        Line("Sender's own disposition", view.original_disposition) if view.original_disposition else None,
        *(Line("Odd in the message", warning) for warning in view.warnings),
    )
    notes = tuple(
        Line(f"Note {times.short(note.written_at)}", note.text, note.written_by.user)
        for note in view.notes
        if not note.left_behind and not kept_back.hides_note(note)
    )
    said = (Group("Notes", notes),) if notes else ()
    return Section("S", "Situation", (call, *fact_groups(view, SITUATION, kept_back, times), *said))


def _background(view: CaseView, kept_back: KeptBack, times: NoteTimes) -> tuple[Group, ...]:
    points = key_points(view, kept_back, times)
    return points, *fact_groups(view, BACKGROUND, kept_back, times, without=ALWAYS_SAID)


def _assessment(
    view: CaseView, advice: Mapping[str, Any], wording: Wording, kept_back: KeptBack, times: NoteTimes
) -> Section:
    signs, measured = danger_signs(view, advice, wording), scores(view, advice, times)
    found = _present(signs, measured, open_questions(view, advice, times))
    return Section("A", "Assessment", (*found, *fact_groups(view, ASSESSMENT, kept_back, times)))


def _decision(
    view: CaseView, decision: Decided | None, wording: Wording, kept_back: KeptBack, times: NoteTimes
) -> Section:
    if decision is None:
        return Section("D", "Decision", (group("Decision", Line("Decision", "nothing is decided yet")),))
    groups = (
        decided(decision, wording, times, decided_at(decision, at=times.at)),
        safety_net(decision, view, kept_back, times),
    )
    return Section("D", "Decision", (*groups, *_outcome(view)))


def _outcome(view: CaseView) -> Iterator[Group]:
    if view.what_happened:
        sure = "confirmed" if view.outcome_confirmed else "not confirmed"
        yield group(
            "What became of it", Line("Outcome", f"{view.what_happened} ({phrase(view.outcome_class)}, {sure})")
        )


def _present(*groups: Group | None) -> tuple[Group, ...]:
    return tuple(found for found in groups if found is not None)
