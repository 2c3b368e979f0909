"""How the parts of a reader say what was odd: never by raising, always in a sentence for a person."""

from __future__ import annotations

from collections.abc import Callable

Warn = Callable[[str], None]
"""Takes one warning. A message is refused only where nobody could tell whom it is about."""
