"""What is asked before a decision is signed. Only `y` goes on."""

from __future__ import annotations

from carecon.clinical.formats import phrase
from carecon.desk.case_views import CaseOnDesk
from carecon.screens.confirm import ConfirmScreen
from carecon.screens.decision_news import full_name
from carecon.screens.station import Station


def overrules_an_emergency(case: CaseOnDesk, disposition: str) -> bool:
    """Whether a danger sign is present, an emergency is advised for it, and something else is decided."""
    best = case.advice.recommended
    emergency = best is not None and best.urgency_minutes == 0 and best.disposition != disposition
    return bool(case.advice.red_flags.present) and emergency


def ask_to_overrule(station: Station, case: CaseOnDesk, disposition: str) -> ConfirmScreen:
    """Whether to decide against an emergency."""
    whom = f"{full_name(case.view.person)}, {case.view.reference}"
    told = f"{whom}: an emergency is advised. You decide for {phrase(disposition)}."
    return ConfirmScreen(station, "Overrule an emergency?", told, yes="yes, sign it")


def ask_to_look(station: Station, news: str, disposition: str) -> ConfirmScreen:
    """Whether what has changed was looked at."""
    told = f"{news} You decide for {phrase(disposition)}."
    return ConfirmScreen(station, "Go on with this decision?", told, yes="yes, I have looked at it")
