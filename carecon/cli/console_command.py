"""`carecon` without a command: the console."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from carecon.cli.opening import open_console
from carecon.cli.options import Options


def console(*, options: Annotated[Options, Parameter(parse=False)]) -> int:
    """Open the console. The first time, a database is made and the first administrator gets an account."""
    return open_console(options)
