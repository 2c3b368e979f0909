"""`carecon advise`: advice on case files, without a database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from carecon.cli.options import Options


def advise(
    *files: Path,
    why: Annotated[bool, Parameter(negative="")] = False,
    options: Annotated[Options, Parameter(parse=False)],
) -> int:
    """Advise on case files (TOML). With --json one object a line, in the order of the files.

    Examples: carecon advise case.toml; carecon advise case.toml --why; carecon advise *.toml --json. Exit status 2
    where a file is wrong: the others are still answered.

    Parameters
    ----------
    why
        Say also which answers force the advice, what is still possible, and which rules were outranked. Exact, and a
        second slower.
    """
    from carecon.cli.advise import advise_files
    from carecon.errors import BadInput

    if not files:
        raise BadInput("advise", "no case file given", "carecon advise case.toml")
    return advise_files(files, as_json=options.json, why=why)
