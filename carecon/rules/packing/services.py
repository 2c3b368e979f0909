"""Why a service is passed over: the two reasons that follow from the area and not from a pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from carecon.rules.packing.rule import RuleInfo

SERVICE_FULL: Final = "SERVICE-FULL"
SERVICE_CLOSED: Final = "SERVICE-CLOSED"

SERVICE_RULES: Final[Mapping[str, RuleInfo]] = {
    SERVICE_FULL: RuleInfo(
        SERVICE_FULL,
        "The service has no place",
        "The service has no place now; the need stays as it is and goes to the next that can meet it.",
        "carecon, operating rules of the product, 2026",
    ),
    SERVICE_CLOSED: RuleInfo(
        SERVICE_CLOSED,
        "The service is closed",
        "The service is closed at this hour; the need goes to the next that can meet it.",
        "carecon, operating rules of the product, 2026",
    ),
}
