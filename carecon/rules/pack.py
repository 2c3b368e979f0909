"""Packs: TOML files of definitions and rules, read and checked word by word. Nothing in a pack is ever executed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from keyword import iskeyword
from types import MappingProxyType
from typing import Final, TypeVar

from carecon.clinical.catalogue import catalogue
from carecon.clinical.formats import phrase, sentence
from carecon.clinical.hazards import hazards
from carecon.clinical.tables import Table, did_you_mean, parse_toml
from carecon.errors import BadInput
from carecon.rules.condition import Condition, FlagIs, Is, leaves
from carecon.rules.condition import names as names_in
from carecon.rules.language import DEEPEST, ConditionError, parse_when
from carecon.rules.names import LATE, Kind, Name, Names, all_names
from carecon.rules.pack_rules import READERS, Common
from carecon.rules.pack_tests import read_tests
from carecon.rules.rule import NeededRule, Rule, RuleInfo, RuleTest, WaiverRule
from carecon.rules.too_old import Said, TooOld, read_too_old, together, unless_said
from carecon.rules.where import line_in
from carecon.rules.without_value import NOTHING_SAID, WithoutValue, all_said, read_without_value

T = TypeVar("T")

STATUSES: Final = ("draft", "shadow", "approved", "retired")

LONGEST: Final = 300
"""Characters of a problem in words."""

_ID: Final = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


class PackError(BadInput):
    """A pack that cannot be used: file, line and rule, what is wrong, and a hint."""

    def __init__(self, where: str, problem: str, hint: str = "") -> None:
        """As BadInput; a problem that quotes half a pack is cut to what can be read."""
        super().__init__(where, problem if len(problem) <= LONGEST else problem[:LONGEST] + "...", hint)


@dataclass(frozen=True, slots=True)
class Allowance:
    """A finding of a check that its author stands by: which check, where, why, and who says so."""

    check: str
    where: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Pack:
    """The head of a pack. Packs are read in ascending `order`; where the first rule counts, that is the order meant.

    `review_by` and `hazards` hold for each of its rules that does not name its own. `allows` are its exceptions from
    checks.
    """

    id: str
    order: int
    version: str
    title: str
    status: str
    owner: str
    review_by: date
    sources: Mapping[str, str]
    file: str
    hazards: tuple[str, ...] = ()
    allows: tuple[Allowance, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A condition with a name, used by rules under that name."""

    id: str
    title: str
    because: str
    source: str
    pack: str
    when: Condition
    tests: tuple[RuleTest, ...]
    review_by: date
    hazards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packs:
    """Everything that a set of packs declares, rules in the order in which they count."""

    packs: tuple[Pack, ...]
    definitions: Mapping[str, Definition]
    rules: tuple[Rule, ...]
    too_old: TooOld = field(default_factory=unless_said)
    without_value: WithoutValue = NOTHING_SAID


@dataclass(frozen=True, slots=True)
class _Open:
    """A pack with its head read and its tables not yet."""

    pack: Pack
    text: str
    moot_when: object
    definitions: tuple[Table, ...]
    rules: tuple[Table, ...]
    too_old: Said | None
    without_value: WithoutValue


def read_packs(files: Iterable[tuple[str, str]]) -> Packs:
    """The packs of those (file name, text). Raises PackError for the first thing that is wrong, with file and line."""
    opened = sorted((_open(text, file) for file, text in files), key=lambda each: (each.pack.order, each.pack.id))
    in_force = [each for each in opened if each.pack.status != "retired"]
    _one_of_each(in_force)
    names = _names(in_force)
    moot = {each.pack.id: _moot_when(each, names) for each in in_force}
    definitions: dict[str, Definition] = {}
    for each in in_force:
        for table in each.definitions:
            definition = _read(each, table, partial(_definition, each=each, names=names))
            definitions[definition.id] = definition
    _no_circles(definitions, in_force)
    rules: dict[str, Rule] = {}
    for each in in_force:
        for table in each.rules:
            rule = _read(each, table, partial(_rule, each=each, names=names, moot_when=moot[each.pack.id]))
            if rule.id in rules:
                where = f"{each.pack.file}:{line_in(each.text, rule.id, last=True)}: {rule.id}"
                problem = f"there is another rule with this id, in {rules[rule.id].pack}"
                raise PackError(where, problem, "give each rule an id of its own")
            rules[rule.id] = rule
    _known_rows(in_force, rules)
    return Packs(
        packs=tuple(each.pack for each in in_force),
        definitions=MappingProxyType(definitions),
        rules=tuple(rules.values()),
        too_old=together(each.too_old for each in in_force if each.too_old is not None),
        without_value=all_said(each.without_value for each in in_force),
    )


def _open(text: str, file: str) -> _Open:
    try:
        return _opened(Table(parse_toml(text, file), file), text, file)
    except PackError:
        raise
    except BadInput as error:
        path = error.where.removeprefix(file)
        if path.startswith(": "):
            line = line_in(text, key=path.rpartition(".")[2].removeprefix(": "))
            raise PackError(f"{file}:{line}{path}", error.problem, error.hint) from None
        raise PackError(error.where, error.problem, error.hint) from None


def _opened(top: Table, text: str, file: str) -> _Open:
    head = top.table("pack")
    sources = head.table("sources", {})
    pack = Pack(
        id=head.text("id"),
        order=head.whole("order"),
        version=head.text("version"),
        title=head.text("title"),
        status=head.text("status"),
        owner=head.text("owner"),
        review_by=_day(head, ...),
        sources=MappingProxyType({name: sources.text(name) for name in sources.names()}),
        file=file,
        hazards=_hazards(head, ()),
        allows=tuple(_allowance(table) for table in top.tables("allow")),
    )
    if pack.status not in STATUSES:
        raise head.wrong("status", "must be one of " + ", ".join(STATUSES), did_you_mean(pack.status, STATUSES))
    moot_when = head.take("moot_when", None)
    head.done()
    too_old = None if top.peek("too_old") is None else read_too_old(top.table("too_old"), pack.sources)
    opened = _Open(
        pack=pack,
        text=text,
        moot_when=moot_when,
        definitions=tuple(top.tables("definition")),
        rules=tuple(top.tables("rule")),
        too_old=too_old,
        without_value=read_without_value(top, pack.sources),
    )
    top.done()
    return opened


def _one_of_each(opened: Iterable[_Open]) -> None:
    found: dict[str, str] = {}
    for each in opened:
        if each.pack.id in found:
            where = f"{each.pack.file}:{line_in(each.text, each.pack.id)}: {each.pack.id}"
            raise PackError(where, f"there is another pack with this id, {found[each.pack.id]}", "give each its own")
        found[each.pack.id] = each.pack.file


def _known_rows(opened: Iterable[_Open], rules: Mapping[str, Rule]) -> None:
    """A waiver may only name needed rows that there are: one that is misspelt would waive nothing, or keep nothing."""
    rows = {row.name for row in catalogue().needed} | {
        each.name for each in rules.values() if isinstance(each, NeededRule)
    }
    for rule in rules.values():
        if isinstance(rule, WaiverRule):
            for name in (*rule.waives, *rule.keeps):
                if name not in rows | {"all"}:
                    each = next(each for each in opened if each.pack.id == rule.pack)
                    where = f"{each.pack.file}:{line_in(each.text, rule.id, 'waives')}: {rule.id}"
                    raise PackError(where, f"there is no needed row {name!r}", did_you_mean(name, rows))


def _moot_when(each: _Open, names: Names) -> Condition | None:
    try:
        return None if each.moot_when is None else parse_when(each.moot_when, names)
    except ConditionError as error:
        raise _wrong(each, each.pack.id, error) from None


def _names(opened: Iterable[_Open]) -> Names:
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


def _read(each: _Open, table: Table, reader: Callable[[Table], T]) -> T:
    """What `reader` makes of a table; whatever is wrong in it is told with file, line and id."""
    shown = str(table.peek("id") or table.key)[:60]
    try:
        found = reader(table)
        table.done()
    except PackError:
        raise
    except (ConditionError, BadInput) as error:
        raise _wrong(each, shown, error) from None
    return found


def _definition(table: Table, each: _Open, names: Names) -> Definition:
    when = parse_when(table.take("when"), names)
    if any(isinstance(leaf, FlagIs) for leaf in leaves(when)) or names_in(when) & LATE:
        raise table.wrong("when", "a definition may only look at facts: danger signs and answers are found after it")
    name = table.text("id")
    return Definition(
        id=name,
        title=table.text("title", sentence(phrase(name))),
        because=table.text("because"),
        source=_source(table, each.pack),
        pack=each.pack.id,
        when=when,
        tests=read_tests(table),
        review_by=_day(table, each.pack.review_by),
        hazards=_hazards(table, each.pack.hazards),
    )


def _rule(table: Table, each: _Open, names: Names, moot_when: Condition | None) -> Rule:
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
        source=_source(table, each.pack),
        pack=each.pack.id,
        when=parse_when(table.take("when"), names),
        tests=read_tests(table, kind),
        review_by=_day(table, each.pack.review_by),
        hazards=_hazards(table, each.pack.hazards),
    )
    return READERS[kind](table, common, names, moot_when)


def _day(table: Table, default: object) -> date:
    """`review_by`: the last day on which what stands here counts as reviewed."""
    found = table.take("review_by", default)
    if not isinstance(found, date) or isinstance(found, datetime):
        raise table.wrong("review_by", f"must be a day such as 2027-11-30, without quotes, not {found!r}")
    return found


def _hazards(table: Table, default: tuple[str, ...]) -> tuple[str, ...]:
    """`hazard`: an id of `hazards.toml`, or a list of them. Optional here, so that rules of old cases stay readable."""
    given = table.peek("hazard")
    named = (table.text("hazard"),) if isinstance(given, str) else table.texts("hazard", default)
    for name in named:
        if name not in hazards():
            hint = did_you_mean(name, hazards()) or "docs/clinical-safety.md lists them"
            raise table.wrong("hazard", f"there is no hazard {name!r}", hint)
    return named


def _allowance(table: Table) -> Allowance:
    found = Allowance(*(table.text(key) for key in ("check", "where", "reason", "by")))
    table.done()
    return found


def _source(table: Table, pack: Pack) -> str:
    """`ng232 1.2; falls` in the words of the pack's sources: `NICE NG232, Head injury, 2023, 1.2; NHS England ...`."""
    return "; ".join(_one_source(table, pack, given.strip()) for given in table.text("source").split(";"))


def _one_source(table: Table, pack: Pack, given: str) -> str:
    name, _, section = given.partition(" ")
    if name not in pack.sources:
        hint = did_you_mean(name, pack.sources) or "declared: " + ", ".join(pack.sources)
        raise table.wrong("source", f"{name!r} is not a source of this pack", hint)
    return f"{pack.sources[name]}, {section}" if section else pack.sources[name]


def _no_circles(definitions: Mapping[str, Definition], opened: Iterable[_Open]) -> None:
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            circle = " -> ".join((*path[path.index(name) :], name))
            raise wrong(name, f"is defined by itself: {circle}", "say what it is without this name")
        if len(path) >= DEEPEST:
            raise wrong(name, f"more than {DEEPEST} definitions within each other", "put two of them into one")
        if name not in done:
            for leaf in leaves(definitions[name].when):
                if isinstance(leaf, Is) and leaf.name in definitions:
                    visit(leaf.name, (*path, name))
            done.add(name)

    def wrong(name: str, problem: str, hint: str) -> PackError:
        each = next(each for each in opened if each.pack.id == definitions[name].pack)
        return PackError(f"{each.pack.file}:{line_in(each.text, name)}: {name}", problem, hint)

    for name in definitions:
        visit(name, ())


def _wrong(each: _Open, name: object, error: BadInput | ConditionError, *, last: bool = False) -> PackError:
    """The error with file, line and id for one that knows the key, or the condition, alone."""
    if isinstance(error, ConditionError):
        line = line_in(each.text, name, condition=error.line, last=last)
        problem = f"{error.line}: {error.problem}" if error.line else error.problem
    else:
        key = error.where.removeprefix(f"{each.pack.file}: ").rpartition(".")[2]
        line, problem = line_in(each.text, name, key, last=last), f"{key}: {error.problem}"
    return PackError(f"{each.pack.file}:{line}: {name}", problem, error.hint)


def infos(packs: Packs) -> Mapping[str, RuleInfo]:
    """Every rule and definition in words, by id."""
    defined = {
        name: RuleInfo(name, each.title, each.because, each.source, each.review_by, each.hazards)
        for name, each in packs.definitions.items()
    }
    return MappingProxyType({rule.id: rule.info for rule in packs.rules} | defined)
