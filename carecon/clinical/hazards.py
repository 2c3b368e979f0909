"""The hazards of the safety case by id, so that a rule can say which of them it keeps in check."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import tomli

from carecon.clinical.facts import data_text


@cache
def hazards() -> Mapping[str, str]:
    """Hazard id (`H-07`) to its title, as `docs/clinical-safety.md` lists them."""
    return MappingProxyType(dict(tomli.loads(data_text("hazards.toml"))["hazard"]))
