"""When the program itself fails: where is kept, what it knew of a patient is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from carecon.app import incident_reporter


def a_fault() -> BaseException:
    """An exception as it would come out of a case: with a patient in its message and in its variables."""
    people: dict[str, str] = {}
    patient = "FENWICK, Ada 999 000 1073"
    try:
        people.pop(patient)
    except KeyError as error:
        return error
    raise AssertionError("nobody is there")


def test_a_fault_is_kept_without_the_values_it_had(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log" / "incidents.log"

    told = incident_reporter(log)(a_fault())

    kept = log.read_text(encoding="utf-8")
    assert "KeyError" in kept
    assert "in a_fault" in kept
    assert "FENWICK" not in kept + told
    assert "999 000 1073" not in kept + told
    assert capfd.readouterr() == ("", "")


def test_the_sentence_names_the_incident_of_the_log(tmp_path: Path) -> None:
    log = tmp_path / "incidents.log"

    told = incident_reporter(log)(a_fault())

    number = log.read_text(encoding="utf-8").split("incident ")[1][:6]
    assert f"incident {number}" in told


def test_a_log_that_cannot_be_written_does_not_hide_the_fault(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    told = incident_reporter(tmp_path / "file" / "incidents.log")(a_fault())

    assert "could not be logged" in told
