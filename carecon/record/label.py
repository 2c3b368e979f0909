"""What a database says of itself, read by the bare driver before anything heavy is imported."""

from __future__ import annotations

from dataclasses import dataclass

from carecon.record.address import parse_address
from carecon.record.bare import bare_reading


@dataclass(frozen=True, slots=True)
class Label:
    """Whose record it is (`hub`), what for (`realm`), where (`area`), and whether anybody can sign in yet."""

    hub: str
    realm: str
    area: str
    has_users: bool


def read_label(url_or_path: str) -> Label:
    """The label of a record. Raises StoreUnavailable where it cannot be read, BadInput for a bad address."""
    with bare_reading(parse_address(url_or_path)) as (execute, _):
        hub, realm, area = execute("SELECT name, realm, area FROM hub", ())[0]
        users = execute("SELECT count(*) FROM user_account", ())[0][0]
        return Label(str(hub), str(realm), str(area), bool(users))


def is_there(url_or_path: str) -> bool:
    """Whether there is anything to open: an SQLite file, or a record in the server's database.

    Raises StoreUnavailable where the server does not answer.
    """
    address = parse_address(url_or_path)
    if address.path is not None:
        if not address.path.exists():
            return False
        with bare_reading(address) as (execute, _):  # a file left by a making that was broken off holds nothing
            return bool(execute("SELECT count(*) FROM sqlite_master WHERE name = 'hub'", ())[0][0])
    with bare_reading(address) as (execute, _):
        return bool(execute("SELECT to_regclass('hub') IS NOT NULL", ())[0][0])
