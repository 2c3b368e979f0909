"""What the process that works reasons out says to a request: reasons, or in words why there are none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from traceback import extract_tb
from typing import Any

from carecon.area.context import Context, context_from
from carecon.clinical.answers import Answer
from carecon.desk.reasoning_wire import facts_from_wire, reasoning_to_wire
from carecon.errors import CareconError
from carecon.rules.governing.kept import read_kept, rebuild
from carecon.rules.reasons import Reasoning
from carecon.rules.ruleset import Ruleset

Reason = Callable[[Mapping[str, Answer], Context, Ruleset], Reasoning]


class Reasons:
    """Answers requests about cases, by one ruleset."""

    def __init__(self, text: str, function: str) -> None:
        """`text` is the whole text of the ruleset, `function` what is called (`module:function`)."""
        self._text = text
        self._function = function

    def answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """`reasoning`, or a `problem` in words for whoever waits. Never tells what a case holds."""
        try:
            reason = _found(self._function)
            ruleset = rebuild(read_kept(self._text))  # remembered after the first time
            found = reason(facts_from_wire(request["facts"]), context_from(request["context"]), ruleset)
            return {"reasoning": reasoning_to_wire(found)}
        except ModuleNotFoundError as error:
            return {"problem": f"The part that works it out is not installed here ({error.name})."}
        except MemoryError:
            return {"problem": "It took more memory than it may."}
        except CareconError as error:
            return {"problem": str(error)}
        except Exception as error:  # noqa: BLE001 - told by its place, never by what a case holds
            last = extract_tb(error.__traceback__)[-1]
            where = f"{type(error).__name__}, {Path(last.filename).name} line {last.lineno}"
            return {"problem": f"Something went wrong while it was worked out ({where})."}


def _found(name: str) -> Reason:
    module, _, function = name.partition(":")
    found: Reason = getattr(import_module(module), function)
    return found
