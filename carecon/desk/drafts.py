"""What somebody at a desk is about to write: a call, a decision. Plain values, nothing checked yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class CallDraft:
    """A new call as it is typed. All of it but the source may be missing: identity never holds up a danger sign."""

    source: str
    caller: str = ""
    callback: str = ""
    location: str = ""
    reason: str = ""
    problem: str = ""
    family_name: str = ""
    given_name: str = ""
    title: str = ""
    born: date | None = None
    gender: str = ""
    nhs_number: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class DispositionDraft:
    """A decision as it is made. Whether it agrees with the advice, and its outcome class, the desk works out.

    `urgency_minutes` None stands for the usual one of the disposition. `recorded` holds, by id of `requires`, what was
    typed for it. `reason_code`, `reason` and `senior` matter only against the advice. `seen_seq` is the last entry of
    the case that the clinician had on the screen: what came after it must be looked at first.
    """

    disposition: str
    urgency_minutes: int | None = None
    pathway: str = ""
    spoke: str = ""
    specialty: str = ""
    adjuncts: tuple[str, ...] = ()
    reason_code: str = ""
    reason: str = ""
    senior: str = ""
    recorded: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    safety_net: str = ""
    callback_due: datetime | None = None
    callback_by: str = ""
    seen_seq: int | None = None
