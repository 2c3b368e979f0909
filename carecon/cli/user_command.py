"""`carecon user`: accounts from the command line."""

from __future__ import annotations

import getpass
import os
from typing import Annotated, Literal

from cyclopts import App, Parameter

from carecon.cli.options import Options, has_terminal
from carecon.errors import BadInput, Exit

user = App(name="user", help="Add accounts.")
PASSWORD_VARIABLE = "CARECON_PASSWORD"  # noqa: S105 - the name of a variable
Shared = Annotated[Options, Parameter(parse=False)]


@user.command
def first(name: str, *, full_name: str, organisation: str, options: Shared) -> int:
    """Make the first administrator of a new database. Asks for a password, or takes it from CARECON_PASSWORD.

    Example: carecon user first slake --full-name "S Lake" --organisation devon-hub
    """
    from carecon.desk.accounts import first_administrator
    from carecon.desk.hub import open_or_make_hub

    hub = open_or_make_hub(options.database, hub=options.settings.hub, area=options.settings.area)
    try:
        first_administrator(hub, name, full_name, organisation, ask_password("New password"))
    finally:
        hub.close()
    print(f"Made administrator {name}.")
    return Exit.OK


@user.command
def add(
    name: str,
    *,
    full_name: str,
    organisation: str,
    role: Literal["clinician", "call_taker", "supervisor", "trainer", "spoke", "administrator"],
    administrator: str,
    options: Shared,
) -> int:
    """Make an account. An administrator signs in for it: first their password, then the new one.

    Example: carecon user add rhale --full-name "R Hale" --organisation devon-hub --role clinician --administrator slake
    """
    from carecon.desk.accounts import add_user, sign_in
    from carecon.desk.hub import open_hub
    from carecon.desk.people import Role

    hub = open_hub(options.database)
    try:
        who = sign_in(hub, administrator, ask_password(f"Password of {administrator}"), desk="command line")
        add_user(
            hub,
            who,
            user=name,
            name=full_name,
            organisation=organisation,
            role=Role(role),
            password=ask_password(f"New password for {name}", variable="CARECON_NEW_PASSWORD"),
        )
    finally:
        hub.close()
    print(f"Made {role.replace('_', ' ')} {name}.")
    return Exit.OK


def ask_password(ask: str, variable: str = PASSWORD_VARIABLE) -> str:
    """A password, typed without an echo, or taken from the environment. Raises BadInput where neither is possible."""
    if given := os.environ.get(variable):
        return given
    if not has_terminal():
        raise BadInput("password", "there is no terminal to ask for it", f"set {variable}")
    return getpass.getpass(f"{ask}: ")
