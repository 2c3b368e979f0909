"""How old is too old: read from packs, and the same for the score, the needed facts and whoever asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest

from carecon.area.area import load_area
from carecon.area.context import derive_context
from carecon.clinical.answers import NOT_KNOWN, Answer, Value
from carecon.clinical.facts import vocabulary
from carecon.errors import BadInput
from carecon.rules.advise import advise, needed_rows
from carecon.rules.packing.pack import read_packs
from carecon.rules.packing.too_old import UNLESS_SAID, TooOld, unless_said
from carecon.rules.ruleset import Ruleset, build_ruleset, load_ruleset

AT = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)
WELL: dict[str, Value] = {
    "respiratory_rate": 16,
    "spo2": 97,
    "on_oxygen": False,
    "systolic_bp": 120,
    "heart_rate": 75,
    "acvpu": "alert",
    "temperature": 37.0,
}
RULESET = load_ruleset("devon")
PACK = """
[pack]
id = "{id}"
order = {order}
version = "1"
title = "Ages"
status = "draft"
owner = "somebody"
review_by = 2027-11-30
[pack.sources]
mine = "A source of 2024"
{rest}
"""


def pack(rest: str, name: str = "ages", order: int = 1) -> tuple[str, str]:
    return f"{name}.toml", PACK.format(id=name, order=order, rest=rest)


def limits(*rest: str) -> TooOld:
    return read_packs(pack(each, f"ages{n}", n) for n, each in enumerate(rest, 1)).too_old


def minutes(too_old: TooOld, fact: str) -> float | None:
    limit = too_old.limits.get(fact)
    return None if limit is None else limit.after / timedelta(minutes=1)


def shipped(ages: str) -> Ruleset:
    """The shipped rules with other ages."""
    folder = files("carecon.rules") / "packs"
    texts = [(each.name, each.read_text()) for each in folder.iterdir() if each.name.endswith(".toml")]
    others = [each for each in texts if each[0] != "answers.toml"]
    return build_ruleset(load_area("devon"), (*others, pack(ages)))


def test_the_shipped_packs_call_observations_old_after_six_hours_and_name_a_source() -> None:
    old = RULESET.packs.too_old
    for fact in ("respiratory_rate", "spo2", "on_oxygen", "systolic_bp", "heart_rate", "acvpu", "temperature"):
        assert minutes(old, fact) == 360
        assert old.limits[fact].source


@pytest.mark.parametrize("fact", ["usual_spo2", "usual_systolic_bp", "usual_news2", "spo2_scale_2", "age_years"])
def test_what_is_usual_or_lasts_never_grows_old(fact: str) -> None:
    assert fact not in RULESET.packs.too_old.limits


@pytest.mark.parametrize(
    ("ago", "old"), [(timedelta(hours=6), False), (timedelta(hours=6, seconds=1), True), (timedelta(0), False)]
)
def test_an_answer_of_exactly_the_limit_is_not_too_old(ago: timedelta, old: bool) -> None:
    assert RULESET.packs.too_old.is_old(Answer("spo2", 95, AT - ago), AT) is old


@pytest.mark.parametrize("answer", [Answer("spo2", 95), Answer("spo2", NOT_KNOWN, AT - timedelta(days=3))])
def test_an_answer_without_a_time_or_a_value_is_not_too_old(answer: Answer) -> None:
    assert not RULESET.packs.too_old.is_old(answer, AT)


def test_packs_that_say_nothing_leave_the_limit_of_the_product() -> None:
    assert limits("") == unless_said()
    assert {limit.after for limit in unless_said().limits.values()} == {UNLESS_SAID}
    assert set(unless_said().limits) == {fact.id for fact in vocabulary().sections["observations"]}


def test_a_single_fact_has_its_own_limit_with_its_own_source() -> None:
    found = limits(
        """
        [too_old]
        source = "mine"
        observations = "12 h"
        never = ["pain_score"]
        [too_old.facts]
        blood_glucose = { after = "90 min", source = "mine 4.2" }
        ecg_findings = { after = "2 days", source = "mine" }
        """
    )
    assert minutes(found, "spo2") == 720
    assert minutes(found, "blood_glucose") == 90
    assert found.limits["blood_glucose"].source == "A source of 2024, 4.2"
    assert minutes(found, "ecg_findings") == 2 * 24 * 60
    assert minutes(found, "pain_score") is None


def test_of_several_packs_the_first_that_speaks_of_a_fact_counts() -> None:
    first = '[too_old]\nsource = "mine"\n[too_old.facts]\nspo2 = { after = "1 h", source = "mine" }'
    second = '[too_old]\nsource = "mine"\nobservations = "3 h"\nnever = ["spo2"]'
    assert minutes(limits(first, second), "spo2") == 60
    assert minutes(limits(second, first), "spo2") is None
    assert minutes(limits(first, second), "heart_rate") == 180


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('source = "mine"\nobservations = 6', "must be an age, not"),
        ('source = "mine"\nobservations = "6 hours"', "must be an age, not"),
        ('source = "mine"\nobservations = "0 h"', "more than nothing"),
        ('source = "mine"\nobservations = "99999 days"', "at most 366 days"),
        ('source = "yours"\nobservations = "6 h"', "is not a source of this pack"),
        ('observations = "6 h"', "source"),
        ('source = "mine"\nnever = ["spo3"]', "did you mean spo2"),
        ('source = "mine"\nobsevations = "6 h"', "did you mean observations"),
        ('source = "mine"\n[too_old.facts]\nspo3 = { after = "6 h", source = "mine" }', "did you mean spo2"),
        ('source = "mine"\n[too_old.facts]\nspo2 = { after = "6 h" }', "source"),
        ('source = "mine"\n[too_old.facts]\nspo2 = "6 h"', "must be a table"),
        ('source = "mine"\nnever = ["spo2"]\n[too_old.facts]\nspo2 = { after = "6 h", source = "mine" }', "never"),
    ],
)
def test_a_table_that_is_wrong_names_the_key_and_what_is_allowed(wrong: str, told: str) -> None:
    with pytest.raises(BadInput) as refused:
        limits(f"[too_old]\n{wrong}")
    assert told in str(refused.value)
    assert "ages1.toml" in str(refused.value)


def test_score_and_needed_facts_agree_on_what_a_pack_calls_old() -> None:
    answers = {name: Answer(name, value, AT - timedelta(minutes=100)) for name, value in WELL.items()}
    strict = shipped('[too_old]\nsource = "mine"\n[too_old.facts]\nspo2 = { after = "1 h", source = "mine" }')
    context = derive_context(RULESET.area, answers, AT)
    for ruleset, old in ((RULESET, set()), (strict, {"spo2"})):
        score = advise(answers, context, ruleset).scores.news2
        assert score is not None
        assert (score.low, score.stale) == (0, bool(old))
        members = [member for row in needed_rows(answers, context, ruleset) for member in row.open]
        asked = {member if isinstance(member, str) else member[0] for member in members}
        assert asked & set(answers) == old


def test_ages_are_part_of_the_hash() -> None:
    six = shipped('[too_old]\nsource = "mine"\nobservations = "6 h"')
    five = shipped('[too_old]\nsource = "mine"\nobservations = "5 h"')
    assert six.hash != five.hash
