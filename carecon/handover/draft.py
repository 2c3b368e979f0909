"""A decision for a note: signed, or still a draft that the clinician reads before they sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol

from carecon.record.case_view import CaseView, DecisionView


class Decided(Protocol):
    """What a note says of a decision. `record.case_view.DecisionView` is one, and so is a `DecisionDraft`."""

    @property
    def disposition(self) -> str: ...
    @property
    def urgency_minutes(self) -> int: ...
    @property
    def pathway(self) -> str: ...
    @property
    def spoke(self) -> str: ...
    @property
    def specialty(self) -> str: ...
    @property
    def outcome_class(self) -> str: ...
    @property
    def adjuncts(self) -> tuple[str, ...]: ...
    @property
    def agreed(self) -> bool: ...
    @property
    def reason_code(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def senior(self) -> str: ...
    @property
    def recorded(self) -> Mapping[str, str]: ...
    @property
    def safety_net(self) -> str: ...
    @property
    def callback_due(self) -> datetime | None: ...
    @property
    def callback_by(self) -> str: ...
    @property
    def signer_name(self) -> str: ...
    @property
    def signer_role(self) -> str: ...
    @property
    def advice(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """A decision that is not signed yet. `signer_name` and `signer_role` are of whoever would sign it.

    `advice` is the advice as `rules.advice.Advice.to_dict` gives it.
    """

    disposition: str
    urgency_minutes: int
    signer_name: str
    signer_role: str
    advice: Mapping[str, Any]
    agreed: bool = True
    pathway: str = ""
    spoke: str = ""
    specialty: str = ""
    outcome_class: str = ""
    adjuncts: tuple[str, ...] = ()
    reason_code: str = ""
    reason: str = ""
    senior: str = ""
    recorded: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    safety_net: str = ""
    callback_due: datetime | None = None
    callback_by: str = ""


def decided_at(decision: Decided, at: datetime) -> datetime:
    """When it was decided: when it was signed, or `at` while it is a draft."""
    return decision.signed_at if isinstance(decision, DecisionView) else at


def advice_so_far(view: CaseView) -> Mapping[str, Any]:
    """The advice as last shown, in the form it is signed in: all that an undecided case has."""
    shown = view.advised
    if shown is None:
        return {}
    return {
        "state": shown.state,
        "recommended": {"disposition": shown.disposition} if shown.disposition else None,
        "red_flags": {"present": shown.present, "not_excluded": shown.not_excluded},
    }
