"""Banner, timer and notes: who this is about, since when, and what was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from carecon.desk.case_views import CaseStatus, NoteView, PersonView
from carecon.screens.case_lines import banner_lines, holder, note_lines, short_timer, strip_line, timer
from carecon.screens.widgets.spans import Tone, width_of
from tests.screens.fake_advice import on_desk
from tests.screens.synthetic import HALE, NOW, ZONE, fenwick, minutes


def text_of(line: tuple[tuple[str, Tone], ...]) -> str:
    return "".join(text for text, _ in line)


def banner(person: PersonView, *, wide: bool = True) -> str:
    lines = banner_lines(on_desk(replace(fenwick(), person=person)), 119, ZONE, wide=wide)
    return "\n".join(text_of(line) for line in lines)


def test_the_banner_says_what_is_not_known() -> None:
    told = banner(PersonView())
    assert "(name not known)" in told
    assert "Born not known" in told
    assert "NHS No. not known" in told


def test_the_banner_of_somebody_who_has_died_says_when() -> None:
    assert "Died 02-Jan-2024" in banner(replace(fenwick().person, died=date(2024, 1, 2)))


def test_age_is_that_on_the_day_of_the_call() -> None:
    assert "Born 17-Jan-1937 (86y)" in banner(replace(fenwick().person, born=date(1937, 1, 17)))
    assert "Born 16-Jan-1937 (87y)" in banner(replace(fenwick().person, born=date(1937, 1, 16)))


def test_a_narrow_banner_has_two_lines_that_fit() -> None:
    lines = banner_lines(on_desk(fenwick()), 80, ZONE, wide=False)
    assert len(lines) == 2
    assert all(width_of(line) <= 80 for line in lines)
    assert "NHS No. 999 000 1073" in text_of(lines[1])


@pytest.mark.parametrize(
    ("mine", "owner", "status", "words"),
    [
        (True, "R Hale", CaseStatus.WITH_CLINICIAN, "taken by you"),
        (False, "J Rao", CaseStatus.WITH_CLINICIAN, "J Rao has it"),
        (False, "", CaseStatus.WAITING, "nobody has it"),
        (True, "R Hale", CaseStatus.PARKED, "parked"),
        (True, "R Hale", CaseStatus.HANDED_OVER, "handed over"),
    ],
)
def test_who_has_the_case_is_said(mine: bool, owner: str, status: CaseStatus, words: str) -> None:
    view = replace(fenwick(), owner_name=owner, status=status)
    assert holder(on_desk(view, mine=mine))[0] == words


def test_the_timer_shows_what_has_happened_and_what_has_not() -> None:
    told = text_of(timer(fenwick(), NOW, ZONE))
    assert told.strip() == "10:08 received > 10:10 R Hale > decided -- > handed over --  due 16 min"


def test_an_answer_that_is_late_is_said_so() -> None:
    view = replace(fenwick(), breach_at=NOW - minutes(5))
    assert "late 5 min" in text_of(timer(view, NOW, ZONE))
    assert "late 5 min" in text_of(short_timer(view, NOW, ZONE))


def test_the_strip_says_how_to_ring_back_and_where() -> None:
    told = text_of(strip_line(on_desk(fenwick()), 200, NOW, ZONE, realm="TRAINING"))
    for part in ("TRAINING", "07700 900123", "3 Orchard Row, Newton Abbot", "South"):
        assert part in told


def test_a_missing_number_is_said_and_not_left_out() -> None:
    view = replace(fenwick(), callback="")
    assert "no call-back number" in text_of(strip_line(on_desk(view), 200, NOW, ZONE, realm=""))


def test_notes_stand_in_order_with_who_wrote_them_and_when() -> None:
    view = fenwick()
    later = NoteView(9, "Carer rang back", True, HALE.actor, NOW)
    lines = [text_of(line) for line in note_lines(replace(view, notes=(*view.notes, later)), 100, ZONE)]
    assert lines[0] == " 10:08  said: slid from bed, up and walking, third fall in a month"
    assert lines[1].startswith(" 10:11  rhale: Pendant pressed.")
    assert lines[2].strip() == "Would rather stay."
    assert lines[3] == " 10:12  rhale (restricted): Carer rang back"


def test_a_note_that_belonged_to_the_wrong_person_says_so() -> None:
    view = fenwick()
    notes = (replace(view.notes[0], left_behind=True),)
    assert "left behind: wrong person" in text_of(note_lines(replace(view, notes=notes, reason=""), 100, ZONE)[0])


def test_no_notes_yet_is_said() -> None:
    assert "No notes yet" in text_of(note_lines(replace(fenwick(), notes=(), reason=""), 80, ZONE)[0])
