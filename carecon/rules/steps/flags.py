"""Danger signs: which are present, open, set aside or excluded, and what stays open while one is present."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from carecon.clinical.catalogue import EMERGENCY
from carecon.rules.advice import SetAside
from carecon.rules.language.condition import AllOf, Condition, FlagStatus, Is, Truth
from carecon.rules.packing.rule import FlagRule, Settlement
from carecon.rules.ruleset import Ruleset
from carecon.rules.running.still_open import can_become, could_come_by, true_by, undecided_by, waits_for
from carecon.rules.running.truth import open_facts, truth
from carecon.rules.running.world import World
from carecon.rules.steps.dying import END_OF_LIFE_KNOWN

SIGNS_SET_ASIDE = Is("signs_of_dying_set_aside")
WHY_SET_ASIDE = AllOf((Is("dying_recognised"),)), AllOf((Is("comfort_plan_applies"),))


@dataclass(frozen=True, slots=True)
class Demand:
    """What one rule of a present sign leaves open: settlements that hold, and those that answers could still open."""

    rule: FlagRule
    holding: tuple[Settlement, ...]
    open: tuple[Settlement, ...]


@dataclass(frozen=True)
class Flags:
    """The danger signs of a case: `open` are those that are not excluded, flag by flag as their rules stand."""

    present: tuple[str, ...]
    open: tuple[str, ...]
    rules_undecided: tuple[FlagRule, ...]
    set_aside: tuple[SetAside, ...]
    demands: tuple[Demand, ...]
    world: World

    @cached_property
    def open_rules(self) -> Mapping[str, tuple[FlagRule, ...]]:
        """The rules that each open sign hangs on."""
        found: dict[str, tuple[FlagRule, ...]] = dict.fromkeys(self.open, ())
        for rule in self.rules_undecided:
            if rule.flag in found:
                found[rule.flag] = (*found[rule.flag], rule)
        return found

    @cached_property
    def undecided(self) -> Mapping[str, tuple[str, ...]]:
        """From open sign to the facts, without a value, that it hangs on."""
        return {
            flag: _hangs_on(rules[0], self.world)
            if len(rules) == 1
            else tuple(dict.fromkeys([fact for rule in rules for fact in _hangs_on(rule, self.world)]))
            for flag, rules in self.open_rules.items()
        }

    @cached_property
    def hang_on(self) -> Mapping[str, tuple[str, ...]]:
        """From such a fact to the open signs that hang on it."""
        found: dict[str, tuple[str, ...]] = {}
        for flag, facts in self.undecided.items():
            for fact in facts:
                found[fact] = (*found.get(fact, ()), flag)
        return found

    def any_hangs_on(self, facts: Iterable[str]) -> bool:
        """Whether an open sign hangs on one of these facts.

        Few signs can: only these are walked, which takes less time than working out what all of them hang on.
        """
        bound = self.world.compiled
        if bound is None:
            return any(fact in self.hang_on for fact in facts)
        return any(
            fact in _hangs_on(rule, self.world, undecided_by)
            for fact in facts
            for flag in bound.flags_by_fact.get(fact, ())
            for rule in self.open_rules.get(flag, ())
        )

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that raised what is present."""
        return tuple(demand.rule.id for demand in self.demands)


@dataclass(frozen=True, slots=True)
class Emergency:
    """An emergency that is certain, with the specialty that is gone to or told."""

    disposition: str
    specialty: str | None
    ambulance_category: int | None
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """What danger signs leave open: nothing but an emergency, or the settlements that every present sign allows.

    `settlements` is None where no sign is present: then anything is open. `waits_for` are unanswered facts on which it
    hangs whether any settlement holds; while there are any, nothing is settled.
    """

    emergency: Emergency | None = None
    settlements: tuple[Settlement, ...] | None = None
    waits_for: tuple[str, ...] = ()

    def allows(self, disposition: str) -> bool:
        """Whether the danger signs leave this disposition open."""
        return self.settlements is None or any(each.disposition == disposition for each in self.settlements)

    def settlement(self, disposition: str) -> Settlement | None:
        """What goes with that disposition while a sign is present."""
        return next((each for each in self.settlements or () if each.disposition == disposition), None)


def judge_flags(world: World, ruleset: Ruleset) -> Flags:
    """Judge every danger sign, and put what was found into the world for the rules that follow."""
    quiet = truth(SIGNS_SET_ASIDE, world) is True
    fired: list[FlagRule] = []
    undecided: list[FlagRule] = []
    hushed: dict[str, list[Truth]] = {}
    for rule, status in _statuses(world, ruleset):
        if status is False:
            continue
        if quiet and rule.sign_of_dying:
            hushed.setdefault(rule.flag, []).append(status)
        elif status is True:
            fired.append(rule)
        else:
            undecided.append(rule)
    still_open: dict[str, FlagStatus] = dict.fromkeys([rule.flag for rule in undecided], "open")
    raised: dict[str, FlagStatus] = dict.fromkeys([rule.flag for rule in fired], "present")
    world.flags = {**dict.fromkeys(ruleset.flag_rules, "excluded"), **still_open, **raised}
    set_aside = [
        flag for flag, statuses in hushed.items() if flag not in raised and (True in statuses or flag not in still_open)
    ]
    present_flags = tuple(dict.fromkeys([rule.flag for rule in sorted(fired, key=_category)])) if fired else ()
    world.values["flags_present"] = (len(present_flags), len(present_flags))
    why = tuple(dict.fromkeys(fact for each in WHY_SET_ASIDE for fact in true_by(each, world))) if set_aside else ()
    return Flags(
        present=present_flags,
        open=tuple([flag for flag in still_open if flag not in raised]),
        rules_undecided=tuple(undecided),
        set_aside=tuple([SetAside(flag, why) for flag in set_aside]),
        demands=tuple([_demand(rule, world) for rule in fired]),
        world=world,
    )


def _category(rule: FlagRule) -> int:
    return rule.ambulance_category


def _statuses(world: World, ruleset: Ruleset) -> Iterable[tuple[FlagRule, Truth]]:
    """The rules on danger signs with their status, flag by flag."""
    if (bound := world.compiled) is not None:
        return zip(bound.flag_rules, world.results[bound.statuses], strict=True)
    return [(rule, status_of(rule, world)) for rules in ruleset.flag_rules.values() for rule in rules]


def status_of(rule: FlagRule, world: World) -> Truth:
    """True: present. False: excluded. None: not excluded."""
    if rule.moot_when is not None and truth(rule.moot_when, world) is True:
        return False
    found = truth(rule.when, world)
    if found is True or rule.excluded_when is None:
        return found
    return False if truth(rule.excluded_when, world) is True else None


def room_left(flags: Flags, world: World) -> Room:
    """What the present danger signs leave open, all of them together."""
    if not flags.demands:
        return Room()
    certain = [demand for demand in flags.demands if not demand.holding and not demand.open]
    if certain:
        return Room(emergency=_emergency(certain))
    possible = _common(flags.demands, also_open=True)
    holding = _common(flags.demands, also_open=False)
    if holding:
        return Room(settlements=holding)
    if not possible:
        return Room(emergency=_emergency(flags.demands))
    shared = {each.disposition for each in possible}
    waiting = [each for demand in flags.demands for each in demand.open if each.disposition in shared]
    facts = dict.fromkeys(fact for each in waiting for fact in waits_for(each.condition, world))
    if truth(END_OF_LIFE_KNOWN, world) is True:
        facts |= dict.fromkeys(fact for each in waiting for fact in could_come_by(each.condition, world))
    if not facts:
        # A plan of which nobody has spoken does not hold up help: unknown counts as none.
        return Room(emergency=_emergency(flags.demands))
    return Room(settlements=possible, waits_for=tuple(facts))


def _hangs_on(
    rule: FlagRule, world: World, facts: Callable[[Condition, World], tuple[str, ...]] = open_facts
) -> tuple[str, ...]:
    """The facts without a value on which it hangs whether a sign is present."""
    found = facts(rule.when, world)
    return found or (facts(rule.excluded_when, world) if rule.excluded_when is not None else ())


def _demand(rule: FlagRule, world: World) -> Demand:
    if rule.unless is not None and truth(rule.unless, world) is True:
        return Demand(rule, (), ())
    holding = tuple(each for each in rule.may_settle if truth(each.condition, world) is True)
    still = tuple(each for each in rule.may_settle if each not in holding and can_become(each.condition, world, True))
    return Demand(rule, holding, still)


def _common(demands: Iterable[Demand], *, also_open: bool) -> tuple[Settlement, ...]:
    """The settlements that all demands share: the soonest, with what each of them asks for."""
    offered = [(*demand.holding, *demand.open) if also_open else demand.holding for demand in demands]
    shared = set.intersection(*({each.disposition for each in settlements} for settlements in offered))
    in_order = [each.disposition for each in offered[0] if each.disposition in shared]
    return tuple(
        _strictest([next(each for each in some if each.disposition == disposition) for some in offered])
        for disposition in dict.fromkeys(in_order)
    )


def _strictest(settlements: list[Settlement]) -> Settlement:
    minutes = [each.within_minutes for each in settlements if each.within_minutes is not None]
    soonest = min(settlements, key=lambda each: each.within_minutes if each.within_minutes is not None else 10**6)
    return Settlement(
        disposition=soonest.disposition,
        condition=AllOf(tuple(each.condition for each in settlements)),
        within_minutes=min(minutes) if minutes else None,
        via=soonest.via,
        by_senior=any(each.by_senior for each in settlements),
        requires=tuple(dict.fromkeys(need for each in settlements for need in each.requires)),
    )


def _emergency(demands: Iterable[Demand]) -> Emergency:
    """The most urgent of several: an ambulance before a specialty, which is told."""
    rules = [demand.rule for demand in demands]
    specialties = [rule.specialty for rule in rules if rule.specialty is not None]
    by_ambulance = any(rule.emergency == EMERGENCY for rule in rules)
    return Emergency(
        disposition=EMERGENCY if by_ambulance else rules[0].emergency,
        specialty=specialties[0] if specialties else None,
        ambulance_category=min(rule.ambulance_category for rule in rules) if by_ambulance else None,
        because=tuple(rule.id for rule in rules),
    )
