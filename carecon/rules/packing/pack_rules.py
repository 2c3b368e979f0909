"""What each kind of rule says in its table, read into the class for that kind and held against the ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from carecon.clinical.catalogue import RedFlag, catalogue
from carecon.clinical.facts import vocabulary
from carecon.clinical.tables import Table, did_you_mean, shortened
from carecon.rules.language.condition import ALWAYS, Condition, FlagIs, leaves, names
from carecon.rules.language.names import LATE, Names
from carecon.rules.language.parsing import parse_when
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
    Settlement,
    WaiverRule,
)


@dataclass(frozen=True, slots=True)
class Common:
    """What every rule has, read already."""

    id: str
    kind: str
    title: str
    because: str
    source: str
    pack: str
    when: Condition
    tests: tuple[RuleTest, ...]
    review_by: date
    hazards: tuple[str, ...]

    def fields(self) -> dict[str, Any]:
        """As keyword arguments of a rule."""
        return {name: getattr(self, name) for name in self.__slots__}


MOST_NAMED: Final = 40
"""Ids that a message lists where none is near. More is a file to look into."""


def one_of(table: Table, key: str, value: str, known: Iterable[str], what: str) -> str:
    """`value`, if it is among the known ids; an error with a near one otherwise."""
    known = tuple(known)
    if value not in known:
        allowed = (
            "one of " + ", ".join(known) if len(known) <= MOST_NAMED else "docs/rules.md says where they are listed"
        )
        raise table.wrong(key, f"{shortened(value)} is not {what}", did_you_mean(value, known) or allowed)
    return value


def _each(table: Table, key: str, known: Iterable[str], what: str) -> tuple[str, ...]:
    known = tuple(known)
    return tuple(one_of(table, key, value, known, what) for value in table.texts(key, ()))


def _dispositions(table: Table, key: str) -> tuple[str, ...]:
    return _each(table, key, catalogue().kinds, "a disposition")


def _requires(table: Table) -> tuple[str, ...]:
    return _each(table, "requires", catalogue().requires, "something to record")


def _adjuncts(table: Table, key: str = "adjuncts") -> tuple[str, ...]:
    return _each(table, key, catalogue().adjuncts, "an adjunct")


def _minutes(table: Table) -> int | None:
    return table.whole("within_minutes") if "within_minutes" in table else None


def _specialty(table: Table, default: str | None) -> str | None:
    given = table.text("specialty", default or "") or None
    return given and one_of(table, "specialty", given, catalogue().specialties, "a specialty")


def _category(table: Table) -> int:
    given = table.whole("ambulance_category", 2)
    if given not in (1, 2, 3):
        raise table.wrong("ambulance_category", f"must be 1, 2 or 3, not {given}", "1 is the most urgent")
    return given


def _optional(table: Table, key: str) -> str | None:
    return table.text(key, "") or None


def _condition(table: Table, key: str, scope: Names) -> Condition | None:
    raw = table.take(key, None)
    return None if raw is None else parse_when(raw, scope)


_FOUND_BEFORE: Final[Mapping[str, frozenset[str]]] = {"routing": frozenset({"pathway", "flags_present"})}


def _in_time(table: Table, common: Common) -> None:
    """A condition may only look at what has been found when rules of its kind are read."""
    too_late = names(common.when) & LATE - _FOUND_BEFORE.get(common.kind, frozenset())
    if too_late:
        raise table.wrong("when", f"{min(too_late)} is not known yet where a rule of kind {common.kind} is read")
    if common.kind in ("red_flag", "needed", "waiver") and any(isinstance(x, FlagIs) for x in leaves(common.when)):
        raise table.wrong("when", f"a rule of kind {common.kind} may not look at danger signs")


def _flag(table: Table, common: Common, scope: Names, moot_when: Condition | None) -> Rule:
    _in_time(table, common)
    then = table.table("then")
    flags = catalogue().red_flags
    flag = flags[one_of(then, "red_flag", then.text("red_flag"), flags, "a red flag")]
    emergency = then.text("emergency", flag.settles_on[0])
    if catalogue().kinds.get(emergency) != "emergency":
        raise then.wrong("emergency", f"{emergency!r} is not an emergency")
    specialty = _specialty(then, flag.specialty)
    category = _category(then)
    then.done()
    return FlagRule(
        **common.fields(),
        flag=flag.id,
        emergency=emergency,
        specialty=specialty,
        ambulance_category=category,
        excluded_when=_condition(table, "excluded_when", scope),
        moot_when=moot_when,
        unless=_condition(table, "unless", scope),
        may_settle=tuple(_settlement(each, flag, scope) for each in table.tables("may_settle_on")),
        sign_of_dying=table.flag("set_aside_in_dying", default=False),
    )


def _settlement(table: Table, flag: RedFlag, scope: Names) -> Settlement:
    disposition = one_of(
        table, "disposition", table.text("disposition"), flag.may_settle_on, f"where {flag.id} may settle"
    )
    found = Settlement(
        disposition=disposition,
        condition=_condition(table, "if", scope) or ALWAYS,
        within_minutes=_minutes(table) or flag.within_minutes,
        via=_optional(table, "via"),
        by_senior=table.flag("by_senior", default=False),
        requires=_requires(table),
    )
    table.done()
    return found


def _needed(table: Table, common: Common, scope: Names, moot_when: Condition | None) -> Rule:
    _in_time(table, common)
    then = table.table("then")
    raw = then.take("needed")
    if not isinstance(raw, list) or not raw:
        raise then.wrong("needed", "must be a list of facts, or of lists of alternatives")
    facts = tuple(tuple(entry) if isinstance(entry, list) else (entry,) for entry in raw)
    for fact in (fact for alternatives in facts for fact in alternatives):
        if not isinstance(fact, str):
            raise then.wrong("needed", f"{shortened(fact)} is not the name of a fact")
        one_of(then, "needed", fact, vocabulary().facts, "a fact")
    then.done()
    return NeededRule(**common.fields(), name=common.title, facts=facts)


def _waiver(table: Table, common: Common, scope: Names, moot_when: Condition | None) -> Rule:
    _in_time(table, common)
    then = table.table("then")
    waives, keeps = then.texts("waives"), then.texts("keeps", ())
    then.done()
    return WaiverRule(**common.fields(), waives=waives, keeps=keeps)


def _scope(table: Table, common: Common, scope: Names, moot_when: Condition | None) -> Rule:
    _in_time(table, common)
    then = table.table("then")
    returns = [name for name, kind in catalogue().kinds.items() if kind == "return"]
    disposition = one_of(then, "disposition", then.text("disposition"), returns, "a return")
    requires = _requires(then)
    then.done()
    return ScopeRule(**common.fields(), disposition=disposition, requires=requires)


def _pathway(table: Table, common: Common, scope: Names, moot_when: Condition | None) -> Rule:
    _in_time(table, common)
    then = table.table("then")
    pathway = one_of(then, "pathway", then.text("pathway"), catalogue().pathways, "a pathway")
    then.done()
    return PathwayRule(**common.fields(), pathway=pathway)


def _routing(table: Table, common: Common, scope: Names, moot_when: Condition | None) -> Rule:
    _in_time(table, common)
    then = table.table("then")
    specialty = _specialty(then, None)
    found = RoutingRule(
        **common.fields(),
        dispositions=_dispositions(then, "dispositions"),
        excludes=_dispositions(then, "excludes"),
        within_minutes=_minutes(then),
        via=_optional(then, "via"),
        specialty=specialty,
        ambulance_category=_category(then),
        by_senior=common.kind == "catch_all" or then.flag("by_senior", default=False),
        offers=_dispositions(then, "offers"),
    )
    then.done()
    return found


def _senior(table: Table, common: Common, scope: Names, moot_when: Condition | None) -> Rule:
    then = table.table("then")
    otherwise = _optional(then, "otherwise")
    if otherwise is not None:
        one_of(then, "otherwise", otherwise, catalogue().kinds, "a disposition")
    found = SeniorRule(
        **common.fields(),
        otherwise=otherwise,
        supported=_condition(table, "supported", scope),
        within_minutes=_minutes(then),
        requires=_requires(then),
        adjuncts=_adjuncts(then),
        offers=_dispositions(then, "offers"),
    )
    then.done()
    return found


def _alongside(table: Table, common: Common, scope: Names, moot_when: Condition | None) -> Rule:
    then = table.table("then")
    found = AlongsideRule(
        **common.fields(), adjuncts=_adjuncts(then), requires=_requires(then), within_minutes=_minutes(then)
    )
    then.done()
    return found


Reader = Callable[[Table, Common, Names, Condition | None], Rule]

READERS: Final[Mapping[str, Reader]] = {
    "red_flag": _flag,
    "needed": _needed,
    "waiver": _waiver,
    "scope": _scope,
    "pathway": _pathway,
    "routing": _routing,
    "catch_all": _routing,
    "senior": _senior,
    "adjunct": _alongside,
    "requires": _alongside,
}
