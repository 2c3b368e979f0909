"""Stand-ins for what works reasons out, each with a failing of its own. Called in the reasoner's process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from carecon.area.context import Context
from carecon.clinical.answers import Answer
from carecon.clinical.facts import vocabulary
from carecon.rules.reasons import Change, Flip, Outranked, Reasoning
from carecon.rules.ruleset import Ruleset

HOLD = "next_of_kin"
"""A fact whose text is the path of a pipe: nothing is answered until somebody has written to it and closed it."""

ASKED = "CARECON_TEST_ASKED"
"""The variable that names a file: a line is added to it for every request."""


def reason(facts: Mapping[str, Answer], context: Context, ruleset: Ruleset) -> Reasoning:
    """Reasons that repeat what came in, once the pipe, if there is one, has been written to."""
    if ASKED in os.environ:
        with Path(os.environ[ASKED]).open("a", encoding="utf-8") as asked:
            asked.write(f"{os.getpid()}\n")
    if HOLD in facts:
        Path(str(facts[HOLD].value)).read_bytes()
    return Reasoning(
        disposition="ucr_2h",
        why=tuple(sorted(facts)),
        why_not=(
            Flip(
                "planned_attendance",
                False,
                (Change("able_to_weight_bear", facts.get("able_to_weight_bear"), False),),
            ),
            Flip("emergency_ambulance", True, (Change("heart_rate", facts.get("heart_rate"), 131),)),
            Flip("gp_same_day", False, (Change("istumble", facts.get("istumble"), ("breathing",)),)),
        ),
        possible=(context.area, str(context.services.get("ucr_2h"))),
        outranked=(Outranked("FALL-L2", (ruleset.hash,)),),
    )


def labels(_facts: Mapping[str, Answer], _context: Context, _ruleset: Ruleset) -> Reasoning:
    """What facts are called where this runs."""
    return Reasoning(None, (), (), tuple(fact.label for fact in vocabulary().facts.values()), ())


def fail(facts: Mapping[str, Answer], _context: Context, _ruleset: Ruleset) -> Reasoning:
    """A fault with a value of the case in its message."""
    raise ZeroDivisionError(str(facts))


def die(_facts: Mapping[str, Answer], _context: Context, _ruleset: Ruleset) -> Reasoning:
    """The process ends in the middle."""
    os._exit(3)


def chatter(facts: Mapping[str, Answer], context: Context, ruleset: Ruleset) -> Reasoning:
    """A library that prints."""
    os.write(1, b"not JSON\n")
    print("neither")  # noqa: T201 - that is the point
    return reason(facts, context, ruleset)
