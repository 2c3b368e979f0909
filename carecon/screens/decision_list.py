"""The rows of a decision as a list: what is typed on a field goes into it."""

from __future__ import annotations

from textual import events

from carecon.screens.decision_rows import DecisionRow, Kind
from carecon.screens.widgets.edited_list import EditedList


class DecisionList(EditedList[str, DecisionRow]):
    """Typing on a field begins it anew; Enter changes what is there. Elsewhere digits choose an option.

    `locked`: it is being signed as it stands, and nothing is typed into it.
    """

    locked = False

    async def _on_key(self, event: events.Key) -> None:
        row = self.selected
        if self.editing is not None or row is None or row.kind is not Kind.FIELD or event.key == "space":
            return
        if self.locked:
            return
        begins = event.character if event.is_printable and event.character else ""
        if begins or event.key in ("backspace", "delete"):
            self.edit(row.key, begins)
            event.stop()
            event.prevent_default()
