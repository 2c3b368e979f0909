"""What must hold for every case: each test is named for the rule of safety that it guards."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from carecon.area.context import Context, derive_context
from carecon.clinical.answers import NOT_KNOWN, Answer
from carecon.clinical.catalogue import NeededFacts, catalogue
from carecon.clinical.facts import vocabulary
from carecon.rules.advice import Advice, Recommendation
from carecon.rules.advise import advise
from carecon.rules.ruleset import load_ruleset
from tests.rules.random_cases import cases

RULESET = load_ruleset("devon")
AT = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)
KINDS = catalogue().kinds
FLAGS = catalogue().red_flags


def context(answers: dict[str, Answer], **service: Any) -> Context:
    return derive_context(RULESET.area, answers, AT, **service)


def advised(answers: dict[str, Answer]) -> Advice:
    return advise(answers, context(answers), RULESET)


def plain(**facts: Any) -> dict[str, Answer]:
    return {name: Answer(name, value) for name, value in facts.items()}


def settled(advice: Advice) -> Iterator[Recommendation]:
    if advice.recommended is not None:
        yield advice.recommended


def needed_and_missing(answers: dict[str, Answer]) -> set[str]:
    """What the rows of the ids still need, read here a second time and without the rules."""

    def holds(row_when: Any) -> bool:
        return all(
            name in answers and answers[name].known and any(_matches(answers[name].value, v) for v in values)
            for name, values in row_when.items()
        )

    lifted = [waiver for waiver in catalogue().waived if holds(waiver.when)]
    rows = [row for row in catalogue().needed if holds(row.when) and not any(w.lifts(row.name) for w in lifted)]
    return {"/".join(entry) for row in rows for entry in row.facts if not _met(entry, answers)}


def _matches(value: object, wanted: object) -> bool:
    return wanted in value if isinstance(value, tuple) else value == wanted


def _met(entry: tuple[str, ...], answers: dict[str, Answer]) -> bool:
    return any(name in answers for name in entry)


def test_unknown_is_not_no() -> None:
    flags = advised({}).red_flags
    assert set(flags.not_excluded) == set(FLAGS)
    assert not flags.present


def test_not_known_excludes_no_danger_sign_that_silence_leaves_open() -> None:
    draw = random.Random(5)
    names = [fact for fact in vocabulary().facts if fact not in ("source", "presenting_problem")]
    for answers in cases(11, 300):
        silent = [name for name in names if name not in answers]
        if silent:
            name = draw.choice(silent)
            before = advised(answers).red_flags
            after = advised({**answers, name: Answer(name, NOT_KNOWN)}).red_flags
            assert set(after.not_excluded) == set(before.not_excluded), name
            assert after.present == before.present, name


def test_a_present_danger_sign_settles_on_an_emergency_or_where_it_may() -> None:
    elsewhere = 0
    for answers in cases(1, 2000):
        advice = advised(answers)
        for best in settled(advice):
            if KINDS[best.disposition] == "return":
                continue
            emergency = KINDS[best.disposition] == "emergency"
            elsewhere += bool(advice.red_flags.present) and not emergency
            for flag in advice.red_flags.present:
                assert emergency or best.disposition in FLAGS[flag].may_settle_on, (flag, best.disposition)
    assert elsewhere > 20, "too few cases in which a sign settles on less than an emergency to say anything"


def test_nobody_stays_at_home_while_a_needed_fact_is_unanswered() -> None:
    stayed = 0
    for answers in cases(2, 1500):
        advice = advised(answers)
        for best in settled(advice):
            if KINDS[best.disposition] == "community":
                stayed += 1
                assert needed_and_missing(answers) == set(), best.disposition
                assert advice.state != "need_more_facts"
    assert stayed > 100, "too few cases in which somebody stays at home to say anything"


def test_a_needed_fact_that_nobody_can_answer_is_never_a_plain_stay_at_home_answer() -> None:
    for answers in cases(3, 800):
        advice = advised(answers)
        rows = [row for row in catalogue().needed if row.name in ("core", "person and place", "observations")]
        if advice.state == "recommend" and advice.recommended and not _waived(answers):
            vain = [name for row in rows for name in _vain(row, answers)]
            assert not vain or KINDS[advice.recommended.disposition] != "community", vain


def _vain(row: NeededFacts, answers: dict[str, Answer]) -> Iterator[str]:
    for entry in row.facts:
        name = entry[0]
        if name in answers and not answers[name].known:
            yield name


def _waived(answers: dict[str, Answer]) -> bool:
    """Dying, dead, or nothing new clinically: then observations are not chased."""
    lifting = ("died", "dying_phase_recognised", "plan_covers_this_event")
    calls = ("carer_breakdown", "equipment")
    problem = answers.get("presenting_problem")
    return (problem is not None and problem.value in calls) or any(
        name in answers and answers[name].value in (True, "prefers_home") for name in lifting
    )


def test_dnacpr_changes_nothing_but_cpr() -> None:
    for answers in cases(4, 120, died=False):
        without = {name: answer for name, answer in answers.items() if name not in ("dnacpr", "dnacpr_seen")}
        expected = _without_cpr(advised(without))
        for value in (True, False, NOT_KNOWN):
            for seen in ("seen", "told"):
                changed = {**without, **plain(dnacpr=value, dnacpr_seen=seen)}
                assert _without_cpr(advised(changed)) == expected


def _without_cpr(advice: Advice) -> dict[str, Any]:
    """The advice but for whether a decision about CPR is on paper: in an arrest that is about CPR, and is asked."""
    whole = advice.to_dict()
    return whole | {"ask": [question for question in whole["ask"] if question["fact"] != "dnacpr_seen"]}


DANGERS: dict[str, Any] = {
    "airway_compromise": True,
    "severe_breathlessness": True,
    "fast_positive": True,
    "cardiac_chest_pain": True,
    "pe_or_dvt_suspected": True,
    "suspected_infection": True,
    "non_blanching_rash": True,
    "mottled_or_ashen": True,
    "major_haemorrhage": True,
    "gi_bleed": True,
    "first_seizure": True,
    "hip_fracture_signs": True,
    "spinal_injury_signs": True,
    "acute_limb_ischaemia": True,
    "acute_abdomen": True,
    "overdose_or_poisoning": True,
    "immediate_suicide_risk": True,
    "immediate_danger": True,
    "head_injury": True,
    "anticoagulant": True,
    "injury_other_than_minor": True,
    "bladder_palpable": True,
    "clinical_concern": True,
    "hypercalcaemia_suspected": True,
    "svc_obstruction_signs": True,
    "choking_or_aspiration": True,
    "cord_compression_signs": True,
    "stroke_symptoms_resolved": True,
    "safe_to_remain": False,
    "able_to_weight_bear": False,
    "injury_story_inconsistent": True,
    "respiratory_rate": 26,
    "spo2": 90,
    "systolic_bp": 88,
    "heart_rate": 135,
    "blood_glucose": 2.8,
    "blood_ketones": 3.4,
    "acvpu": "voice",
    "kidney_function": "acute_injury_or_high_potassium",
    "syncope_features": ("palpitations",),
    "istumble": ("bleeding_freely",),
}
RANK = {"contact": 0, "community": 1, "hospital": 2, "emergency": 3}


BEFORE = [(answers, advised(answers)) for answers in cases(6, 300, age_years=82, died=False, postcode="TQ12 9ZZ")]


@pytest.mark.parametrize("danger", DANGERS)
def test_an_added_danger_never_lowers_the_answer(danger: str) -> None:
    value = DANGERS[danger]
    for answers, before in BEFORE[::3]:
        if before.recommended is None or not _adds(danger, value, answers):
            continue
        after = advised({**answers, danger: Answer(danger, value)})
        if after.recommended is None:
            continue
        was, now = before.recommended, after.recommended
        assert RANK[KINDS[now.disposition]] >= RANK[KINDS[was.disposition]], (was, now)
        assert now.urgency_minutes <= was.urgency_minutes, (was, now)


def _adds(danger: str, value: object, answers: dict[str, Answer]) -> bool:
    """Whether the danger is new; an answer that was asked in vain is knowledge gained, which may well reassure."""
    answer = answers.get(danger)
    # Stroke symptoms that have gone are better than those that have not: the danger is that there were any.
    still_there = ("fast_positive", "sudden_balance_or_vision_loss")
    lessens = danger == "stroke_symptoms_resolved" and any(
        answers[x].value is True for x in still_there if x in answers
    )
    return not lessens and (answer is None or answer.value not in (value, NOT_KNOWN))


def test_without_a_confirmed_identity_no_plan_sets_a_danger_sign_aside() -> None:
    plan = plain(
        escalation_plan="comfort_only",
        escalation_plan_seen="seen",
        escalation_plan_matches_person=True,
        escalation_plan_in_date=True,
        plan_covers_this_event="prefers_home",
        dying_phase_recognised=True,
        respiratory_rate=30,
        spo2=80,
    )
    assert advised({**plan, **plain(identity="confirmed", airway_compromise=False)}).red_flags.set_aside
    for identity in ("ambiguous", "unknown", NOT_KNOWN):
        advice = advised({**plan, **plain(identity=identity)})
        assert not advice.red_flags.set_aside
        assert advice.recommended is not None
        assert advice.recommended.disposition == "emergency_ambulance"


def test_a_certain_emergency_is_answered_in_any_area_at_any_hour_and_while_paused() -> None:
    night = datetime(2024, 1, 17, 3, 0, tzinfo=UTC)
    for postcode in ("PL12 9ZZ", "TQ12 9ZZ", "ZE1 9ZZ"):
        answers = plain(fast_positive=True, postcode=postcode, source="ambulance_stack")
        where = derive_context(RULESET.area, answers, night, intake_paused=True)
        best = advise(answers, where, RULESET).recommended
        assert best is not None
        assert (best.disposition, best.urgency_minutes, best.spoke) == ("emergency_ambulance", 0, None)


def test_observations_that_are_too_old_still_score_and_are_asked_again() -> None:
    fall = next(cases(7, 1))
    fresh = {**fall, **plain(presenting_problem="fall", spo2=97)}
    old = {**fresh, "spo2": Answer("spo2", 97, at=AT - timedelta(hours=7))}
    assert advised(old).scores.news2 is not None
    assert [score.stale for score in (advised(old).scores.news2,) if score] == [True]
    assert "spo2" in [ask.fact for ask in advised(old).ask] or advised(old).recommended is not None


def test_the_same_answers_in_any_order_give_the_same_advice() -> None:
    draw = random.Random(8)
    for answers in cases(9, 100):
        mixed = list(answers.items())
        draw.shuffle(mixed)
        assert advised(dict(mixed)).to_dict() == advised(answers).to_dict() == advised(dict(answers)).to_dict()


def test_every_case_gets_an_answer_and_every_rule_it_names_exists() -> None:
    for answers in cases(10, 1000):
        advice = advised(answers)
        assert (advice.recommended is not None) or advice.state == "need_more_facts"
        for option in (*settled(advice), *advice.alternatives):
            assert set(option.because) <= set(RULESET.rules), option.because
            assert option.urgency_minutes <= catalogue().urgency_minutes.get(option.disposition, 10**6)
        for excluded in advice.excluded:
            assert set(excluded.because) <= set(RULESET.rules)


def test_no_question_is_asked_that_was_answered_or_asked_in_vain() -> None:
    for answers in cases(12, 400):
        for ask in advised(answers).ask:
            assert ask.fact not in answers or ask.fact == "postcode", ask
