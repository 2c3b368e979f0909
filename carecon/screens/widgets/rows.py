"""Rows with one of them selected, by key. The part of a list that must never be wrong, free of drawing.

Rows arrive, leave and change places; what was selected stays selected. If the selected row itself leaves, it stays in
its place, marked as gone and not to be acted on, until another is selected: nothing ever slips to another patient.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
R = TypeVar("R")


class Rows(Generic[K, R]):
    """Rows of type R, each known by a key of type K that no other row has."""

    def __init__(self, key_of: Callable[[R], K]) -> None:
        """No rows yet. `key_of` tells a row's key."""
        self.key_of = key_of
        self._rows: list[R] = []
        self._places: dict[K, int] = {}
        self._selected: K | None = None
        self._gone: K | None = None

    def __len__(self) -> int:
        """How many rows there are, a gone one included."""
        return len(self._rows)

    def __iter__(self) -> Iterator[R]:
        """The rows from top to bottom."""
        return iter(self._rows)

    def __getitem__(self, place: int) -> R:
        """The row at that place."""
        return self._rows[place]

    def between(self, start: int, end: int) -> Sequence[R]:
        """The rows from place `start` up to `end`."""
        return self._rows[start:end]

    @property
    def selected_key(self) -> K | None:
        """The key of the selected row, gone or not. None only where there has been no row."""
        return self._selected

    @property
    def gone_key(self) -> K | None:
        """The key of the selected row where it has left and is only still in sight."""
        return self._gone

    @property
    def selected(self) -> R | None:
        """The selected row if it may be acted on; None where it has gone."""
        return None if self._selected is None or self._selected == self._gone else self.get(self._selected)

    @property
    def place(self) -> int | None:
        """Where the selected row stands, counted from 0."""
        return None if self._selected is None else self._places.get(self._selected)

    def get(self, key: K) -> R | None:
        """The row of that key."""
        place = self._places.get(key)
        return None if place is None else self._rows[place]

    def place_of(self, key: K) -> int | None:
        """Where the row of that key stands."""
        return self._places.get(key)

    def replace(self, rows: Sequence[R], *, others: bool = False) -> None:
        """Hold these rows instead. With nothing selected before, the first one is.

        `others`: somebody asked for other rows (a filter), so that one which is not among them is not kept as gone.
        """
        before = self.place
        kept = None if before is None else self._rows[before]
        self._gone = None
        self._take(list(rows))
        if self._selected is None or self._selected in self._places:
            pass
        elif before is None or kept is None or others:
            self._selected = None
        else:
            self._gone = self._selected
            self._take([*rows[:before], kept, *rows[before:]])
        if self._selected is None and self._rows:
            self._selected = self.key_of(self._rows[0])

    def update(self, row: R) -> bool:
        """Hold another state of a row that is here; its place stays. False where there is none of that key."""
        place = self._places.get(self.key_of(row))
        if place is None:
            return False
        self._rows[place] = row
        return True

    def select(self, key: K) -> bool:
        """Select that row. A gone row is dropped as soon as it is left. False where there is none of that key."""
        if key not in self._places:
            return False
        if self._gone is not None and key != self._gone:
            gone, self._gone = self._gone, None
            self._take([row for row in self._rows if self.key_of(row) != gone])
        self._selected = key
        return True

    def step(self, by: int) -> K | None:
        """The key of the row so many places from the selected one, as far as there are any."""
        if not self._rows:
            return None
        here = self.place or 0
        return self.key_of(self._rows[max(0, min(len(self._rows) - 1, here + by))])

    def _take(self, rows: list[R]) -> None:
        self._rows = rows
        self._places = {self.key_of(row): place for place, row in enumerate(rows)}
