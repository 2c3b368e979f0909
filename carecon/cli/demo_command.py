"""`carecon demo`: a synthetic shift to try the console on."""

from __future__ import annotations

import sys
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

from cyclopts import Parameter

from carecon.cli.options import Options, has_terminal
from carecon.cli.progress import progress_line
from carecon.errors import BadInput, Exit


def demo(
    *,
    make: str | None = None,
    seed: int = 1,
    open: int = 14,  # noqa: A002 - the word people type
    closed: int = 60,
    role: Literal["clinician", "call_taker", "supervisor"] = "clinician",
    still: bool = False,
    options: Annotated[Options, Parameter(parse=False)],
) -> int:
    """Open the console on a moving, synthetic Devon shift. Nobody in it exists, and nothing leaves it.

    Examples: carecon demo; carecon demo --make big.sqlite --seed 7 --open 10000 --closed 100000;
    carecon demo --db big.sqlite --role clinician --still

    Parameters
    ----------
    make
        Build a database there (a file path or a URL) and stop.
    seed
        The same seed gives the same people and the same shift.
    open
        How many cases are open in a database that is made.
    closed
        How many cases are closed in it.
    role
        Who you are.
    still
        Nothing arrives: the database stays as it is.
    """
    if make is not None:
        return build(make, seed=seed, open_cases=open, closed_cases=closed)
    if not has_terminal():
        raise BadInput("carecon demo", "the console needs a terminal", "carecon demo --make DB builds one without")
    from carecon.app import run_demo

    shift = None if still else seed
    if options.db is not None:
        return run_demo(options.db, options.settings, role=role, seed=shift)
    with TemporaryDirectory(prefix="carecon-demonstration-") as folder:
        url = f"{folder}/shift.sqlite"
        build(url, seed=seed, open_cases=open, closed_cases=closed)
        return run_demo(url, options.settings, role=role, seed=shift)


def build(url: str, *, seed: int, open_cases: int, closed_cases: int) -> int:
    """Make a demonstration database and fill it, with a progress bar."""
    from carecon.desk.hub import make_hub
    from carecon.record.label import is_there
    from carecon.simulation.fill import fill

    if is_there(url):
        raise BadInput(url, "there is a database already", "name another, or remove it first")
    hub = make_hub(url, realm="demo", hub="Devon hub (demonstration)")
    try:
        with progress_line("Making cases", sys.stderr) as step:
            fill(hub.store, seed, open_cases=open_cases, closed_cases=closed_cases, progress=step)
    finally:
        hub.close()
    return Exit.OK
