"""How a fact stands in a case: asked or not, to be had or not, applicable, out of date; and how the rules take it.

Nothing here decides: it tells what scores, needed facts and danger signs made of a fact. What somebody calls not
applicable counts like not known; a fact that is needed, or on which a danger sign hangs, is never called so here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from typing import Final

from carecon.area.context import Context
from carecon.clinical.answers import Answer, Unknown
from carecon.clinical.formats import duration_text
from carecon.clinical.scores import NEWS2_FACTS, cfs_applicable, score_tables
from carecon.rules.questioning.fact_state import FactState, State
from carecon.rules.ruleset import Ruleset
from carecon.rules.running.evaluate import evaluate
from carecon.rules.steps.findings import Findings, find

SENIOR: Final = "a senior decides"
ASKED_AGAIN: Final = "is asked again"
NEEDED: Final = "is asked before anybody stays at home"
UNKNOWN: Final = "counts as unknown, which is not no"
NOT_USED: Final = "is not used"

_SAID: Final[Mapping[Unknown, tuple[State, str]]] = {
    Unknown.NOT_KNOWN: (State.NOT_KNOWN, "Asked; whoever was asked does not know."),
    Unknown.CANNOT_BE_OBTAINED: (State.CANNOT_BE_OBTAINED, "Asked; it cannot be had now."),
    Unknown.NOT_APPLICABLE: (State.NOT_APPLICABLE, "Somebody says that it does not apply: it counts like not known."),
}
_NO_NEWS2: Final = "No NEWS2 applies: under 16, in pregnancy or within six weeks of birth, or after death (RCP 2017)."
_ONLY_NEWS2: Final = frozenset({*NEWS2_FACTS, "spo2_scale_2", "usual_news2"})


def state_of(fact_id: str, facts: Mapping[str, Answer], context: Context, ruleset: Ruleset) -> FactState:
    """How one fact of the vocabulary stands in a case with these answers."""
    return FactStates(find(facts, context, ruleset)).of(fact_id)


class FactStates:
    """How the facts of one case stand, by what was found about it."""

    def __init__(self, found: Findings) -> None:
        self._found = found
        self._world = found.world
        self._packs = found.ruleset.packs

    def of(self, fact: str) -> FactState:
        """How one fact stands."""
        if fact == "cfs" and (why := self._no_cfs()):
            return FactState(State.NOT_APPLICABLE, NOT_USED, why)
        answer = self._world.answers.get(fact)
        if answer is not None and answer.known:
            return self._with_value(fact, answer)
        if not self._wanted(fact) and (why := self._does_not_apply(fact)):
            return FactState(State.NOT_APPLICABLE, NOT_USED, why)
        state, because = (State.NOT_ASKED, "Nobody has asked.")
        if answer is not None and isinstance(answer.value, Unknown):
            state, because = _SAID[answer.value]
        counts = self._packs.without_value.counts_as.get(fact)
        if counts is not None:
            because = f"{because} {counts.because} ({counts.source})"
        return FactState(state, "; ".join(self._taken(fact)) or UNKNOWN, because)

    def to_show(self) -> Mapping[str, FactState]:
        """The facts of which more is to be said than "not asked" or their value."""
        named = dict.fromkeys(("cfs", *_ONLY_NEWS2, *self._packs.without_value.does_not_apply))
        silent = (name for name, answer in self._world.answers.items() if not answer.known)
        old = (name for name in self._packs.too_old.limits if name in self._world.answers)
        states = {name: self.of(name) for name in dict.fromkeys((*named, *silent, *old))}
        return {name: state for name, state in states.items() if state.state not in (State.NOT_ASKED, State.ANSWERED)}

    def _with_value(self, fact: str, answer: Answer) -> FactState:
        at = self._world.context.at
        taken = "scores " + _points(self._parts[fact]) if fact in self._parts else "counts as recorded"
        if answer.at is None or not self._packs.too_old.is_old(answer, at):
            return FactState(State.ANSWERED, taken, "")
        again = f", and {ASKED_AGAIN}" if fact in self._open else ""
        limit, age = self._packs.too_old.limits[fact], at - answer.at
        because = f"{_duration(age)} old; too old after {_duration(limit.after)} ({limit.source})."
        return FactState(State.OUT_OF_DATE, taken + again, because, age)

    def _taken(self, fact: str) -> Iterator[str]:
        """How a fact without a value is taken: what matters most first."""
        if fact in self._in_vain:
            yield SENIOR
        elif fact in self._open:
            yield NEEDED
        if fact in self._parts:
            yield "scores " + _points(self._parts[fact])
        if (counts := self._packs.without_value.counts_as.get(fact)) is not None:
            yield f"counts as {counts.counts_as}"
        if flags := self._found.flags.hang_on.get(fact):
            one = f'the danger sign "{self._found.ruleset.flag(flags[0]).title}"'
            yield f"leaves {one if len(flags) == 1 else f'{len(flags)} danger signs'} open"

    def _wanted(self, fact: str) -> bool:
        return fact in self._open or fact in self._in_vain or fact in self._found.flags.hang_on

    def _does_not_apply(self, fact: str) -> str:
        row = self._packs.without_value.does_not_apply.get(fact)
        if row is not None and evaluate(row.when, self._world) is True:
            return f"{row.because} ({row.source})"
        return _NO_NEWS2 if self._world.news2 is None and fact in _ONLY_NEWS2 else ""

    def _no_cfs(self) -> str:
        """Why the CFS is known not to be valid; nothing where that hangs on an age that is not known."""
        age = self._world.answers.get("age_years")
        if age is None or not age.known or cfs_applicable(self._world.answers):
            return ""
        least = score_tables().cfs_from_age
        return f"The scale is valid from {least}, and not with a learning or stable disability (NICE NG159, 2020)."

    @cached_property
    def _parts(self) -> Mapping[str, tuple[int, int]]:
        return {} if self._world.news2 is None else self._world.news2.parts

    @cached_property
    def _open(self) -> frozenset[str]:
        members = [member for row in self._found.needed.rows for member in row.open]
        return frozenset(fact for member in members for fact in ((member,) if isinstance(member, str) else member))

    @cached_property
    def _in_vain(self) -> frozenset[str]:
        """The needed facts that nobody could give, with the alternatives to them."""
        rows = self._found.needed.rows
        members = [(row, (member,) if isinstance(member, str) else member) for row in rows for member in row.facts]
        return frozenset(fact for row, some in members if some[0] in row.not_to_be_had for fact in some)


def _duration(age: timedelta) -> str:
    return duration_text(age / timedelta(minutes=1))


def _points(span: tuple[int, int]) -> str:
    return str(span[0]) if span[0] == span[1] else f"{span[0]} to {span[1]}"
