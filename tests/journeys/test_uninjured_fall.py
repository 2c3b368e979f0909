"""A crew rings about an uninjured fall: from signing in to a signed handover, by keyboard alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from carecon.clinical.answers import Answer
from carecon.clock import ManualClock
from carecon.desk.people import system
from carecon.desk.upkeep import check_record
from carecon.record.case_view import CaseStatus
from tests.desk.cases import UNINJURED_FALL, answers
from tests.journeys.desk import PASSWORD, Desk, at_the_desk, keys_for, make_staffed_hub

NINE_MINUTES_PAST_TEN = datetime(2024, 1, 16, 10, 9, tzinfo=UTC)

FORM = {
    "source": "2",
    "caller": "Crew 4312",
    "callback": "07700 900123",
    "family_name": "Fenwick",
    "given_name": "Ada",
    "title": "Mrs",
    "born": "04-May-1937",
    "gender": "female",
    "nhs_number": "999 000 1073",
    "postcode": "TQ12 9ZZ",
    "location": "3 Orchard Row, Newton Abbot",
    "problem": "fall",
    "reason": "slid from bed, up and walking, third fall in a month",
}
"""What is typed while the crew speaks, field by field."""


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
async def test_from_a_ringing_phone_to_a_handover_at_the_spoke(tmp_path: Path, size: tuple[int, int]) -> None:
    clock = ManualClock(NINE_MINUTES_PAST_TEN)
    path = tmp_path / "hub.sqlite"
    make_staffed_hub(path, clock)
    async with at_the_desk(path, clock, size=size) as desk:
        await given_the_clinician_has_signed_in(desk)
        await when_the_call_is_typed_while_the_crew_speaks(desk)
        await when_every_question_that_is_asked_next_is_answered(desk)
        await then_the_advice_is_settled_on_a_community_response(desk)
        await when_the_decision_is_signed(desk)
        await then_the_handover_exists_and_the_queue_stands_in_front(desk)
        then_the_record_is_sound_and_says_the_same(desk)


async def given_the_clinician_has_signed_in(desk: Desk) -> None:
    await desk.until_screen("SignInScreen")
    await desk.type("rhale")
    await desk.press("enter")
    await desk.type(PASSWORD)
    await desk.press("enter")
    await desk.until_screen("QueueScreen")
    assert "Arrived" in desk.kinds()


async def when_the_call_is_typed_while_the_crew_speaks(desk: Desk) -> None:
    await desk.press("n")
    await desk.until_screen("NewCallScreen")
    for text in FORM.values():
        await desk.type(text)
        await desk.press("enter")
    if type(desk.console.screen).__name__ == "NewCallScreen":
        await desk.press("f2")
    await desk.until_screen("CaseScreen")
    assert "CaseLoaded" in desk.kinds()


async def when_every_question_that_is_asked_next_is_answered(desk: Desk) -> None:
    """The caller knows everything, and says only what is asked: next best question, answer, until advice is settled."""
    known = {answer.fact: answer for answer in answers(UNINJURED_FALL)}
    for _ in range(60):
        case = desk.console.screen.case  # type: ignore[attr-defined]
        if case.advice.state != "need_more_facts":
            return
        fact = case.advice.ask[0].fact
        before = case.view.seq
        await desk.press("space")
        row = desk.console.screen.query_one("#facts").fact_row  # type: ignore[attr-defined]
        assert row is not None
        assert row.fact.id == fact
        await desk.press(*keys_for(known.get(fact, Answer(fact, False))))
        await desk.until(
            lambda before=before: desk.console.screen.case.view.seq > before,  # type: ignore[attr-defined, misc]
            f"{fact} was not saved",
        )
    raise AssertionError(f"sixty questions, and still: {desk.screen_text}")


async def then_the_advice_is_settled_on_a_community_response(desk: Desk) -> None:
    advice = desk.console.screen.case.advice  # type: ignore[attr-defined]
    assert (advice.state, advice.recommended.disposition) == ("recommend", "ucr_2h")
    assert advice.recommended.spoke == "south"
    assert advice.red_flags.present == ()


async def when_the_decision_is_signed(desk: Desk) -> None:
    await desk.press("f8")
    await desk.until_screen("DispositionScreen")
    await desk.until(lambda: "HandoverPreviewed" in desk.kinds(), "no preview came")
    await desk.press("enter")
    await desk.until(lambda: "Signed" in desk.kinds(), "nothing was signed")


async def then_the_handover_exists_and_the_queue_stands_in_front(desk: Desk) -> None:
    await desk.until_screen("QueueScreen")
    await desk.until(lambda: "Signed 10:09" in desk.screen_text, "nobody was told who owns the person now")
    assert "Refused" not in desk.kinds()


def then_the_record_is_sound_and_says_the_same(desk: Desk) -> None:
    with desk.hub.store.read() as reading:
        row = reading.queue().rows[0]
        view = reading.case(row.case_id)
        waiting = reading.pending_outbox()
    assert view.status is CaseStatus.HANDED_OVER
    assert view.decision is not None
    assert (view.decision.disposition, view.decision.spoke, view.decision.agreed) == ("ucr_2h", "south", True)
    assert view.person.family_name == "Fenwick"
    note = view.handovers[0].text
    for words in ("FENWICK, Ada (Mrs)", "999 000 1073", "Allergies not asked", view.reference, "R Hale"):
        assert words in note
    assert [handover.payload for handover in waiting] == [note]
    desk.hub.store.seal()
    assert check_record(desk.hub, system("test")) == ()
