"""Keeping the record sound: checking it, rebuilding what screens read, upgrading a database."""

from __future__ import annotations

from collections.abc import Callable

from carecon.desk.hub import Hub
from carecon.desk.people import Act, AtDesk
from carecon.record.store import upgrade_store


def check_record(hub: Hub, who: AtDesk) -> tuple[str, ...]:
    """What is wrong with the journal, its seals or the projections, in words; empty when all agree."""
    who.must(Act.KEEP_RECORD)
    return tuple(str(finding) for finding in hub.store.verify())


def rebuild_projections(hub: Hub, who: AtDesk, progress: Callable[[int, int], None]) -> None:
    """Make the projections anew from the journal, in one transaction: readers see the old ones until it is done."""
    who.must(Act.KEEP_RECORD)
    hub.store.rebuild(progress)


def upgrade_database(url: str) -> None:
    """Bring a database to this version's form, whole or not at all."""
    upgrade_store(url)
