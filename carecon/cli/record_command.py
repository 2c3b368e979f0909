"""`carecon record`: keeping the record sound."""

from __future__ import annotations

import json
import sys
from typing import Annotated

from cyclopts import App, Parameter

from carecon.cli.options import Options
from carecon.errors import Exit

record = App(name="record", help="Check, rebuild and upgrade the record.")
Shared = Annotated[Options, Parameter(parse=False)]


@record.command
def verify(*, options: Shared) -> int:
    """Check every hash chain and seal, and compare what screens read with a rebuild. Exit status 1 if they differ."""
    from carecon.desk.hub import open_hub
    from carecon.desk.people import system
    from carecon.desk.upkeep import check_record

    hub = open_hub(options.database)
    try:
        findings = check_record(hub, system("verify"))
    finally:
        hub.close()
    if options.json:
        print(json.dumps({"sound": not findings, "findings": list(findings)}))
    else:
        print("\n".join(findings) if findings else "The record is sound: chains, seals and projections agree.")
    return Exit.FAILED if findings else Exit.OK


@record.command
def rebuild(*, options: Shared) -> int:
    """Make what screens read anew from the journal."""
    from carecon.cli.progress import progress_line
    from carecon.desk.hub import open_hub
    from carecon.desk.people import system
    from carecon.desk.upkeep import rebuild_projections

    hub = open_hub(options.database)
    try:
        with progress_line("Rebuilding", sys.stderr) as step:
            rebuild_projections(hub, system("rebuild"), step)
    finally:
        hub.close()
    print("Rebuilt.")
    return Exit.OK


@record.command
def upgrade(*, options: Shared) -> int:
    """Bring a database of an earlier version to this one. Make a copy first."""
    from carecon.desk.upkeep import upgrade_database

    upgrade_database(options.database)
    print("The database fits this version.")
    return Exit.OK
