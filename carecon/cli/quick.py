"""The desk's own ways in, recognised by hand: the console stands a tenth of a second sooner without the command line.

Only the plainest forms. Whatever is not one of them, and every mistake, goes to the whole command line, which knows all
options and says what is wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from carecon.cli.opening import open_console
from carecon.cli.options import Options, has_terminal
from carecon.errors import CareconError

_ROLES = ("clinician", "call_taker", "supervisor")


def quick_start(words: Sequence[str]) -> Callable[[], int] | None:
    """How to open the console for `[--db DB]` or `demo --db DB [--role ROLE] --still`; None for any other words."""
    if not has_terminal():
        return None
    match list(words):
        case []:
            return lambda: _told(lambda: open_console(Options()))
        case ["--db", database]:
            return lambda: _told(lambda: open_console(Options(db=database)))
        case ["demo", "--db", database, "--still"]:
            return lambda: _told(lambda: _open_demo(Options(db=database), "clinician"))
        case ["demo", "--db", database, "--role", role, "--still"] if role in _ROLES:
            return lambda: _told(lambda: _open_demo(Options(db=database), role))
        case _:
            return None


def _open_demo(options: Options, role: str) -> int:
    from carecon.app import run_demo

    return run_demo(options.database, options.settings, role=role, seed=None)


def _told(open_it: Callable[[], int]) -> int:
    try:
        return open_it()
    except CareconError as error:
        print(f"carecon: {error}", file=sys.stderr)
        return error.exit_status
