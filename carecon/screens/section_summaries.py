"""What is said of a section of facts while it is folded: scores, plans, allergies, the home, signs present."""

from __future__ import annotations

from collections.abc import Mapping

from carecon.clinical.facts import vocabulary
from carecon.clinical.formats import phrase, sentence
from carecon.clinical.plain_text import one_line
from carecon.desk.case_views import CaseOnDesk, CaseView


def summaries(case: CaseOnDesk) -> Mapping[str, str]:
    """What is said of each folded section, by its id."""
    view, scores = case.view, case.advice.scores
    found: dict[str, str] = {}
    if scores.news2 is not None:
        low, high = scores.news2.low, scores.news2.high
        found["observations"] = f"NEWS2 {low}" if low == high else f"NEWS2 {low} to {high}"
    if scores.cfs.value is not None:
        found["frailty"] = f"CFS {scores.cfs.value}" + ("" if scores.cfs.applicable else " (not valid here)")
    found["end_of_life"] = _plans(view) or "none recorded"
    found["history"] = allergy_words(view)
    where = [_value(view, "residence"), "alone" if _is(view, "lives_alone") else ""]
    found["person"] = ", ".join(part for part in where if part)
    found["red_flags"] = _true_ones(view, "red_flags")
    found["falls"] = _true_ones(view, "falls")
    return found


def allergy_words(view: CaseView) -> str:
    """Allergies are never left unsaid."""
    status, listed = view.facts.get("allergies_status"), view.facts.get("allergies")
    if status is None and listed is None:
        return "Allergies not asked"
    if status is not None and status.answer.value == "none_known":
        return "No known allergies"
    if listed is not None and listed.answer.known:
        return f"Allergies: {one_line(str(listed.answer.value)[:60])}"
    return "Allergies not known" if status is None or not status.answer.known else "Allergies: not listed"


def _plans(view: CaseView) -> str:
    plan = _value(view, "escalation_plan")
    parts = [
        f"plan: {plan}" if plan and plan != "none" else ("no plan" if plan else ""),
        "DNACPR" if _is(view, "dnacpr") else "",
        "last days" if _is(view, "dying_phase_recognised") else "",
    ]
    return ", ".join(part for part in parts if part)


def _value(view: CaseView, name: str) -> str:
    held = view.facts.get(name)
    return phrase(str(held.answer.value)) if held is not None and held.answer.known else ""


def _is(view: CaseView, name: str) -> bool:
    held = view.facts.get(name)
    return held is not None and held.answer.value is True


def _true_ones(view: CaseView, section: str) -> str:
    said = [fact.label for fact in vocabulary().sections[section] if _is(view, fact.id)]
    return sentence(", ".join(said).lower()) if said else ""
