"""The journal: entries are added at the end of a stream, each bound to the one before by its hash, and read back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, insert, select

from carecon.clock import as_utc
from carecon.errors import BadInput
from carecon.record.entries import Payload
from carecon.record.entry import Actor, Entry
from carecon.record.tables import EntryPayloadRow, EntryRow, table
from carecon.record.upcast import read_payload

ENTRY: Final = table(EntryRow)
PAYLOAD: Final = table(EntryPayloadRow)

_CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
_STREAM: Final = re.compile(
    r"(?:case|person):[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?:user|hub):[^\x00-\x20\x7f]{1,100}"
)
_NAME: Final = re.compile(r"[^\x00-\x20\x7f@\ud800-\udfff]{1,100}")


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a stream: number and hash of its last entry."""

    seq: int
    hash: str


START: Final = Head(0, "")
"""The end of a stream in which nothing has happened."""


@dataclass(frozen=True, slots=True)
class Composed:
    """An entry ready to be stored: its row, and its payload exactly as it was hashed."""

    row: dict[str, Any]
    text: str

    @property
    def head(self) -> Head:
        """What the stream ends with once this is stored."""
        return Head(self.row["seq"], self.row["hash"])

    @property
    def payload_row(self) -> dict[str, Any]:
        """The row beside."""
        return {"stream": self.row["stream"], "seq": self.row["seq"], "text": self.text}

    def entry(self) -> Entry:
        """The entry as it will be read back."""
        row = self.row
        payload = read_payload(row["kind"], row["version"], self.text)
        actor = Actor.parse(row["actor"])
        return Entry(row["id"], row["stream"], row["seq"], row["at"], actor, payload, row["hash"])


def compose(
    entry_id: UUID, stream: str, after: Head, at: datetime, actor: Actor, payload: Payload, text: str | None = None
) -> Composed:
    """The entry that says `payload` after `after`. Raises BadInput for text that cannot be kept exactly as it is.

    `text` is the payload as `canonical` writes it, from those who have it already.
    """
    text, payload_hash = canonical(payload) if text is None else (text, text_hash(text))
    row: dict[str, Any] = {
        "id": entry_id,
        "stream": stream,
        "seq": after.seq + 1,
        "at": as_utc(at),
        "actor": str(actor),
        "kind": payload.KIND,
        "version": payload.VERSION,
        "payload_hash": payload_hash,
        "previous_hash": after.hash,
    }
    row["hash"] = chain_hash(row)
    return Composed(row, text)


def canonical(payload: Payload) -> tuple[str, str]:
    """The one way in which a payload is written, and the hash of that. Raises BadInput for half a surrogate pair."""
    text = _CANONICAL.encode(payload.model_dump(mode="json", exclude_none=True))
    try:
        return text, sha256(text.encode()).hexdigest()
    except UnicodeEncodeError as error:
        hint = "type the text again, without it"
        raise BadInput(payload.KIND, "the text holds half a character, which cannot be kept", hint) from error


def text_hash(text: str) -> str:
    """The hash of a stored payload."""
    return sha256(text.encode()).hexdigest()


def chain_hash(row: Mapping[str, Any]) -> str:
    """The hash that binds an entry to what it says, to who and when, and to the entry before it.

    Over nine lines: none of them holds a line break, and with one that did there would be more than nine.
    """
    at: datetime = row["at"]
    bound = (
        str(row["id"]),
        row["stream"],
        str(row["seq"]),
        as_utc(at).isoformat(timespec="microseconds"),
        row["actor"],
        row["kind"],
        str(row["version"]),
        row["payload_hash"],
        row["previous_hash"],
    )
    return sha256("\n".join(bound).encode()).hexdigest()


def require_stream(stream: str) -> None:
    """Raise ValueError for what is no stream: those of cases and persons are named by their ids."""
    if not _STREAM.fullmatch(stream):
        raise ValueError(f"{stream!r} is no stream: case:<id>, person:<id>, user:<name> or hub:<name>")


def require_actor(actor: Actor) -> None:
    """Raise ValueError for nobody: every entry says who made it, in words that can be read back."""
    if not _NAME.fullmatch(actor.user) or not _NAME.fullmatch(actor.organisation):
        raise ValueError(f"every write has an actor, user@organisation: {str(actor)!r} is nobody")


def store(connection: Connection, entries: Sequence[Composed]) -> None:
    """Add entries to the journal, in the caller's transaction."""
    if entries:
        connection.execute(_INSERT_ENTRY, [entry.row for entry in entries])
        connection.execute(_INSERT_PAYLOAD, [entry.payload_row for entry in entries])


def head_of(connection: Connection, stream: str) -> Head:
    """The end of a stream, from the journal itself."""
    row = connection.execute(_HEAD, {"of": stream}).first()
    return Head(row.seq, row.hash) if row else START


def read_entries(connection: Connection, stream: str, since: int = 1) -> Iterator[Entry]:
    """The entries of a stream in order, from number `since` on."""
    return as_entries(connection.execute(_STREAM_FROM, {"of": stream, "since": since}))


def read_entries_of_kind(connection: Connection, stream: str, kind: str) -> Iterator[Entry]:
    """The entries of one kind in a stream, in order: a stream of years holds many that are not asked for."""
    return as_entries(connection.execute(_OF_KIND, {"of": stream, "kind": kind}))


def as_entries(rows: Iterable[Any]) -> Iterator[Entry]:
    """Entries from rows of `stored_entries()`."""
    for row in rows:
        payload = read_payload(row.kind, row.version, row.text)
        yield Entry(row.id, row.stream, row.seq, row.at, Actor.parse(row.actor), payload, row.hash)


def stored_entries() -> Select[Any]:
    """Entries with what they say, in no order yet."""
    joined = ENTRY.join(PAYLOAD, (PAYLOAD.c.stream == ENTRY.c.stream) & (PAYLOAD.c.seq == ENTRY.c.seq))
    return select(ENTRY, PAYLOAD.c.text).select_from(joined)


_INSERT_ENTRY: Final = insert(ENTRY)
_INSERT_PAYLOAD: Final = insert(PAYLOAD)
_HEAD: Final = (
    select(ENTRY.c.seq, ENTRY.c.hash).where(ENTRY.c.stream == bindparam("of")).order_by(ENTRY.c.seq.desc()).limit(1)
)
_STREAM_FROM: Final = (
    stored_entries().where(ENTRY.c.stream == bindparam("of"), ENTRY.c.seq >= bindparam("since")).order_by(ENTRY.c.seq)
)
_OF_KIND: Final = (
    stored_entries().where(ENTRY.c.stream == bindparam("of"), ENTRY.c.kind == bindparam("kind")).order_by(ENTRY.c.seq)
)
