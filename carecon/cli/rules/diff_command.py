"""`carecon rules diff`: what differs between two rulesets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from carecon.cli.options import Options
from carecon.clinical.plain_text import one_line
from carecon.errors import Exit

if TYPE_CHECKING:
    from carecon.rules.governing.diff import Difference

Shared = Annotated[Options, Parameter(parse=False)]
_WIDTH = 110


def diff_rules(old: str, new: str, *, area: str = "devon", options: Shared) -> int:
    """Show what differs between two rulesets: rules field by field, conditions in words, thresholds, tests, data.

    Exit status 0 they say the same, 1 they differ, 2 one of them cannot be read.

    Example: carecon rules diff shipped my_pack.toml

    Parameters
    ----------
    old
        A pack file, a folder of packs, a hash that the database keeps, or shipped.
    new
        The same, for the other side.
    area
        Whose area file goes with packs and with those that ship.
    """
    from carecon.cli.rules.chosen import chosen_rules
    from carecon.rules.governing.diff import differences

    found = list(differences(chosen_rules(old, area, options), chosen_rules(new, area, options)))
    if options.json:
        for each in found:
            print(json.dumps(each.to_dict()))
    else:
        for line in _lines(found):
            print(one_line(line))
        print(f"{len(found):,} differences." if found else "They say the same.")
    return Exit.FAILED if found else Exit.OK


def _lines(found: Iterable[Difference]) -> Iterator[str]:
    last = ("", "")
    for each in found:
        if (each.where, each.id) != last:
            last = (each.where, each.id)
            yield f"{each.what:8} {each.where} {each.id}  {each.title}".rstrip()
        if each.field:
            yield f"    {each.field}"
            for mark, side in (("-", each.old), ("+", each.new)):
                if side:
                    yield fill(side, _WIDTH, initial_indent=f"      {mark} ", subsequent_indent="        ")
