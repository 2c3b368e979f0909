"""What a case comes to in short: the state, where it goes, how soon, and its danger signs.

It takes the same steps as `advise` and leaves out what is only shown: evidence, questions, alternatives, scores.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from carecon.area.context import Context
from carecon.clinical.answers import Answer, Value
from carecon.rules.advice import State
from carecon.rules.ruleset import Ruleset
from carecon.rules.running.truth import told_apart
from carecon.rules.steps.compose import led_by, with_alongside
from carecon.rules.steps.findings import look
from carecon.rules.steps.needed import NO_OBSERVATIONS
from carecon.rules.steps.settling import Settled, settle, settle_in


@dataclass(frozen=True, slots=True)
class Verdict:
    """What advice comes to.

    `disposition` is None while needed facts are open; `leads_to`, `urgency_minutes`, `senior` and `by` (rules) then
    speak of what it is leaning to. `present` and `not_excluded` are danger signs, the latter in the order of the ids.
    `needed` are the open needed facts.
    """

    state: State
    disposition: str | None
    leads_to: str
    urgency_minutes: int
    senior: bool
    present: tuple[str, ...]
    not_excluded: tuple[str, ...]
    needed: tuple[str, ...]
    by: tuple[str, ...]


def verdict(facts: Mapping[str, Answer], context: Context, ruleset: Ruleset) -> Verdict:
    """What `advise` comes to for a case with these answers, in this context."""
    return _of(settle(facts, context, ruleset))


def verdicts(
    facts: Mapping[str, Answer], context: Context, ruleset: Ruleset, fact: str, values: Iterable[Value]
) -> Iterator[Verdict]:
    """What a case comes to with each of these answers to one question in turn.

    Answers that no condition tells apart come to the same, and are worked out once.
    """
    known: dict[Hashable, Verdict] = {}
    for value in values:
        world = look({**facts, fact: Answer(fact, value)}, context, ruleset)
        same = told_apart(world)
        if same in known:
            yield known[same]
            continue
        settled = settle_in(world, ruleset)
        found = _of(settled)
        if not settled.found.flags.demands and fact != NO_OBSERVATIONS:
            # Where a present sign may still settle, and what a reason counts for, hangs on more than conditions.
            known[same] = found
        yield found


def _of(settled: Settled) -> Verdict:
    found = settled.found
    course = with_alongside(found, settled.course, senior=settled.senior)
    return Verdict(
        state=settled.state,
        disposition=None if settled.state == "need_more_facts" else course.disposition,
        leads_to=course.disposition,
        urgency_minutes=course.urgency_minutes,
        senior=settled.senior,
        present=found.flags.present,
        not_excluded=found.flags.open,
        needed=found.needed.open,
        by=led_by(found, course),
    )
