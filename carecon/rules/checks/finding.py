"""What a check of a ruleset finds: which check, where, what to do about it, and a case that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Witness:
    """A concrete case that shows a finding; `other` is the case beside it where two are compared.

    `facts` are the values of a case file ("not_known" among them), `context` what the area says (in_area, in_hours,
    ...), `outcome` what comes of it, in words.
    """

    facts: Mapping[str, Any]
    context: Mapping[str, Any]
    outcome: str
    other: Witness | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a ruleset: the check, the rule or fact, and what to do about it, in a sentence."""

    check: str
    where: str
    message: str
    witness: Witness | None = None
