"""What only the packs together can get wrong: an id twice, a needed row that there is not, definitions in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from carecon.clinical.catalogue import catalogue
from carecon.clinical.tables import did_you_mean
from carecon.rules.language.condition import Is, leaves
from carecon.rules.language.parsing import DEEPEST
from carecon.rules.packing.opened_pack import Opened, PackError
from carecon.rules.packing.rule import Definition, NeededRule, Rule, WaiverRule
from carecon.rules.packing.where import line_in


def one_of_each(opened: Iterable[Opened]) -> None:
    found: dict[str, str] = {}
    for each in opened:
        if each.pack.id in found:
            where = f"{each.pack.file}:{line_in(each.text, each.pack.id)}: {each.pack.id}"
            raise PackError(where, f"there is another pack with this id, {found[each.pack.id]}", "give each its own")
        found[each.pack.id] = each.pack.file


def known_rows(opened: Iterable[Opened], rules: Mapping[str, Rule]) -> None:
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


def no_circles(definitions: Mapping[str, Definition], opened: Iterable[Opened]) -> None:
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
