"""What rules a word of the command line means: `shipped`, a pack file or folder, or a hash that a database keeps."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from carecon.cli.options import Options
from carecon.errors import BadInput
from carecon.rules.governing.kept import Kept

if TYPE_CHECKING:
    from carecon.rules.ruleset import Ruleset

_HASH = re.compile(r"[0-9a-f]{6,64}")


def chosen_rules(word: str | None, area: str, options: Options) -> Kept:
    """The rules of `word`; those that ship where it is None. Raises BadInput or NotFound, saying what is known."""
    from carecon.rules.governing.sources import shipped, with_packs

    if word is None or word == "shipped":
        return shipped(area)
    path = Path(word).expanduser()
    if path.exists() or not _HASH.fullmatch(word):
        if not path.exists():
            raise BadInput(word, "there is no such file or folder", "a pack, a folder of packs, a hash, or: shipped")
        return with_packs(path, area)
    return _of_database(word, options)


def ruleset_of(word: str, area: str, options: Options) -> Ruleset:
    """The rules of `word`, built to advise here and now.

    Raises as `chosen_rules`, and BadInput where they bring facts, ids or scores of their own.
    """
    from carecon.rules.governing.kept import rebuild

    kept = chosen_rules(word, area, options)
    if not kept.of_this_time:
        raise BadInput(
            word, "has facts, ids or scores of its own", "carecon rules explain, for a case signed under them"
        )
    return rebuild(kept)


def _of_database(word: str, options: Options) -> Kept:
    from carecon.desk.explaining import kept_ruleset
    from carecon.desk.hub import open_hub

    hub = open_hub(options.database)
    try:
        with hub.store.read() as reading:
            found = [each for each in reading.rulesets() if each.startswith(word)]
            if len(found) != 1:
                problem = "several rulesets begin so" if found else "no ruleset of this database begins so"
                raise BadInput(word, problem, "carecon rules states")
            return kept_ruleset(reading, found[0])
    finally:
        hub.close()
