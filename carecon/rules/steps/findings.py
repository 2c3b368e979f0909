"""What the first steps find about a case, before anybody decides where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from carecon.area.context import Context
from carecon.clinical.answers import Answer
from carecon.rules.ruleset import Ruleset
from carecon.rules.running.truth import holding, work_out_facts, work_out_findings
from carecon.rules.running.world import World, see
from carecon.rules.steps.flags import Flags, Room, judge_flags, room_left
from carecon.rules.steps.needed import Needed, needed_now, note_gaps


@dataclass(frozen=True, slots=True)
class Findings:
    """A case as the rules see it: danger signs and what they leave open, the pathway, needed facts."""

    world: World
    ruleset: Ruleset
    flags: Flags
    room: Room
    pathway: str
    pathway_rule: str
    needed: Needed


def find(facts: Mapping[str, Answer], context: Context, ruleset: Ruleset) -> Findings:
    """Look at a case: danger signs first, always."""
    return find_in(look(facts, context, ruleset), ruleset)


def look(facts: Mapping[str, Answer], context: Context, ruleset: Ruleset) -> World:
    """The case as conditions see it, with all that facts alone decide worked out."""
    world = see(facts, context, ruleset.definitions, ruleset.packs.too_old)
    work_out_facts(world, ruleset)
    return world


def find_in(world: World, ruleset: Ruleset) -> Findings:
    """What stands in a case that has been looked at."""
    flags = judge_flags(world, ruleset)
    rule = holding(ruleset.pathways, world)[0]
    world.values["pathway"] = rule.pathway
    needed = needed_now(world, ruleset)
    note_gaps(needed, flags, world)
    work_out_findings(world)
    return Findings(world, ruleset, flags, room_left(flags, world), rule.pathway, rule.id, needed)
