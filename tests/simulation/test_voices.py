"""Callers: they answer what they are asked, say more to people, and know nothing that makes no sense."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from carecon.clinical.answers import Answer
from carecon.clock import ManualClock
from carecon.desk.calls import OpenCall, open_call
from carecon.desk.hub import Hub
from carecon.simulation.families import families
from carecon.simulation.staff import staff
from carecon.simulation.voices import IN_ONE_BREATH, Voice, Voices

TAKER = staff().call_takers()[0]


def voices(hub: Hub) -> Voices:
    return Voices(hub, TAKER, Random(1))


def test_a_question_that_nobody_can_answer_is_answered_not_known() -> None:
    voice = Voice(untold={"gcs": Answer("gcs", 15)})
    asked, unknown = voice.answers(["gcs", "syncope"])
    assert asked.value == 15
    assert not unknown.known


def test_what_was_heard_is_not_said_again() -> None:
    voice = Voice(untold={"gcs": Answer("gcs", 15)}, by_name={"syncope": Answer("syncope", "none")})
    voice.heard([Answer("gcs", 15)])
    assert [answer.fact for answer in voice.breath()] == ["syncope"]


def test_nobody_says_everything_in_one_breath() -> None:
    facts = list(families()["chest_infection"].when_asked)[: IN_ONE_BREATH + 3]
    voice = Voice(untold={fact: Answer(fact, True) for fact in facts})
    assert len(voice.breath()) == IN_ONE_BREATH


def test_a_caller_from_before_the_shift_knows_what_the_reason_for_the_call_suggests(
    new_hub: Callable[..., Hub], clock: ManualClock
) -> None:
    hub = new_hub(clock)
    reason = families()["hip_fracture"].reason[0]
    told = [Answer("presenting_problem", "fall"), Answer("acvpu", "alert")]
    case = open_call(hub, TAKER, OpenCall(source="care_home", reason=reason, answers=told))
    voice = voices(hub).of(case.case_id)
    assert "hip_fracture_signs" in voice.untold | voice.by_name
    assert "acvpu" not in voice.untold | voice.by_name


def test_nobody_is_on_the_line_of_a_case_that_was_opened_at_a_console(
    new_hub: Callable[..., Hub], clock: ManualClock
) -> None:
    hub = new_hub(clock)
    case = open_call(hub, TAKER, OpenCall(source="care_home", reason="Rang about the parking"))
    assert voices(hub).of(case.case_id).breath() == []
