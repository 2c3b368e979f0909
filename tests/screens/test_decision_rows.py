"""A decision as rows: the advice first, what must be there, and what is read from what was typed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecon.clinical.answers import Value
from carecon.errors import BadInput
from carecon.screens.decision_entry import enter, keep_typed, meant_choice, put_together
from carecon.screens.decision_rows import (
    Deciding,
    DecisionRow,
    Kind,
    begin,
    choose,
    first_missing,
    required,
    rows,
    tick,
)
from tests.screens.fake_advice import on_desk
from tests.screens.synthetic import NOW, SAID, ZONE, fenwick, minutes

KNOWN: dict[str, Value] = {**SAID, "hip_fracture_signs": False, "able_to_weight_bear": True}
CASE = on_desk(fenwick(1, KNOWN))
OPEN = on_desk(fenwick())


def row_of(deciding: Deciding, name: str) -> DecisionRow:
    return next(row for row in rows(CASE, deciding) if row.id == name)


def typed(deciding: Deciding, **texts: str) -> Deciding:
    for name, text in texts.items():
        deciding = enter(deciding, row_of(deciding, name), text, ZONE, NOW)
    return deciding


def test_what_is_recommended_is_chosen_with_what_goes_with_it() -> None:
    draft = begin(CASE, "R Hale").draft
    assert (draft.disposition, draft.spoke, draft.pathway) == ("ucr_2h", "south", "frailty_fall")
    assert draft.adjuncts == ("mdt_referral",)
    assert draft.seen_seq == 3


def test_nothing_is_chosen_while_questions_are_open() -> None:
    assert begin(OPEN, "R Hale").draft.disposition == ""
    assert [row.kind for row in rows(OPEN, begin(OPEN, ""))] == [Kind.OPTION, Kind.ANOTHER, Kind.SIGN]


def test_against_the_advice_a_reason_is_needed_before_the_desk_has_said_so() -> None:
    against = choose(CASE, begin(CASE, ""), "self_care")
    assert "reason" in required(CASE, against)
    assert "reason" not in required(CASE, begin(CASE, ""))


def test_what_the_desk_wants_recorded_has_the_last_word() -> None:
    deciding = replace(begin(CASE, "R Hale"), requires=("risk_acceptance", "senior_sign_off"))
    names = [row.id for row in rows(CASE, deciding) if row.kind is Kind.FIELD]
    assert names == ["spoke", "risk_acceptance", "senior", "safety_net"]


def test_a_choice_outside_the_advice_is_shown_as_chosen() -> None:
    made = rows(CASE, choose(CASE, begin(CASE, ""), "self_care"))
    chosen = [row for row in made if row.kind is Kind.OPTION and row.on]
    assert [(row.id, row.remark) for row in chosen] == [("self_care", "against the advice")]


def test_another_shows_every_disposition_once() -> None:
    made = rows(CASE, replace(begin(CASE, ""), opened=True))
    names = [row.id for row in made if row.kind is Kind.OPTION]
    assert len(names) == len(set(names)) == len(CASE.menu.dispositions)


def test_no_two_rows_have_one_key() -> None:
    made = rows(CASE, replace(begin(CASE, ""), opened=True, more_adjuncts=True))
    assert len({row.key for row in made}) == len(made)


def test_a_tick_comes_and_goes() -> None:
    deciding = tick(begin(CASE, ""), "safeguarding")
    assert deciding.draft.adjuncts == ("mdt_referral", "safeguarding")
    assert tick(deciding, "safeguarding").draft.adjuncts == ("mdt_referral",)


def test_what_was_typed_is_put_together_into_the_draft() -> None:
    against = replace(
        choose(CASE, begin(CASE, "R Hale"), "self_care"), requires=("callback", "reason", "senior_sign_off")
    )
    made = typed(
        against,
        callback_due="1230",
        reason_code="2",
        reason="daughter is a nurse",
        senior="Dr Penrose, GP",
        safety_net="ring if worse",
    )
    assert first_missing(rows(CASE, made)) is None
    draft = put_together(CASE, made)
    assert draft.callback_due == NOW + minutes(138)
    assert (draft.callback_by, draft.reason_code, draft.reason) == ("R Hale", "more_is_known", "daughter is a nurse")
    assert (draft.senior, draft.safety_net) == ("Dr Penrose, GP", "ring if worse")
    assert dict(draft.recorded) == {}


def test_what_else_must_be_recorded_goes_by_its_id() -> None:
    deciding = replace(begin(CASE, "R Hale"), requires=("risk_acceptance",))
    assert dict(put_together(CASE, typed(deciding, risk_acceptance="may fall again")).recorded) == {
        "risk_acceptance": "may fall again"
    }


def test_a_call_back_is_in_the_future() -> None:
    due = put_together(CASE, typed(begin(CASE, "R Hale"), callback_due="0900")).callback_due
    assert due is not None
    assert due > NOW


def test_what_cannot_be_read_as_a_time_is_refused_and_may_be_kept_as_typed() -> None:
    deciding = begin(CASE, "R Hale")
    row = row_of(deciding, "callback_due")
    with pytest.raises(BadInput, match="type it like"):
        enter(deciding, row, "half one", ZONE, NOW)
    kept = keep_typed(deciding, row, "half one")
    assert row_of(kept, "callback_due").value == "half one"
    assert row_of(kept, "callback_due").missing


def test_a_number_that_is_no_choice_is_refused() -> None:
    deciding = begin(CASE, "")
    with pytest.raises(BadInput, match="from 1 to 3"):
        enter(deciding, row_of(deciding, "spoke"), "9", ZONE, NOW)


def test_what_came_along_with_one_choice_goes_with_it_and_what_was_ticked_by_hand_stays() -> None:
    deciding = tick(begin(CASE, ""), "safeguarding")
    assert choose(CASE, deciding, "gp_same_day").draft.adjuncts == ("safeguarding",)
    assert choose(CASE, deciding, "self_care").draft.adjuncts == ("safeguarding",)
    back = choose(CASE, choose(CASE, deciding, "gp_same_day"), "ucr_2h")
    assert back.draft.adjuncts == ("mdt_referral", "safeguarding")


def test_what_was_ticked_and_unticked_by_hand_does_not_come_back() -> None:
    deciding = tick(tick(begin(CASE, ""), "safeguarding"), "safeguarding")
    assert choose(CASE, deciding, "gp_same_day").draft.adjuncts == ()


def test_what_was_typed_for_another_choice_is_not_signed_with_this_one() -> None:
    needs = ("callback", "reason", "senior_sign_off", "risk_acceptance")
    against = replace(choose(CASE, begin(CASE, "R Hale"), "self_care"), requires=needs)
    made = typed(
        against,
        callback_due="1230",
        reason_code="2",
        reason="daughter is a nurse",
        senior="Dr Penrose, GP",
        risk_acceptance="may fall again",
        safety_net="ring if worse",
    )
    draft = put_together(CASE, choose(CASE, made, "gp_same_day"))
    assert (draft.callback_due, draft.callback_by, draft.reason_code) == (None, "", "more_is_known")
    assert (draft.senior, dict(draft.recorded), draft.safety_net) == ("", {}, "ring if worse")
    advised = put_together(CASE, choose(CASE, made, "ucr_2h"))
    assert (advised.reason_code, advised.reason, advised.callback_due) == ("", "", NOW + minutes(138))


def test_what_was_typed_is_there_again_when_its_choice_is() -> None:
    against = replace(choose(CASE, begin(CASE, ""), "self_care"), requires=("risk_acceptance",))
    made = typed(against, risk_acceptance="may fall again")
    again = replace(choose(CASE, choose(CASE, made, "ucr_2h"), "self_care"), requires=("risk_acceptance",))
    assert dict(put_together(CASE, again).recorded) == {"risk_acceptance": "may fall again"}


def test_an_emergency_against_the_advice_does_not_wait_for_words() -> None:
    deciding = choose(CASE, begin(CASE, ""), "emergency_ambulance")
    missing = [row.id for row in rows(CASE, deciding) if row.missing]
    assert missing == ["reason_code"]


@given(st.text(max_size=20))
def test_a_choice_is_one_of_those_offered_or_none(text: str) -> None:
    row = row_of(begin(CASE, ""), "spoke")
    assert meant_choice(row, text) in {"", *dict(row.choices)}
