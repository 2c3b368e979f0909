"""A pack that was opened: its head read, its tables not yet; and what rules and definitions take from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from carecon.clinical.hazards import hazards
from carecon.clinical.tables import Table, did_you_mean, parse_toml
from carecon.errors import BadInput
from carecon.rules.language.parsing import ConditionError
from carecon.rules.packing.too_old import Said, read_too_old
from carecon.rules.packing.unseen import first_unseen, line_of_unseen
from carecon.rules.packing.where import line_in
from carecon.rules.packing.without_value import WithoutValue, read_without_value

STATUSES: Final = ("draft", "shadow", "approved", "retired")

LONGEST: Final = 300
"""Characters of a problem in words."""


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
class Opened:
    """A pack with its head read and its tables not yet."""

    pack: Pack
    text: str
    moot_when: object
    definitions: tuple[Table, ...]
    rules: tuple[Table, ...]
    too_old: Said | None
    without_value: WithoutValue


def open_pack(text: str, file: str) -> Opened:
    try:
        data = parse_toml(text, file)
        _nothing_unseen(data, text, file)
        return _opened(Table(data, file), text, file)
    except PackError:
        raise
    except BadInput as error:
        path = error.where.removeprefix(file)
        if path.startswith(": "):
            line = line_in(text, key=path.rpartition(".")[2].removeprefix(": "))
            raise PackError(f"{file}:{line}{path}", error.problem, error.hint) from None
        raise PackError(error.where, error.problem, error.hint) from None


def _nothing_unseen(data: object, text: str, file: str) -> None:
    if char := first_unseen(text, data):
        problem = f"holds a character that nobody sees and a terminal obeys, U+{ord(char):04X}"
        raise PackError(f"{file}:{line_of_unseen(text)}", problem, "take it out")


def _opened(top: Table, text: str, file: str) -> Opened:
    head = top.table("pack")
    sources = head.table("sources", {})
    pack = Pack(
        id=head.text("id"),
        order=head.whole("order"),
        version=head.text("version"),
        title=head.text("title"),
        status=head.text("status"),
        owner=head.text("owner"),
        review_by=review_day(head, ...),
        sources=MappingProxyType({name: sources.text(name) for name in sources.names()}),
        file=file,
        hazards=hazards_named(head, ()),
        allows=tuple(_allowance(table) for table in top.tables("allow")),
    )
    if pack.status not in STATUSES:
        raise head.wrong("status", "must be one of " + ", ".join(STATUSES), did_you_mean(pack.status, STATUSES))
    moot_when = head.take("moot_when", None)
    head.done()
    too_old = None if top.peek("too_old") is None else read_too_old(top.table("too_old"), pack.sources)
    opened = Opened(
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


def review_day(table: Table, default: object) -> date:
    """`review_by`: the last day on which what stands here counts as reviewed."""
    found = table.take("review_by", default)
    if not isinstance(found, date) or isinstance(found, datetime):
        raise table.wrong("review_by", f"must be a day such as 2027-11-30, without quotes, not {found!r}")
    return found


def hazards_named(table: Table, default: tuple[str, ...]) -> tuple[str, ...]:
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


def source_words(table: Table, pack: Pack) -> str:
    """`ng232 1.2; falls` in the words of the pack's sources: `NICE NG232, Head injury, 2023, 1.2; NHS England ...`."""
    return "; ".join(_one_source(table, pack, given.strip()) for given in table.text("source").split(";"))


def _one_source(table: Table, pack: Pack, given: str) -> str:
    name, _, section = given.partition(" ")
    if name not in pack.sources:
        hint = did_you_mean(name, pack.sources) or "declared: " + ", ".join(pack.sources)
        raise table.wrong("source", f"{name!r} is not a source of this pack", hint)
    return f"{pack.sources[name]}, {section}" if section else pack.sources[name]


def wrong_in(each: Opened, name: object, error: BadInput | ConditionError, *, last: bool = False) -> PackError:
    """The error with file, line and id for one that knows the key, or the condition, alone."""
    if isinstance(error, ConditionError):
        line = line_in(each.text, name, condition=error.line, last=last)
        problem = f"{error.line}: {error.problem}" if error.line else error.problem
    else:
        key = error.where.removeprefix(f"{each.pack.file}: ").rpartition(".")[2]
        line, problem = line_in(each.text, name, key, last=last), f"{key}: {error.problem}"
    return PackError(f"{each.pack.file}:{line}: {name}", problem, error.hint)
