"""Packs: TOML files of definitions and rules, read and checked word by word. Nothing in a pack is ever executed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from keyword import iskeyword
from types import MappingProxyType
from typing import Final, TypeVar

from carecon.clinical.formats import phrase, sentence
from carecon.clinical.tables import Table, did_you_mean
from carecon.errors import BadInput
from carecon.rules.language.condition import Condition, FlagIs, leaves
from carecon.rules.language.condition import names as names_in
from carecon.rules.language.names import LATE, Kind, Name, Names, all_names
from carecon.rules.language.parsing import ConditionError, parse_when
from carecon.rules.packing.opened_pack import (
    Opened,
    Pack,
    PackError,
    hazards_named,
    open_pack,
    review_day,
    source_words,
    wrong_in,
)
from carecon.rules.packing.pack_rules import READERS, Common
from carecon.rules.packing.pack_set import known_rows, no_circles, one_of_each
from carecon.rules.packing.pack_tests import read_tests
from carecon.rules.packing.rule import Definition, Rule, RuleInfo
from carecon.rules.packing.too_old import TooOld, together, unless_said
from carecon.rules.packing.where import line_in
from carecon.rules.packing.without_value import NOTHING_SAID, WithoutValue, all_said

T = TypeVar("T")

_ID: Final = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Packs:
    """Everything that a set of packs declares, rules in the order in which they count."""

    packs: tuple[Pack, ...]
    definitions: Mapping[str, Definition]
    rules: tuple[Rule, ...]
    too_old: TooOld = field(default_factory=unless_said)
    without_value: WithoutValue = NOTHING_SAID


def read_packs(files: Iterable[tuple[str, str]]) -> Packs:
    """The packs of those (file name, text). Raises PackError for the first thing that is wrong, with file and line."""
    opened = sorted((open_pack(text, file) for file, text in files), key=lambda each: (each.pack.order, each.pack.id))
    in_force = [each for each in opened if each.pack.status != "retired"]
    one_of_each(in_force)
    names = _names(in_force)
    moot = {each.pack.id: _moot_when(each, names) for each in in_force}
    definitions: dict[str, Definition] = {}
    for each in in_force:
        for table in each.definitions:
            definition = _read(each, table, partial(_definition, each=each, names=names))
            definitions[definition.id] = definition
    no_circles(definitions, in_force)
    rules: dict[str, Rule] = {}
    for each in in_force:
        for table in each.rules:
            rule = _read(each, table, partial(_rule, each=each, names=names, moot_when=moot[each.pack.id]))
            if rule.id in rules:
                where = f"{each.pack.file}:{line_in(each.text, rule.id, last=True)}: {rule.id}"
                problem = f"there is another rule with this id, in {rules[rule.id].pack}"
                raise PackError(where, problem, "give each rule an id of its own")
            rules[rule.id] = rule
    known_rows(in_force, rules)
    return Packs(
        packs=tuple(each.pack for each in in_force),
        definitions=MappingProxyType(definitions),
        rules=tuple(rules.values()),
        too_old=together(each.too_old for each in in_force if each.too_old is not None),
        without_value=all_said(each.without_value for each in in_force),
    )


def _moot_when(each: Opened, names: Names) -> Condition | None:
    try:
        return None if each.moot_when is None else parse_when(each.moot_when, names)
    except ConditionError as error:
        raise wrong_in(each, each.pack.id, error) from None


def _names(opened: Iterable[Opened]) -> Names:
    names: dict[str, Name] = dict(all_names())
    for each in opened:
        for table in each.definitions:
            name = str(table.peek("id"))
            if not _NAME.fullmatch(name) or iskeyword(name) or name in names:
                where = f"{each.pack.file}:{line_in(each.text, name, last=True)}: {name[:60]}"
                problem = "must be a new name in small letters, digits and underscores"
                hint = "there is one of this name" if name in names else "such as less_than_alert"
                raise PackError(where, problem, hint)
            names[name] = Name(Kind.YES_NO, ())
    return names


def _read(each: Opened, table: Table, reader: Callable[[Table], T]) -> T:
    """What `reader` makes of a table; whatever is wrong in it is told with file, line and id."""
    shown = str(table.peek("id") or table.key)[:60]
    try:
        found = reader(table)
        table.done()
    except PackError:
        raise
    except (ConditionError, BadInput) as error:
        raise wrong_in(each, shown, error) from None
    return found


def _definition(table: Table, each: Opened, names: Names) -> Definition:
    when = parse_when(table.take("when"), names)
    if any(isinstance(leaf, FlagIs) for leaf in leaves(when)) or names_in(when) & LATE:
        raise table.wrong("when", "a definition may only look at facts: danger signs and answers are found after it")
    name = table.text("id")
    return Definition(
        id=name,
        title=table.text("title", sentence(phrase(name))),
        because=table.text("because"),
        source=source_words(table, each.pack),
        pack=each.pack.id,
        when=when,
        tests=read_tests(table),
        review_by=review_day(table, each.pack.review_by),
        hazards=hazards_named(table, each.pack.hazards),
    )


def _rule(table: Table, each: Opened, names: Names, moot_when: Condition | None) -> Rule:
    rule_id, kind = table.text("id"), table.text("kind")
    if not _ID.fullmatch(rule_id):
        raise table.wrong("id", "must be capitals, digits and hyphens, such as RF-STROKE-01")
    if kind not in READERS:
        raise table.wrong("kind", f"{kind!r} is not a kind of rule", did_you_mean(kind, READERS) or ", ".join(READERS))
    common = Common(
        id=rule_id,
        kind=kind,
        title=table.text("title"),
        because=table.text("because"),
        source=source_words(table, each.pack),
        pack=each.pack.id,
        when=parse_when(table.take("when"), names),
        tests=read_tests(table, kind),
        review_by=review_day(table, each.pack.review_by),
        hazards=hazards_named(table, each.pack.hazards),
    )
    return READERS[kind](table, common, names, moot_when)


def infos(packs: Packs) -> Mapping[str, RuleInfo]:
    """Every rule and definition in words, by id."""
    defined = {
        name: RuleInfo(name, each.title, each.because, each.source, each.review_by, each.hazards)
        for name, each in packs.definitions.items()
    }
    return MappingProxyType({rule.id: rule.info for rule in packs.rules} | defined)
