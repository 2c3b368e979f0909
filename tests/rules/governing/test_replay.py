"""The stored text of a signed entry is read to the same answers, however it is read."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from carecon.clinical.facts import vocabulary
from carecon.rules.checks.facts_used import facts_used
from carecon.rules.governing.outcome_change import of_advice
from carecon.rules.governing.replay import SignedReader, answers_of, facts_unread
from carecon.rules.ruleset import load_ruleset
from carecon.rules.verdict import verdict
from tests.rules.random_cases import cases_of_all_ages

CONTEXT = {
    "at": "2026-01-05T10:00:00+00:00",
    "area": "devon",
    "in_area": True,
    "in_hours": True,
    "minutes_to_close": None,
    "spoke": None,
    "pause_applies": False,
}
ADVICE = {
    "alternatives": [{"disposition": "ucr_48h"}],
    "ask": [{"fact": "fall", "why": 'settles ,"pack":{"id": and more'}],
    "excluded": [],
    "pack": {"id": "devon", "sha256": "0", "version": "1"},
    "recommended": {"disposition": "ucr_2h", "urgency_minutes": 120, "because": ["FALL-1"]},
    "red_flags": {"present": ["stroke"]},
    "state": "recommend",
}
WORDS = st.text(st.sampled_from('{}[],:"\\ ax\n/') | st.characters(exclude_categories=["Cs"]), max_size=12)
VALUE = st.one_of(st.booleans(), st.integers(), WORDS, st.lists(WORDS, max_size=3), st.just("not_known"))
NAMES = st.sampled_from([name for name, fact in vocabulary().facts.items() if fact.kind.value in ("bool", "text")])


@st.composite
def facts(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    found = {}
    for name in draw(st.lists(NAMES | st.just("of_another_time"), unique=True, max_size=6)):
        entry: dict[str, Any] = {"fact": name, "value": draw(VALUE)}
        if draw(st.booleans()):
            entry |= {"by": draw(WORDS), "at": "2026-01-05T09:00:00Z", "seen": True}
        found[name] = entry
    return found


def stored(facts: dict[str, Any], **more: Any) -> str:
    payload = {"advice": ADVICE, "context": CONTEXT, "facts": facts, "outcome_class": "x", **more}
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@given(st.lists(st.tuples(facts(), WORDS), max_size=4))
def test_reading_text_after_text_is_the_same_as_parsing_each_whole(cases: list[tuple[dict[str, Any], str]]) -> None:
    reader = SignedReader()
    for each, words in cases:
        text = stored(each, agreed=words, reason=words, disposition=words)
        case, whole = reader.read(text), json.loads(text)
        assert case.answers == answers_of(whole.pop("facts"))
        assert case.whole()["reason"] == words
        assert of_advice(case.advice) == of_advice(whole["advice"])
        assert case.context.at.isoformat() == CONTEXT["at"]


def test_facts_of_another_time_are_left_out_and_named() -> None:
    given = {"fall": {"fact": "fall", "value": True}, "of_another_time": {"fact": "of_another_time", "value": 1}}
    assert list(answers_of(given)) == ["fall"]
    assert facts_unread(given) == ("of_another_time",)
    assert list(SignedReader().read(stored(given)).answers) == ["fall"]


def test_a_text_without_facts_or_in_another_order_is_read_too() -> None:
    assert SignedReader().read(stored({})).answers == {}
    given = {"fall": {"fact": "fall", "value": True}}
    mixed = json.dumps({"outcome_class": "x", "facts": given, "context": CONTEXT, "advice": ADVICE})
    assert SignedReader().read(mixed).answers == answers_of(given)
    assert SignedReader().read(mixed).advice == ADVICE


def test_only_the_facts_that_are_wanted_are_read() -> None:
    given = {name: {"fact": name, "value": True} for name in ("fall", "head_injury")}
    assert list(SignedReader(["fall"]).read(stored(given)).answers) == ["fall"]
    mixed = json.dumps({"facts": given, "context": CONTEXT, "advice": ADVICE})
    assert list(SignedReader(["fall"]).read(mixed).answers) == ["fall"]


def test_facts_that_no_rule_uses_make_no_difference() -> None:
    ruleset = load_ruleset("devon")
    used = facts_used(ruleset)
    for answers, context in cases_of_all_ages(ruleset.area, seed=20, count=300):
        wanted = {name: answer for name, answer in answers.items() if name in used}
        assert verdict(wanted, context, ruleset) == verdict(answers, context, ruleset)
