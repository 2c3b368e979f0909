"""A rule in words: complete, within its width, and shown as it is whatever stands in it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from carecon.desk.fired import Fired, FiredCase
from carecon.rules.language.condition import ALWAYS, Condition
from carecon.rules.language.names import all_names
from carecon.rules.language.parsing import parse_when
from carecon.rules.packing.rule import RuleTest
from carecon.rules.ruleset import load_ruleset
from carecon.screens.rule_catalogue import KINDS, SHORT_KINDS, RuleCatalogue, RuleEntry, catalogue_of
from carecon.screens.rule_lines import entry_line, entry_lines, fired_heading, fired_line
from carecon.screens.widgets.spans import width_of
from tests.screens.small_rules import small_ruleset
from tests.screens.synthetic import NOW, ZONE, uuid

SHIPPED = catalogue_of(load_ruleset("devon"))
SMALL = RuleCatalogue(small_ruleset())


def text_of(lines: object) -> str:
    assert isinstance(lines, list | tuple)
    return "\n".join("".join(text for text, _ in line) for line in lines)


def entry(when: Condition | None = None, *tests: RuleTest) -> RuleEntry:
    return RuleEntry("R-1", "routing", "A rule", "Because.", "a source", when=when, tests=tests)


def told(when: object, *tests: RuleTest) -> str:
    return text_of(entry_lines(entry(parse_when(when, all_names()), *tests), 80))


def test_every_kind_of_rule_has_words_and_a_short_word() -> None:
    assert set(SHIPPED.kinds) <= set(KINDS) == set(SHORT_KINDS)


def test_every_shipped_rule_fits_and_says_its_reason_and_its_source() -> None:
    for width in (40, 55, 78, 198):
        for each in SHIPPED.entries.values():
            lines = entry_lines(each, width)
            assert all(width_of(line) <= width for line in lines)
            flat = " ".join(text_of(lines).split())
            assert " ".join(each.because.split()[:4]) in flat
            assert width_of(entry_line(each, width, 3)) <= width


def test_a_rule_with_conditions_shows_its_tests_and_what_they_expect() -> None:
    rule = SMALL.entries["RF-STROKE-01"]
    shown = " ".join(text_of(entry_lines(rule, 100)).split())
    for part in (
        "Raises: stroke",
        "[ ] Face, arm or speech change: yes",
        "at least one of these:",
        "Stroke symptoms gone again: no -> holds",
        "Face, arm or speech change: yes -> not known",
        "Review by 30-Nov-2027",
        "Keeps in check: H-07",
        "NICE NG128",
        "Goes with",
    ):
        assert part in shown


def test_groups_are_told_as_what_they_are() -> None:
    shown = told({"all": ["fall", {"any": ["head_injury", "cfs >= 6"]}, {"none": ["lives_alone", "still_on_floor"]}]})
    assert "at least one of these:\n    [ ] Head injury: yes\n    [ ] CFS 6 or more" in shown
    for part in ("[ ] Fall: yes", "none of these:\n    [ ] Lives alone: yes\n    [ ] Still on the floor: yes"):
        assert part in shown


def test_a_rule_that_always_holds_says_so() -> None:
    assert "[ ] Always" in text_of(entry_lines(entry(ALWAYS), 80))


def test_a_test_says_what_the_answer_was_and_that_nothing_was_known() -> None:
    shown = told("fall", RuleTest({}, None), RuleTest({"fall": True}, True, answer="ucr_2h"))
    assert "nothing known -> not known" in shown
    assert "Fall: yes, the answer: community response within 2 hours -> holds" in shown
    assert "none of its own" in told("fall")


def test_a_danger_sign_names_the_rules_that_raise_it_and_where_it_may_settle() -> None:
    sign = SHIPPED.entries["tia"]
    assert sign.kind == "danger_sign"
    assert "RF-TIA-01" in sign.related
    assert any("May settle on" in line for line in sign.does)


def test_a_definition_names_the_rules_that_use_it() -> None:
    assert SMALL.entries["on_the_floor_long"].related == ("FALL-L2",)
    assert "on_the_floor_long" in SMALL.entries["FALL-L2"].related


def test_facts_behind_definitions_are_searched_too() -> None:
    found = {each.id for each in SMALL.find("floor_minutes")}
    assert {"FALL-L2", "on_the_floor_long"} <= found
    assert SMALL.find("FLOOR_minutes", "definition") == (SMALL.entries["on_the_floor_long"],)


def test_the_cases_are_told_with_when_and_what_came_of_them() -> None:
    since = NOW - timedelta(hours=2)
    fired = Fired(since, (FiredCase(uuid(1), "K7F-001", NOW, True, "ucr_2h", frozenset({"R-1"})),))
    assert fired_heading("R-1", fired, ZONE) == "Fired on 1 case since 08:12"
    assert fired_heading("R-2", fired, ZONE) == "Fired on no case since 08:12"
    assert "looking" in fired_heading("R-1", None, ZONE)
    assert "signed    community response within 2 hours" in text_of([fired_line(fired.cases[0], 78, ZONE)])


@pytest.mark.parametrize("text", ["[/b] [red]x", "\x1b[31mred\x1b]52;c;aGVsbG8=\x07", "x" * 3000, "漢字 " * 400])
@pytest.mark.parametrize("width", [20, 57, 120])
def test_whatever_stands_in_a_rule_is_shown_and_not_obeyed(text: str, width: int) -> None:
    nasty = RuleEntry(
        *(text, text, text, text, text, text), hazards=(text,), does=(text,), related=(text,), facts=(text,)
    )
    case = FiredCase(uuid(1), text, NOW, True, text, frozenset())
    lines = [*entry_lines(nasty, width), entry_line(nasty, width, 1), fired_line(case, width, ZONE)]
    assert "\x1b" not in text_of(lines)
    assert all(width_of(line) <= width for line in entry_lines(nasty, width) if not text_of([line]).startswith("=="))


def test_where_a_danger_sign_may_settle_is_told_with_what_must_be_known() -> None:
    flat = " ".join(text_of(entry_lines(SHIPPED.entries["RF-GIBLEED-01"], 100)).split())
    assert "May settle on: planned hospital attendance" in flat
    assert ", if known: " in flat
    assert "Systolic BP above 100" in flat
