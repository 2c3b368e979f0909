"""`carecon note`: the handover note of a case."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from cyclopts import Parameter

from carecon.cli.options import Options


def note(
    case: str,
    *,
    format: Literal["text", "markdown"] = "text",  # noqa: A002 - the word people type
    options: Annotated[Options, Parameter(parse=False)],
) -> int:
    """Print the handover note of a case: as it was handed over, or a draft where nothing is signed yet.

    Parameters
    ----------
    case
        The reference, such as K7F-2QM.
    format
        text or markdown.
    """
    from carecon.desk.handovers import note_of_case
    from carecon.desk.hub import open_or_make_hub
    from carecon.desk.people import system

    hub = open_or_make_hub(options.database, hub=options.settings.hub, area=options.settings.area)
    try:
        found = note_of_case(hub, system("note"), case)
    finally:
        hub.close()
    text = found.markdown if format == "markdown" else found.text
    if options.json:
        print(
            json.dumps(
                {"case": found.reference, "signed": found.signed, "composed_at": found.composed_at, "text": text}
            )
        )
    else:
        print(text)
    return 0
