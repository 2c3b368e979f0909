"""Whether what is asked serves a rule, what rules read can be asked, and each danger sign has its rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from carecon.clinical.catalogue import catalogue
from carecon.clinical.facts import Fact, FactKind, vocabulary
from carecon.clinical.meanwhile import meanwhile
from carecon.clinical.scores import NEWS2_FACTS
from carecon.rules.checks.finding import Finding
from carecon.rules.language.facts_read import facts_read
from carecon.rules.language.names import CONTEXT
from carecon.rules.ruleset import Ruleset
from carecon.rules.running.cells import conditions, conditions_of

NEVER_USED: Final = "fact_never_used"
WITHOUT_QUESTION: Final = "fact_without_question"
FLAG_WITHOUT_RULE: Final = "red_flag_without_rule"
FLAG_FACT_UNREAD: Final = "red_flag_fact_unread"

FOR_PEOPLE: Final = (FactKind.TEXT, FactKind.DATE, FactKind.DATETIME)
"""Words, names and times are for whoever reads the note: never evidence for a rule."""

FOR_THE_NOTE: Final = ("contact", "history")
"""Sections of what the next reader needs whatever is advised: who called, what was before, medicines, allergies."""

SCORED: Final = (*NEWS2_FACTS, "spo2_scale_2", "cfs", "efi")
"""What scores are made of."""

READ_BY_THE_PROGRAM: Final = ("source", "ambulance_status", "postcode", "registered_gp", "identity")
"""What decides area, pause, outcome class or whose case it is, without a rule that says so."""


def facts_findings(ruleset: Ruleset) -> Iterator[Finding]:
    """Facts that nothing uses, used facts that nobody can be asked for, danger signs without rules or unread facts."""
    used = facts_used(ruleset)
    listed = {fact for flag in catalogue().red_flags.values() for fact in flag.facts}
    for fact in vocabulary().facts.values():
        if fact.id not in used | listed and not _for_people(fact):
            told = "Let a rule use it, take it out of facts.toml, or allow it with the reason why it is asked."
            yield Finding(NEVER_USED, fact.id, told)
        if fact.id in used and not fact.ask.strip():
            yield Finding(WITHOUT_QUESTION, fact.id, "Give it a question (ask) in facts.toml: rules read it.")
    for flag in catalogue().red_flags.values():
        rules = ruleset.flag_rules.get(flag.id, ())
        if not rules:
            yield Finding(FLAG_WITHOUT_RULE, flag.id, f"Write a rule of kind red_flag: {flag.criterion}.")
            continue
        read = {
            fact for rule in rules for each in conditions_of(rule) for fact in facts_read(each, ruleset.definitions)
        }
        for name in flag.facts:
            if name not in read:
                told = "Let a rule of this danger sign look at it, or allow it with the reason why it is only shown."
                yield Finding(FLAG_FACT_UNREAD, f"{flag.id}.{name}", told)


def facts_used(ruleset: Ruleset) -> frozenset[str]:
    """The facts that a rule, a score, a needed row, the standing advice, area or outcome class looks at."""
    found = {fact for condition in conditions(ruleset) for fact in facts_read(condition, ruleset.definitions)}
    found.update(fact for row in ruleset.needed for member in row.facts for fact in member)
    found.update(fact for name in CONTEXT.values() for fact in name.facts)
    found.update(fact for each in meanwhile().instructions for fact in (*each.when, *each.unless))
    return frozenset(found | set(SCORED) | set(READ_BY_THE_PROGRAM))


def _for_people(fact: Fact) -> bool:
    return fact.kind in FOR_PEOPLE or fact.section in FOR_THE_NOTE
