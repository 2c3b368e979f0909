"""All rules, definitions and danger signs of a ruleset as entries of one list that can be searched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from carecon.clinical.catalogue import catalogue
from carecon.clinical.facts import vocabulary
from carecon.clinical.formats import duration_text, phrase, sentence
from carecon.clinical.plain_text import one_line
from carecon.rules.language.condition import ALWAYS, Condition, FlagIs, Is, leaves, names
from carecon.rules.language.facts_read import facts_read
from carecon.rules.language.words import in_words
from carecon.rules.packing.rule import (
    AlongsideRule,
    FlagRule,
    NeededRule,
    PathwayRule,
    RoutingRule,
    Rule,
    RuleTest,
    ScopeRule,
    SeniorRule,
    WaiverRule,
)
from carecon.rules.ruleset import Ruleset

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "danger_sign": "danger sign",
        "red_flag": "raises a danger sign",
        "scope": "scope and returns",
        "pathway": "pathway",
        "needed": "needed facts",
        "waiver": "not asked",
        "routing": "where it goes",
        "catch_all": "catch-all",
        "senior": "senior's decision",
        "adjunct": "goes beside",
        "requires": "must be recorded",
        "definition": "definition",
        "service": "service",
    }
)
"""Kinds in words, in the order of the list."""

SHORT_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "danger_sign": "sign",
        "red_flag": "danger",
        "scope": "scope",
        "pathway": "pathway",
        "needed": "needed",
        "waiver": "waiver",
        "routing": "routing",
        "catch_all": "routing",
        "senior": "senior",
        "adjunct": "beside",
        "requires": "record",
        "definition": "defines",
        "service": "service",
    }
)
"""The same where a few letters have room."""


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """One entry. `does` says in words what comes of it, `related` names the entries it uses or that use it."""

    id: str
    kind: str
    title: str
    because: str
    source: str
    pack: str = ""
    when: Condition | None = None
    tests: tuple[RuleTest, ...] = ()
    review_by: date | None = None
    hazards: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    does: tuple[str, ...] = ()
    related: tuple[str, ...] = ()

    @property
    def kind_words(self) -> str:
        """Its kind in words."""
        return KINDS.get(self.kind) or phrase(self.kind)


class RuleCatalogue:
    """The entries of a ruleset, by kind and then as they count."""

    def __init__(self, ruleset: Ruleset) -> None:
        """All of that ruleset."""
        self.title = ruleset.title
        order = list(KINDS)
        found = sorted(_entries(ruleset), key=lambda each: order.index(each.kind) if each.kind in order else len(order))
        self.entries: Mapping[str, RuleEntry] = MappingProxyType({each.id: each for each in found})
        self.kinds = tuple(dict.fromkeys(each.kind for each in found))
        self._words = {each.id: _search_words(each) for each in found}

    def find(self, typed: str, kind: str = "") -> tuple[RuleEntry, ...]:
        """The entries (of that kind, where one is given) in which every word that was typed stands somewhere."""
        words = typed.casefold().split()
        return tuple(
            each
            for each in self.entries.values()
            if (not kind or each.kind == kind) and all(word in self._words[each.id] for word in words)
        )


_MADE: dict[str, RuleCatalogue] = {}
"""By the hash of the ruleset. A console has one."""


def catalogue_of(ruleset: Ruleset) -> RuleCatalogue:
    """The catalogue of a ruleset, made once."""
    if ruleset.hash not in _MADE:
        _MADE.clear()
        _MADE[ruleset.hash] = RuleCatalogue(ruleset)
    return _MADE[ruleset.hash]


def _entries(ruleset: Ruleset) -> Iterator[RuleEntry]:
    used_by = _used_by(ruleset)
    for flag in catalogue().red_flags:
        if flag in ruleset.flag_rules:
            yield _danger_sign(flag, ruleset)
    for rule in ruleset.by_id.values():
        yield _rule(rule, ruleset)
    for each in ruleset.packs.definitions.values():
        yield RuleEntry(
            id=each.id,
            kind="definition",
            title=sentence(phrase(each.id) if each.title == each.id else each.title),
            because=each.because,
            source=each.source,
            pack=each.pack,
            when=each.when,
            tests=each.tests,
            review_by=each.review_by,
            hazards=each.hazards,
            facts=facts_read(each.when, ruleset.definitions),
            related=tuple(used_by.get(each.id, ())),
        )
    for info in ruleset.rules.values():
        if info.id not in ruleset.by_id and info.id not in ruleset.packs.definitions:
            yield RuleEntry(info.id, "service", info.title, info.because, info.source)


def _danger_sign(flag: str, ruleset: Ruleset) -> RuleEntry:
    info, rules = ruleset.flag(flag), ruleset.flag_rules[flag]
    settles = dict.fromkeys(name for rule in rules for name in (each.disposition for each in rule.may_settle))
    does = [f"Emergency: {phrase(emergency)}" for emergency in dict.fromkeys(rule.emergency for rule in rules)]
    does += [f"May settle on: {phrase(name)}" for name in settles]
    return RuleEntry(
        id=flag,
        kind="danger_sign",
        title=info.title,
        because=info.because,
        source="; ".join(dict.fromkeys(rule.source for rule in rules)),
        facts=info.facts,
        does=tuple(does),
        related=tuple(rule.id for rule in rules),
    )


def _rule(rule: Rule, ruleset: Ruleset) -> RuleEntry:
    used = [name for name in sorted(names(rule.when)) if name in ruleset.packs.definitions]
    flags = [leaf.flag for leaf in leaves(rule.when) if isinstance(leaf, FlagIs)]
    raised = [rule.flag] if isinstance(rule, FlagRule) else []
    return RuleEntry(
        id=rule.id,
        kind=rule.kind,
        title=sentence(rule.title),
        because=rule.because,
        source=rule.source,
        pack=rule.pack,
        when=rule.when,
        tests=rule.tests,
        review_by=rule.review_by,
        hazards=rule.hazards,
        facts=facts_read(rule.when, ruleset.definitions),
        does=tuple(_does(rule)),
        related=tuple(dict.fromkeys((*raised, *used, *flags))),
    )


def _does(rule: Rule) -> Iterator[str]:
    """What comes of a rule that holds."""
    match rule:
        case FlagRule():
            yield f"Raises: {phrase(rule.flag)}"
            yield f"Emergency: {phrase(rule.emergency)}"
            for each in rule.may_settle:
                senior = ", as a senior's decision" if each.by_senior else ""
                if_known = "" if each.condition == ALWAYS else f", if known: {in_words(each.condition)}"
                soon = "" if each.within_minutes is None else f", within {duration_text(each.within_minutes)}"
                yield f"May settle on: {phrase(each.disposition)}{soon}{senior}{if_known}"
        case NeededRule():
            yield "Asks: " + "; ".join(" or ".join(map(_fact_name, member)) for member in rule.facts)
        case WaiverRule():
            yield "Lifts: " + ", ".join(rule.waives) + (f"; keeps {', '.join(rule.keeps)}" if rule.keeps else "")
        case ScopeRule():
            yield f"Returns: {phrase(rule.disposition)}"
        case PathwayRule():
            yield f"Pathway: {phrase(rule.pathway)}"
        case RoutingRule():
            yield "The first that is open of: " + "; ".join(map(phrase, rule.dispositions))
            if rule.excludes:
                yield "Not advised: " + "; ".join(map(phrase, rule.excludes))
        case SeniorRule():
            yield "A senior decides" + (f"; otherwise {phrase(rule.otherwise)}" if rule.otherwise else "")
        case AlongsideRule():
            pass
    for label, given in (("With", "adjuncts"), ("To be recorded", "requires"), ("Offers", "offers")):
        named: tuple[str, ...] = getattr(rule, given, ())
        if named:
            yield f"{label}: " + "; ".join(map(phrase, named))
    minutes: int | None = getattr(rule, "within_minutes", None)
    if minutes is not None:
        yield f"Within {minutes} minutes"


def _used_by(ruleset: Ruleset) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    conditions = {**ruleset.definitions, **{rule.id: rule.when for rule in ruleset.by_id.values()}}
    for user, when in conditions.items():
        for leaf in leaves(when):
            if isinstance(leaf, Is) and leaf.name in ruleset.definitions and user not in found.get(leaf.name, ()):
                found.setdefault(leaf.name, []).append(user)
    return found


def _fact_name(fact: str) -> str:
    return one_line(vocabulary()[fact].name if fact in vocabulary().facts else phrase(fact))


def _search_words(each: RuleEntry) -> str:
    facts = (word for fact in each.facts for word in (fact, _fact_name(fact)))
    parts = (each.id, each.title, each.because, each.source, each.pack, each.kind_words, *facts, *each.does)
    return " ".join(parts).casefold()
