"""Advice on case files, for people or as JSON: no database, no screen, quick to start."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from carecon.area.context import derive_context
from carecon.cli.reasons import as_json as reasons_json
from carecon.cli.reasons import for_people as reasons_for_people
from carecon.cli.reasons import reasons_of
from carecon.clinical.casefile import read_case
from carecon.clinical.facts import vocabulary
from carecon.clinical.formats import duration_text, phrase, sentence
from carecon.clock import Clock, SystemClock
from carecon.errors import CareconError, Exit
from carecon.rules.advice import Advice, Recommendation
from carecon.rules.advise import advise
from carecon.rules.questioning.fact_state import FactState, State
from carecon.rules.questioning.fact_states import FactStates
from carecon.rules.ruleset import Ruleset, load_ruleset
from carecon.rules.steps.findings import find

DEFAULT_AREA = "devon"

_STATES = {
    "recommend": "Advice",
    "need_more_facts": "More facts are needed",
    "senior_decision": "A senior decides",
}

_STANDS = {
    State.NOT_KNOWN: "Not known",
    State.CANNOT_BE_OBTAINED: "Cannot be had",
    State.NOT_APPLICABLE: "Does not apply",
    State.OUT_OF_DATE: "Out of date",
}


def advise_files(
    paths: Sequence[Path],
    *,
    as_json: bool,
    why: bool = False,
    area: str = DEFAULT_AREA,
    clock: Clock | None = None,
    rules: Callable[[str], Ruleset] = load_ruleset,
) -> int:
    """Print the advice on each case file, in order: one JSON object a line, or text for people.

    `area` counts for files that name none. A file that is wrong gets its line too (`{"error": ...}`, or a message on
    standard error), the others are still answered, and the exit status returned is 2 instead of 0. With `why` it also
    says what forces the advice, what is still possible, and what was outranked. `rules` are the rules for an area.
    """
    now = (clock or SystemClock()).now()
    status = Exit.OK
    for path in paths:
        try:
            case = read_case(path, now)
            ruleset = rules(case.area or area)
            context = derive_context(ruleset.area, case.answers, case.at, **case.service.as_arguments())
            advice = advise(case.answers, context, ruleset)
            reasons = reasons_of(case.answers, context, ruleset, advice, exact=why)
            states = None if as_json else FactStates(find(case.answers, context, ruleset)).to_show()
        except CareconError as error:
            status = Exit.BAD_INPUT
            if as_json:
                print(json.dumps({"error": str(error)}, ensure_ascii=False))
            else:
                print(error, file=sys.stderr)
            continue
        if states is None:
            print(json.dumps(advice.to_dict() | reasons_json(reasons, exact=why), ensure_ascii=False))
            continue
        if len(paths) > 1:
            print(f"== {path}")
        stand = {fact: state for fact, state in states.items() if fact in case.answers}
        told = [*_for_people(advice, ruleset, stand), *reasons_for_people(reasons, ruleset, ruleset.area.zone)]
        print("\n".join(told))
    return int(status)


def _for_people(advice: Advice, ruleset: Ruleset, states: Mapping[str, FactState]) -> Iterator[str]:
    best = advice.recommended
    yield f"{_STATES[advice.state]}: " + ("not settled yet" if best is None else _line(best, ruleset))
    if best is not None:
        yield from (f"  because       {ruleset.rule(rule).because} [{rule}]" for rule in best.because)
        yield from _listed("  beside        ", best.adjuncts)
        yield from _listed("  to record     ", best.requires)
    elif advice.leaning is not None:
        yield f"  leaning to    {_line(advice.leaning, ruleset)}"
    yield from (f"  or            {_line(other, ruleset)}" for other in advice.alternatives)
    yield from _danger(advice, ruleset)
    score = advice.scores.news2
    if score is not None:
        span = str(score.low) if score.low == score.high else f"{score.low} to {score.high}, incomplete"
        notes = [", observations old"] if score.stale else []
        notes += [] if advice.scores.for_escalation else [", not for escalation"]
        yield f"NEWS2           {span}" + "".join(notes)
    yield from _standing(states)
    for number, ask in enumerate(advice.ask, 1):
        yield f"Ask {number:<12}{vocabulary()[ask.fact].ask}"
    yield f"Rules           {ruleset.title}"


def _standing(states: Mapping[str, FactState]) -> Iterator[str]:
    """What was answered and yet tells no value, or an old one: how the rules take it."""
    for fact, state in states.items():
        age = f" ({duration_text(state.age / timedelta(minutes=1))} old)" if state.age is not None else ""
        yield f"{_STANDS[state.state]:<16}{vocabulary()[fact].label}: {state.resolved_as}{age}"


def _danger(advice: Advice, ruleset: Ruleset) -> Iterator[str]:
    flags = advice.red_flags
    for flag in flags.present:
        reasons = " ".join(ruleset.rule(rule).because for rule in flags.raised_by[flag])
        yield f"Danger          {ruleset.flag(flag).title}: {reasons}"
    yield from _listed("Set aside       ", [flag.id for flag in flags.set_aside])
    yield from _listed("Not excluded    ", flags.not_excluded)


def _line(option: Recommendation, ruleset: Ruleset) -> str:
    when = f"within {duration_text(option.urgency_minutes)}" if option.urgency_minutes else "now"
    parts = [f"{sentence(phrase(option.disposition))}, {when}"]
    if option.spoke is not None:
        parts.append(ruleset.area.spokes[option.spoke].name)
    if option.specialty is not None:
        parts.append(phrase(option.specialty))
    return ", ".join(parts)


def _listed(label: str, ids: Sequence[str]) -> Iterator[str]:
    if ids:
        yield label + "; ".join(phrase(name) for name in ids)
