"""A message that cannot be read into a case."""

from __future__ import annotations

from carecon.errors import BadInput


class IntakeError(BadInput):
    """A message that is refused. `where` names the file; the problem says what was found and what is expected."""
