"""A ruleset: facts, ids, scores, packs and area together, with one hash over the whole text of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

from carecon.area.area import Area, load_area
from carecon.clinical.answers import Answer
from carecon.clinical.catalogue import NeededFacts, Waiver, catalogue
from carecon.clinical.facts import DATA_FILES, data_text
from carecon.clinical.formats import phrase, sentence
from carecon.rules.advice import PackStamp
from carecon.rules.language.condition import ALWAYS, AllOf, AnyOf, Compare, Condition, Includes, Is, Not, OneOf
from carecon.rules.language.names import Kind, all_names
from carecon.rules.outcomes import outcome_class
from carecon.rules.packing.opened_pack import PackError
from carecon.rules.packing.pack import Packs, infos, read_packs
from carecon.rules.packing.rule import (
    AlongsideRule,
    FlagRule,
    NeededRule,
    PathwayRule,
    RoutingRule,
    Rule,
    RuleInfo,
    ScopeRule,
    SeniorRule,
    WaiverRule,
)
from carecon.rules.packing.services import SERVICE_RULES

R = TypeVar("R", bound=Rule)

IDS_REVIEW_BY: Final = date(2027, 11, 30)
"""The rows of `ids.toml` are reviewed with the packs."""

ENGINE: Final = "2"
"""What conditions, kinds of rule and their order mean. Raised by whoever changes the advice that the same text gives.

Texts without such a line are older: engine 1.
"""


@dataclass(frozen=True, slots=True)
class FlagInfo:
    """A danger sign in words: what it is called, why it matters, and the facts that bear on it."""

    id: str
    title: str
    because: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Everything that advice is made from. Equal hash, equal advice.

    `text` is all of it word for word (engine, facts, ids, scores, packs, area file), and `hash` its SHA-256.
    """

    area: Area
    packs: Packs
    text: str
    hash: str
    definitions: Mapping[str, Condition]
    flag_rules: Mapping[str, tuple[FlagRule, ...]]
    needed: tuple[NeededRule, ...]
    waivers: tuple[WaiverRule, ...]
    scope: tuple[ScopeRule, ...]
    pathways: tuple[PathwayRule, ...]
    routing: tuple[RoutingRule, ...]
    seniors: tuple[SeniorRule, ...]
    alongside: tuple[AlongsideRule, ...]
    rules: Mapping[str, RuleInfo]
    by_id: Mapping[str, Rule]

    @property
    def version(self) -> str:
        """The newest version among packs and area."""
        return max(self.area.version, *(pack.version for pack in self.packs.packs))

    @property
    def title(self) -> str:
        """`devon 2026.11`."""
        return f"{self.area.id} {self.version}"

    @property
    def stamp(self) -> PackStamp:
        """What advice says about where it comes from."""
        return PackStamp(self.area.id, self.version, self.hash)

    @property
    def disposition_kinds(self) -> Mapping[str, str]:
        """Disposition id to emergency, hospital, community, return or contact."""
        return catalogue().kinds

    @property
    def urgency_minutes(self) -> Mapping[str, int]:
        """Disposition id to the minutes by which help has come at the latest."""
        return catalogue().urgency_minutes

    @property
    def outcome_classes(self) -> tuple[str, ...]:
        """How cases are counted in the end."""
        return catalogue().outcome_classes

    def outcome_class(self, disposition: str, answers: Mapping[str, Answer]) -> str:
        """How a case with that disposition counts, presumed until its outcome is known."""
        return outcome_class(disposition, answers)

    def rule(self, rule_id: str) -> RuleInfo:
        """A rule in words. Raises KeyError."""
        return self.rules[rule_id]

    def flag(self, flag_id: str) -> FlagInfo:
        """A danger sign in words: those of its rule; where several raise it, its name and all their reasons.

        Which of them raised it in a case is in the advice (`red_flags.raised_by`). Raises KeyError.
        """
        rules = self.flag_rules[flag_id]
        title = rules[0].title if len(rules) == 1 else sentence(phrase(flag_id))
        because = " ".join(dict.fromkeys(rule.because for rule in rules))
        return FlagInfo(flag_id, title, because, catalogue().red_flags[flag_id].facts)


@cache
def load_ruleset(area: str | Path = "devon") -> Ruleset:
    """The shipped packs with an area that ships (by id) or an area file (by path). Raises BadInput or PackError."""
    return build_ruleset(load_area(area), tuple(shipped_packs()))


def build_ruleset(area: Area, pack_files: tuple[tuple[str, str], ...], text: str | None = None) -> Ruleset:
    """The ruleset of an area and of packs given as (file name, text). Raises PackError.

    `text` is the full text where it was kept: what was made by another engine keeps its own hash.
    """
    packs = read_packs(pack_files)
    if text is None:
        text = full_text(area, pack_files)
    needed = (*needed_by_ids(), *_of(NeededRule, packs))
    waivers = (*waived_by_ids(), *_of(WaiverRule, packs))
    flags: dict[str, list[FlagRule]] = {}
    for rule in _of(FlagRule, packs):
        flags.setdefault(rule.flag, []).append(rule)
    return Ruleset(
        area=area,
        packs=packs,
        text=text,
        hash=sha256(text.encode()).hexdigest(),
        definitions=MappingProxyType({name: each.when for name, each in packs.definitions.items()}),
        flag_rules=MappingProxyType({flag: tuple(flags[flag]) for flag in catalogue().red_flags if flag in flags}),
        needed=needed,
        waivers=waivers,
        scope=tuple(_of(ScopeRule, packs)),
        pathways=tuple(_of(PathwayRule, packs)),
        routing=tuple(_of(RoutingRule, packs)),
        seniors=tuple(_of(SeniorRule, packs)),
        alongside=tuple(_of(AlongsideRule, packs)),
        rules=MappingProxyType(
            {**infos(packs), **SERVICE_RULES, **{rule.id: rule.info for rule in (*needed, *waivers)}}
        ),
        by_id=MappingProxyType({rule.id: rule for rule in (*packs.rules, *needed, *waivers)}),
    )


def _of(kind: type[R], packs: Packs) -> Iterator[R]:
    return (rule for rule in packs.rules if isinstance(rule, kind))


def shipped_packs() -> Iterator[tuple[str, str]]:
    """The packs that ship: file name and text."""
    entries = sorted((files("carecon.rules") / "packs").iterdir(), key=lambda entry: entry.name)
    return ((entry.name, entry.read_text(encoding="utf-8")) for entry in entries if entry.name.endswith(".toml"))


def joined(parts: Iterable[tuple[str, str]]) -> str:
    """Named texts as one text that can be taken apart again. Raises PackError where a text holds a line like a name."""
    told = list(parts)
    for name, text in told:
        if PART in f"\n{text}":
            raise PackError(name, f"a line may not begin with {PART.strip()}: it parts the texts of a ruleset")
    return "".join(f"##### {name}\n{text}\n" for name, text in told)


PART: Final = "\n##### "
"""What stands before the name of a part in the text of a ruleset."""


def full_text(area: Area, pack_files: tuple[tuple[str, str], ...], data: Mapping[str, str] | None = None) -> str:
    """Everything that advice is made from, word for word. `data`: files by name that stand in for those that ship.

    Raises PackError as `joined` does.
    """
    other = data or {}
    used = ((name, other.get(name) or data_text(name)) for name in DATA_FILES)
    return joined([("engine", ENGINE), *used, *sorted(pack_files), (f"area {area.id}", area.text)])


def needed_by_ids() -> Iterator[NeededRule]:
    """The rows of needed facts that `ids.toml` asks for, whatever packs add."""
    for row in catalogue().needed:
        yield NeededRule(
            **_words_of(f"NEEDED-{_slug(row.name)}", "needed", row),
            title=row.name,
            because=f"Asked before anybody is left at home: {row.name}.",
            name=row.name,
            facts=row.facts,
        )


def waived_by_ids() -> Iterator[WaiverRule]:
    """The waivers of `ids.toml`."""
    for number, row in enumerate(catalogue().waived, 1):
        yield WaiverRule(
            **_words_of(f"WAIVED-{number}", "waiver", row),
            title="not asked: " + ", ".join(row.waives),
            because="Asking would not change what is done, or not help the person.",
            waives=row.waives,
            keeps=row.keeps,
        )


def _words_of(rule_id: str, kind: str, row: NeededFacts | Waiver) -> dict[str, Any]:
    return {
        "id": rule_id,
        "kind": kind,
        "source": f"carecon, ids.toml, 2026, {kind}",
        "pack": "ids",
        "when": _matches(row.when),
        "tests": (),
        "review_by": IDS_REVIEW_BY,
        "hazards": ("H-09",),
    }


def _matches(when: Mapping[str, tuple[object, ...]]) -> Condition:
    """Rows of `ids.toml`: every key must match, by any of its values."""
    parts = tuple(_matches_one(fact, values) for fact, values in when.items())
    return AllOf(parts) if parts else ALWAYS


def _matches_one(fact: str, values: tuple[object, ...]) -> Condition:
    match all_names()[fact].kind:
        case Kind.YES_NO:
            return AnyOf(tuple(Is(fact) if value else Not(Is(fact)) for value in values))
        case Kind.NUMBER:
            return AnyOf(tuple(Compare(fact, "==", float(str(value))) for value in values))
        case Kind.SEVERAL:
            return Includes(fact, tuple(map(str, values)))
        case _:
            return OneOf(fact, tuple(map(str, values)))


def _slug(name: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in name).upper().split())
