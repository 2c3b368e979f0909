"""A witness of a finding as a case file that `carecon advise` reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from carecon.clinical.plain_text import one_line

_OPEN_AT = "2024-01-16T12:00:00"
_CLOSED_AT = "2024-01-16T03:00:00"
"""A Tuesday, by day and by night."""


def case_file(facts: Mapping[str, Any], context: Mapping[str, Any], outcome: str) -> str:
    """The case as TOML: its facts, the hour, a pause of intake; what a case file cannot say stands as a comment."""
    at = context.get("at") or (_CLOSED_AT if context.get("in_hours") is False else _OPEN_AT)
    lines = [f"# {one_line(outcome)}", f"at = {at}"]
    lines += [f"# {name} = {_toml(value)}" for name, value in context.items() if name not in ("at", "pause_applies")]
    if context.get("pause_applies") is True:
        lines += ["", "[context]", "intake_paused = true"]
    lines += ["", "[facts]", *(f"{name} = {_toml(value)}" for name, value in facts.items())]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case list() | tuple() | set() | frozenset():
            return "[" + ", ".join(_toml(each) for each in value) + "]"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case None:
            return '"unknown"'
        case _:
            return str(value)
