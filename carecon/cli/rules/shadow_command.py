"""`carecon rules shadow`: what new rules would have made of cases that were signed under the old ones."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from carecon.cli.options import Options
from carecon.errors import BadInput, Exit

if TYPE_CHECKING:
    from carecon.desk.shadowing import ShadowRun

MOST_COLUMNS = 5
Shared = Annotated[Options, Parameter(parse=False)]


def shadow_rules(
    new: str, *, since: str, until: str | None = None, processes: int = 2, area: str | None = None, options: Shared
) -> int:
    """Advise signed cases again under new rules, and show every case in which something else comes out.

    Each line: the case, old and new outcome, safer or less safe, and the rule that made the difference. At the end,
    how often each old outcome became each new one. Nothing is written.

    Exit status 0 done, 2 wrong input, 3 in some case a danger sign that was present is gone or settles later.

    Example: carecon rules shadow my_pack.toml --since 2026-01-01 --db hub.sqlite

    Parameters
    ----------
    new
        A pack file, a folder of packs, a hash that the database keeps, or shipped.
    since
        From this day on, such as 2026-01-01 (UTC).
    until
        Before this day; up to now if not given.
    processes
        How many to work with: 1 to 16.
    area
        Whose area file goes with the rules; that of the database if not given.
    """
    from carecon.cli.progress import progress_line
    from carecon.cli.rules.chosen import chosen_rules
    from carecon.clock import SystemClock
    from carecon.desk.hub import open_hub
    from carecon.desk.people import system
    from carecon.desk.shadowing import ShadowRun, shadow

    start = day("since", since)
    end = day("until", until) if until else SystemClock().now()
    run = ShadowRun()
    hub = open_hub(options.database)
    try:
        kept = chosen_rules(new, area or hub.area.id, options)
        with progress_line("Replaying", sys.stderr) as step:
            cases = shadow(
                hub, system("shadow"), kept, since=start, until=end, run=run, processes=processes, progress=step
            )
            for case in cases:
                print(json.dumps(case) if options.json else _case(case))
    finally:
        hub.close()
    if options.json:
        print(json.dumps({"ruleset": kept.hash, **run.to_dict()}))
    else:
        _print_run(run)
    return Exit.REFUSED if run.softened else Exit.OK


def day(name: str, text: str) -> datetime:
    """The beginning of a day (UTC). Raises BadInput."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"--{name}", f"must be a day such as 2026-01-31, not {text!r}") from None
    return datetime(found.year, found.month, found.day, tzinfo=UTC)


def _case(case: dict[str, Any]) -> str:
    soft = f"  SOFTENS {', '.join(case['softened'])}" if case["softened"] else ""
    sure = "" if case["how"] == "taken back" else " (led there)"
    by = ", ".join(case["rules"]) or "facts, ids or scores"
    return f"{case['case']}  {_side(case['old'])} -> {_side(case['new'])}  {case['direction']}  by {by}{sure}{soft}"


def _side(outcome: dict[str, Any]) -> str:
    if outcome["disposition"] is None:
        return "not settled"
    return f"{outcome['disposition']} {outcome['urgency_minutes']} min" + (
        " (senior)" if outcome["state"] == "senior_decision" else ""
    )


def _print_run(run: ShadowRun) -> None:
    _print_outcomes(run)
    told = ", ".join(f"{times:,} {name}" for name, times in sorted(run.directions.items())) or "none"
    print(f"{run.replayed:,} signed decisions replayed, {run.changed:,} changed: {told}.")
    for rule, times in run.rules.most_common(20):
        print(f"  {times:8,}  {rule}")
    if run.softened:
        print(f"In {run.softened:,} cases a danger sign that was present is gone or settles later.")


def _print_outcomes(run: ShadowRun) -> None:
    """Old outcomes down, new ones across; line by line where there are too many to stand side by side."""
    from rich.console import Console
    from rich.table import Table

    news = sorted({new for _, new in run.outcomes})
    if len(news) <= MOST_COLUMNS:
        table = Table("signed under -> new", *news)
        for old in sorted({old for old, _ in run.outcomes}):
            table.add_row(old, *(f"{run.outcomes[old, new]:,}" if run.outcomes[old, new] else "-" for new in news))
    else:
        table = Table("signed under", "new", "cases")
        for (old, new), times in sorted(run.outcomes.items()):
            table.add_row(old, "the same disposition" if new == old else new, f"{times:,}")
    if run.outcomes:
        Console(file=sys.stdout, width=100).print(table)
