"""The command line: subcommands, the options they share, and how errors are told."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated

from cyclopts import App, CycloptsError, Parameter

from carecon import __version__
from carecon.cli.options import Options
from carecon.errors import CareconError, Exit

HELP = """A clinician triage console for a Care Coordination Hub, in a terminal.

Without a command it opens the console. Examples:

    carecon                                     open the console
    carecon demo                                a moving, synthetic Devon shift to try it on
    carecon advise case.toml --json             advice on a case file, no database needed
    carecon intake request.json --db hub.sqlite read a message into the queue
    carecon note K7F-2QM                        the handover note of a case

DB is a file path or a URL (postgresql://user@host/name), here and everywhere. Exit status: 0 done, 1 failed, 2 wrong
input, 3 refused.
"""

app = App(name="carecon", help=HELP, version=__version__, help_flags=["--help", "-h"], version_flags=["--version"])
for name in ("advise", "console", "demo", "doctor", "intake", "locate", "note", "record", "rules", "user"):
    app.command(f"carecon.cli.{name}_command:{name}", name=name, show=name != "console")


@app.meta.default
def start(
    *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    db: Annotated[str | None, Parameter(help="Database: a file path or a URL.")] = None,
    json: Annotated[bool, Parameter(help="Answer in JSON, one object a line.", negative="")] = False,
) -> int:
    """Run a subcommand with the options that all of them share."""
    words = list(tokens) or ["console"]
    command, bound, ignored = app.parse_args(words, print_error=False, exit_on_error=False)
    shared = {"options": Options(db=db, json=json)} if "options" in ignored else {}
    status = command(*bound.args, **bound.kwargs, **shared)
    return int(status or 0)


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit status. Errors are one clear line on standard error."""
    try:
        result = app.meta(list(arguments), exit_on_error=False, print_error=False, result_action="return_value")
        return int(result or 0)
    except CycloptsError as error:
        print(f"carecon: {str(error).strip()} See carecon --help.", file=sys.stderr)
        return Exit.BAD_INPUT
    except CareconError as error:
        print(f"carecon: {error}", file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OK
