"""What gets imported, and when: the quick ways in stay quick, and the rooms stay apart even where nobody looks.

import-linter reads import statements; these tests look at what a fresh process has really loaded. Time is never
asserted: machines differ, a list of modules does not.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "carecon"
DATABASE_LIBRARIES = frozenset({"sqlmodel", "sqlalchemy", "alembic", "psycopg"})


def loaded_by(code: str) -> frozenset[str]:
    """The names of all modules that a fresh Python has loaded after running `code`."""
    tail = "\nimport sys, json\nprint('\\n' + json.dumps(sorted(sys.modules)), file=sys.__stdout__)"
    done = subprocess.run([sys.executable, "-c", code + tail], capture_output=True, text=True, check=True, cwd=ROOT)
    names: list[str] = json.loads(done.stdout.splitlines()[-1])
    return frozenset(names)


def at_the_top(names: frozenset[str]) -> frozenset[str]:
    """The packages that the modules belong to."""
    return frozenset(name.partition(".")[0] for name in names)


def modules_of(room: str) -> list[str]:
    """Every module of a room, by its import name."""
    files = [path.relative_to(ROOT).with_suffix("") for path in (PACKAGE / room).rglob("*.py")]
    return sorted(".".join(file.parts) for file in files if file.name != "__init__")


def test_the_package_root_imports_nothing_else_of_carecon() -> None:
    assert {name for name in loaded_by("import carecon") if name.startswith("carecon")} == {"carecon"}


def test_the_version_is_told_before_the_command_line_is_built() -> None:
    loaded = loaded_by("import sys; sys.argv = ['carecon', '--version']; import carecon.__main__ as m; m.main()")
    assert not at_the_top(loaded) & {"cyclopts", "pydantic", "textual", "rich", *DATABASE_LIBRARIES}


@pytest.mark.parametrize("room", ["clinical", "area", "rules", "handover", "intake"])
def test_what_is_known_and_advised_needs_neither_screen_nor_database(room: str) -> None:
    modules = modules_of(room)
    assert modules, f"carecon/{room} is empty"
    loaded = at_the_top(loaded_by("\n".join(f"import {module}" for module in modules)))
    assert not loaded & {"textual", "rich", "sqlite3", "pysqlite3", *DATABASE_LIBRARIES}


def test_the_engine_that_advises_on_every_key_needs_neither_screen_nor_models_nor_solver() -> None:
    engine = ("advise", "verdict", "questioning.look_ahead", "running.generated", "questioning.evidence")
    code = "\n".join(f"import carecon.rules.{module}" for module in (*engine, "running.compiled"))
    code += "\nfrom carecon.rules.ruleset import load_ruleset"
    code += "\ncarecon.rules.running.compiled.compiled(load_ruleset('devon'))"
    assert not at_the_top(loaded_by(code)) & {"textual", "clingo", "z3", *DATABASE_LIBRARIES}


@pytest.mark.parametrize("room", ["desk", "simulation", "record"])
def test_the_desk_and_what_lies_under_it_can_do_without_a_screen(room: str) -> None:
    loaded = at_the_top(loaded_by("\n".join(f"import {module}" for module in modules_of(room))))
    assert "textual" not in loaded


def test_alembic_is_loaded_only_to_make_or_upgrade_a_database() -> None:
    every_room = [*modules_of("record"), *modules_of("desk"), *modules_of("simulation")]
    loaded = at_the_top(loaded_by("\n".join(f"import {module}" for module in every_room)))
    assert "alembic" not in loaded


def test_the_first_page_is_read_without_models() -> None:
    loaded = at_the_top(loaded_by("import carecon.record.first_page, carecon.desk.first_page"))
    assert not loaded & {"sqlmodel", "sqlalchemy", "alembic", "pydantic"}


def test_the_way_to_the_first_frame_loads_neither_models_nor_rules() -> None:
    loaded = loaded_by("import carecon.app")
    assert not at_the_top(loaded) & DATABASE_LIBRARIES
    assert not [name for name in loaded if name.startswith("carecon.rules")]


def test_rules_and_reasons_are_loaded_only_once_somebody_asks() -> None:
    loaded = loaded_by("import carecon.app, carecon.screens.queue")
    late = ("desk.reasoner", "desk.fired", "screens.rules", "screens.rule", "screens.reasoning", "screens.case")
    assert not loaded & {f"carecon.{name}" for name in late}


def test_what_asks_for_reasons_does_without_the_solver() -> None:
    loaded = at_the_top(
        loaded_by("import carecon.desk.reasoner, carecon.screens.reasoning, carecon.screens.rules_desk")
    )
    assert not loaded & {"clingo", *DATABASE_LIBRARIES}


def test_advice_from_the_shell_loads_neither_screen_nor_models(tmp_path: Path) -> None:
    case = tmp_path / "case.toml"
    case.write_text(
        'at = 2024-01-16T10:12:00\n[facts]\nage_years = 86\npresenting_problem = "fall"\n', encoding="utf-8"
    )
    loaded = at_the_top(
        loaded_by(f"from carecon.cli.commands import run\nassert run(['advise', {str(case)!r}, '--json']) == 0")
    )
    assert not loaded & {"textual", *DATABASE_LIBRARIES}


def test_nothing_that_ships_imports_what_only_development_may_use() -> None:
    shipped = [*PACKAGE.rglob("*.py"), *(ROOT / "migrations").rglob("*.py")]
    texts = [path.read_text(encoding="utf-8") for path in shipped]
    for name in ("clincalc", "pyte", "hypothesis", "pytest"):
        assert not [text for text in texts if f"import {name}" in text or f"from {name}" in text], name


# --------------------------------------------------------------------------------------------- the linter has teeth

PLANTS = {
    "Rooms import downwards only": ("clinical/planted.py", "import carecon.desk.hub\n"),
    "Screens never see the record or SQL": ("screens/planted.py", "import carecon.record.store\n"),
    "Only the record speaks SQL": ("desk/planted.py", "import sqlalchemy\n"),
    "Textual lives in the screens": ("desk/planted_too.py", "import textual.app\n"),
}


def test_a_forbidden_import_is_caught_by_the_contract_that_forbids_it(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(PACKAGE, copy / "carecon", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    assert ", 0 broken." in lint_imports(copy)

    for file, text in PLANTS.values():
        (copy / "carecon" / file).write_text(text, encoding="utf-8")
    told = lint_imports(copy)

    for contract in PLANTS:
        assert f"{contract} BROKEN" in told


def test_a_room_that_is_not_on_the_plan_is_caught(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(PACKAGE, copy / "carecon", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    shed = copy / "carecon" / "shed"
    shed.mkdir()
    (shed / "__init__.py").touch()
    assert "- carecon.shed" in lint_imports(copy)


def lint_imports(folder: Path) -> str:
    """What import-linter says about the copy in `folder`."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env={"PYTHONPATH": "."})
    return done.stdout + done.stderr
