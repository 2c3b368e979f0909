"""`carecon doctor`: what a desk needs, looked at one by one. No patient data in what it prints."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from carecon import __version__
from carecon.cli.options import Options
from carecon.errors import CareconError, Exit

if TYPE_CHECKING:
    from carecon.desk.hub import Hub


def doctor(*, options: Annotated[Options, Parameter(parse=False)]) -> int:
    """Check terminal, settings and database, and say what to do where something is wrong."""
    findings: list[tuple[str, bool, str]] = [
        ("version", True, f"carecon {__version__}, Python {sys.version.split()[0]}")
    ]
    findings.append(_terminal())
    try:
        findings.append(("settings", True, f"hub {options.settings.hub!r}, area {options.settings.area}"))
        findings += _database(options.database)
    except CareconError as error:
        findings.append(("settings", False, str(error)))
    if options.json:
        print(json.dumps([{"what": what, "well": well, "found": found} for what, well, found in findings]))
    else:
        for what, well, found in findings:
            print(f"{'ok  ' if well else 'LOOK'} {what:10} {found}")
    return Exit.OK if all(well for _, well, _ in findings) else Exit.FAILED


def _terminal() -> tuple[str, bool, str]:
    if not sys.stdout.isatty():
        return ("terminal", True, "none: commands work, the console does not")
    size = os.get_terminal_size()
    kind = os.environ.get("TERM", "")
    well = size.columns >= 80 and size.lines >= 24 and kind not in ("", "dumb")
    return ("terminal", well, f"{kind or 'TERM is not set'}, {size.columns}x{size.lines} (80x24 or more is needed)")


def _database(url: str) -> list[tuple[str, bool, str]]:
    from carecon.record.driver import driver_note
    from carecon.record.label import is_there

    note = driver_note()
    found = [("driver", not note, note or "a SQLite without known faults")]
    if not is_there(url):
        return [*found, ("database", True, f"{url}: none yet, carecon makes it")]
    from carecon.desk.hub import open_hub

    try:
        hub = open_hub(url)
    except CareconError as error:
        return [*found, ("database", False, str(error))]
    try:
        label = f"{url}: {hub.realm}, area {hub.area.id}, rules {hub.ruleset.hash[:12]}"
        return [*found, ("database", True, label), ("rules", True, f"{hub.ruleset.title}, {_approval(hub)}")]
    finally:
        hub.close()


def _approval(hub: Hub) -> str:
    from carecon.desk.ruleset_states import approval_words

    with hub.store.read() as reading:
        return approval_words(reading, hub.ruleset.hash)[-1]
