"""`carecon locate`: where things are kept."""

from __future__ import annotations

import json
from typing import Annotated

from cyclopts import Parameter

from carecon.cli.options import Options
from carecon.settings import log_path, settings_path


def locate(*, options: Annotated[Options, Parameter(parse=False)]) -> int:
    """Print where settings, databases and the log of incidents are."""
    places = {
        "settings": str(settings_path()),
        "database": options.database,
        "incidents": str(log_path()),
    }
    if options.json:
        print(json.dumps(places))
    else:
        for name, place in places.items():
            print(f"{name:14} {place}")
    return 0
