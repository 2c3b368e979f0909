"""`carecon rules list` and `carecon rules show`: rules for people who answer for them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from textwrap import fill
from typing import Annotated, Any, Final

from cyclopts import Parameter

from carecon.cli.options import Options
from carecon.errors import BadInput, Exit

WIDTH: Final = 100
MOST_COLUMNS: Final = 7
"""Columns of a decision table that can still be read side by side."""

Shared = Annotated[Options, Parameter(parse=False)]


def list_rules(
    *, kind: str = "", pack: str = "", find: str = "", area: str = "devon", rules: str | None = None, options: Shared
) -> int:
    """List rules and definitions with their titles.

    Example: carecon rules list --kind red_flag --find stroke

    Parameters
    ----------
    kind
        Only of this kind: red_flag, needed, waiver, scope, pathway, routing, catch_all, senior, adjunct, requires,
        definition.
    pack
        Only from the pack of this id.
    find
        Only where this text is in id, title, reason, source or condition.
    area
        Whose area file goes with the rules.
    rules
        Of a pack file, a folder of packs, or a hash that the database keeps; those that ship if not given.
    """
    from carecon.cli.rules.chosen import chosen_rules
    from carecon.clinical.tables import did_you_mean
    from carecon.rules.governing.kept import in_its_time
    from carecon.rules.packing.pack_rules import READERS

    kinds = (*READERS, "definition")
    if kind and kind not in kinds:
        raise BadInput(f"--kind {kind}", "is not a kind of rule", did_you_mean(kind, kinds) or ", ".join(kinds))
    wanted, found = {"kind": kind, "pack": pack, "find": find}, 0
    for rule in in_its_time(chosen_rules(rules, area, options), "carecon.rules.governing.telling:list_of", wanted):
        found += 1
        if options.json:
            print(json.dumps({name: rule[name] for name in ("id", "kind", "pack", "title", "because", "source")}))
        else:
            print(f"{rule['id']:28} {rule['kind']:10} {rule['title']}")
    if not found:
        print("No rule is found so. carecon rules list shows all of them.", file=sys.stderr)
    return Exit.OK


def show_rule(rule: str, *, area: str = "devon", rules: str | None = None, options: Shared) -> int:
    """Show a rule, a definition or a danger sign: words, decision table, tests, source, review, hazards, pack.

    Example: carecon rules show RF-HEAD-01

    Parameters
    ----------
    rule
        The id of a rule (RF-STROKE-01), of a definition or of a danger sign.
    area
        Whose area file goes with the rules.
    rules
        Of a pack file, a folder of packs, or a hash that the database keeps; those that ship if not given.
    """
    from carecon.cli.rules.chosen import chosen_rules
    from carecon.rules.governing.kept import in_its_time

    kept = chosen_rules(rules, area, options)
    found = list(in_its_time(kept, "carecon.rules.governing.telling:told_of", {"wanted": rule}))
    if not found:
        raise BadInput(rule, "there is no such rule", "carecon rules list")
    if "hint" in found[0]:
        raise BadInput(rule, "there is no rule, definition or danger sign of this id", found[0]["hint"])
    for number, told in enumerate(found):
        if options.json:
            print(json.dumps(told))
        else:
            if number:
                print()
            _show(told)
    return Exit.OK


def _show(told: dict[str, Any]) -> None:
    print(f"{told['id']}  {told['title']}")
    for name, value in _lines(told):
        print(fill(value, WIDTH, initial_indent=f"  {name:10} ", subsequent_indent=" " * 13))
    for title, table in told.get("tables", {}).items():
        _print_table(title, table)
    for number, test in enumerate(told.get("tests", ()), 1):
        print(fill(test, WIDTH, initial_indent=f"  test {number:<5} ", subsequent_indent=" " * 13))


def _lines(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("kind", "pack", "because", "source", "review", "hazards", "then"):
        if told.get(name):
            yield name, told[name]
    if told.get("raised by"):
        yield "raised by", ", ".join(told["raised by"])
    for title, words in told.get("conditions", {}).items():
        yield ("when" if title == "when" else "and"), (words if title == "when" else f"{title}: {words}")
    for name, words in told.get("definitions", {}).items():
        yield "where", f"{name} means {words}"


def _print_table(title: str, table: dict[str, Any]) -> None:
    """The table where it fits; else a line for each row with the cells that count. What all rows share comes first."""
    if not table["rows"]:
        return
    cells = [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
    shared = {name: value for name, value in cells[0].items() if value and all(row[name] == value for row in cells)}
    columns = [name for name in table["columns"] if len(cells) == 1 or name not in shared]
    print(f"\n  {title}: each line is one way in which it holds")
    if shared and len(cells) > 1:
        print(fill(_said(shared), WIDTH, initial_indent="  in all of them: ", subsequent_indent=" " * 18))
    if len(columns) <= MOST_COLUMNS:
        _draw(columns, [[row[name] or "-" for name in columns] for row in cells])
    else:
        _draw(["way", "answers"], [[str(n), _said({c: row[c] for c in columns})] for n, row in enumerate(cells, 1)])
    if table["cut"]:
        print(f"  Only {len(cells)} ways are shown; there are more. The words above say all of them.")


def _said(row: dict[str, str]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in row.items() if value)


def _draw(columns: list[str], rows: list[list[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=len(columns) > 2)
    for column in columns:
        table.add_column(Text(column), overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console(file=sys.stdout, width=WIDTH).print(table)
