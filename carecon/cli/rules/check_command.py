"""`carecon rules test` and `carecon rules check`."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

from cyclopts import Parameter

from carecon.cli.options import Options
from carecon.errors import Exit

Shared = Annotated[Options, Parameter(parse=False)]


def run_tests(pack: str | None = None, *, area: str = "devon", options: Shared) -> int:
    """Run the tests that rules carry. Exit status 0 all passed, 1 some failed, 2 a pack cannot be read.

    Example: carecon rules test my_pack.toml

    Parameters
    ----------
    pack
        A pack file, a folder of packs, a hash that the database keeps, or shipped (the default). Packs stand in for
        those that ship under the same id, and beside the others.
    area
        Whose area file goes with the rules.
    """
    from carecon.cli.rules.chosen import chosen_rules
    from carecon.rules.governing.kept import in_its_time

    outcomes = list(
        in_its_time(chosen_rules(pack, area, options), "carecon.rules.governing.checking:run_all_tests", {})
    )
    failed = [each for each in outcomes if not each["passed"]]
    if options.json:
        for each in failed:
            print(json.dumps(each))
        print(json.dumps({"tests": len(outcomes), "failed": len(failed)}))
    else:
        if failed:
            _print_failures(failed)
        print(f"{len(outcomes):,} tests, {len(failed):,} failed.")
    return Exit.FAILED if failed else Exit.OK


def check_rules(pack: str | None = None, *, area: str = "devon", logic: bool = True, options: Shared) -> int:
    """Look for rules that cannot fire, gaps, contradictions and the like, each with a case that shows it.

    Exit status 0 nothing found, 1 something found, 2 a pack cannot be read. A case is printed as a file that
    carecon advise reads.

    Example: carecon rules check my_pack.toml

    Parameters
    ----------
    pack
        A pack file, a folder of packs, a hash that the database keeps, or shipped (the default). Packs stand in for
        those that ship under the same id, and beside the others.
    area
        Whose area file goes with the rules.
    logic
        --no-logic leaves out what needs the solver, and takes a second.
    """
    from carecon.cli.progress import progress_line
    from carecon.cli.rules.chosen import chosen_rules
    from carecon.clock import SystemClock
    from carecon.rules.governing.kept import in_its_time

    request = {"today": SystemClock().now().date().isoformat(), "logic": logic}
    kept, found = chosen_rules(pack, area, options), 0
    with progress_line("Checking", sys.stderr) as step:
        for told in in_its_time(kept, "carecon.rules.governing.checking:check", request):
            if "at" in told:
                step(told["done"], told["total"])
                continue
            found += "finding" in told
            print(json.dumps(told) if options.json else _in_words(told))
    if not options.json:
        print("Nothing was found." if not found else "1 finding." if found == 1 else f"{found:,} findings.")
    return Exit.FAILED if found else Exit.OK


def _in_words(told: dict[str, Any]) -> str:
    if "shares" in told:
        rows = (f"  {name:28} {100 * share:6.2f} %" for name, share in told["shares"].items())
        return "Share of complete cases that fall to the catch-all, by presenting problem:\n" + "\n".join(rows)
    if "allowed" in told:
        finding = told["allowed"]
        return f"allowed  {finding['check']}  {finding['where']}: {told['reason']} ({told['by']})"
    finding = told["finding"]
    lines = [f"FOUND  {finding['check']}  {finding['where']}: {finding['message']}"]
    for title, case in (("This case shows it", told["case"]), ("Beside this one", told["other"])):
        if case is not None:
            lines += [f"  {title}:", *(f"    {line}".rstrip() for line in case.splitlines())]
    return "\n".join(lines)


def _print_failures(failed: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("rule", "pack", "test", "about", "expected", "found")
    for each in failed:
        cells = (each["rule"], each["pack"], str(each["number"]), each["what"], *map(_truth, _sides(each)))
        table.add_row(*map(Text, cells))
    Console(file=sys.stdout).print(table)
    for each in failed:
        print(f"{each['rule']}, test {each['number']}: {each['case']}")


def _sides(each: dict[str, Any]) -> tuple[Any, Any]:
    return each["expected"], each["found"]


def _truth(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "nowhere"
    return {True: "true", False: "false"}.get(value, "unknown")
