"""The hazards that rules refer to are those of the safety case."""

from __future__ import annotations

import re
from pathlib import Path

from carecon.clinical.hazards import hazards

SAFETY_CASE = Path(__file__).parents[2] / "docs" / "clinical-safety.md"


def test_the_hazards_are_those_of_the_safety_case_by_id_and_title() -> None:
    rows = re.findall(r"^\| (H-\d\d) \| ([^|]+) \|", SAFETY_CASE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == list(hazards().items())
