"""The documents say what is so: their commands exist, their links lead somewhere, and nothing people use is missing."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from cyclopts import CycloptsError

from carecon.area.area import load_area
from carecon.cli.commands import app
from carecon.clock import SystemClock
from carecon.desk.people import ROLE_WORDS, Role
from carecon.ids import Ids
from carecon.record.entry import SYSTEM_ORGANISATION, Actor
from carecon.record.store import create_store, open_store
from carecon.rules.checks.rule_tests import run_tests
from carecon.rules.ruleset import build_ruleset, load_ruleset, shipped_packs
from carecon.settings import DATABASE_VARIABLE, SETTINGS_VARIABLE, Settings, read_settings
from scripts.write_keys import with_key_tables

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]

pages = pytest.mark.parametrize("page", PAGES, ids=NAMES)


def commands_of(page: Path) -> Iterator[str]:
    """Every `carecon ...` and `make ...` line of a page's shell blocks, and those quoted in its text."""
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            while words and "=" in words[0]:
                words = words[1:]
            if words and words[0] in ("carecon", "make"):
                yield shlex.join(words)
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    yield from re.findall(r"`((?:carecon|make) [^`]+)`", prose)


def understood(command: str) -> bool:
    """Whether the command line would take these words, without running anything."""
    words = shlex.split(command)
    if words[0] == "make":
        targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        return all(word in targets for word in words[1:] if "=" not in word)
    if words[1:] in (["--version"], ["--help"]) or words[-1] == "--help":
        return True
    try:
        _, shared, _ = app.meta.parse_args(words[1:], print_error=False, exit_on_error=False)
        rest = list(shared.args) or ["console"]
        if rest[0] in SUBCOMMANDS and len(rest) == 1:
            return True  # the name of a command, quoted on its own
        app.parse_args(rest, print_error=False, exit_on_error=False)
    except CycloptsError:
        return False
    return True


ONLY_IN_A_WHEEL = {"carecon/_migrations"}
SUBCOMMANDS = ("advise", "demo", "doctor", "intake", "locate", "note", "record", "rules", "user")


@pages
def test_every_command_in_a_document_is_one_that_exists(page: Path) -> None:
    assert [command for command in commands_of(page) if not understood(command)] == []


def test_a_command_that_does_not_exist_is_noticed() -> None:
    assert not understood("carecon record polish")
    assert not understood("carecon advise case.toml --colour")
    assert not understood("make tea")
    assert understood("carecon --db hub.sqlite record verify --json")


@pages
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link and not link.startswith("#")]
    assert [link for link in links if not (page.parent / link.partition("#")[0]).exists()] == []


@pages
def test_every_file_and_test_that_a_document_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:carecon|tests|docs|scripts|migrations|bench)/[\w./*-]*)`", text)) - ONLY_IN_A_WHEEL
    assert sorted(name for name in named if not list(ROOT.glob(name.rstrip("/")))) == []


@pages
def test_every_test_function_that_a_document_names_exists(page: Path) -> None:
    named = set(re.findall(r"`(?:tests/[\w/]+\.py::)?(test_\w+)`", page.read_text(encoding="utf-8")))
    assert sorted(named - functions_of_tests()) == []


def test_every_subcommand_is_documented() -> None:
    written = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [name for name in SUBCOMMANDS if f"carecon {name}" not in written] == []
    told = subprocess.run([sys.executable, "-m", "carecon", "--help"], capture_output=True, text=True, check=True)
    assert set(re.findall(r"^│ ([a-z]+) ", told.stdout, re.MULTILINE)) <= set(SUBCOMMANDS)


def test_the_keys_in_the_clinicians_guide_are_those_of_the_console() -> None:
    guide = (ROOT / "docs" / "clinicians.md").read_text(encoding="utf-8")
    assert with_key_tables(guide) == guide, "run `make pictures`"


@pytest.mark.slow
def test_the_pictures_can_be_drawn_and_come_out_the_same(tmp_path: Path) -> None:
    drawn: list[dict[str, str]] = []
    for folder in (tmp_path / "once", tmp_path / "again"):
        subprocess.run([sys.executable, "scripts/draw_pictures.py", str(folder)], check=True, cwd=ROOT)
        drawn.append({file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()})
    assert drawn[0] == drawn[1]
    assert set(drawn[0]) == {file.name for file in (ROOT / "docs" / "pictures").iterdir()}
    assert all("FENWICK" in picture for name, picture in drawn[0].items() if name != "rules.svg")
    assert "FALL-2" in drawn[0]["rules.svg"]
    assert not any(
        "://" in picture.replace("http://www.w3.org/2000/svg", "").replace("https://www.textualize.io", "")
        for picture in drawn[0].values()
    )


def test_every_setting_and_variable_is_in_the_administrators_guide() -> None:
    guide = (ROOT / "docs" / "administrators.md").read_text(encoding="utf-8")
    variables = (DATABASE_VARIABLE, SETTINGS_VARIABLE, "CARECON_PASSWORD", "CARECON_NEW_PASSWORD", "NO_COLOR")
    assert [field.name for field in fields(Settings) if f"`{field.name}`" not in guide] == []
    assert [name for name in variables if f"`{name}`" not in guide] == []


def test_every_role_is_in_the_administrators_guide() -> None:
    guide = (ROOT / "docs" / "administrators.md").read_text(encoding="utf-8")
    assert [role for role in Role if role is not Role.SYSTEM and ROLE_WORDS[role] not in guide] == []


def test_the_settings_file_in_the_guide_is_one_that_works(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "administrators.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```toml\n(.*?)^```", guide, re.DOTALL | re.MULTILINE)
    file = tmp_path / "settings.toml"
    file.write_text(shown, encoding="utf-8")
    settings = read_settings({SETTINGS_VARIABLE: str(file)})
    assert settings.hub
    assert set(tomllib.loads(shown)) == {field.name for field in fields(Settings)}


def test_the_backup_in_the_guide_is_a_sound_copy(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "administrators.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"<<'END'\n(.*?)^END$", guide, re.DOTALL | re.MULTILINE)
    clock = SystemClock()
    here, there = tmp_path / "hub.sqlite", tmp_path / "copy.sqlite"
    actor = Actor("setup", SYSTEM_ORGANISATION)
    store = create_store(str(here), clock, Ids(clock), hub="Hub", realm="demo", area="devon", actor=actor)
    try:
        subprocess.run([sys.executable, "-", str(here), str(there)], input=script, text=True, check=True)
    finally:
        store.close()
    copy = open_store(str(there), clock, Ids(clock))
    try:
        assert copy.verify() == ()
    finally:
        copy.close()


@pytest.mark.parametrize("page", DECISIONS, ids=[page.name for page in DECISIONS])
def test_a_decision_says_why_what_it_costs_and_when_to_look_again(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        "Context",
        "Decision",
        "What it costs",
        "When to look again",
    ]
    assert text.startswith(f"# {int(page.name[:4])}. ")


def test_the_case_file_in_the_guide_is_answered(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "advice.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```toml\n(.*?)^```", guide, re.DOTALL | re.MULTILINE)
    file = tmp_path / "case.toml"
    file.write_text(shown, encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-m", "carecon", "advise", str(file), "--json"], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr


def test_every_part_of_advice_is_explained(tmp_path: Path) -> None:
    file = tmp_path / "case.toml"
    file.write_text("[facts]\n", encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-m", "carecon", "advise", str(file), "--json"], capture_output=True, text=True, check=True
    )
    guide = (ROOT / "docs" / "advice.md").read_text(encoding="utf-8")
    assert [part for part in json.loads(told.stdout) if f"| `{part}` |" not in guide] == []


def functions_of_tests() -> set[str]:
    """The names of all test functions."""
    found: set[str] = set()
    for file in (ROOT / "tests").rglob("test_*.py"):
        found |= set(re.findall(r"def (test_\w+)\(", file.read_text(encoding="utf-8")))
    return found


def test_every_exception_that_a_pack_makes_stands_in_the_guide_to_rules_with_its_reason() -> None:
    guide = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(\w+)` \| `([\w.]+)` \| (.+) \|$", guide, re.MULTILINE))
    made = {(each.check, each.where, each.reason) for pack in load_ruleset().packs.packs for each in pack.allows}
    assert listed == made


def test_the_pack_of_the_guide_to_rules_passes_its_tests() -> None:
    path = ROOT / "docs" / "examples" / "local_wounds.toml"
    ruleset = build_ruleset(load_area("devon"), (*shipped_packs(), (path.name, path.read_text(encoding="utf-8"))))
    assert all(outcome.passed for outcome in run_tests(ruleset))
    assert ruleset.rule("LOCAL-WOUND-THINNER")
