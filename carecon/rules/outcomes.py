"""How a case is counted in the end: exactly one class for each answer."""

from __future__ import annotations

from collections.abc import Mapping

from carecon.clinical.answers import Answer
from carecon.clinical.catalogue import catalogue

_BY_KIND = {
    "emergency": "ed_attendance",
    "hospital": "planned_attendance",
    "return": "returned",
    "contact": "contact_only",
}


def outcome_class(disposition: str, answers: Mapping[str, Answer]) -> str:
    """The class of a disposition for these answers.

    Somebody who stays in the community counts as an avoided conveyance where a crew went (the ambulance's status, else
    who called), and otherwise as an avoided dispatch: never both.
    """
    kind = catalogue().kinds.get(disposition, "community")
    return _BY_KIND.get(kind) or ("avoided_conveyance" if _crew_went(answers) else "avoided_dispatch")


def _crew_went(answers: Mapping[str, Answer]) -> bool:
    status = answers.get("ambulance_status")
    if status is not None and status.known:
        return status.value in ("on_scene", "on_the_way")
    source = answers.get("source")
    return source is not None and source.value == "paramedic_on_scene"
