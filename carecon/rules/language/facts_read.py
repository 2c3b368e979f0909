"""Which facts a condition looks at in the end: definitions opened, derived numbers by what they come from."""

from __future__ import annotations

from collections.abc import Mapping

from carecon.rules.language.condition import Condition, names
from carecon.rules.language.names import all_names


def facts_read(condition: Condition, definitions: Mapping[str, Condition]) -> tuple[str, ...]:
    """The facts behind a condition, each once, by the names that it uses. Findings and the area have none."""
    found: dict[str, None] = {}
    for name in sorted(names(condition)):
        if name in definitions:
            found |= dict.fromkeys(facts_read(definitions[name], definitions))
        elif name in all_names():
            found |= dict.fromkeys(all_names()[name].facts)
    return tuple(found)
