"""A message that cannot be read into a case."""

from __future__ import annotations

from carecon.clinical.plain_text import one_line
from carecon.errors import BadInput


class IntakeError(BadInput):
    """A message that is refused. `where` names the file; the problem says what was found and what is expected.

    What was found is quoted from the message, so all of it is made safe to print.
    """

    def __init__(self, where: str, problem: str) -> None:
        """`where` is the file, `problem` the rest of the sentence."""
        super().__init__(one_line(where), one_line(problem))
