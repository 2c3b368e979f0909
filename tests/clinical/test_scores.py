"""Scores against the published tables, an independent implementation, and every completion of what is missing."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import clincalc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecon.clinical.answers import NOT_KNOWN, Answer
from carecon.clinical.scores import NEWS2_FACTS, News2, cfs_applicable, efi_band, news2, score_tables

AT = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)
WELL: dict[str, Any] = {
    "respiratory_rate": 16,
    "spo2": 97,
    "on_oxygen": False,
    "systolic_bp": 120,
    "heart_rate": 75,
    "acvpu": "alert",
    "temperature": 37.0,
}
ACVPU = {"A": "alert", "C": "new_confusion", "V": "voice", "P": "pain", "U": "unresponsive"}

# Breathing rate, SpO2, air or oxygen, systolic, pulse, ACVPU, temperature, scale; parts; total; band.
# Worked from RCP NEWS2 (2017), chart 1.
WORKED = """
16 97 air 120 75 A 37.0 1  0,0,0,0,0,0,0  0 low
21 93 air 120 95 A 37.5 1  2,2,0,0,1,0,0  5 medium
18 96 air 125 80 C 36.8 1  0,0,0,0,0,3,0  3 low_medium
 8 96 air 111 51 A 36.1 1  3,0,0,0,0,0,0  3 low_medium
 9 95 air 110 50 A 36.0 1  1,1,0,1,1,0,1  5 medium
12 96 air 111 90 A 38.0 1  0,0,0,0,0,0,0  0 low
20 94 air 219 91 A 38.1 1  0,1,0,0,1,0,1  3 low
21 93 O2  101 110 A 39.0 1 2,2,2,1,1,0,1  9 high
24 92 O2  100 111 A 39.1 1 2,2,2,2,2,0,2 12 high
25 91 O2   91 130 V 35.1 1 3,3,2,2,2,3,1 16 high
25 91 O2   90 131 U 35.0 1 3,3,2,3,3,3,3 20 high
18 90 air 130 85 A 37.0 1  0,3,0,0,0,0,0  3 low_medium
18 90 air 130 85 A 37.0 2  0,0,0,0,0,0,0  0 low
18 93 air 130 85 A 37.0 2  0,0,0,0,0,0,0  0 low
18 93 O2  130 85 A 37.0 2  0,1,2,0,0,0,0  3 low
18 95 O2  130 85 A 37.0 2  0,2,2,0,0,0,0  4 low
18 97 O2  130 85 A 37.0 2  0,3,2,0,0,0,0  5 medium
18 97 O2  130 85 A 37.0 1  0,0,2,0,0,0,0  2 low
18 88 O2  130 85 A 37.0 2  0,0,2,0,0,0,0  2 low
18 87 air 130 85 A 37.0 2  0,1,0,0,0,0,0  1 low
18 85 air 130 85 A 37.0 2  0,2,0,0,0,0,0  2 low
18 83 air 130 85 A 37.0 2  0,3,0,0,0,0,0  3 low_medium
16 98 air 220 80 A 37.0 1  0,0,0,3,0,0,0  3 low_medium
16 98 air 120 40 A 37.0 1  0,0,0,0,3,0,0  3 low_medium
22 94 air 105 112 A 38.5 1 2,1,0,1,2,0,1  7 high
11 96 air 120 41 A 36.0 1  1,0,0,0,1,0,1  3 low
"""


def answers(facts: Mapping[str, Any], **more: Any) -> dict[str, Answer]:
    return {name: Answer(name, value) for name, value in {**facts, **more}.items()}


def old(answer: Answer, at: datetime) -> bool:
    return answer.at is not None and at - answer.at > timedelta(hours=6)


def score(facts: Mapping[str, Any], **more: Any) -> News2:
    found = news2(answers(facts, **more), AT, old)
    assert found is not None
    return found


def oracle(facts: Mapping[str, Any]) -> int:
    given = {
        "respiratory_rate": facts["respiratory_rate"],
        "spo2": facts["spo2"],
        "spo2_scale": "2" if facts.get("spo2_scale_2") else "1",
        "on_oxygen": facts["on_oxygen"],
        "systolic_bp": facts["systolic_bp"],
        "pulse": facts["heart_rate"],
        "consciousness": "alert" if facts["acvpu"] == "alert" else "confusion-or-vpu",
        "temperature": facts["temperature"],
    }
    return int(clincalc.calculate("news2", given)["result"])


@pytest.mark.parametrize("line", WORKED.strip().splitlines())
def test_the_worked_examples_of_the_chart_come_out_part_by_part(line: str) -> None:
    rr, spo2, gas, sbp, pulse, mind, temp, scale, parts, total, band = line.split()
    found = score(
        {
            "respiratory_rate": int(rr),
            "spo2": int(spo2),
            "on_oxygen": gas == "O2",
            "systolic_bp": int(sbp),
            "heart_rate": int(pulse),
            "acvpu": ACVPU[mind],
            "temperature": float(temp),
            "spo2_scale_2": scale == "2",
        }
    )
    order = ("respiratory_rate", "spo2", "on_oxygen", "systolic_bp", "heart_rate", "acvpu", "temperature")
    assert [found.parts[name] for name in order] == [(int(p), int(p)) for p in parts.split(",")]
    assert (found.low, found.high, found.band, found.complete) == (int(total), int(total), band, True)


def edges(name: str) -> list[float]:
    step = 0.1 if name == "temperature" else 1
    tops = [top for top in score_tables().parts[name].tops if top != float("inf")]
    return sorted({round(top + offset, 1) for top in tops for offset in (-step, 0, step)})


@pytest.mark.parametrize("name", ["respiratory_rate", "systolic_bp", "heart_rate", "temperature"])
def test_every_band_edge_agrees_with_an_independent_calculator(name: str) -> None:
    for value in edges(name):
        facts = {**WELL, name: value if name == "temperature" else int(value)}
        assert score(facts).low == oracle(facts), facts


@pytest.mark.parametrize("scale_2", [False, True])
@pytest.mark.parametrize("oxygen", [False, True])
def test_every_oxygen_level_agrees_on_both_scales(scale_2: bool, oxygen: bool) -> None:
    for spo2 in range(60, 101):
        facts = {**WELL, "spo2": spo2, "on_oxygen": oxygen, "spo2_scale_2": scale_2}
        assert score(facts).low == oracle(facts), facts


def test_ten_thousand_random_complete_sets_agree_with_an_independent_calculator() -> None:
    draw = random.Random(20241)
    for _ in range(10_000):
        facts = {
            "respiratory_rate": draw.randint(0, 60),
            "spo2": draw.randint(60, 100),
            "spo2_scale_2": draw.random() < 0.3,
            "on_oxygen": draw.random() < 0.3,
            "systolic_bp": draw.randint(50, 260),
            "heart_rate": draw.randint(20, 200),
            "acvpu": draw.choice(list(ACVPU.values())),
            "temperature": draw.randint(300, 420) / 10,
        }
        found = score(facts)
        assert found.low == found.high == oracle(facts), facts


observations = st.fixed_dictionaries(
    {
        "respiratory_rate": st.integers(0, 80),
        "spo2": st.integers(30, 100),
        "on_oxygen": st.booleans(),
        "systolic_bp": st.integers(30, 300),
        "heart_rate": st.integers(0, 300),
        "acvpu": st.sampled_from(list(ACVPU.values())),
        "temperature": st.integers(200, 450).map(lambda tenths: tenths / 10),
    }
)


@given(observations, st.sets(st.sampled_from(NEWS2_FACTS)), st.booleans())
def test_the_interval_contains_every_completion(whole: dict[str, Any], hidden: set[str], scale_2: bool) -> None:
    partial = score({name: value for name, value in whole.items() if name not in hidden}, spo2_scale_2=scale_2)
    total = score(whole, spo2_scale_2=scale_2).low
    assert partial.low <= total <= partial.high
    assert set(partial.missing) == hidden


def test_a_missing_observation_is_never_worth_nothing() -> None:
    for name in NEWS2_FACTS:
        without = {fact: value for fact, value in WELL.items() if fact != name}
        for facts in (without, {**without, name: NOT_KNOWN}):
            found = score(facts)
            assert found.high > 0
            assert found.band is None
            assert found.missing == (name,)


def test_nothing_known_may_be_anything_from_0_to_20() -> None:
    found = score({})
    assert (found.low, found.high, found.complete) == (0, 20, False)


def test_alert_alone_leaves_0_to_17() -> None:
    assert (score({"acvpu": "alert"}).low, score({"acvpu": "alert"}).high) == (0, 17)


def test_an_undocumented_scale_2_is_scale_1() -> None:
    facts = {**WELL, "spo2": 90}
    assert score(facts).low == score(facts, spo2_scale_2=NOT_KNOWN).low == score(facts, spo2_scale_2=False).low == 3
    assert score(facts, spo2_scale_2=True).low == 0


def test_a_single_part_of_3_is_low_medium_and_a_total_of_5_outranks_it() -> None:
    assert score({**WELL, "acvpu": "new_confusion"}).band == "low_medium"
    assert score({**WELL, "acvpu": "new_confusion", "respiratory_rate": 22}).band == "medium"
    assert score({**WELL, "acvpu": "new_confusion"}).worst_part == (3, 3)


@pytest.mark.parametrize("facts", [{"age_years": 15}, {"pregnant": True}, {"died": True}])
def test_no_score_where_it_does_not_apply(facts: dict[str, Any]) -> None:
    assert news2(answers(WELL, **facts), AT, old) is None


@pytest.mark.parametrize("facts", [{"age_years": 16}, {"age_years": NOT_KNOWN}, {"pregnant": False}, {}])
def test_a_score_where_nothing_says_that_it_does_not_apply(facts: dict[str, Any]) -> None:
    assert news2(answers(WELL, **facts), AT, old) is not None


def test_old_observations_still_score_and_are_marked_stale() -> None:
    taken = AT - timedelta(hours=6, minutes=1)
    held = {**answers(WELL), "spo2": Answer("spo2", 91, at=taken)}
    found = news2(held, AT, old)
    assert found is not None
    assert (found.low, found.stale) == (3, True)


def test_observations_that_are_not_too_old_are_not_stale() -> None:
    held = {**answers(WELL), "spo2": Answer("spo2", 97, at=AT - timedelta(hours=6))}
    found = news2(held, AT, old)
    assert found is not None
    assert not found.stale


@pytest.mark.parametrize(
    ("value", "band"),
    [
        (0, "fit"),
        (0.12, "fit"),
        (0.1201, "mild"),
        (0.24, "mild"),
        (0.25, "moderate"),
        (0.36, "moderate"),
        (0.3601, "severe"),
        (1, "severe"),
    ],
)
def test_efi_categories_change_above_their_limits(value: float, band: str) -> None:
    assert efi_band(value) == band


@pytest.mark.parametrize(
    ("facts", "applies"),
    [
        ({"age_years": 65}, True),
        ({"age_years": 64}, False),
        ({}, False),
        ({"age_years": NOT_KNOWN}, False),
        ({"age_years": 80, "learning_disability_or_stable_disability": True}, False),
        ({"age_years": 80, "learning_disability_or_stable_disability": False}, True),
    ],
)
def test_the_frailty_scale_drives_nothing_where_it_is_not_valid(facts: dict[str, Any], applies: bool) -> None:
    assert cfs_applicable(answers(facts)) is applies
