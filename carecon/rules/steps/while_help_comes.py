"""What is worth asking once an emergency is certain, while help is on its way.

Nothing of it holds up the call for help. First what somebody there could treat at once, in the order of the ABCDE
approach (Resuscitation Council UK, The ABCDE approach, 2021; glucose before anything else that explains a person who
is not alert: Joint British Diabetes Societies, Hospital management of hypoglycaemia, 2023), then plans, what bears on
the danger signs or could make the call more urgent, the observations, and what else the problem asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from carecon.clinical.catalogue import catalogue
from carecon.clinical.formats import phrase
from carecon.clinical.scores import NEWS2_FACTS
from carecon.rules.language.condition import AllOf, AnyOf, Compare, Condition, FlagIs, Includes, Is, OneOf
from carecon.rules.language.facts_read import facts_read
from carecon.rules.running.still_open import can_become
from carecon.rules.running.truth import truth
from carecon.rules.steps.findings import Findings
from carecon.rules.steps.plan_questions import PALLIATIVE, about_plans
from carecon.rules.steps.question import Question

MEANWHILE: Final = "while help comes: "

NOT_NOW: Final = frozenset({"safe_to_remain"})
"""Needed only where somebody is to stay: not asked where help is on its way."""

OBSERVATIONS: Final = "observations"
ARREST: Final = "cardiac_arrest"
DECIDES_CPR: Final = ("identity", "dnacpr_seen", "dying_phase_recognised")
"""What must be known before a decision about CPR counts in an arrest: the only questions about the sign itself."""
MOST_OF_ONE_SIGN: Final = 4
"""At most so many further questions about one danger sign: the first of those that the ids name with it."""


def _present(*flags: str) -> Condition:
    return AnyOf(tuple(FlagIs(flag, "present") for flag in flags))


LESS_THAN_ALERT: Final = Is("less_than_alert")
TREATABLE: Final[tuple[tuple[str, Condition, str], ...]] = (
    (
        "airway_compromise",
        AnyOf(
            (
                OneOf("acvpu", ("voice", "pain", "unresponsive")),
                _present("airway_or_breathing", "choking", "anaphylaxis", "seizure", "reduced_consciousness"),
            )
        ),
        "an airway that is not clear is opened first",
    ),
    (
        "major_haemorrhage",
        AnyOf(
            (
                OneOf("presenting_problem", ("bleeding", "wound")),
                Includes("istumble", ("bleeding_freely",)),
                _present("gi_bleed"),
            )
        ),
        "bleeding that can be pressed on is stopped now",
    ),
    (
        "blood_glucose",
        AnyOf((LESS_THAN_ALERT, Is("has_diabetes"), _present("stroke", "seizure", "reduced_consciousness"))),
        "a low sugar can be treated now",
    ),
    (
        "swallow_safe",
        AnyOf((Compare("blood_glucose", "<", 4), AllOf((LESS_THAN_ALERT, Is("has_diabetes"))))),
        "decides whether anything may be given by mouth",
    ),
    (
        "opioid_toxicity_signs",
        AnyOf((_present("reduced_consciousness"), Compare("respiratory_rate", "<=", 8))),
        "too much of an opioid can be reversed",
    ),
    (
        "immediate_danger",
        _present("suicide_risk", "poisoning", "unsafe_to_leave"),
        "keeps the person and those who come out of danger",
    ),
)
"""What could be treated at once: the fact, when it is worth asking, and why. Blood glucose below 4: JBDS, 2023."""


def while_help_comes(found: Findings, category: int | None) -> Iterator[Question]:
    """The questions worth asking meanwhile. `category` is that of the ambulance called, None where none is."""
    world = found.world
    died = truth(Is("died"), world) is True
    arrested = ARREST in found.flags.present
    if not died:
        yield from _treatable_now(found, arrested)
    for question in about_plans(world, found.needed, 1):
        yield Question(question.fact, MEANWHILE + question.why, question.decides, question.rank)
    yield from _about_signs(found)
    if arrested and not died:
        return
    yield from _still_needed(found, category if category is not None else 4)
    if world.context.in_area is None and world.unanswered("postcode"):
        yield Question("postcode", f"{MEANWHILE}where help is to go", (), (1, 99))


def _treatable_now(found: Findings, arrested: bool) -> Iterator[Question]:
    world = found.world
    if "acvpu" in found.needed.open and not arrested:
        yield Question("acvpu", f"{MEANWHILE}tells whether the airway is safe", _settles("acvpu", found), (0, 0))
    for number, (fact, when, why) in enumerate(TREATABLE, 1):
        in_arrest = arrested and fact not in ("airway_compromise", "major_haemorrhage")
        if world.unanswered(fact) and not in_arrest and truth(when, world) is True:
            yield Question(fact, MEANWHILE + why, _settles(fact, found), (0, number))


def _about_signs(found: Findings) -> Iterator[Question]:
    """What bears on the danger signs that are present: first what could still lift one."""
    world, flags = found.world, found.flags
    worth = {*found.needed.open, *flags.hang_on}
    if ARREST in flags.present:
        for place, fact in enumerate(DECIDES_CPR):
            if world.unanswered(fact):
                yield Question(fact, f"{MEANWHILE}decides whether CPR is wanted", (ARREST,), (1, 50, place))
    for flag in (flag for flag in flags.present if flag != ARREST):
        rules = [demand.rule for demand in flags.demands if demand.rule.flag == flag]
        open_rules = [rule for rule in rules if can_become(rule.when, world, False)]
        lifts = {fact for rule in open_rules for fact in facts_read(rule.when, world.definitions)}
        facts = [
            fact
            for fact in catalogue().red_flags[flag].facts
            if world.unanswered(fact) and fact not in NEWS2_FACTS and fact not in NOT_NOW
        ]
        bears = [fact for fact in facts if fact in lifts or fact in worth]
        for number, fact in enumerate(sorted(bears, key=lambda fact: fact not in lifts)[:MOST_OF_ONE_SIGN]):
            why = f"{MEANWHILE}bears on {phrase(flag)}"
            yield Question(fact, why, (flag,), (2, 0 if fact in lifts else 1, number))


def _still_needed(found: Findings, category: int) -> Iterator[Question]:
    """What the problem asks for: first what could make the call more urgent, then observations, then the rest."""
    for number, row in enumerate(found.needed.rows):
        for place, fact in enumerate(row.ask()):
            settles = _settles(fact, found)
            sooner = tuple(flag for flag in settles if _category(flag, found) < category)
            if fact in NOT_NOW:
                continue
            if row.name == OBSERVATIONS:
                yield Question(fact, f"{MEANWHILE}observations for those who come", settles, (3, 0, place))
            elif sooner:
                why = f"{MEANWHILE}could show something more urgent ({phrase(sooner[0])})"
                yield Question(fact, why, sooner, (2, 2, number, place))
            else:
                # What a plan says is asked before anything is measured, here as everywhere.
                place_in_list = (2, 3, place) if row.name == PALLIATIVE else (4, number, place)
                yield Question(fact, f"{MEANWHILE}more about the problem ({row.name})", settles, place_in_list)


def _settles(fact: str, found: Findings) -> tuple[str, ...]:
    return found.flags.hang_on.get(fact, ())


def _category(flag: str, found: Findings) -> int:
    return min(rule.ambulance_category for rule in found.ruleset.flag_rules[flag])
