"""`carecon advise`: advice on case files, without a database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from carecon.cli.options import Options


def advise(
    *files: Path,
    why: Annotated[bool, Parameter(negative="")] = False,
    rules: str | None = None,
    options: Annotated[Options, Parameter(parse=False)],
) -> int:
    """Advise on case files (TOML). With --json one object a line, in the order of the files.

    Examples: carecon advise case.toml; carecon advise case.toml --why; carecon advise *.toml --json; carecon advise
    case.toml --rules my_pack.toml. Exit status 2 where a file is wrong: the others are still answered.

    Parameters
    ----------
    why
        Say also which answers force the advice, what is still possible, and which rules were outranked. Exact, and a
        second slower.
    rules
        Under these rules: a pack file, a folder of packs, or a hash that the database keeps; those that ship if not
        given.
    """
    from carecon.cli.advise import advise_files
    from carecon.errors import BadInput

    if not files:
        raise BadInput("advise", "no case file given", "carecon advise case.toml")
    if rules is None:
        return advise_files(files, as_json=options.json, why=why)
    from functools import partial

    from carecon.cli.rules.chosen import ruleset_of

    return advise_files(files, as_json=options.json, why=why, rules=partial(ruleset_of, rules, options=options))
