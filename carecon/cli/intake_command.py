"""`carecon intake`: messages from files into the queue."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from carecon.cli.options import Options
from carecon.errors import BadInput, Exit


def intake(*files: Path, options: Annotated[Options, Parameter(parse=False)]) -> int:
    """Read Booking and Referral Standard validation requests into the queue, as cases of the ambulance stack.

    The same message again makes no second case. A wrong file gets one line on standard error and exit status 2; the
    others are still read. With --json one line a file: case, patient, callback, location, reason, warnings and more.
    """
    from carecon.desk.arrivals import receive
    from carecon.desk.hub import open_or_make_hub
    from carecon.desk.people import system

    if not files:
        raise BadInput("intake", "no file given", "carecon intake request.json")
    who = system("intake")
    hub = open_or_make_hub(options.database, hub=options.settings.hub, area=options.settings.area)
    status = Exit.OK
    try:
        for file in files:
            try:
                received = receive(hub, who, _bytes_of(file), file.name)
            except BadInput as error:
                status = Exit.BAD_INPUT
                if options.json:
                    print(json.dumps({"file": file.name, "error": str(error)}))
                print(f"carecon: {error}", file=sys.stderr)
                continue
            if options.json:
                print(json.dumps(received.as_dict()))
            else:
                print(received.line)
    finally:
        hub.close()
    return status


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(str(file), f"cannot be read: {error.strerror}") from None
