"""Standing advice until help comes: right for each danger sign, and never two lines against each other."""

from __future__ import annotations

from itertools import combinations, product

import pytest

from carecon.clinical.answers import Answer, check_value
from carecon.clinical.catalogue import catalogue
from carecon.clinical.facts import vocabulary
from carecon.clinical.meanwhile import meanwhile, read_meanwhile, until_help_comes
from carecon.errors import BadInput

NO_CPR = {"dnacpr": True, "dnacpr_seen": "seen", "identity": "confirmed"}


def told(*present: str, **facts: object) -> str:
    """What is said for these danger signs and facts."""
    answers = {name: Answer(name, check_value(vocabulary()[name], value)) for name, value in facts.items()}
    return "\n".join(until_help_comes(present, answers))


@pytest.mark.parametrize(
    ("flag", "said"),
    [
        ("hip_fracture", "DO NOT LIFT OR MOVE: keep still and warm until the ambulance has come."),
        ("spinal_injury", "Do not move; keep head and neck as they are."),
        ("reduced_consciousness", "Nothing by mouth. Recovery position. Stay with them."),
        ("hypoglycaemia", "Nothing by mouth. Recovery position. Stay with them."),
        ("stroke", "Nothing by mouth; note the time last seen well."),
        ("seizure", "do not hold them down"),
        ("airway_or_breathing", "sit up"),
        ("choking", "5 back blows"),
        ("major_haemorrhage", "Press hard"),
        ("anaphylaxis", "Own adrenaline pen now"),
        ("cardiac_arrest", "start CPR now"),
        ("poisoning", "Keep the packets"),
        ("suicide_risk", "Do not leave them alone"),
    ],
)
def test_each_danger_sign_has_its_instruction(flag: str, said: str) -> None:
    assert said in told(flag)


def test_nothing_is_said_where_there_is_no_danger_sign_and_no_unsafe_swallow() -> None:
    assert told() == ""
    assert told(swallow_safe=True) == ""
    assert told(swallow_safe=False) == "Nothing by mouth."


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"dnacpr": True},
        {"dnacpr": True, "dnacpr_seen": "told", "identity": "confirmed"},
        {"dnacpr": True, "dnacpr_seen": "seen", "identity": "ambiguous"},
        {"dnacpr": True, "dnacpr_seen": "seen"},
        {"dnacpr": False, "dnacpr_seen": "seen", "identity": "confirmed"},
        {"dnacpr": "not_known", "dnacpr_seen": "seen", "identity": "confirmed"},
        {"dnacpr": "not_applicable", "dnacpr_seen": "seen", "identity": "confirmed"},
        {"dnacpr": True, "dnacpr_seen": "cannot_be_obtained", "identity": "confirmed"},
        {"escalation_plan": "comfort_only", "escalation_plan_seen": "seen", "dying_phase_recognised": True},
        {"cfs": 9, "end_of_life_register": True},
    ],
)
def test_only_a_cpr_decision_that_was_seen_for_this_person_stops_cpr(facts: dict[str, object]) -> None:
    assert "start CPR now" in told("cardiac_arrest", **facts)
    assert "no CPR" not in told("cardiac_arrest", **facts)


def test_a_cpr_decision_that_was_seen_stops_cpr_and_nothing_else() -> None:
    said = told("cardiac_arrest", **NO_CPR)
    assert said == "CPR decision seen: no CPR. All other treatment and comfort go on."
    for flag in set(catalogue().red_flags) - {"cardiac_arrest"}:
        assert told(flag, **NO_CPR) == told(flag)


def test_somebody_on_the_floor_with_a_broken_hip_is_left_there() -> None:
    assert "Leave them on the floor" in told("hip_fracture", still_on_floor=True)
    assert "Leave them on the floor" in told("spinal_injury", still_on_floor=True)
    assert "Leave them on the floor" not in told("hip_fracture", still_on_floor=False)
    assert "Leave them on the floor" not in told("hip_fracture")


@pytest.mark.parametrize(
    "level", ["alert", "new_confusion", "voice", "pain", "unresponsive", "not_known", "cannot_be_obtained", None]
)
@pytest.mark.parametrize("swallow", [False, "not_known", "not_applicable", None])
@pytest.mark.parametrize("also", [(), ("hip_fracture",), ("spinal_injury",), ("stroke",), ("reduced_consciousness",)])
def test_low_sugar_with_an_unsafe_or_unknown_swallow_is_nothing_by_mouth(
    level: str | None, swallow: object, also: tuple[str, ...]
) -> None:
    facts = {name: value for name, value in (("acvpu", level), ("swallow_safe", swallow)) if value is not None}
    said = told("hypoglycaemia", *also, **facts)
    assert "Nothing by mouth" in said
    assert "Awake and swallowing" not in said


def test_somebody_awake_with_low_sugar_is_not_kept_from_sugar() -> None:
    assert "sugar by mouth now" in told("hypoglycaemia", swallow_safe=True, acvpu="alert")
    assert "then sugar at once" in told("hypoglycaemia", acvpu="alert")
    assert "sugar by mouth" not in told("hypoglycaemia", swallow_safe=True, acvpu="pain")


def test_no_line_speaks_against_another() -> None:
    spoken_for = sorted({flag for each in meanwhile().instructions for flag in each.flags})
    levels = ("alert", "new_confusion", "voice", "unresponsive", "not_known", "cannot_be_obtained")
    for count in (1, 2, 3):
        for present in combinations(spoken_for, count):
            for level, swallow in product(levels, (True, False, "not_known")):
                said = told(*present, acvpu=level, swallow_safe=swallow)
                if {"hip_fracture", "spinal_injury"} & set(present):
                    assert "ecovery position" not in said, present
                    assert "sit up in" not in said, present
                if "Nothing by mouth." in said or "Nothing by mouth;" in said:
                    assert "sugar by mouth" not in said, present
                    assert "sugar at once" not in said, present


def test_the_lines_are_short_and_there_are_two_at_most_for_each() -> None:
    for each in meanwhile().instructions:
        assert 1 <= len(each.lines) <= 2
        assert all(len(line) <= 120 for line in each.lines)


def test_every_source_is_used_and_the_file_asks_for_its_review() -> None:
    found = meanwhile()
    assert {each.source for each in found.instructions} <= set(found.sources)
    assert found.status == "draft"
    assert found.review == "needs review by a clinical safety officer"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ('flags = ["brokn_hip"]', "is not a danger sign: 'brokn_hip'"),
        ('flags = ["stroke"]\nwhen = { swalow_safe = [true] }', "is not a fact"),
        ('flags = ["stroke"]\nwhen = { swallow_safe = ["maybe"] }', "must be yes or no"),
        ('flags = ["stroke"]\nwhen = { swallow_safe = true }', "must be a list of values"),
        ('flags = ["stroke"]\nunless = { access_notes = ["x"] }', "must be an open fact"),
        ('flags = ["stroke"]\nif = { swallow_safe = [true] }', "is not a key that is known here"),
        ("", "it would hold for everybody"),
    ],
)
def test_a_mistake_in_the_file_is_named(row: str, problem: str) -> None:
    head = '[meanwhile]\nversion = "1"\nstatus = "draft"\nowner = "o"\nreview = "r"\nreview_by = 2027-01-01\n'
    text = f'{head}[sources]\na = "A"\n[[instruction]]\n{row}\nlines = ["Do."]\nsource = "a"\n'
    with pytest.raises(BadInput, match=r"meanwhile\.toml: instruction 1") as told_of:
        read_meanwhile(text)
    assert problem in str(told_of.value)


def test_a_line_without_words_or_with_a_source_that_is_not_listed_is_a_mistake() -> None:
    head = '[meanwhile]\nversion = "1"\nstatus = "draft"\nowner = "o"\nreview = "r"\nreview_by = 2027-01-01\n'
    for lines, source, problem in (('[" "]', "a", "plain text"), ('["Do."]', "b", "is not one of")):
        text = f'{head}[sources]\na = "A"\n[[instruction]]\nflags = ["stroke"]\nlines = {lines}\nsource = "{source}"\n'
        with pytest.raises(BadInput, match=problem):
            read_meanwhile(text)
