"""Which facts stand on the case screen, how they read, and what keys would record."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecon.clinical.answers import Unknown, Value
from carecon.clinical.facts import vocabulary
from carecon.clinical.formats import choice_words
from carecon.desk.case_views import FactState, FactView, State
from carecon.screens.fact_lines import key_words, question_height, question_lines, row_line, value_at
from carecon.screens.fact_list import editable_text
from carecon.screens.fact_sections import (
    LETTERS,
    NEEDED,
    FactRow,
    Folding,
    Pending,
    SectionRow,
    Unsaved,
    build,
    needed_facts,
    next_asked,
)
from carecon.screens.section_summaries import allergy_words, summaries
from carecon.screens.station import Drafts
from carecon.screens.unsaved import UnsavedAnswers
from carecon.screens.widgets.spans import Tone, width_of
from tests.screens.fake_advice import on_desk
from tests.screens.synthetic import SAID, ZONE, fact, fenwick, uuid

CASE = on_desk(fenwick())


def text_of(line: tuple[tuple[str, Tone], ...]) -> str:
    return "".join(text for text, _ in line)


def rows(folding: Folding | None = None, unsaved: Unsaved | None = None) -> list[SectionRow | FactRow]:
    return build(CASE, folding or Folding(needed=needed_facts(CASE, ())), unsaved or Unsaved(), summaries(CASE))


def test_every_fact_of_the_vocabulary_can_be_reached_by_a_letter() -> None:
    everything = rows(Folding(frozenset(LETTERS), needed_facts(CASE, ())))
    there = {row.fact.id for row in everything if isinstance(row, FactRow) and row.letter != NEEDED}
    assert there == set(vocabulary().facts)
    letters = [row.letter for row in everything if isinstance(row, SectionRow)]
    assert letters == list(LETTERS[: len(letters)])


def test_letters_of_sections_mean_nothing_else_on_the_case_screen() -> None:
    assert not set(LETTERS) & set("nmwxz")


def test_no_two_rows_have_one_key() -> None:
    keys = [row.key for row in rows(Folding(frozenset(LETTERS), needed_facts(CASE, ())))]
    assert len(keys) == len(set(keys))


def test_section_a_holds_what_the_problem_needs_and_counts_it() -> None:
    heading, *rest = rows()
    assert isinstance(heading, SectionRow)
    assert (heading.title, heading.answered, heading.total) == ("Needed for: fall", 5, 7)
    assert [row.fact.id for row in rest if isinstance(row, FactRow)][:2] == ["presenting_problem", "head_injury"]


def test_rows_of_section_a_keep_their_places_when_more_is_needed() -> None:
    before = ("spo2", "head_injury")
    assert needed_facts(CASE, before)[:2] == before


def test_what_is_asked_next_has_no_answer_on_its_way() -> None:
    assert next_asked(CASE, ()) == "hip_fracture_signs"
    assert next_asked(CASE, {"hip_fracture_signs"}) == "able_to_weight_bear"
    assert next_asked(CASE, {"hip_fracture_signs", "able_to_weight_bear"}) is None


def test_a_row_says_whether_it_is_answered_asked_on_its_way_refused_or_begun() -> None:
    known = vocabulary()["head_injury"]
    states = {
        "not asked": FactRow("a", known),
        "no": FactRow("a", known, fact("head_injury", False)),
        "... saving": FactRow("a", known, pending=Pending("no", 1)),
        "! not saved: no": FactRow("a", known, pending=Pending("no", 1, "The database is away.")),
        "! typed, not saved: n": FactRow("a", known, typed="n"),
        "? Head injury": FactRow("a", known, asked=True),
    }
    for words, row in states.items():
        line = row_line(row, 77, ZONE)
        assert words in text_of(line)
        assert width_of(line) <= 77


@pytest.mark.parametrize("width", [58, 77])
def test_what_counts_stands_before_what_was_typed_and_not_saved(width: int) -> None:
    row = FactRow("d", vocabulary()["acvpu"], fact("acvpu", "voice"), typed="1")
    line = row_line(row, width, ZONE)
    if width > 60:
        assert re.search(r"responds to voice.* ! .*not saved: 1", text_of(line))
    assert text_of(line).index("responds") < text_of(line).index("!")
    assert width_of(line) <= width


@pytest.mark.parametrize("width", [61, 80])
def test_every_choice_of_every_fact_stands_there_where_the_question_has_its_height(width: int) -> None:
    for known in vocabulary().facts.values():
        row = FactRow("a", known, fact(known.id, known.choices[0])) if known.choices and not known.many else None
        row = row or FactRow("a", known)
        for typed in (None, ""):
            height = question_height(row, width, typing=typed is not None)
            lines = question_lines(row, width, ZONE, typed=typed, height=height)
            told = " ".join(" ".join(text_of(line) for line in lines).split())
            assert "…" not in "".join(text_of(line) for line in lines[-height + 2 :]), known.id
            assert not known.choices or not any(re.search(r"\b\d+$", text_of(line)) for line in lines), known.id
            for number, choice in enumerate(known.choices, 1):
                assert f" {number} {choice_words(choice).removeprefix('responds to ')}" in told, known.id


def held_as(value: Value | Unknown, name: str = "head_injury") -> FactView:
    held = fact(name, False if name == "head_injury" else 6)
    return replace(held, answer=replace(held.answer, value=value))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (Unknown.NOT_KNOWN, "? not known"),
        (Unknown.CANNOT_BE_OBTAINED, "x cannot be had"),
        (Unknown.NOT_APPLICABLE, "- does not apply"),
    ],
)
def test_an_answer_without_a_value_is_shown_with_a_sign_and_words_of_its_own(value: Unknown, told: str) -> None:
    row = FactRow("a", vocabulary()["head_injury"], held_as(value))
    assert told in text_of(row_line(row, 77, ZONE))
    assert editable_text(row.fact, row.held) == ""


def test_what_is_too_old_says_how_old_behind_its_value() -> None:
    old = FactState(State.OUT_OF_DATE, "scores 2, and is asked again", "7 h 20 old.", timedelta(hours=7, minutes=20))
    for width in (60, 77, 120):
        row = FactRow("a", vocabulary()["heart_rate"], held_as(112, "heart_rate"), state=old)
        line = row_line(row, width, ZONE)
        assert re.search(r"112/min +! (7 h (20 )?)?old", text_of(line)), width
        assert width_of(line) <= width
    told = "".join(text_of(line) for line in question_lines(row, 120, ZONE, typed=None, height=4))
    assert "Now: 112/min, scores 2, and is asked again" in told


def test_a_long_value_gives_way_to_its_age() -> None:
    old = FactState(State.OUT_OF_DATE, "counts as recorded", "3 days old.", timedelta(days=3))
    row = FactRow("a", vocabulary()["istumble"], held_as(vocabulary()["istumble"].choices, "istumble"), state=old)
    line = row_line(row, 61, ZONE)
    assert "! old" in text_of(line)
    assert width_of(line) <= 61


def test_what_does_not_apply_is_not_shown_as_not_asked() -> None:
    state = FactState(State.NOT_APPLICABLE, "is not used", "The question does not arise.")
    told = text_of(row_line(FactRow("a", vocabulary()["pregnant"], state=state), 77, ZONE))
    assert "- does not apply" in told
    assert "not asked" not in told
    cfs = text_of(row_line(FactRow("a", vocabulary()["cfs"], held_as(6, "cfs"), state=state), 77, ZONE))
    assert re.search(r"6 +- does not apply", cfs)


def test_a_restricted_answer_is_not_shown_over_a_shoulder() -> None:
    row = FactRow("p", vocabulary()["access_notes"], fact("access_notes", "key safe 1234"))
    told = text_of(row_line(row, 77, ZONE)) + "".join(
        text_of(line) for line in question_lines(row, 77, ZONE, typed=None, height=4)
    )
    assert "1234" not in told
    assert "restricted" in told
    assert editable_text(row.fact, row.held) == ""


def test_the_keys_say_what_they_would_record() -> None:
    known = vocabulary()
    assert key_words(known["head_injury"], None) == "1 yes  2 no  n not known  x cannot be had  z n/a"
    assert "(30 to 100)" in key_words(known["spo2"], None)
    assert "0 none" in key_words(known["istumble"], None)
    assert key_words(known["presenting_problem"], "fa") == "Enter saves:  1 fall"
    assert "nothing begins like this" in key_words(known["presenting_problem"], "zz")


@given(st.sampled_from(["head_injury", "istumble", "spo2", "presenting_problem"]), st.integers(40, 120))
def test_no_line_ends_between_a_key_and_what_it_records(name: str, width: int) -> None:
    lines = question_lines(FactRow("a", vocabulary()[name]), width, ZONE, typed=None, height=12)
    assert not [line for line in lines if re.search(r"(^|\s)([nxz]|\d)\s*$", text_of(line))]


@given(st.sampled_from(sorted(vocabulary().facts)), st.one_of(st.none(), st.text(max_size=20)), st.integers(30, 120))
def test_the_question_of_every_fact_fits(name: str, typed: str | None, width: int) -> None:
    row = FactRow("a", vocabulary()[name])
    for height in (2, 4):
        lines = question_lines(row, width, ZONE, typed=typed, height=height)
        assert len(lines) <= height
        assert all(width_of(line) <= width for line in lines)


@given(st.integers(20, 200))
def test_a_value_has_room_in_every_width(width: int) -> None:
    assert 20 <= value_at(width) <= 42


def test_allergies_are_never_left_unsaid() -> None:
    view = fenwick()
    assert allergy_words(view) == "Allergies not asked"
    none = replace(view, facts={"allergies_status": fact("allergies_status", "none_known")})
    assert allergy_words(none) == "No known allergies"
    listed = replace(view, facts={"allergies": fact("allergies", "penicillin: rash")})
    assert allergy_words(listed) == "Allergies: penicillin: rash"


def test_a_folded_section_says_what_matters() -> None:
    told = summaries(CASE)
    assert told["observations"] == "NEWS2 0"
    assert told["frailty"] == "CFS 6"
    assert told["end_of_life"] == "none recorded"
    assert told["person"] == "own home, alone"
    assert SAID["cfs"] == 6


def test_a_later_answer_to_the_same_question_is_not_called_saved_by_an_earlier_one() -> None:
    unsaved = UnsavedAnswers(uuid(1), Drafts())
    unsaved.sent("spo2", "96 %", 1)
    unsaved.sent("spo2", "69 %", 2)
    unsaved.saved(1)
    assert unsaved.snapshot.pending["spo2"].words == "69 %"
    unsaved.saved(2)
    assert "spo2" not in unsaved.snapshot.pending


def test_what_was_refused_stays_until_it_is_answered_or_dropped() -> None:
    unsaved = UnsavedAnswers(uuid(1), Drafts())
    unsaved.sent("spo2", "96 %", 1)
    unsaved.refused(1, "The database is away.")
    assert unsaved.snapshot.pending["spo2"].refused == "The database is away."
    assert "spo2" not in unsaved.waiting
    assert unsaved.drop("spo2")
    assert not unsaved.drop("spo2")


def test_what_is_begun_belongs_to_one_case() -> None:
    drafts = Drafts()
    UnsavedAnswers(uuid(1), drafts).begun("next_of_kin", "Jo")
    assert UnsavedAnswers(uuid(1), drafts).snapshot.typed == {"next_of_kin": "Jo"}
    assert UnsavedAnswers(uuid(2), drafts).snapshot.typed == {}
    drafts.forget(uuid(1))
    assert UnsavedAnswers(uuid(1), drafts).snapshot.typed == {}
