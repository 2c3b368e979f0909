"""`carecon rules`: rules are listed, shown, tested and checked, and signed cases explained."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from carecon.cli.commands import run
from carecon.rules.witness import case_file

Rules = Callable[..., tuple[int, str, str]]


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Rules:
    """Runs `carecon rules ...`: exit status, what was printed, what was said on standard error."""
    monkeypatch.setenv("CARECON_SETTINGS", str(tmp_path / "settings.toml"))
    monkeypatch.delenv("CARECON_DATABASE_URL", raising=False)

    def run_it(*words: str) -> tuple[int, str, str]:
        status = run(["rules", *words])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run_it


def changed_pack(folder: Path, name: str, now: str, then: str) -> Path:
    """A shipped pack with one thing changed, as a file of its own."""
    text = (files("carecon.rules") / "packs" / name).read_text(encoding="utf-8")
    assert now in text
    path = folder / name
    path.write_text(text.replace(now, then, 1), encoding="utf-8")
    return path


BRAIN = "red_flags_brain_and_injury.toml"


def test_rules_are_found_by_kind_pack_and_text(rules: Rules) -> None:
    status, out, _ = rules("list", "--kind", "red_flag", "--find", "ng128")
    assert status == 0
    assert "RF-STROKE-01" in out
    assert "RF-HEAD-01" not in out

    _, out, _ = rules("list", "--kind", "definition", "--json")
    assert {json.loads(line)["kind"] for line in out.splitlines()} == {"definition"}

    _, out, _ = rules("list", "--pack", "nowhere")
    assert out == ""


def test_a_rule_is_shown_in_words_with_a_decision_table_and_its_tests(rules: Rules) -> None:
    status, out, _ = rules("show", "rf-stroke-01")
    assert status == 0
    for part in ("NICE NG128", "Face, arm or speech change", "each line is one way", "-> holds", "review", "H-07"):
        assert part in out


def test_every_rule_definition_and_danger_sign_can_be_shown(rules: Rules) -> None:
    from carecon.clinical.catalogue import catalogue
    from carecon.rules.ruleset import load_ruleset
    from carecon.rules.telling import told_of

    ruleset = load_ruleset("devon")
    for name in (*ruleset.rules, *catalogue().red_flags):
        first = next(told_of(ruleset, name))
        assert "hint" not in first, name
        assert first["because"], name
        assert json.loads(json.dumps(first)) == first, name


def test_a_danger_sign_is_shown_with_every_rule_that_raises_it(rules: Rules) -> None:
    _, out, _ = rules("show", "airway_or_breathing")
    assert "RF-AIRWAY-01  " in out
    assert "RF-BREATHING-01  " in out


def test_a_rule_that_is_not_there_comes_with_a_near_one(rules: Rules) -> None:
    status, _, said = rules("show", "RF-STROK-01")
    assert status == 2
    assert "did you mean RF-STROKE-01?" in said


def test_the_tests_of_the_shipped_rules_pass(rules: Rules) -> None:
    status, out, _ = rules("test")
    assert status == 0
    assert ", 0 failed." in out


def test_a_rule_that_fails_its_test_is_named_and_the_exit_status_is_1(rules: Rules, tmp_path: Path) -> None:
    pack = changed_pack(tmp_path, BRAIN, "expect = true", "expect = false")
    status, out, _ = rules("test", str(pack))
    assert status == 1
    assert "RF-" in out

    status, out, _ = rules("test", str(pack), "--json")
    last = json.loads(out.splitlines()[-1])
    assert last["failed"] == len(out.splitlines()) - 1 > 0


def test_a_pack_that_cannot_be_read_is_exit_status_2_with_file_and_line(rules: Rules, tmp_path: Path) -> None:
    pack = changed_pack(tmp_path, BRAIN, 'kind = "red_flag"', 'kind = "red_flog"')
    for words in (("test", str(pack)), ("check", str(pack)), ("list", "--rules", str(pack))):
        status, _, said = rules(*words)
        assert status == 2
        assert f"{BRAIN}:" in said
        assert "did you mean red_flag" in said


def test_what_is_neither_file_nor_hash_is_refused(rules: Rules, tmp_path: Path) -> None:
    status, _, said = rules("test", "my_pack.toml")
    assert status == 2
    assert "there is no such file or folder" in said
    status, _, said = rules("test", str(tmp_path))
    assert status == 2
    assert "there is no pack in this folder" in said


def test_a_folder_may_bring_facts_of_its_own(rules: Rules, tmp_path: Path) -> None:
    facts = (files("carecon.clinical") / "facts.toml").read_text(encoding="utf-8")
    (tmp_path / "facts.toml").write_text(facts.replace('label = "Head injury"', 'label = "Blow to the head"'))
    changed_pack(tmp_path, BRAIN, "2026.11", "2026.12")
    status, out, _ = rules("show", "RF-HEAD-01", "--rules", str(tmp_path))
    assert status == 0
    assert "Blow to the head: yes" in out
    assert "2026.12" in out


def test_a_witness_is_a_case_that_advise_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = {"fall": True, "spo2": 91.0, "istumble": [], "presenting_problem": "fall", "cfs": "not_known"}
    text = case_file(facts, {"in_hours": False, "in_area": True, "pause_applies": True}, "returned\nto sender")
    assert tomllib.loads(text)["facts"] == facts | {"spo2": 91}
    path = tmp_path / "case.toml"
    path.write_text(text)
    assert run(["advise", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pack"]["id"] == "devon"


def test_a_case_that_is_not_there_is_not_explained(rules: Rules, tmp_path: Path) -> None:
    status, _, said = rules("explain", "K7F-2QM", "--db", str(tmp_path / "none.sqlite"))
    assert status == 1
    assert "There is no database" in said


@pytest.mark.parametrize("command", ["list", "show", "test", "check", "diff", "shadow", "explain"])
def test_every_subcommand_explains_itself_with_an_example(rules: Rules, command: str) -> None:
    status, out, _ = rules(command, "--help")
    assert status == 0
    assert "Example" in out
    assert f"carecon rules {command}" in out


def test_two_rulesets_are_compared_with_exit_status_1_where_they_differ(rules: Rules, tmp_path: Path) -> None:
    assert rules("diff", "shipped", "shipped")[:2] == (0, "They say the same.\n")

    pack = changed_pack(tmp_path, BRAIN, "gcs < 15", "gcs < 14")
    status, out, _ = rules("diff", "shipped", str(pack))
    assert status == 1
    assert "threshold of gcs <" in out

    status, out, _ = rules("diff", "shipped", str(pack), "--json")
    assert status == 1
    assert {json.loads(line)["id"] for line in out.splitlines()} == {"RF-HEAD-01"}
