"""The wheel alone is enough: installed away from the checkout it locates, advises, makes and checks a database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")


@dataclass(frozen=True, slots=True)
class Installed:
    """carecon from a wheel, in an environment of its own, with a home folder that nobody has used."""

    scripts: Path
    home: Path

    def run(self, *words: str, status: int = 0, environment: dict[str, str] | None = None) -> str:
        """What a command prints, run outside the checkout. Fails unless it ends with `status`."""
        clean = {"HOME": str(self.home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"} | (environment or {})
        command = [str(self.scripts / words[0]), *words[1:]]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=self.home, env=clean)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the checkout, with no network."""
    folder = tmp_path_factory.mktemp("wheel")
    pip(sys.executable, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT))
    (built,) = folder.glob("carecon-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in a fresh environment. What it depends on is lent by this one, the checkout is not."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "venv", system_site_packages=False, with_pip=False)
    scripts = folder / "venv" / "bin"
    pip(sys.executable, "--python", str(scripts / "python"), "install", "--no-index", "--no-deps", str(wheel))
    (site_packages,) = (folder / "venv").glob("lib/python*/site-packages")
    (site_packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    home = folder / "home"
    home.mkdir()
    return Installed(scripts, home)


@pytest.mark.slow
def test_it_runs_from_where_it_was_installed(installed: Installed) -> None:
    where = installed.run("python", "-c", "import carecon; print(carecon.__file__)").strip()
    assert Path(where).is_relative_to(installed.scripts.parent)


@pytest.mark.slow
def test_it_says_its_version(installed: Installed) -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert installed.run("carecon", "--version").strip() == f"carecon {declared}"


@pytest.mark.slow
def test_it_says_where_things_are_without_making_any(installed: Installed) -> None:
    places = json.loads(installed.run("carecon", "locate", "--json"))
    assert all(Path(place).is_relative_to(installed.home) for place in places.values())
    assert not any(Path(place).exists() for place in places.values())


@pytest.mark.slow
def test_it_makes_a_database_fills_it_and_finds_it_sound(installed: Installed) -> None:
    installed.run("carecon", "demo", "--make", "shift.sqlite", "--seed", "3", "--open", "4", "--closed", "4")
    assert json.loads(installed.run("carecon", "--db", "shift.sqlite", "record", "verify", "--json"))["sound"] is True
    assert "The record is sound" in installed.run("carecon", "record", "verify", "--db", "shift.sqlite")


@pytest.mark.slow
def test_its_first_account_can_be_made_without_a_terminal(installed: Installed) -> None:
    make = ("carecon", "user", "first", "slake", "--full-name", "S Lake", "--organisation", "devon-hub")
    password = {"CARECON_PASSWORD": "otter lantern gravel", "CARECON_DATABASE_URL": "new.sqlite"}
    assert "slake" in installed.run(*make, environment=password)
    assert "otter" not in (installed.home / "new.sqlite").read_bytes().decode(errors="replace")
    installed.run(*make, environment=password, status=3)


@pytest.mark.slow
def test_it_advises_without_a_database(installed: Installed) -> None:
    (installed.home / "case.toml").write_text(
        'at = 2024-01-16T10:12:00\n[facts]\npresenting_problem = "fall"\nage_years = 86\n', encoding="utf-8"
    )
    advice = json.loads(installed.run("carecon", "advise", "case.toml", "--json"))
    assert advice["state"] == "need_more_facts"
    assert not list(installed.home.rglob("carecon.sqlite"))


@pytest.mark.slow
def test_everything_it_reads_ships_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        shipped = set(archive.namelist())
    in_package = {str(path.relative_to(ROOT)) for path in data_files(ROOT / "carecon")}
    migrations = {
        f"carecon/_migrations/{path.relative_to(ROOT / 'migrations')}" for path in data_files(ROOT / "migrations")
    }
    assert in_package | migrations <= shipped
    assert {name.partition("/")[0] for name in shipped} == {"carecon", "carecon-0.1.0.dist-info"}


@pytest.mark.slow
def test_it_asks_for_nothing_that_only_development_may_use(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        asked = archive.read(metadata).decode()
    assert "Requires-Dist: textual==" in asked
    assert "License-Expression: Apache-2.0" in asked
    assert not {"clincalc", "pyte", "hypothesis"} & {Requirement(wanted).name for wanted in declared_dependencies()}
    assert "clincalc" not in asked


@pytest.mark.slow
def test_a_wheel_can_be_built_from_the_source_distribution(tmp_path: Path) -> None:
    hatchling = [sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", str(tmp_path)]
    subprocess.run(hatchling, check=True, capture_output=True, cwd=ROOT)
    (archive,) = tmp_path.glob("carecon-*.tar.gz")
    with tarfile.open(archive) as opened:
        opened.extractall(tmp_path, filter="data")
    unpacked = archive.with_name(archive.name.removesuffix(".tar.gz"))
    assert (unpacked / "migrations" / "env.py").exists()
    pip(sys.executable, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), str(unpacked))
    assert list(tmp_path.glob("carecon-*.whl"))


@pytest.mark.parametrize("lock", [*LOCKS, "requirements-bench.lock"])
def test_a_lock_names_no_index_and_trusts_only_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    pinned = [line for line in text.splitlines() if line[:1].isalnum()]
    assert pinned
    assert text.count("--hash=sha256:") >= len(pinned)
    assert all("==" in line for line in pinned)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_what_the_project_asks_for(lock: str) -> None:
    for wanted in map(Requirement, declared_dependencies()):
        assert wanted.specifier.contains(locked(lock)[wanted.name]), wanted


def test_what_is_installed_for_use_has_nothing_of_the_development_tools() -> None:
    assert not {"clincalc", "pyte", "pytest", "hypothesis", "mypy"} & set(locked("requirements.lock"))
    assert "clincalc" in locked("requirements-dev.lock")


def declared_dependencies() -> list[str]:
    """What `pyproject.toml` asks for, to run."""
    wanted: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    return wanted


def locked(lock: str) -> dict[str, str]:
    """Name and version of everything in a lock file."""
    lines = (line for line in (ROOT / lock).read_text(encoding="utf-8").splitlines() if line[:1].isalnum())
    requirements = [Requirement(line.rstrip("\\ ")) for line in lines]
    return {wanted.name: next(iter(wanted.specifier)).version for wanted in requirements}


def data_files(folder: Path) -> list[Path]:
    """Every file under `folder` that belongs to the project."""
    return [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def pip(python: str, *words: str) -> None:
    """Run pip. Fails with what it says."""
    command = [python, "-m", "pip", "--quiet", "--disable-pip-version-check", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stdout + done.stderr
