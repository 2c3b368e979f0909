"""Write the tables of keys into the clinicians' guide, from the file that the console itself reads: `make pictures`."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

from carecon.screens.keys import Key, keyboard

GUIDE = Path(__file__).parents[1] / "docs" / "clinicians.md"
MARKS = ("<!-- keys: written by scripts/write_keys.py -->", "<!-- end of keys -->")

TITLES = {
    "everywhere": "Everywhere",
    "sign_in": "Signing in",
    "list": "In any list",
    "text": "On a page of text",
    "queue": "Queue",
    "case": "Case",
    "reasoning": "The whole reasoning",
    "rules": "Rules",
    "rule": "One rule",
    "decision": "Decision",
    "form": "Forms",
    "note": "Writing a note",
    "menu": "Park, give back",
    "page": "Pages",
    "confirm": "Questions",
}


def key_tables() -> str:
    """Every context that has keys, as a heading and a table."""
    parts: list[str] = []
    for context, keys in keyboard().contexts.items():
        if keys:
            parts += [f"### {TITLES.get(context, context)}", "", "| key | does |", "|---|---|"]
            parts += [f"| {caps(key)} | {key.tooltip} |" for key in keys]
            parts.append("")
    return "\n".join(parts)


def caps(key: Key) -> str:
    """Every key that does it, as people write them."""
    first, *others = key.keys
    written = [replace(key, keys=(first,)).cap, *(replace(key, keys=(other,), shown="").cap for other in others)]
    return ", ".join(f"`{cap}`" for cap in written)


def with_key_tables(guide: str) -> str:
    """The guide with its tables as they should be. Raises ValueError where it has no place for them."""
    start, end = MARKS
    if start not in guide or end not in guide:
        raise ValueError(f"the guide has no {start} ... {end}")
    pattern = re.escape(start) + ".*?" + re.escape(end)
    return re.sub(pattern, lambda _: f"{start}\n\n{key_tables()}\n{end}", guide, flags=re.DOTALL)


def main() -> int:
    """Bring the guide up to date."""
    GUIDE.write_text(with_key_tables(GUIDE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
