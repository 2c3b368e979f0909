"""The command line: options anywhere, clear errors, exit statuses, and nothing that prompts without a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from carecon.cli.commands import run
from carecon.cli.quick import quick_start


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARECON_SETTINGS", str(tmp_path / "settings.toml"))
    monkeypatch.delenv("CARECON_DATABASE_URL", raising=False)


@pytest.mark.parametrize(
    "words",
    [
        ["--db", "a.sqlite", "--json", "locate"],
        ["locate", "--db", "a.sqlite", "--json"],
        ["--json", "locate", "--db", "a.sqlite"],
    ],
)
def test_shared_options_stand_before_or_after_the_subcommand(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == 0

    assert json.loads(capsys.readouterr().out)["database"] == "a.sqlite"


def test_the_environment_names_the_database_and_the_option_beats_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CARECON_DATABASE_URL", "of-the-environment.sqlite")

    run(["locate", "--json"])
    run(["locate", "--json", "--db", "of-the-option.sqlite"])

    first, second = (json.loads(line)["database"] for line in capsys.readouterr().out.splitlines())
    assert (first, second) == ("of-the-environment.sqlite", "of-the-option.sqlite")


@pytest.mark.parametrize("words", [["nonsense"], ["locate", "--nonsense"], ["note"], ["demo", "--role", "emperor"]])
def test_a_wrong_word_is_one_line_and_exit_status_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 2

    said = capsys.readouterr().err
    assert said.startswith("carecon: ")
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "words", [[], ["demo"], ["user", "first", "slake", "--full-name", "S Lake", "--organisation", "hub"]]
)
def test_nothing_prompts_without_a_terminal(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*words, "--db", str(tmp_path / "hub.sqlite")]) == 2

    assert "terminal" in capsys.readouterr().err


def test_a_wrong_settings_key_is_named_with_its_file_and_what_is_allowed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "settings.toml").write_text("databse = 'x'\n")

    assert run(["locate"]) == 2

    said = capsys.readouterr().err
    assert "settings.toml, databse: there is no such setting" in said
    assert "database" in said


def test_help_lists_every_subcommand_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0

    out = capsys.readouterr().out
    for word in ("advise", "demo", "doctor", "intake", "locate", "note", "record", "rules", "user", "carecon demo"):
        assert word in out


def test_a_note_of_a_case_that_is_not_there_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["note", "K7F-2QM", "--db", str(tmp_path / "hub.sqlite")]) == 2

    assert "There is no case K7F-2QM." in capsys.readouterr().err


def test_the_doctor_finds_a_new_desk_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--json", "--db", str(tmp_path / "none.sqlite")]) == 0

    assert all(item["well"] for item in json.loads(capsys.readouterr().out))


def test_the_first_administrator_is_made_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CARECON_PASSWORD", "three random words")
    words = ["user", "first", "slake", "--full-name", "S Lake", "--organisation", "devon-hub"]
    database = ["--db", str(tmp_path / "hub.sqlite")]

    assert run([*words, *database]) == 0
    assert run([*words, *database]) == 3
    assert "has users already" in capsys.readouterr().err


def test_a_weak_password_is_refused_with_what_would_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CARECON_PASSWORD", "short")

    words = ["user", "first", "slake", "--full-name", "S Lake", "--organisation", "devon-hub"]
    assert run([*words, "--db", str(tmp_path / "hub.sqlite")]) == 2
    assert "at least 12 characters (three random words make a good one)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "quick"),
    [
        ([], True),
        (["--db", "a.sqlite"], True),
        (["demo", "--db", "a.sqlite", "--still"], True),
        (["demo", "--db", "a.sqlite", "--role", "supervisor", "--still"], True),
        (["demo", "--db", "a.sqlite", "--role", "emperor", "--still"], False),
        (["demo"], False),
        (["--help"], False),
        (["--db"], False),
    ],
)
def test_only_the_plainest_ways_into_the_console_pass_the_command_line_by(
    words: list[str], quick: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carecon.cli.quick.has_terminal", lambda: True)

    assert (quick_start(words) is not None) is quick
