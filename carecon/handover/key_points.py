"""What a note always says, recorded or not: allergies, medicines, wishes, plan documents. Silence is no answer."""

from __future__ import annotations

from typing import Final

from carecon.clinical.answers import Unknown
from carecon.clinical.facts import vocabulary
from carecon.clinical.formats import sentence, value_words
from carecon.handover.fact_lines import WITHOUT_VALUE, fact_line
from carecon.handover.kept_back import KeptBack
from carecon.handover.note import Group, Line, group
from carecon.handover.times import NoteTimes
from carecon.record.case_view import CaseView

NOT_ASKED: Final = "not asked"
CPR_ONLY: Final = "A DNACPR decision covers CPR only."

ALWAYS_SAID: Final = ("patient_wishes", "what_matters", "has_capacity")
"""Facts that stand here whether or not they were asked, and so nowhere else."""

_SEEN: Final = {"seen": "seen", "told": "claimed, not seen", "not_seen": "claimed, not seen"}


def key_points(view: CaseView, kept_back: KeptBack, times: NoteTimes) -> Group:
    """The lines that stand in every note, whatever was recorded."""
    return group(
        "Key points",
        Line("Allergies", _allergies(view)),
        Line("Medicines", _medicines(view)),
        *(_fact(view, fact_id, kept_back, times) for fact_id in ALWAYS_SAID),
        Line("Escalation plan", _plan(view, times)),
        Line("DNACPR", _dnacpr(view, times)),
        _advance_refusal(view),
    )


def _fact(view: CaseView, fact_id: str, kept_back: KeptBack, times: NoteTimes) -> Line:
    if fact_id in view.facts:
        return fact_line(view.facts[fact_id], kept_back, times)
    return Line(vocabulary()[fact_id].label, NOT_ASKED)


def said(view: CaseView, fact_id: str, times: NoteTimes) -> str:
    """The value of a fact in words; "not asked", or how it was answered without one."""
    if fact_id not in view.facts:
        return NOT_ASKED
    value = view.facts[fact_id].answer.value
    if isinstance(value, Unknown):
        return WITHOUT_VALUE[value]
    return value_words(vocabulary()[fact_id], value, times.zone)


def _value(view: CaseView, fact_id: str) -> object:
    """The known value of a fact; None where it is not known."""
    fact = view.facts.get(fact_id)
    return fact.answer.value if fact is not None and fact.answer.known else None


def _text(view: CaseView, fact_id: str) -> str:
    value = _value(view, fact_id)
    return value if isinstance(value, str) else ""


def _asked(view: CaseView, *fact_ids: str) -> bool:
    return any(fact_id in view.facts for fact_id in fact_ids)


def _allergies(view: CaseView) -> str:
    listed, status = _text(view, "allergies"), _value(view, "allergies_status")
    if listed:
        contradiction = " (also recorded: none known. Ask again)" if status == "none_known" else ""
        return listed + contradiction
    match status:
        case "none_known":
            return "No known allergies"
        case "present":
            return "Allergies present, not listed"
    return "Allergies asked, not known" if _asked(view, "allergies_status", "allergies") else "Allergies not asked"


def _medicines(view: CaseView) -> str:
    listed, status = _text(view, "medicines"), _value(view, "medicines_status")
    if listed:
        contradiction = " (also recorded: none. Ask again)" if status == "none" else ""
        return listed + contradiction
    match status:
        case "none":
            return "No regular medicines"
        case "listed":
            return "Takes medicines, not listed here"
        case "not_to_hand":
            return "Medicines not to hand"
    return "Medicines asked, not known" if _asked(view, "medicines_status", "medicines") else "Medicines not asked"


def _plan(view: CaseView, times: NoteTimes) -> str:
    plan = _value(view, "escalation_plan")
    if plan is None:
        return said(view, "escalation_plan", times)
    if plan == "none":
        return "none"
    seen = _SEEN.get(str(_value(view, "escalation_plan_seen")), "claimed, not seen")
    checks = (
        f"in date: {said(view, 'escalation_plan_in_date', times)}",
        f"matches this person: {said(view, 'escalation_plan_matches_person', times)}",
        f"on this event: {said(view, 'plan_covers_this_event', times)}",
    )
    return f"{sentence(said(view, 'escalation_plan', times))}; {seen}; " + "; ".join(checks)


def _dnacpr(view: CaseView, times: NoteTimes) -> str:
    decision = _value(view, "dnacpr")
    if decision is True:
        seen = _SEEN.get(str(_value(view, "dnacpr_seen")), "claimed, not seen")
        return f"Yes; {seen}. {CPR_ONLY}"
    if decision is False:
        return f"No such decision. {CPR_ONLY}"
    return f"{sentence(said(view, 'dnacpr', times))}. {CPR_ONLY}"


def _advance_refusal(view: CaseView) -> Line | None:
    """Binding in law where it applies, so it stands beside the plans; where nobody spoke of one, nothing is said."""
    if _value(view, "adrt_applies") is not True:
        return None
    return Line("Advance refusal", "Applies to the treatment in question: legally binding")
