"""`carecon intake` and `carecon note`: a message from a file to a case, and the case to a note."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from carecon.cli.commands import run
from tests.intake.messages import bundle, parts, patient

ODD_TEXTS = ["[/b] [red]x", "SpO2 [low] 88", "\x1b[31mred\x07", "\u202eabc\u202c", "😀 fell", "x" * 10_000]


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARECON_SETTINGS", str(tmp_path / "settings.toml"))
    monkeypatch.delenv("CARECON_DATABASE_URL", raising=False)


@pytest.fixture
def database(tmp_path: Path) -> str:
    return str(tmp_path / "hub.sqlite")


@pytest.fixture
def message(tmp_path: Path) -> Path:
    path = tmp_path / "request.json"
    path.write_text(json.dumps(bundle(parts())), encoding="utf-8")
    return path


def intake(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, object]]]:
    status = run(["intake", "--json", *words])
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_message_becomes_a_case_of_the_ambulance_stack(
    message: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, [line] = intake(str(message), "--db", database, capsys=capsys)

    assert status == 0
    assert line["new"] is True
    assert line["patient"]["family"] == "Fenwick"  # type: ignore[index]
    assert line["callback"] == "07700900123"
    assert line["breach_at"]
    assert {"case", "location", "reason", "disposition", "warnings"} <= set(line)


def test_the_same_message_again_makes_no_second_case(
    message: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, [first] = intake(str(message), "--db", database, capsys=capsys)
    status, [again] = intake(str(message), "--db", database, capsys=capsys)

    assert (status, again["case"], again["new"]) == (0, first["case"], False)


def test_another_person_under_the_same_message_id_is_refused_loudly(
    message: Path, tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    intake(str(message), "--db", database, capsys=capsys)
    other = tmp_path / "other.json"
    other.write_text(json.dumps(bundle(parts(patient=patient(name=[{"family": "Cload"}])))), encoding="utf-8")

    assert run(["intake", str(other), "--db", database]) == 2
    assert "said something else" in capsys.readouterr().err


def test_a_birth_that_has_not_come_yet_is_left_out_and_warned_of(
    tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "unborn.json"
    path.write_text(json.dumps(bundle(parts(patient=patient(birthDate="2099-05-04")))), encoding="utf-8")

    status, [line] = intake(str(path), "--db", database, capsys=capsys)

    assert status == 0
    assert run(["note", str(line["case"]), "--db", database]) == 0
    assert "has not come yet" in capsys.readouterr().out


def test_a_bad_file_is_one_clear_line_and_the_others_are_still_read(
    message: Path, tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text('{"resourceType": "Bundle", "type": "mess', encoding="utf-8")

    status = run(["intake", str(bad), str(message), "--db", database])

    said = capsys.readouterr()
    assert status == 2
    assert len(said.err.splitlines()) == 1
    assert said.err.startswith("carecon: bad.json: ")
    assert "read into the queue" in said.out


def test_a_bad_file_leaves_nothing_half_written(
    tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("[]", encoding="utf-8")

    run(["intake", str(bad), "--db", database])
    capsys.readouterr()

    assert run(["record", "verify", "--db", database]) == 0


def test_a_file_that_is_not_there_is_named(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["intake", "nowhere.json", "--db", database]) == 2
    assert "nowhere.json: cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("text", ODD_TEXTS, ids=["markup", "brackets", "escapes", "bidi", "emoji", "long"])
def test_outside_text_is_kept_as_sent_and_printed_as_data(
    text: str, tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    request = bundle(parts(patient=patient(name=[{"family": text, "given": ["Ada"]}])))
    path = tmp_path / "odd.json"
    path.write_text(json.dumps(request), encoding="utf-8")

    status, [line] = intake(str(path), "--db", database, capsys=capsys)
    assert status == 0
    assert line["patient"]["family"] == text  # type: ignore[index]

    assert run(["note", str(line["case"]), "--db", database]) == 0
    assert run(["intake", str(path), "--db", database]) == 0
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert "\u202e" not in printed


def test_the_note_of_a_case_that_came_in_is_a_draft_until_it_is_signed(
    message: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, [line] = intake(str(message), "--db", database, capsys=capsys)

    assert run(["note", str(line["case"]).lower().replace("-", " "), "--db", database]) == 0

    note = capsys.readouterr().out
    assert "DRAFT: not signed" in note
    assert "Allergies not asked" in note
    assert run(["note", str(line["case"]), "--format", "markdown", "--db", database]) == 0
