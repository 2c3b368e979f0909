"""Two rulesets are compared rule by rule, with what their packs and data say."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from carecon.rules.governing.diff import Difference, differences
from carecon.rules.governing.kept import Kept, read_kept
from carecon.rules.governing.sources import shipped, with_packs

DEVON = shipped("devon")
BRAIN = "red_flags_brain_and_injury.toml"


def changed(folder: Path, *changes: tuple[str, str], file: str = BRAIN, within: str = "carecon.rules") -> Kept:
    path = files(within)
    text = ((path / "packs" / file) if within == "carecon.rules" else (path / file)).read_text(encoding="utf-8")
    for now, then in changes:
        assert now in text
        text = text.replace(now, then, 1)
    (folder / file).write_text(text, encoding="utf-8")
    return with_packs(folder, "devon")


def found(old: Kept, new: Kept) -> list[Difference]:
    return list(differences(old, new))


def test_the_same_rules_do_not_differ() -> None:
    assert found(DEVON, shipped("devon")) == []


def test_a_comment_is_another_text_but_no_difference(tmp_path: Path) -> None:
    new = changed(tmp_path, ("[pack]", "# read again\n[pack]"))
    assert new.hash != DEVON.hash
    assert found(DEVON, new) == []


def test_a_field_is_told_with_both_sides(tmp_path: Path) -> None:
    (told,) = found(DEVON, changed(tmp_path, ('because = "', 'because = "Really: ')))
    assert told.what == "changed"
    assert told.field == "because"
    assert told.new == "Really: " + told.old


def test_a_threshold_that_moved_is_told_as_such_and_the_condition_in_words(tmp_path: Path) -> None:
    told = found(DEVON, changed(tmp_path, ("gcs < 15", "gcs < 14")))
    moved = next(each for each in told if each.field.startswith("threshold"))
    assert (moved.field, moved.old, moved.new) == ("threshold of gcs <", "15", "14")
    words = next(each for each in told if each.field == "when")
    assert "GCS below 15" in words.old
    assert "GCS below 14" in words.new


def test_a_limit_of_age_that_moved_is_told_for_every_fact_it_holds_for(tmp_path: Path) -> None:
    told = found(DEVON, changed(tmp_path, ('observations = "6 h"', 'observations = "12 h"'), file="answers.toml"))
    assert {(each.where, each.field, each.old, each.new) for each in told} == {
        ("too old", "after", "6:00:00", "12:00:00")
    }
    assert {"spo2", "heart_rate", "temperature"} <= {each.id for each in told}


def test_whom_a_fact_is_not_for_is_told_in_words_with_the_limit_that_moved(tmp_path: Path) -> None:
    told = found(DEVON, changed(tmp_path, ("age_years >= 60", "age_years >= 50"), file="answers.toml"))
    assert {(each.where, each.id) for each in told} == {("does not apply", "pregnant")}
    assert any(each.field == "threshold of age_years >=" for each in told)


def test_rules_that_came_and_went_are_told_whole(tmp_path: Path) -> None:
    told = found(DEVON, changed(tmp_path, ('id = "RF-STROKE-01"', 'id = "RF-STROKE-09"')))
    assert {(each.id, each.what) for each in told} == {("RF-STROKE-01", "removed"), ("RF-STROKE-09", "added")}
    back = found(changed(tmp_path, ('id = "RF-STROKE-01"', 'id = "RF-STROKE-09"')), DEVON)
    assert {(each.id, each.what) for each in back} == {("RF-STROKE-01", "added"), ("RF-STROKE-09", "removed")}


def test_tests_that_came_and_went_are_told(tmp_path: Path) -> None:
    told = found(DEVON, changed(tmp_path, ("expect = true", "expect = false")))
    assert {each.field for each in told} == {"tests"}
    assert [bool(each.old) for each in told] == [True, False]


def test_facts_ids_and_area_are_compared_key_by_key(tmp_path: Path) -> None:
    (told,) = found(
        DEVON, changed(tmp_path, ("ucr_2h = 120", "ucr_2h = 100"), file="ids.toml", within="carecon.clinical")
    )
    assert (told.where, told.field, told.old, told.new) == ("ids", "ucr_2h", "120", "100")

    other = {each.where for each in found(DEVON, shipped("coventry"))}
    assert other == {"area"}


def test_a_data_file_that_was_not_part_of_older_rules_is_told_once() -> None:
    part = f"##### words.toml\n{DEVON.data['words.toml']}\n"
    assert part in DEVON.text
    older = read_kept(DEVON.text.replace(part, ""))
    (told,) = found(older, DEVON)
    assert (told.where, told.id, told.what) == ("file", "words.toml", "added")


def test_where_a_danger_sign_may_settle_is_told_key_by_key(tmp_path: Path) -> None:
    here = 'disposition = "planned_attendance"\nif.all = [\n  { any = ["gcs == 15"'
    told = found(DEVON, changed(tmp_path, (here, here.replace("\n", "\nwithin_minutes = 90\n", 1))))
    assert [(each.id, each.field, each.old, each.new) for each in told] == [
        ("RF-HEAD-01", "may settle on planned_attendance: within_minutes", "60", "90")
    ]

    told = found(DEVON, changed(tmp_path, ("vomiting_since_injury < 2", "vomiting_since_injury < 3")))
    fields = [(each.field, each.old, each.new) for each in told]
    assert ("threshold of vomiting_since_injury <", "2", "3") in fields
    assert not any("{" in each.old for each in told)


def test_a_place_to_settle_that_is_gone_is_told_in_words(tmp_path: Path) -> None:
    text = (files("carecon.rules") / "packs" / BRAIN).read_text(encoding="utf-8")
    at = text.index("[[rule.may_settle_on]]")
    (tmp_path / BRAIN).write_text(text[:at] + text[text.index("\n\n", at) :], encoding="utf-8")
    (told,) = found(DEVON, with_packs(tmp_path, "devon"))
    assert told.field == "may settle on planned_attendance"
    assert told.old.startswith("if Blood thinner: no")
    assert told.old.endswith("within 1440 minutes")
    assert told.new == ""
