"""What every screen of a console is handed: the desk behind it, clock and zone, who sits here, what they typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from carecon.clock import Clock
from carecon.screens.port import DeskPort

if TYPE_CHECKING:
    from carecon.desk.people import AtDesk

REALM_WORDS = {"live": "", "demo": "DEMONSTRATION, synthetic patients", "training": "TRAINING"}
"""What stands on every screen of a database that is not for live use."""


class Drafts:
    """What was typed and not yet saved, by case. It stays with its case, whatever screen is in front."""

    def __init__(self) -> None:
        self._typed: dict[tuple[UUID, str], str] = {}
        self._objects: dict[tuple[UUID, str], object] = {}

    def keep(self, case_id: UUID, place: str, text: str) -> None:
        """Keep `text` for that place of the case (a fact's row, `note`); an empty one is forgotten."""
        if text:
            self._typed[case_id, place] = text
        else:
            self._typed.pop((case_id, place), None)

    def text(self, case_id: UUID, place: str) -> str:
        """What is kept for that place, or nothing."""
        return self._typed.get((case_id, place), "")

    def places(self, case_id: UUID) -> frozenset[str]:
        """Where something of that case is typed and not saved."""
        return frozenset(place for case, place in self._typed if case == case_id)

    def keep_object(self, case_id: UUID, place: str, held: object | None) -> None:
        """Keep something half made, such as a decision; None forgets it."""
        if held is None:
            self._objects.pop((case_id, place), None)
        else:
            self._objects[case_id, place] = held

    def object(self, case_id: UUID, place: str) -> object | None:
        """What is kept half made there."""
        return self._objects.get((case_id, place))

    def forget(self, case_id: UUID) -> None:
        """The case is done: nothing of it is kept."""
        self._typed = {key: text for key, text in self._typed.items() if key[0] != case_id}
        self._objects = {key: held for key, held in self._objects.items() if key[0] != case_id}


@dataclass(slots=True)
class Station:
    """One console. `hub` and `realm` stand in its title; `who` is None until somebody has signed in."""

    desk: DeskPort
    clock: Clock
    zone: ZoneInfo
    hub: str = ""
    realm: str = "live"
    who: AtDesk | None = None
    bell: bool = False
    drafts: Drafts = field(default_factory=Drafts)

    @property
    def realm_words(self) -> str:
        """What every screen says where the database is not for live use."""
        return REALM_WORDS.get(self.realm, self.realm.upper())
