"""Accounts: the first administrator, further users, signing in. Hashes of passwords are kept apart from the journal."""

from __future__ import annotations

import re

from carecon.desk.hub import Hub
from carecon.desk.people import Act, AtDesk, Role, system
from carecon.errors import BadInput, Conflict, NotPermitted
from carecon.record.entries import PasswordSet, SignedIn, SignedOut, SignInRefused, UserAdded
from carecon.record.entry import HUB_STREAM, Actor, user_stream
from carecon.record.unit_of_work import UnitOfWork

SHORTEST_PASSWORD = 12
"""Characters. NCSC: length rather than complexity; three random words."""

LONGEST_PASSWORD = 256
"""Characters. Beyond it somebody pastes a file, and hashing it would hold the desk."""

_COMMON = frozenset({"password1234", "passwordpassword", "123456789012", "qwertyuiop12", "letmeinletmein"})


def has_users(hub: Hub) -> bool:
    """Whether anybody can sign in: false on a new database."""
    with hub.store.read() as reading:
        return bool(reading.users())


def first_administrator(hub: Hub, user: str, name: str, organisation: str, password: str) -> AtDesk:
    """Make the first account of a new database, an administrator. Raises Conflict where there is one already."""
    setup = system("setup")
    with hub.store.write(setup.actor) as work:
        if work.users():
            raise Conflict("This database has users already. Sign in, or ask an administrator for an account.")
        _add(work, user, name, organisation, Role.ADMINISTRATOR, password)
    return AtDesk(Actor(user, organisation), name, Role.ADMINISTRATOR)


def add_user(hub: Hub, who: AtDesk, *, user: str, name: str, organisation: str, role: Role, password: str) -> None:
    """Make an account. Raises NotPermitted, Conflict where the name is taken, BadInput for a weak password."""
    who.must(Act.MANAGE_USERS)
    with hub.store.write(who.actor) as work:
        if any(row.user == user for row in work.users()):
            raise Conflict(f"There is a user {user!r} already.")
        _add(work, user, name, organisation, role, password)


def sign_in(hub: Hub, user: str, password: str, *, desk: str = "") -> AtDesk:
    """Sign in. Takes about 200 ms: argon2id (RFC 9106, low-memory default), so call it off the event loop.

    Raises NotPermitted with the same words for an unknown user and a wrong password.
    """
    user, password = _typable(user), _typable(password)
    with hub.store.read() as reading:
        row = reading.user(user)
        stored = reading.credential(user) if row else None
    if not _fits(password, stored):
        with hub.store.write(system("sign-in").actor) as work:
            work.append(user_stream(user) if row else HUB_STREAM, SignInRefused(desk=desk))
        raise NotPermitted("User or password is wrong.")
    assert row is not None  # noqa: S101 - a credential exists only for a user
    at_desk = AtDesk(Actor(row.user, row.organisation), row.name, Role(row.role))
    with hub.store.write(at_desk.actor) as work:
        work.append(user_stream(user), SignedIn(desk=desk))
    return at_desk


def sign_out(hub: Hub, who: AtDesk, why: str = "asked") -> None:
    """Sign out, and seal the record."""
    with hub.store.write(who.actor) as work:
        work.append(user_stream(who.actor.user), SignedOut(why=why))
    hub.store.seal()


def known_or_added(hub: Hub, user: str, name: str, role: Role, organisation: str) -> AtDesk:
    """A user of a demonstration or training database, made without a password where there is none. Never live."""
    if hub.realm == "live":
        raise NotPermitted("Nobody is signed in without a password on a live database.")
    at_desk = AtDesk(Actor(user, organisation), name, role)
    with hub.store.write(system("setup").actor) as work:
        if not any(row.user == user for row in work.users()):
            work.append(user_stream(user), UserAdded(name=name, role=role.value, organisation=organisation))
    return at_desk


def _typable(text: str) -> str:
    """What was typed, with whatever no keyboard makes (half a surrogate) replaced: it is wrong then, not a fault."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _fits(password: str, stored: str | None) -> bool:
    """Whether it is the password. Where none is stored it takes as long, so that names cannot be guessed."""
    from argon2 import PasswordHasher
    from argon2.exceptions import Argon2Error, InvalidHashError

    tried = password[:LONGEST_PASSWORD]
    if stored is None:
        PasswordHasher().hash(tried)
        return False
    try:
        return PasswordHasher().verify(stored, tried)
    except (Argon2Error, InvalidHashError):
        return False


def _add(work: UnitOfWork, user: str, name: str, organisation: str, role: Role, password: str) -> None:
    from argon2 import PasswordHasher

    _plain_name("user", user)
    _plain_name("organisation", organisation)
    if not name.strip():
        raise BadInput("name", "say who this is, as it stands on a note: R Hale")
    check_password(password, user)
    work.append(user_stream(user), UserAdded(name=name.strip(), role=role.value, organisation=organisation))
    work.set_credential(user, PasswordHasher().hash(password))
    work.append(user_stream(user), PasswordSet())


def check_password(password: str, user: str) -> None:
    """Raise BadInput for a password that is too short, too long, common, or made from the user's name."""
    if len(password) < SHORTEST_PASSWORD:
        raise BadInput("password", f"at least {SHORTEST_PASSWORD} characters", "three random words make a good one")
    if len(password) > LONGEST_PASSWORD:
        raise BadInput("password", f"at most {LONGEST_PASSWORD} characters")
    if password.casefold() in _COMMON or password.casefold() in (user.casefold() * 3, user.casefold()):
        raise BadInput("password", "this one is easily guessed", "three random words make a good one")


def _plain_name(where: str, text: str) -> None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,39}", text):
        raise BadInput(where, f"{text!r} must be 1-40 small letters, digits, dots or hyphens", "such as rhale")
