"""Who does something. Imports nothing: whoever sits at a desk is known before the record is."""

from __future__ import annotations

from dataclasses import dataclass

SYSTEM_ORGANISATION = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a user of an organisation, or a named part of the system (`intake@system`)."""

    user: str
    organisation: str

    def __str__(self) -> str:
        """As the journal keeps it: `rhale@devon-hub`."""
        return f"{self.user}@{self.organisation}"

    @classmethod
    def parse(cls, text: str) -> Actor:
        """The actor of a journal entry."""
        user, _, organisation = text.partition("@")
        return cls(user, organisation)
