"""`carecon advise` on files: one object a line, in order, and a wrong file never silences the others."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from carecon.cli.advise import advise_files
from carecon.cli.commands import run
from carecon.clock import ManualClock

FALL = """
at = 2024-01-16T10:12:00
[facts]
presenting_problem = "fall"
hip_fracture_signs = true
postcode = "TQ12 9ZZ"
"""
WOUND = """
at = 2024-01-16T10:12:00
[facts]
presenting_problem = "wound"
anticoagulant = true
"""
CLOCK = ManualClock(datetime(2024, 1, 16, 10, 0, tzinfo=UTC))


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    contents = {
        "a.toml": FALL,
        "b.toml": "[facts]\nspo2 = 900",
        "c.toml": 'area = "coventry"\n[facts]\npostcode = "CV6 9ZZ"',
    }
    for name, text in contents.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [tmp_path / name for name in contents]


def test_one_json_object_a_line_in_the_order_of_the_files(
    files: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert advise_files(files, as_json=True, clock=CLOCK) == 2
    first, second, third = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["recommended"]["disposition"] == "emergency_ambulance"
    assert first["recommended"]["ambulance_category"] == 3
    assert "30-100 %, not 900" in second["error"]
    assert third["pack"]["id"] == "coventry"


def test_the_object_has_the_keys_that_others_rely_on(files: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert advise_files(files[:1], as_json=True, clock=CLOCK) == 0
    found = json.loads(capsys.readouterr().out)
    keys = "state recommended alternatives red_flags excluded scores ask why_not pack"
    assert list(found) == keys.split()
    beside = {"adjuncts", "requires", "because", "outcome_class"}
    assert set(found["recommended"]) >= {"disposition", "urgency_minutes", "pathway", "spoke"} | beside
    assert set(found["red_flags"]) == {"present", "not_excluded", "set_aside"}
    assert set(found["scores"]["news2"]) >= {"low", "high", "complete", "band", "stale", "missing"}
    assert found["scores"]["cfs"] == {"value": None, "applicable": False}
    assert found["scores"]["efi"] is None
    assert {"disposition": "ucr_2h", "because": ["RF-HIP-01"]} in found["excluded"]


def test_people_are_told_in_words_and_errors_go_to_standard_error(
    files: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert advise_files(files, as_json=False, clock=CLOCK) == 2
    told = capsys.readouterr()
    assert "Advice: Emergency ambulance, now" in told.out
    assert "because       Hip or groin pain" in told.out
    assert "More facts are needed" in told.out
    assert "What is the main problem today?" in told.out
    assert "b.toml: facts.spo2" in told.err


def test_people_are_told_what_has_no_value_or_an_old_one_and_how_it_is_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "case.toml"
    case.write_text(
        """
        at = 2024-01-16T10:12:00
        [facts]
        age_years = 60
        sex = "male"
        presenting_problem = "fall"
        cfs = 5
        head_injury = "cannot_be_obtained"
        amnesia = "not_known"
        pregnant = "not_applicable"
        heart_rate = { value = 112, at = "2024-01-16T02:00" }
        """,
        encoding="utf-8",
    )
    assert advise_files([case], as_json=False, clock=CLOCK) == 0
    told = capsys.readouterr().out
    assert "Cannot be had   Head injury: a senior decides" in told
    assert "Not known       Cannot remember the event: " in told
    assert "Does not apply  Pregnant or recently gave birth: is not used" in told
    assert "Out of date     Pulse: scores 2, and is asked again (8 h 12 old)" in told
    assert "Does not apply  Clinical Frailty Scale: is not used" in told


def test_an_area_that_does_not_exist_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.toml"
    path.write_text('area = "atlantis"', encoding="utf-8")
    assert advise_files([path], as_json=True, clock=CLOCK) == 2
    assert "coventry, devon" in json.loads(capsys.readouterr().out)["error"]


def test_a_case_is_advised_under_rules_that_do_not_ship(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = tmp_path / "case.toml"
    case.write_text(WOUND, encoding="utf-8")
    pack = str(Path(__file__).parents[2] / "docs" / "examples" / "local_wounds.toml")
    found = []
    for words in ([], ["--rules", pack]):
        assert run(["advise", str(case), "--json", *words]) == 0
        found.append(json.loads(capsys.readouterr().out)["excluded"])
    assert [any("LOCAL-WOUND-THINNER" in each["because"] for each in excluded) for excluded in found] == [False, True]

    assert run(["advise", str(case), "--rules", "nowhere.toml"]) == 2
    assert "nowhere.toml: there is no such file or folder" in capsys.readouterr().err
