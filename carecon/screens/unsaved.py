"""What of a case is not on disk yet: answers on their way, answers that were refused, and text that was begun."""

from __future__ import annotations

from uuid import UUID

from carecon.clinical.facts import vocabulary
from carecon.screens.fact_sections import Pending, Unsaved
from carecon.screens.station import Drafts

_PLACE = "fact:"
"""How drafts name the row of a fact."""


class UnsavedAnswers:
    """The unsaved answers of one case. What is refused stays, with what was typed, until it is answered again."""

    def __init__(self, case_id: UUID, drafts: Drafts) -> None:
        """Text that was begun is kept in `drafts`, which outlive the screen."""
        self._case_id = case_id
        self._drafts = drafts
        self._pending: dict[str, Pending] = {}
        self._replies: dict[int, str] = {}

    @property
    def snapshot(self) -> Unsaved:
        """As the list shows it."""
        known = vocabulary()
        places = (
            place.removeprefix(_PLACE) for place in self._drafts.places(self._case_id) if place.startswith(_PLACE)
        )
        typed = {name: self._drafts.text(self._case_id, _PLACE + name) for name in places if name in known}
        return Unsaved(dict(self._pending), typed)

    @property
    def waiting(self) -> frozenset[str]:
        """The facts whose answers are on their way."""
        return frozenset(name for name, pending in self._pending.items() if not pending.refused)

    def sent(self, fact: str, words: str, request: int) -> None:
        """An answer is on its way, as `request`. It replaces one that was refused, or begun."""
        self._pending[fact] = Pending(words, request)
        self._replies[request] = fact
        self.begun(fact, "")

    def saved(self, request: int) -> str | None:
        """That answer is on disk. Returns its fact; None for an answer that a later one has replaced."""
        fact = self._replies.pop(request, None)
        if fact is not None and self._pending.get(fact, Pending("")).request == request:
            del self._pending[fact]
        return fact

    def refused(self, request: int, problem: str) -> str | None:
        """That answer was not saved. Returns its fact, if it was one."""
        fact = self._replies.pop(request, None)
        if fact is not None and self._pending.get(fact, Pending("")).request == request:
            self._pending[fact] = Pending(self._pending[fact].words, request, problem)
        return fact

    def begun(self, fact: str, text: str) -> None:
        """Text was typed for a fact and not entered; an empty one forgets it."""
        self._drafts.keep(self._case_id, _PLACE + fact, text)

    def drop(self, fact: str) -> bool:
        """Forget what was refused or begun for a fact. False where there was nothing."""
        begun = bool(self._drafts.text(self._case_id, _PLACE + fact))
        held = self._pending.get(fact)
        if held is not None and held.refused:
            del self._pending[fact]
            begun = True
        self.begun(fact, "")
        return begun
