"""The record as other rooms use it: made, opened, written to, read, sealed and closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import DBAPIError

from carecon.clock import Clock
from carecon.errors import BadInput, Conflict, NotPermitted, StoreUnavailable
from carecon.ids import Ids
from carecon.record import engine as engines
from carecon.record.address import Address, parse_address
from carecon.record.bulk import BulkWriter
from carecon.record.cases import CaseCache
from carecon.record.changes import ChangeFeed
from carecon.record.entries import HubCreated
from carecon.record.entry import HUB_STREAM, Actor, Entry
from carecon.record.failures import told_plainly
from carecon.record.gate import WriteGate
from carecon.record.journal import ENTRY, require_actor
from carecon.record.reading import Reading
from carecon.record.rebuild import Progress, differences, rebuild
from carecon.record.schema import REVISIONS, make_alone, migrate, require_current, revision_of
from carecon.record.seals import write_seals
from carecon.record.tables import ChangeCounterRow, HubRow, table
from carecon.record.unit_of_work import UnitOfWork
from carecon.record.verify import Finding, verify

REALMS: Final = ("live", "demo", "training")
"""What a database is for. Written into it when it is made; it never changes."""

_COUNTER: Final = table(ChangeCounterRow)
_HUB: Final = table(HubRow)


@dataclass(frozen=True, slots=True)
class _Identity:
    name: str
    realm: str
    area: str


class Store:
    """An open record. Units of work and readings may be used in any thread; each belongs to the one that opened it."""

    def __init__(self, address: Address, engine: Engine, gate: WriteGate, clock: Clock, ids: Ids) -> None:
        """Use `open_store` or `create_store`: they check first."""
        self._address = address
        self._engine = engine
        self._gate = gate
        self._clock = clock
        self._ids = ids
        self._cases = CaseCache()
        with told_plainly("read"), engines.reading(engine).connect() as connection:
            require_current(connection)
            self._identity = _identity(connection)
        with gate, told_plainly("opened"):
            engines.use_write_ahead_log(engine)

    @property
    def url(self) -> str:
        """Where it is, as it was given."""
        return self._address.url

    @property
    def hub_name(self) -> str:
        """Whose record it is."""
        return self._identity.name

    @property
    def realm(self) -> str:
        """live, demo or training."""
        return self._identity.realm

    @property
    def area(self) -> str:
        """The name of the area it was made for."""
        return self._identity.area

    @contextmanager
    def write(self, actor: Actor) -> Iterator[UnitOfWork]:
        """A unit of work by `actor`: committed at the end, rolled back whole by any exception.

        Nothing else writes meanwhile, so what it reads stays so until it ends. Raises StoreUnavailable where the
        database cannot be written to: then nothing was saved.
        """
        require_actor(actor)
        with self._gate, told_plainly("written"), self._locked() as connection:
            work = UnitOfWork(connection, self._cases, self._ids, actor, self._clock.now())
            yield work
            work.finish()
            self._commit(connection, work.written)
        self._cases.keep(work.cases)

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """A reading: everything in it is of one moment."""
        with told_plainly("read"), engines.reading(self._engine).connect() as connection:
            yield Reading(connection, self._cases, self._clock)

    def seal(self) -> int:
        """Seal what changed since the last seal. Returns the number of streams sealed."""
        with self._gate, told_plainly("sealed"), self._locked() as connection:
            sealed = write_seals(connection, self._clock.now())
            connection.commit()
            return sealed

    def verify(self) -> tuple[Finding, ...]:
        """Everything that is not as it was written: hash chains, seals, guards, projections. Reads the whole record."""
        with told_plainly("verified"), engines.reading(self._engine).connect() as connection:
            return tuple(verify(connection))

    def differences(self) -> tuple[str, ...]:
        """Where the projections are not what a rebuild would make; empty where they are equal."""
        with told_plainly("compared"), engines.reading(self._engine).connect() as connection:
            return tuple(differences(connection))

    def rebuild(self, progress: Progress | None = None) -> None:
        """Make all projections again from the journal, whole or not at all. Nobody can write meanwhile."""
        with self._gate, told_plainly("rebuilt"), self._locked() as connection:
            rebuild(connection, progress)
            connection.commit()

    def changes(self) -> ChangeFeed:
        """A feed of what other desks change, from now on. Close it after use."""
        with told_plainly("read"):
            return ChangeFeed(self._engine, self._gate)

    @contextmanager
    def bulk(self, actor: Actor) -> Iterator[BulkWriter]:
        """Write thousands of made-up cases, a transaction every few thousand entries; `actor` answers for the fill.

        Raises NotPermitted on a live record: what is made up never mixes with what is real.
        """
        require_actor(actor)
        if self.realm == "live":
            raise NotPermitted("This record is live: it is not filled with made-up cases.")
        writer = BulkWriter(self._bulk_transaction, self._bulk_reading, self._ids)
        yield writer
        writer.flush()

    def close(self) -> None:
        """Let go of the database. Closing the last connection checkpoints, so it waits for its turn like a write."""
        with self._gate:
            self._engine.dispose()

    @contextmanager
    def _locked(self) -> Iterator[Connection]:
        """A connection with the write lock taken. SQLite locks at BEGIN; PostgreSQL by the row that counts changes."""
        with engines.writing(self._engine).connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{engines.LOCK_TIMEOUT}'")
                connection.execute(select(_COUNTER.c.value).with_for_update())
            yield connection

    @contextmanager
    def _bulk_transaction(self) -> Iterator[Connection]:
        with self._gate, told_plainly("written"), self._locked() as connection:
            yield connection
            connection.commit()

    @contextmanager
    def _bulk_reading(self) -> Iterator[Connection]:
        with told_plainly("read"), engines.reading(self._engine).connect() as connection:
            yield connection

    def _commit(self, connection: Connection, written: tuple[Entry, ...]) -> None:
        """Commit. Where the answer is lost, look whether it happened: then it counts as the success that it is."""
        try:
            connection.commit()
        except DBAPIError:
            if not written or not self._arrived(written[-1]):
                raise

    def _arrived(self, entry: Entry) -> bool:
        with engines.reading(self._engine).connect() as connection:
            found = select(ENTRY.c.hash).where(ENTRY.c.stream == entry.stream, ENTRY.c.seq == entry.seq)
            return bool(connection.execute(found).scalar() == entry.hash)


def open_store(url_or_path: str, clock: Clock, ids: Ids) -> Store:
    """Open a record. Raises StoreUnavailable where there is none, or one of another age; BadInput for a bad address."""
    address = parse_address(url_or_path)
    _require_file(address)
    engine = engines.make_engine(address)
    try:
        return Store(address, engine, WriteGate(address.path), clock, ids)
    except BaseException:
        engine.dispose()
        raise


def create_store(url_or_path: str, clock: Clock, ids: Ids, *, hub: str, realm: str, area: str, actor: Actor) -> Store:
    """Make a record, whole or not at all, and open it.

    Raises Conflict where there is one already, BadInput for an unknown realm or somebody else's database.
    """
    if realm not in REALMS:
        raise BadInput("realm", f"{realm!r} is not one of {', '.join(REALMS)}")
    require_actor(actor)
    address = parse_address(url_or_path)
    engine = engines.make_engine(address, create=True)
    gate = WriteGate(address.path)
    try:
        with gate, told_plainly("made"), engines.writing(engine).connect() as connection:
            make_alone(connection)
            _require_nothing_there(connection, address)
            migrate(connection)
            made_at = clock.now()
            connection.execute(
                insert(_HUB), {"id": 1, "name": hub, "realm": realm, "area": area, "created_at": made_at}
            )
            work = UnitOfWork(connection, CaseCache(), ids, actor, made_at)
            work.append(HUB_STREAM, HubCreated(hub=hub, realm=realm, area=area))
            work.finish()
            connection.commit()
        return Store(address, engine, gate, clock, ids)
    except BaseException:
        engine.dispose()
        raise


def upgrade_store(url_or_path: str) -> None:
    """Bring an older record to this program's tables, whole or not at all, and put missing guards back.

    Raises StoreUnavailable where there is no record, or one of a newer program.
    """
    address = parse_address(url_or_path)
    _require_file(address)
    engine = engines.make_engine(address)
    try:
        with WriteGate(address.path), told_plainly("upgraded"), engines.writing(engine).connect() as connection:
            make_alone(connection)
            _require_something_there(connection, address)
            migrate(connection)
            connection.commit()
    finally:
        engine.dispose()


def is_created(url_or_path: str) -> bool:
    """Whether there is a record at that address, of whatever age. Raises StoreUnavailable where nobody answers."""
    address = parse_address(url_or_path)
    if address.path is not None and not address.path.exists():
        return False
    engine = engines.make_engine(address)
    try:
        with told_plainly("read"), engines.reading(engine).connect() as connection:
            return revision_of(connection) is not None
    finally:
        engine.dispose()


def _require_file(address: Address) -> None:
    if address.path is not None and not address.path.is_file():
        raise StoreUnavailable(f"There is no database at {address.path}.")


def _require_nothing_there(connection: Connection, address: Address) -> None:
    if revision_of(connection) is not None:
        raise Conflict(f"There is a record at {address.url} already.")


def _require_something_there(connection: Connection, address: Address) -> None:
    revision = revision_of(connection)
    if revision is None:
        raise StoreUnavailable(f"There is no record at {address.url} to upgrade.")
    if revision not in REVISIONS:
        raise StoreUnavailable(f"This database was written by a newer carecon ({revision}): update the program first.")


def _identity(connection: Connection) -> _Identity:
    row = connection.execute(select(_HUB)).one()
    return _Identity(row.name, row.realm, row.area)
