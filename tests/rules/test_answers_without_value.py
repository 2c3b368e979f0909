"""An answer without a value is never better than silence: whatever it is called, and whatever the fact."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime

from carecon.area.context import derive_context
from carecon.clinical.answers import Answer, Unknown
from carecon.clinical.catalogue import catalogue
from carecon.clinical.facts import vocabulary
from carecon.rules.advice import Advice
from carecon.rules.advise import advise, needed_rows
from carecon.rules.ruleset import load_ruleset
from tests.rules.random_cases import cases

AT = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)
RULESET = load_ruleset("devon")
KINDS = catalogue().kinds
FACTS = tuple(vocabulary().facts)

Answers = dict[str, Answer]


def advised(answers: Answers) -> Advice:
    return advise(answers, derive_context(RULESET.area, answers, AT), RULESET)


def kind(advice: Advice) -> str:
    return "" if advice.recommended is None else KINDS[advice.recommended.disposition]


def stays_at_home(advice: Advice) -> bool:
    """Whether it is settled, without anybody owning a risk, that the person stays in the community."""
    return advice.state == "recommend" and kind(advice) in ("community", "contact")


def silenced(seed: int, count: int) -> Iterator[tuple[str, Answers]]:
    """A case, and a fact that nobody has asked in it: one that would be needed as often as any other."""
    draw = random.Random(seed)
    for answers in cases(seed, count):
        needed = [
            name
            for row in needed_rows(answers, derive_context(RULESET.area, answers, AT), RULESET)
            for member in row.facts
            for name in ((member,) if isinstance(member, str) else member)
        ]
        fact = draw.choice(needed) if needed and draw.random() < 0.5 else draw.choice(FACTS)
        yield fact, {name: answer for name, answer in answers.items() if name != fact}


def test_no_answer_without_a_value_settles_what_silence_leaves_open() -> None:
    draw = random.Random(41)
    settled = 0
    for fact, answers in silenced(41, 4_000):
        before = advised(answers)
        after = advised({**answers, fact: Answer(fact, draw.choice(list(Unknown)))})
        settled += stays_at_home(before)
        assert not stays_at_home(after) or stays_at_home(before), (fact, before.state, after.to_dict())
    assert settled > 50


def test_no_answer_without_a_value_takes_away_a_danger_sign_or_an_emergency() -> None:
    draw = random.Random(42)
    for fact, answers in silenced(42, 2_000):
        before = advised(answers)
        after = advised({**answers, fact: Answer(fact, draw.choice(list(Unknown)))})
        assert set(after.red_flags.present) >= set(before.red_flags.present), fact
        possible = {*after.red_flags.present, *after.red_flags.not_excluded}
        assert possible >= set(before.red_flags.not_excluded), fact
        if before.recommended is not None and kind(before) == "emergency":
            assert kind(after) == "emergency", fact


def test_however_it_is_put_an_answer_without_a_value_comes_to_the_same() -> None:
    for fact, answers in silenced(43, 700):
        first, *others = (advised({**answers, fact: Answer(fact, each)}).to_dict() for each in Unknown)
        assert all(other == first for other in others), fact


def test_a_needed_fact_that_is_said_not_to_apply_is_nobodys_way_home() -> None:
    for fact, answers in silenced(44, 1_500):
        after = advised({**answers, fact: Answer(fact, Unknown.NOT_APPLICABLE)})
        if stays_at_home(after):
            rows = needed_rows(answers, derive_context(RULESET.area, answers, AT), RULESET)
            assert not any(fact == member for row in rows for member in row.open), fact
