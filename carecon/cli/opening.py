"""Opening the console on a database, made first where there is none."""

from __future__ import annotations

import sys

from carecon.cli.options import Options, has_terminal
from carecon.errors import BadInput


def open_console(options: Options) -> int:
    """Open the console at its sign-in screen. Raises BadInput where there is no terminal."""
    if not has_terminal():
        raise BadInput("carecon", "the console needs a terminal", "carecon --help lists what works without one")
    from carecon.app import run_console

    settings = options.settings
    make_where_missing(options.database, hub=settings.hub, area=settings.area)
    return run_console(options.database, settings)


def make_where_missing(url: str, *, hub: str, area: str) -> None:
    """A new live database where there is none, saying so: it takes a second or two."""
    from carecon.record.label import is_there

    if is_there(url):
        return
    print(f"Making a new database at {url} ...", file=sys.stderr)
    from carecon.desk.hub import make_hub

    make_hub(url, realm="live", hub=hub, area=area).close()
