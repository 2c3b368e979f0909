"""The safety rules, as claims about every case: danger signs, needed facts, dangers, CPR forms, the frailty scale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from carecon.clinical.catalogue import catalogue
from carecon.clinical.tables import Table, parse_toml
from carecon.rules.checks.claim import Claim, PairClaim
from carecon.rules.checks.gaps import kinds_of
from carecon.rules.language.condition import AllOf, AnyOf, AtLeast, Condition, Is, Known, Not, render
from carecon.rules.language.names import all_names
from carecon.rules.language.parsing import parse_when
from carecon.rules.proof.asked import rows_of
from carecon.rules.proof.circuit import Statement
from carecon.rules.proof.course import Course, with_answer
from carecon.rules.proof.danger import found_by
from carecon.rules.proof.decision import Decision
from carecon.rules.ruleset import Ruleset, needed_by_ids, waived_by_ids

CPR_FACTS = ("dnacpr", "dnacpr_seen", "dnacpr_reason_questionable")
"""What is recorded about a CPR decision."""

LESSER = ("falls_lift", "self_care")
"""Kinds of help in the community that are less than a visit, however soon."""

FILE = "may_settle.toml"


def claims(ruleset: Ruleset, decision: Decision) -> Iterator[Claim]:
    """What may be in no case at all."""
    yield from _settles_where_it_may(decision)
    yield from _needed_first(decision)


def pair_claims(ruleset: Ruleset, decision: Decision) -> Iterator[PairClaim]:
    """What may not come of a change in one fact alone."""
    yield from _dangers_never_lower(ruleset, decision)
    yield _cpr_form_covers_cpr_only(decision)
    yield _scale_only_where_valid(decision)


def _settles_where_it_may(decision: Decision) -> Iterator[Claim]:
    """A present sign settles on an emergency, or where `may_settle_on` of ids.toml and its `if` allow it."""
    circuit = decision.circuit
    settled = (-decision.waits, -decision.returned)
    for flag in catalogue().red_flags.values():
        present = decision.danger.flags[flag.id]["present"]
        for name in kinds_of("hospital", "community", "contact"):
            here = (present, decision.dispositions[name], *settled)
            if name not in flag.may_settle_on:
                told = f"a present {flag.id} settles on {name}, which may_settle_on does not allow"
                yield Claim("red_flag_settles_elsewhere", flag.id, told, circuit.every(here))
                continue
            for condition in _must_hold().get((flag.id, name), ()):
                written = f"`{render(condition)}`"
                told = f"a present {flag.id} settles on {name} although {written} does not hold (may_settle.toml)"
                yield Claim(
                    "red_flag_settles_elsewhere", flag.id, told, circuit.every((*here, -_holds(decision, condition)))
                )


def _holds(decision: Decision, condition: Condition) -> Statement:
    found = found_by(decision.danger)
    course = Course(decision.dispositions, decision.minutes, decision.senior)
    return decision.leaves.truth(condition, with_answer(decision.leaves, found, course, senior=decision.senior)).true


@cache
def _must_hold() -> dict[tuple[str, str], tuple[Condition, ...]]:
    """Danger sign and disposition to the conditions without which it may not settle there."""
    text = (files("carecon.rules.checks") / FILE).read_text(encoding="utf-8")
    found: dict[tuple[str, str], tuple[Condition, ...]] = {}
    for table in Table(parse_toml(text, FILE), FILE).tables("settles"):
        conditions = tuple(parse_when(each, all_names()) for each in table.take("must"))
        flag = table.text("red_flag")
        for name in table.texts("on"):
            key = (flag, name)
            found[key] = (*found.get(key, ()), *conditions)
    return found


def _needed_first(decision: Decision) -> Iterator[Claim]:
    """Nobody stays in the community while a needed fact of ids.toml is not asked, and not waived there."""
    circuit = decision.circuit
    stays = circuit.every((decision.kind("community"), -decision.waits))
    for row in rows_of(decision.leaves, needed_by_ids(), waived_by_ids()):
        for member in row.members:
            told = (
                f"somebody stays at home while {member.first} ({row.rule.name}) was not asked, and no waiver of "
                "ids.toml covers it: ask it, or make the waiver that holds here narrower"
            )
            yield Claim("needed_unknown", member.first, told, circuit.every((stays, row.counts, member.open)))


def _dangers_never_lower(ruleset: Ruleset, decision: Decision) -> Iterator[PairClaim]:
    """A danger that is found never leads to a lesser kind of help, nor to the same kind of help later.

    Hospital within four hours is more than a visit within two: what is seen to there cannot be seen to at home. Gaps
    and capacity are left aside: what nobody can answer is a senior's by itself, and a service without a place hands on.
    """
    circuit, minutes = decision.circuit, decision.minutes
    shut = [circuit.among(f"service:{name}", (1, 2)) for name in catalogue().kinds]
    # A lift is sooner than a visit and less; advice is no visit at all: neither is the measure of help.
    lesser = [decision.routed.leads[rule.id] for rule in ruleset.routing if rule.dispositions[0] in LESSER]
    lesser += [holds for name, holds in decision.routed.course.at_home.items() if name in LESSER]
    gaps = (decision.asked.in_vain, decision.asked.observations_in_vain)
    settled = circuit.every((-decision.waits, -decision.returned, *(-each for each in (*shut, *gaps))))
    for fact in dangers(ruleset):
        absent, there = decision.leaves.among(fact, (False,)), decision.leaves.among(fact, (True,))
        pairs = [
            (decision.kind(*more), decision.kind(*less))
            for more, less in ((("emergency",), ("hospital", "community")), (("hospital",), ("community",)))
        ]
        for kind in ("hospital", "community"):
            alike = decision.kind(kind)
            for number in minutes.numbers:
                soon = minutes.within(circuit, number)
                pairs.append((circuit.every((alike, soon)), circuit.every((alike, -soon))))
        yield PairClaim(
            "danger_lowers",
            fact,
            f"there is less help, or later, because {fact} is so",
            (fact,),
            tuple(
                (
                    circuit.every((absent, settled, one, *(-each for each in lesser))),
                    circuit.every((there, settled, other)),
                )
                for one, other in pairs
            ),
        )


def dangers(ruleset: Ruleset) -> tuple[str, ...]:
    """The facts that packs call dangers: yes-or-no facts that raise a danger sign where they are so."""
    found: dict[str, None] = {}
    for rules in ruleset.flag_rules.values():
        for rule in rules:
            found |= dict.fromkeys(_raising(rule.when, ruleset))
    return tuple(found)


def _raising(condition: Condition, ruleset: Ruleset) -> Iterator[str]:
    match condition:
        case Is(name) if name in ruleset.definitions:
            yield from _raising(ruleset.definitions[name], ruleset)
        case Is(name) if name in all_names() and all_names()[name].is_fact:
            yield name
        case Known(inner):
            yield from _raising(inner, ruleset)
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _raising(part, ruleset)
        case Not():
            return


def _cpr_form_covers_cpr_only(decision: Decision) -> PairClaim:
    """What is recorded of a CPR decision changes nothing but CPR: no answer, no danger sign but the arrest itself."""
    alive = (-decision.danger.flags["cardiac_arrest"]["present"], -decision.leaves.among("died", (True,)))
    signs = [each["present"] for flag, each in decision.danger.flags.items() if flag != "cardiac_arrest"]
    pairs = _otherwise(decision, alive, signs)
    told = "what is recorded of a CPR decision changes more than CPR"
    facts = tuple(fact for fact in CPR_FACTS if fact in decision.states.domains)
    return PairClaim("dnacpr", "dnacpr", told, facts, pairs)


def _scale_only_where_valid(decision: Decision) -> PairClaim:
    """The Clinical Frailty Scale changes nothing for somebody for whom it is not valid."""
    told = "the CFS decides something for somebody for whom it is not valid"
    return PairClaim("cfs_invalid", "cfs", told, ("cfs",), _otherwise(decision, (-decision.leaves.cfs_valid(),), ()))


def _otherwise(
    decision: Decision, among: Iterable[Statement], beside: Iterable[Statement]
) -> tuple[tuple[Statement, Statement], ...]:
    """That two such cases come to a different answer, state, urgency, or differ in what is `beside`."""
    circuit = decision.circuit
    stated = tuple(among)
    compared = [*decision.dispositions.values(), decision.waits, decision.senior, *beside]
    compared += [decision.minutes.within(circuit, number) for number in decision.minutes.numbers]
    return tuple(
        (circuit.every((*stated, one)), circuit.every((*stated, -one))) for each in compared for one in (each, -each)
    )
