"""The process that works with the facts, ids and scores of a kept ruleset: one order in, JSON lines out.

Nothing of the program that reads data may be imported before `work_with` has been told which data count here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from traceback import extract_tb
from typing import Any

from carecon.clinical.facts import DATA_FILES, work_with
from carecon.errors import CareconError, Exit


def main() -> None:
    """Read the order from standard input, do it, and write a line for each thing that it tells."""
    order = json.loads(sys.stdin.buffer.read())
    out = sys.stdout
    try:
        work_with(data_of(order["text"]))
        from carecon.rules.governing.kept import read_kept, rebuild, work_of

        ruleset = rebuild(read_kept(order["text"]))
        for told in work_of(order["work"])(ruleset, **order["request"]):
            _tell(out, {"told": told})
        _tell(out, {"done": True})
    except CareconError as error:
        _tell(out, {"error": str(error), "exit_status": int(error.exit_status)})
    except BrokenPipeError:
        sys.stderr.close()  # nobody listens any more
    except Exception as error:  # noqa: BLE001 - told as where in the program, never with values: there are people in them
        last = extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"
        _tell(out, {"error": f"Something went wrong inside carecon: {where}.", "exit_status": int(Exit.FAILED)})


def data_of(text: str) -> dict[str, str]:
    """The data files in the text of a ruleset, by name. By hand: what knows rules has read data."""
    parts = (part.partition("\n") for part in f"\n{text}".split("\n##### ")[1:])
    return {name: rest for name, _, rest in parts if name in DATA_FILES}


def _tell(out: Any, told: dict[str, Any]) -> None:
    out.write(json.dumps(told) + "\n")
    out.flush()


if __name__ == "__main__":
    main()
