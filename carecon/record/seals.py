"""Seals: a chain of its own, each link of which holds the heads of all streams that changed since the one before.

The hash chain of a stream finds an edit and an insert. It cannot find that a whole stream is gone, or that its end was
cut off; a seal can. The hash of the last seal is what is anchored outside: it stands for everything before it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from carecon.clock import as_utc
from carecon.record.tables import ChangeCounterRow, SealRow, StreamHeadRow, table

_SEALS: Final = table(SealRow)
_HEADS: Final = table(StreamHeadRow)
_COUNTER: Final = table(ChangeCounterRow)

HEADS_IN_A_SEAL: Final = 5_000
"""After a bulk fill several seals are written, each of a size that can be read at once."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A link of the chain. `heads`: stream, number and hash of its last entry."""

    seq: int
    at: datetime
    heads: tuple[tuple[str, int, str], ...]
    previous_hash: str
    hash: str
    genuine: bool


def write_seals(connection: Connection, at: datetime) -> int:
    """Seal every stream that changed since the last seal, in the caller's transaction. Returns how many there were."""
    last = connection.execute(select(_SEALS).order_by(_SEALS.c.seq.desc()).limit(1)).first()
    seq, previous, up_to = (last.seq, last.hash, last.up_to_change) if last else (0, "", 0)
    now_at = connection.execute(select(_COUNTER.c.value)).scalar_one()
    changed = connection.execute(
        select(_HEADS.c.stream, _HEADS.c.seq, _HEADS.c.hash).where(_HEADS.c.change > up_to).order_by(_HEADS.c.stream)
    )
    sealed = 0
    for heads in changed.partitions(HEADS_IN_A_SEAL):
        seq += 1
        text = json.dumps([[head.stream, head.seq, head.hash] for head in heads], separators=(",", ":"))
        row = {"seq": seq, "at": as_utc(at), "up_to_change": now_at, "heads": text, "previous_hash": previous}
        previous = row["hash"] = seal_hash(seq, at, text, previous)
        connection.execute(insert(_SEALS), row)
        sealed += len(heads)
    return sealed


def read_seals(connection: Connection) -> Iterator[Seal]:
    """All seals in order. `genuine` says whether the seal's own hash fits it."""
    for row in connection.execute(select(_SEALS).order_by(_SEALS.c.seq)):
        heads: list[Any] = json.loads(row.heads)
        genuine = row.hash == seal_hash(row.seq, row.at, row.heads, row.previous_hash)
        yield Seal(row.seq, row.at, tuple((s, n, h) for s, n, h in heads), row.previous_hash, row.hash, genuine)


def seal_hash(seq: int, at: datetime, heads: str, previous_hash: str) -> str:
    """The hash of a seal over what it holds and the seal before it."""
    bound = (seq, as_utc(at).isoformat(timespec="microseconds"), heads, previous_hash)
    return sha256(json.dumps(bound, separators=(",", ":")).encode()).hexdigest()
