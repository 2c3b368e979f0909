"""`carecon rules`: rules are listed, shown, tested and checked, and signed cases explained."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import pytest

from carecon.cli.commands import run
from carecon.desk.decisions import sign
from carecon.desk.drafts import DispositionDraft
from carecon.desk.hub import make_hub
from carecon.desk.people import AtDesk, Role
from carecon.record.entry import Actor
from carecon.rules.governing.witness import case_file
from carecon.rules.ruleset import load_ruleset
from tests.desk.cases import BROKEN_HIP
from tests.desk.test_decisions import taken
from tests.desk.test_shadowing import hip_rules, without

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

    status, out, said = rules("list", "--pack", "nowhere")
    assert (status, out) == (0, "")
    assert "No rule is found so." in said

    status, _, said = rules("list", "--kind", "red_flags")
    assert status == 2
    assert "did you mean red_flag?" in said


def test_a_test_with_a_value_that_cannot_be_is_named_with_its_file(rules: Rules, tmp_path: Path) -> None:
    pack = changed_pack(tmp_path, BRAIN, "head_injury = true", "head_injury = 7")
    status, _, said = rules("test", str(pack))
    assert status == 2
    assert f"{BRAIN}: RF-HEAD-01: test 1: facts.head_injury" in said


def test_a_rule_is_shown_in_words_with_a_decision_table_and_its_tests(rules: Rules) -> None:
    status, out, _ = rules("show", "rf-stroke-01")
    assert status == 0
    for part in ("NICE NG128", "Face, arm or speech change", "each line is one way", "-> holds", "review", "H-07"):
        assert part in out


def test_a_category_is_told_only_where_an_ambulance_may_be_sent(rules: Rules) -> None:
    _, lift, _ = rules("show", "FALL-1")
    assert "ambulance category" not in lift
    _, death, _ = rules("show", "DEATH-CONCERN")
    assert "ambulance category: 3" in " ".join(death.split())
    _, sign, _ = rules("show", "RF-STROKE-01")
    assert "ambulance category: 2" in " ".join(sign.split())


def test_every_rule_definition_and_danger_sign_can_be_shown(rules: Rules) -> None:
    from carecon.clinical.catalogue import catalogue
    from carecon.rules.governing.telling import told_of

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
    assert ": yes" in out.splitlines()[-2]

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


@pytest.mark.parametrize(
    "command", ["list", "show", "test", "check", "diff", "shadow", "explain", "propose", "state", "states"]
)
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


def test_the_check_of_the_shipped_rules_as_a_text_finds_nothing(rules: Rules) -> None:
    status, out, _ = rules("check", "--no-logic")
    assert status == 0, out
    assert "Nothing was found." in out


def test_a_finding_is_exit_status_1_and_says_what_to_do(rules: Rules, tmp_path: Path) -> None:
    pack = changed_pack(tmp_path, BRAIN, "review_by = 20", "review_by = 19")
    status, out, _ = rules("check", str(pack), "--no-logic")
    assert status == 1
    assert "FOUND  " in out

    status, out, _ = rules("check", str(pack), "--no-logic", "--json")
    found = [json.loads(line) for line in out.splitlines()]
    assert all(each["finding"]["message"] for each in found if "finding" in each)


def test_what_the_solver_finds_comes_with_a_case_and_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from carecon.rules.checks.finding import Finding, Witness
    from carecon.rules.governing import checking

    def findings(ruleset: object, progress: Callable[[int, int], None]) -> Iterator[Finding]:
        progress(1, 2)
        beside = Witness({"fall": False}, {}, "nothing")
        yield Finding("gap", "fall", "Say who comes.", Witness({"fall": True}, {"in_hours": True}, "nobody", beside))

    solver = SimpleNamespace(logical_findings=findings, catch_all_shares=lambda ruleset: {"fall": 0.25})
    monkeypatch.setattr(checking, "import_module", lambda name: solver)
    told = list(checking.check(load_ruleset("devon"), "2026-12-01"))
    assert {"at": "logic", "done": 1, "total": 2} in told
    assert {"shares": {"fall": 0.25}} in told
    (finding,) = [each for each in told if "finding" in each]
    assert "fall = true" in finding["case"]
    assert "fall = false" in finding["other"]


def test_what_breaks_in_the_solver_is_not_taken_for_nothing_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from carecon.rules.governing import checking

    def findings(ruleset: object, progress: object) -> Iterator[object]:
        raise RuntimeError("the proof is wrong")

    monkeypatch.setattr(checking, "import_module", lambda name: SimpleNamespace(logical_findings=findings))
    with pytest.raises(RuntimeError, match="the proof is wrong"):
        list(checking.check(load_ruleset("devon"), "2026-12-01"))


def test_rules_are_proposed_and_listed(
    rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CARECON_PASSWORD", "three random words")
    database = ["--db", str(tmp_path / "hub.sqlite")]
    assert run(["user", "first", "slake", "--full-name", "S Lake", "--organisation", "devon-hub", *database]) == 0
    capsys.readouterr()

    who = ["--user", "slake", "--reason", "The rules that ship, for the first \x1b[2Jtime", *database]
    status, out, _ = rules("propose", "shipped", *who)
    assert status == 0
    assert "draft" in out
    assert "\x1b" not in out + rules("states", *database)[1]
    assert rules("propose", "shipped", *who)[0] == 3

    _, out, _ = rules("states", "--json", *database)
    (told,) = [json.loads(line) for line in out.splitlines()]
    assert [step["state"] for step in told["steps"]] == ["draft"]
    assert rules("diff", "shipped", told["ruleset"][:8], *database)[0] == 0

    status, _, said = rules("state", told["ruleset"][:8], "approved", *who)
    assert status == 3
    assert "cannot approve or retire rules" in said
    assert rules("state", "ffffffff", "shadow", *who)[0] == 2

    assert run(["doctor", *database]) == 0
    assert "S Lake, administrator" in capsys.readouterr().out


def test_an_explanation_in_words_names_rules_answers_and_approval(
    rules: Rules, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hub = make_hub(str(tmp_path / "hub.sqlite"), realm="live", hub="Devon hub")
    clinician = AtDesk(Actor("rhale", "devon-hub"), "R \x1b[2JHale", Role.CLINICIAN)
    view = taken(hub, clinician, BROKEN_HIP)
    sign(hub, clinician, view.case_id, DispositionDraft("emergency_ambulance", safety_net="Stay with her."))
    hub.close()

    status, out, _ = rules("explain", view.reference, "--db", str(tmp_path / "hub.sqlite"))
    assert status == 0, out
    for part in (view.reference, "byte for byte", "DANGER", "because", "no approval is recorded", "overruled"):
        assert part in out
    assert "\x1b" not in out
    status, out, _ = rules("explain", view.reference, "--json", "--db", str(tmp_path / "hub.sqlite"))
    assert json.loads(out)["same"] is True

    status, out, _ = rules("shadow", "shipped", "--since", "2024-01-01", "--db", str(tmp_path / "hub.sqlite"))
    assert status == 0
    assert "1 signed decisions replayed, 0 changed: none." in out
    softer = without(tmp_path, *hip_rules(load_ruleset("devon")))
    status, out, _ = rules("shadow", str(softer), "--since", "2024-01-01", "--db", str(tmp_path / "hub.sqlite"))
    assert status == 3
    assert f"{view.reference}  emergency_ambulance 0 min" in out
    assert "SOFTENS" in out
    assert rules("shadow", "shipped", "--since", "soon", "--db", str(tmp_path / "hub.sqlite"))[0] == 2
