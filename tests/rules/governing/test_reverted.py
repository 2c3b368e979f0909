"""Of two rulesets, the changes are found, and each is taken back alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from carecon.area.area import load_area
from carecon.rules.governing.reverted import changed_ids, leading_to, with_one_reverted
from carecon.rules.language.condition import ALWAYS
from carecon.rules.ruleset import Ruleset, build_ruleset, load_ruleset, shipped_packs

DEVON = load_ruleset("devon")


def changed(*changes: tuple[str, str]) -> Ruleset:
    """The shipped rules with texts replaced, each once, wherever it first stands."""

    def packs() -> Iterator[tuple[str, str]]:
        left = list(changes)
        for name, text in shipped_packs():
            for change in list(left):
                if change[0] in text:
                    text = text.replace(*change, 1)
                    left.remove(change)
            yield name, text
        assert not left

    return build_ruleset(load_area("devon"), tuple(packs()))


def test_words_and_tests_are_no_change_of_what_is_advised() -> None:
    assert list(changed_ids(DEVON, DEVON)) == []
    assert list(changed_ids(DEVON, changed(('because = "', 'because = "Really: ')))) == []


def test_a_rule_that_changed_is_as_it_was_again() -> None:
    other = changed(('id = "RF-STROKE-01"', 'id = "RF-STROKE-09"'))
    assert set(changed_ids(DEVON, other)) == {"RF-STROKE-01", "RF-STROKE-09"}
    back = with_one_reverted(other, DEVON, "RF-STROKE-01")
    assert {rule.id for rule in back.flag_rules["stroke"]} == {"RF-STROKE-01", "RF-STROKE-09"}
    assert back.hash != other.hash
    gone = with_one_reverted(back, DEVON, "RF-STROKE-09")
    assert gone.flag_rules["stroke"] == DEVON.flag_rules["stroke"]
    assert "RF-STROKE-09" not in gone.by_id


def test_a_rule_that_went_away_comes_back_where_it_stood() -> None:
    for place, lists in (("first", 0), ("middle", len(DEVON.routing) // 2), ("last", -1)):
        rule = DEVON.routing[lists]
        rest = tuple(each for each in DEVON.routing if each is not rule)
        by_id = {name: each for name, each in DEVON.by_id.items() if each is not rule}
        other = replace(DEVON, routing=rest, by_id=by_id)
        assert list(changed_ids(DEVON, other)) == [rule.id], place
        assert with_one_reverted(other, DEVON, rule.id).routing == DEVON.routing, place


def test_a_definition_that_changed_is_as_it_was_again() -> None:
    name = next(iter(DEVON.definitions))
    other = replace(DEVON, definitions={**DEVON.definitions, name: ALWAYS})
    assert list(changed_ids(DEVON, other)) == [name]
    assert with_one_reverted(other, DEVON, name).definitions == DEVON.definitions


def test_what_leads_to_an_outcome_are_rules_and_the_definitions_they_stand_on() -> None:
    found = leading_to(["RF-HEAD-01"], DEVON)
    assert {"RF-HEAD-01", "less_than_alert"} <= found
    assert "RF-STROKE-01" not in found
    assert leading_to(["NO-RULE-OF-THESE"], DEVON) == {"NO-RULE-OF-THESE"}
