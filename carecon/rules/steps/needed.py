"""Needed facts: what must be known before somebody stays at home, what of it is open, and what nobody could answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from carecon.clinical.answers import Answer
from carecon.rules.language.condition import AnyOf, Is
from carecon.rules.packing.rule import NeededRule
from carecon.rules.ruleset import Ruleset
from carecon.rules.running.truth import holding, truth
from carecon.rules.running.world import World
from carecon.rules.steps.flags import Flags

NO_OBSERVATIONS = "observations_not_possible"
"""The one alternative that is not an answer to the question itself: why there are no observations."""

QUIET = AnyOf((Is("dying_recognised"), Is("comfort_plan_applies"), Is("died")))
"""Where "not appropriate" is an answer to why there are no observations."""


@dataclass(frozen=True, slots=True)
class NeededRow:
    """A row of needed facts as it stands. Each member is a fact, or alternatives of which one is enough.

    `open` are the members still to be answered, `not_to_be_had` those that were asked without an answer.
    """

    name: str
    facts: tuple[str | tuple[str, ...], ...]
    open: tuple[str | tuple[str, ...], ...]
    not_to_be_had: tuple[str, ...] = ()
    rule: str = ""

    def ask(self) -> tuple[str, ...]:
        """The fact to ask for each open member."""
        return tuple(map(_first, self.open))


class Standing(NamedTuple):
    """What a rule on needed facts comes to in a case: see `NeededRow`, which is made of it where it is shown."""

    rule: NeededRule
    open: tuple[str | tuple[str, ...], ...]
    not_to_be_had: tuple[str, ...]


@dataclass(frozen=True)
class Needed:
    """The rows that count for a case now, as they stand."""

    standing: tuple[Standing, ...]

    @cached_property
    def rows(self) -> tuple[NeededRow, ...]:
        """The rows with all their facts, for people."""
        return tuple(
            NeededRow(each.rule.name, tuple(map(_plain, each.rule.facts)), each.open, each.not_to_be_had, each.rule.id)
            for each in self.standing
        )

    @cached_property
    def open(self) -> tuple[str, ...]:
        """The facts to ask, each once, in the order of the rows."""
        return tuple(dict.fromkeys([_first(member) for each in self.standing for member in each.open]))

    @property
    def not_to_be_had(self) -> tuple[str, ...]:
        """The needed facts that were asked and that nobody could answer."""
        return tuple(dict.fromkeys(fact for each in self.standing for fact in each.not_to_be_had))


def needed_now(world: World, ruleset: Ruleset) -> Needed:
    """The needed rows that apply and are not waived. A row applies where its condition is known to hold."""
    waivers = holding(ruleset.waivers, world)
    asked = [
        rule
        for rule in holding(ruleset.needed, world)
        if not (waivers and any(waiver.lifts(rule.name) for waiver in waivers))
    ]
    return Needed(tuple([_standing(rule, world) for rule in asked]))


def note_gaps(needed: Needed, flags: Flags, world: World) -> None:
    """Put into the world what nobody could answer, for the rules on decisions of a senior.

    An observation of the NEWS2 set is a gap of its own kind: the answer stands, and the risk is accepted by name.
    """
    gaps = [each for each in needed.standing if each.not_to_be_had]
    observed = {fact for each in gaps if _is_observations(each.rule) for fact in each.not_to_be_had}
    others = [fact for each in gaps for fact in each.not_to_be_had if fact not in observed]
    world.values["needed_not_to_be_had"] = bool(others)
    world.values["needed_not_to_be_had_on_open_flag"] = flags.any_hangs_on(others)
    world.values["observations_not_to_be_had"] = bool(observed)


def _standing(rule: NeededRule, world: World) -> Standing:
    left: list[str | tuple[str, ...]] = []
    in_vain: list[str] = []
    for member in rule.facts:
        answer = world.answers.get(member[0])
        if answer is not None and answer.at is None and answer.known and member[0] != NO_OBSERVATIONS:
            continue  # most are: answered, and not of a time that could be too long ago
        state, to_ask = _state(member, world)
        if state == "open":
            left.append(_plain(to_ask))
        elif state == "not_to_be_had":
            in_vain.append(member[0])
    return Standing(rule, tuple(left), tuple(in_vain))


def _state(member: tuple[str, ...], world: World) -> tuple[str, tuple[str, ...]]:
    """`met`, `open` (with the alternatives left to ask) or `not_to_be_had`."""
    if len(member) == 1 and member[0] != NO_OBSERVATIONS:
        return _state_of_one(member, world)
    for fact in member:
        if fact != NO_OBSERVATIONS and _usable(fact, world):
            return "met", ()
    asked = [fact for fact in member if fact != NO_OBSERVATIONS]
    if NO_OBSERVATIONS in member and _usable(NO_OBSERVATIONS, world):
        # "Not appropriate" counts where it is allowed as an answer; any other reason is a gap that somebody owns.
        reason = world.answers[NO_OBSERVATIONS].value
        return ("met" if reason == "not_appropriate" else "not_to_be_had"), ()
    left = [fact for fact in asked if not _asked_in_vain(world.answers.get(fact))]
    if left:
        return "open", (*left, *(fact for fact in member if fact == NO_OBSERVATIONS))
    return "not_to_be_had", ()


def _state_of_one(member: tuple[str, ...], world: World) -> tuple[str, tuple[str, ...]]:
    answer = world.answers.get(member[0])
    if answer is None:
        return "open", member
    if not answer.known:
        return "not_to_be_had", ()
    if answer.at is not None and world.too_old.is_old(answer, world.context.at):
        return "open", member
    return "met", ()


def _usable(fact: str, world: World) -> bool:
    answer = world.answers.get(fact)
    if answer is None or not answer.known:
        return False
    if fact == NO_OBSERVATIONS and answer.value == "not_appropriate":
        return truth(QUIET, world) is True
    return answer.at is None or not world.too_old.is_old(answer, world.context.at)


def _asked_in_vain(answer: Answer | None) -> bool:
    return answer is not None and not answer.known


def _is_observations(rule: NeededRule) -> bool:
    return any(len(member) > 1 and NO_OBSERVATIONS in member for member in rule.facts)


def _first(member: str | tuple[str, ...]) -> str:
    return member if isinstance(member, str) else member[0]


def _plain(member: tuple[str, ...]) -> str | tuple[str, ...]:
    return member[0] if len(member) == 1 else member
