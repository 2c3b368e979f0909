"""Rulesets that do not ship: packs, and perhaps facts, ids and scores, from a file or a folder beside those that do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from carecon.area.area import load_area
from carecon.clinical.facts import DATA_FILES
from carecon.clinical.tables import Table, parse_toml, read_toml
from carecon.errors import BadInput
from carecon.rules.governing.kept import Kept, read_kept
from carecon.rules.ruleset import full_text, shipped_packs


def shipped(area: str) -> Kept:
    """The rules that ship, for an area. Raises BadInput for an area that there is not."""
    return read_kept(full_text(load_area(area), tuple(shipped_packs())))


def with_packs(path: Path, area: str) -> Kept:
    """The rules that ship, with the packs of a file or folder in place of those of the same id, and beside the others.

    A folder may hold `facts.toml`, `ids.toml`, `scores.toml` and the like too: they then count in place of those that
    ship. Nothing is checked yet but that the files can be read. Raises BadInput, with the file.
    """
    given = dict(_texts(path))
    data = {name: text for name, text in given.items() if name in DATA_FILES}
    packs = {name: text for name, text in given.items() if name not in DATA_FILES}
    replaced = {_pack_id(text, name) for name, text in packs.items()}
    kept = [(name, text) for name, text in shipped_packs() if _pack_id(text, name) not in replaced]
    if both := packs.keys() & {name for name, _ in kept}:
        raise BadInput(min(both), "a pack of another id ships under this file name", "choose another name")
    return read_kept(full_text(load_area(area), (*kept, *packs.items()), data))


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    if not path.exists():
        raise BadInput(str(path), "there is no such file or folder")
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not files:
        raise BadInput(str(path), "there is no pack in this folder", "a pack is a .toml file")
    return ((each.name, read_toml(each)[0]) for each in files)


def _pack_id(text: str, file: str) -> str:
    return Table(parse_toml(text, file), file).table("pack").text("id")
