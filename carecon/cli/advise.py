"""Advice on case files, for people or as JSON: no database, no screen, quick to start."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from carecon.area.context import derive_context
from carecon.clinical.casefile import read_case
from carecon.clinical.facts import vocabulary
from carecon.clock import Clock, SystemClock
from carecon.errors import BadInput, CareconError, Exit
from carecon.rules.advice import Advice, Recommendation
from carecon.rules.advise import advise
from carecon.rules.ruleset import Ruleset, load_ruleset

DEFAULT_AREA = "devon"

_STATES = {
    "recommend": "Advice",
    "need_more_facts": "More facts are needed",
    "senior_decision": "A senior decides",
}


def advise_files(paths: Sequence[Path], *, as_json: bool, area: str = DEFAULT_AREA, clock: Clock | None = None) -> int:
    """Print the advice on each case file, in order: one JSON object a line, or text for people.

    `area` counts for files that name none. A file that is wrong gets its line too (`{"error": ...}`, or a message on
    standard error), the others are still answered, and the exit status returned is 2 instead of 0.
    """
    now = (clock or SystemClock()).now()
    status = Exit.OK
    for path in paths:
        try:
            case = read_case(path, now)
            ruleset = load_ruleset(case.area or area)
            context = derive_context(ruleset.area, case.answers, case.at, **case.service.as_arguments())
            advice = advise(case.answers, context, ruleset)
        except CareconError as error:
            status = Exit.BAD_INPUT if isinstance(error, BadInput) else error.exit_status
            print(*([json.dumps({"error": str(error)})] if as_json else [error]), file=_stream(as_json))
            continue
        if as_json:
            print(json.dumps(advice.to_dict(), ensure_ascii=False))
        else:
            print("\n".join(_for_people(advice, ruleset, path, heading=len(paths) > 1)))
    return int(status)


def _stream(as_json: bool):  # type: ignore[no-untyped-def]  # sys.stdout and sys.stderr are TextIO or a test's stand-in
    return sys.stdout if as_json else sys.stderr


def _for_people(advice: Advice, ruleset: Ruleset, path: Path, *, heading: bool) -> Iterator[str]:
    if heading:
        yield f"== {path}"
    best = advice.recommended
    yield f"{_STATES[advice.state]}: " + ("not settled yet" if best is None else _line(best))
    for rule in best.because if best is not None else ():
        yield f"  because  {ruleset.rule(rule).because} [{rule}]"
    if best is not None:
        yield from _listed("  beside   ", best.adjuncts)
        yield from _listed("  record   ", best.requires)
    if best is None and advice.leaning is not None:
        yield f"  leaning  {_line(advice.leaning)}"
    for other in advice.alternatives:
        yield f"  or       {_line(other)}"
    yield from _listed("Danger   present: ", advice.red_flags.present)
    yield from _listed("         set aside: ", [flag.id for flag in advice.red_flags.set_aside])
    yield from _listed("         not excluded: ", advice.red_flags.not_excluded)
    score = advice.scores.news2
    if score is not None:
        span = str(score.low) if score.low == score.high else f"{score.low} to {score.high}"
        yield f"NEWS2    {span}" + (", old observations" if score.stale else "")
    for number, ask in enumerate(advice.ask, 1):
        yield f"Ask {number:<4} {vocabulary()[ask.fact].ask} ({ask.why})"
    yield f"Rules    {ruleset.title}"


def _line(option: Recommendation) -> str:
    parts = [option.disposition, f"within {option.urgency_minutes} min" if option.urgency_minutes else "now"]
    parts += [f"spoke {option.spoke}"] if option.spoke else []
    parts += [f"specialty {option.specialty}"] if option.specialty else []
    return ", ".join((*parts, f"pathway {option.pathway}"))


def _listed(label: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield label + ", ".join(items)
