"""What the head of a note says of a decision: danger that it leaves, advice that it overrules, what holds till help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from carecon.clinical.catalogue import EMERGENCY, catalogue
from carecon.clinical.meanwhile import until_help_comes
from carecon.handover.decision_lines import (
    ambulance_category,
    callback_words,
    decision_words,
    help_by,
    option_words,
    why_not,
)
from carecon.handover.draft import Decided, decided_at
from carecon.handover.findings import flag_words
from carecon.handover.note import Line
from carecon.handover.recipient import Wording
from carecon.handover.times import NoteTimes
from carecon.record.case_view import CaseView, DecisionView

Advice = Mapping[str, Any]

STANDING_ADVICE: Final = "standing advice"
"""The source of the only lines of a note that are not in the case."""

_DANGER: Final = "Danger signs present"

IN_FULL: Final = "... (in full in section D)"
LONGEST: Final = 240
"""Characters of a free text in the head: about three lines of it. What is longer goes on in section D."""


def danger_first(decision: Decided, advice: Advice, wording: Wording) -> Line | None:
    """Danger signs that are present while the decision is no emergency: nothing in a note comes before that."""
    if _is_emergency(decision) or not (present := danger_present(advice)):
        return None
    overruled = "" if decision.agreed else ", and the advice was NOT followed"
    return Line(_DANGER, f"{flag_words(present, wording)}. The decision is no emergency{overruled}")


def danger_said(decision: Decided | None, advice: Advice, wording: Wording) -> Line | None:
    """Danger signs that are present, where they do not stand first."""
    present = danger_present(advice)
    if not present or (decision is not None and not _is_emergency(decision)):
        return None
    return Line(_DANGER, flag_words(present, wording))


def danger_present(advice: Advice) -> tuple[str, ...]:
    """The danger signs that the advice holds to be present."""
    return tuple((advice.get("red_flags") or {}).get("present", ()))


def decision_head(decision: Decided, wording: Wording, times: NoteTimes) -> Iterator[Line]:
    """The decision; right under it that it overrules the advice; by when help comes, and the ambulance."""
    yield Line("Decision", decision_words(decision, wording))
    if not decision.agreed:
        best = decision.advice.get("recommended")
        advised = f"advised was {option_words(best, wording)}" if best else "no advice was settled"
        yield Line("Advice NOT followed", advised)
        yield Line("Why not", in_short(why_not(decision, wording)))
        yield Line("Senior", in_short(decision.senior) or "none named")
    yield Line("Help by", help_by(decision, times, decided_at(decision, at=times.at)))
    if decision.disposition == EMERGENCY:
        yield Line("Ambulance", _ambulance(decision, times))


def meanwhile_head(decision: Decided, advice: Advice, view: CaseView) -> Line | None:
    """What those with the person do until help comes, for whoever an ambulance or a hospital is to take."""
    present = danger_present(advice)
    kind = catalogue().kinds.get(decision.disposition)
    if kind != "emergency" and not (kind == "hospital" and present):
        return None
    lines = until_help_comes(present, view.answers)
    return Line("Until help comes", "\n".join(lines), STANDING_ADVICE) if lines else None


def net_head(decision: Decided, times: NoteTimes) -> Iterator[Line]:
    """The safety net and the call-back: also that there is none."""
    yield Line("Safety-netting", in_short(decision.safety_net) or "none recorded")
    yield Line("Call-back", callback_words(decision, times))


def in_short(text: str) -> str:
    """`text` on one line; its beginning, with the word where the rest stands, where it is long."""
    line = " / ".join(part.strip() for part in text.splitlines() if part.strip())
    if len(line) <= LONGEST:
        return line
    start = line[:LONGEST]
    return (start.rsplit(" ", 1)[0] if " " in start else start) + IN_FULL


def _is_emergency(decision: Decided) -> bool:
    return catalogue().kinds.get(decision.disposition) == "emergency"


def _ambulance(decision: Decided, times: NoteTimes) -> str:
    category = ambulance_category(decision)
    words = f"category {category}" if category is not None else "category not advised"
    return f"{words}, decided {times.short(decision.signed_at)}" if isinstance(decision, DecisionView) else words
