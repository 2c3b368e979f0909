"""What differs between two rulesets, rule by rule and field by field, in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import tomli

from carecon.rules.governing.kept import Kept, in_its_time

_WORK: Final = "carecon.rules.governing.description:describe"
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. `where`: pack, definition, rule, facts, ids, scores, area and the like.

    `what` is added, removed or changed; `field` and both sides are empty for what was added or removed whole.
    """

    where: str
    id: str
    what: str
    title: str = ""
    field: str = ""
    old: str = ""
    new: str = ""

    def to_dict(self) -> dict[str, str]:
        """As JSON."""
        return asdict(self)


def differences(old: Kept, new: Kept) -> Iterator[Difference]:
    """Everything that differs between two rulesets, each read with the facts of its own time.

    Nothing where the texts are the same but for comments and order within files that say the same.
    """
    if old.hash == new.hash:
        return
    if old.engine != new.engine:
        yield Difference("engine", "engine", "changed", field="version", old=old.engine, new=new.engine)
    before, after = (_by_id(in_its_time(kept, _WORK, {})) for kept in (old, new))
    for key in dict.fromkeys((*before, *after)):
        yield from _of_one(key, before.get(key), after.get(key))
    for name in dict.fromkeys((*old.data, *new.data)):
        if name in old.data and name in new.data:
            yield from _of_files(name.removesuffix(".toml"), old.data[name], new.data[name])
        else:
            yield Difference("file", name, "added" if name in new.data else "removed", "as part of what is hashed")
    if (old.area, old.area_text) != (new.area, new.area_text):
        yield from _of_files("area", old.area_text, new.area_text)


def _by_id(described: Iterator[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(each["what"], each["id"]): each for each in described}


def _of_one(
    key: tuple[str, str], before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> Iterator[Difference]:
    where, name = key
    if before is None or after is None:
        only = after or before or {}
        yield Difference(where, name, "added" if before is None else "removed", str(only.get("title", "")))
        return
    for field in dict.fromkeys((*before, *after)):
        old, new = before.get(field), after.get(field)
        if old == new:
            continue
        told = Difference(where, name, "changed", str(after.get("title", "")), field)
        yield from _of_field(told, old, new)


def _of_field(told: Difference, old: Any, new: Any) -> Iterator[Difference]:
    if _is_condition(old) or _is_condition(new):
        yield _with(told, _words(old), _words(new))
        yield from _thresholds(told, old, new)
    elif told.field == "tests" and isinstance(old, list) and isinstance(new, list):
        yield from (_with(told, _shown(each), "") for each in old if each not in new)
        yield from (_with(told, "", _shown(each)) for each in new if each not in old)
    elif told.field == "may_settle" and isinstance(old, list) and isinstance(new, list):
        yield from _settlements(told, old, new)
    else:
        yield _with(told, _shown(old), _shown(new))


def _settlements(told: Difference, old: list[Any], new: list[Any]) -> Iterator[Difference]:
    """Where a danger sign may settle, each disposition by itself and key by key."""
    before, after = ({each["disposition"]: each for each in side} for side in (old, new))
    if len(before) < len(old) or len(after) < len(new):  # one disposition on several conditions
        yield _with(told, _shown(old), _shown(new))
        return
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        about = replace(told, field=f"may settle on {name}")
        if one is None or other is None:
            yield _with(about, "" if one is None else _settled(one), "" if other is None else _settled(other))
            continue
        for key in one:
            if one[key] != other[key]:
                yield from _of_field(replace(about, field=f"{about.field}: {key}"), one[key], other[key])


def _settled(settlement: Mapping[str, Any]) -> str:
    """Where and if, in words."""
    return f"if {_words(settlement['condition'])}, within {settlement['within_minutes']} minutes"


def _thresholds(told: Difference, old: Any, new: Any) -> Iterator[Difference]:
    """The numbers of a condition that moved, where nothing else in it did."""
    if not (_is_condition(old) and _is_condition(new)):
        return
    one, other = old["line"], new["line"]
    if _NUMBER.sub("#", one) == _NUMBER.sub("#", other):
        for match, moved in zip(_NUMBER.finditer(one), _NUMBER.finditer(other), strict=True):
            if match[0] != moved[0]:
                about = one[: match.start()].rsplit("(", 1)[-1].split(" and ")[-1].split(" or ")[-1].strip(" ,")
                yield Difference(
                    told.where, told.id, "changed", told.title, f"threshold of {about}", match[0], moved[0]
                )


def _of_files(where: str, old: str, new: str) -> Iterator[Difference]:
    """The keys of two TOML texts that differ. One that only one side has is told whole."""
    if old != new:
        before, after = tomli.loads(old), tomli.loads(new)
        yield from _of_tables(where, "", before, after)


def _of_tables(where: str, path: str, old: Any, new: Any) -> Iterator[Difference]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            inner = f"{path}.{key}" if path else key
            if key not in old or key not in new:
                yield Difference(where, inner, "added" if key not in old else "removed")
            else:
                yield from _of_tables(where, inner, old[key], new[key])
    elif isinstance(old, list) and isinstance(new, list) and _tables(old) and _tables(new) and len(old) == len(new):
        for number, (one, other) in enumerate(zip(old, new, strict=True), 1):
            yield from _of_tables(where, f"{path} {_called(other) or number}", one, other)
    elif old != new:
        table, _, field = path.rpartition(".")
        yield Difference(where, table or path, "changed", field=field, old=_shown(old), new=_shown(new))


def _tables(values: list[Any]) -> bool:
    return bool(values) and all(isinstance(each, dict) for each in values)


def _called(table: Mapping[str, Any]) -> str:
    return str(table.get("id") or table.get("name") or "")


def _is_condition(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"line", "words"}


def _words(value: Any) -> str:
    return value["words"] if _is_condition(value) else ""


def _with(told: Difference, old: str, new: str) -> Difference:
    return Difference(told.where, told.id, told.what, told.title, told.field, old, new)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
