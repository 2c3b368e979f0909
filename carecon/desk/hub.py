"""The hub: the one place where clock, identifiers, store, ruleset and area are put together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from carecon.area.area import Area
from carecon.clock import Clock, SystemClock
from carecon.desk.people import AtDesk, system
from carecon.errors import NotPermitted, StoreUnavailable
from carecon.ids import Ids
from carecon.record.address import parse_address
from carecon.record.store import Store, create_store, is_created, open_store
from carecon.rules.ruleset import Ruleset, load_ruleset

DEFAULT_AREA = "devon"


@dataclass(frozen=True, slots=True)
class Hub:
    """What every use case is handed first."""

    clock: Clock
    ids: Ids
    store: Store
    ruleset: Ruleset
    area: Area

    @property
    def realm(self) -> str:
        """live, demo or training: written into the database when it was made."""
        return self.store.realm

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()


def open_hub(url: str, *, clock: Clock | None = None, ids: Ids | None = None) -> Hub:
    """The hub of an existing database. Raises StoreUnavailable or BadInput where there is none."""
    clock = clock or SystemClock()
    ids = ids or Ids(clock)
    store = open_store(url, clock, ids)
    return _assemble(clock, ids, store)


def make_hub(
    url: str,
    *,
    realm: str,
    hub: str,
    area: str = DEFAULT_AREA,
    maker: AtDesk | None = None,
    clock: Clock | None = None,
    ids: Ids | None = None,
) -> Hub:
    """A new database at `url` and the hub on it. Its realm and area never change."""
    clock = clock or SystemClock()
    ids = ids or Ids(clock)
    if (path := parse_address(url).path) is not None:
        _make_folder(path.expanduser().parent)
    maker = maker or system("setup")
    store = create_store(url, clock, ids, hub=hub, realm=realm, area=area, actor=maker.actor)
    return _assemble(clock, ids, store)


def open_or_make_hub(url: str, *, hub: str, realm: str = "live", area: str = DEFAULT_AREA) -> Hub:
    """The hub of that database, made first where there is none."""
    return open_hub(url) if is_created(url) else make_hub(url, realm=realm, hub=hub, area=area)


def require_realm(hub: Hub, realm: str) -> None:
    """Raise NotPermitted unless the database is of that realm: what is made up never mixes with what is real."""
    if hub.realm != realm:
        raise NotPermitted(f"This database is for {hub.realm} use, not for {realm}. Choose another with --db.")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"No database can be made in {folder}: {error.strerror}. Choose another place."
        ) from error


def _assemble(clock: Clock, ids: Ids, store: Store) -> Hub:
    ruleset = load_ruleset(store.area)
    return Hub(clock=clock, ids=ids, store=store, ruleset=ruleset, area=ruleset.area)
