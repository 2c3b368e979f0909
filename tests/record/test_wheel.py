"""The wheel alone is enough: a record is made from the migrations that it carries."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]

MAKE = (
    "import sys, carecon; from carecon.clock import SystemClock; from carecon.ids import Ids\n"
    "from carecon.record.entry import Actor; from carecon.record.store import create_store\n"
    "clock = SystemClock()\n"
    "setup, ids = Actor('setup', 'system'), Ids(clock)\n"
    "made = create_store('made.sqlite', clock, ids, hub='x', realm='demo', area='devon', actor=setup)\n"
    "made.close()\n"
    "print(carecon.__file__)\n"
)


@pytest.mark.slow
def test_a_record_is_made_from_the_wheel_away_from_the_checkout(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, check=True, cwd=CHECKOUT, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    installed, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    ran = subprocess.run(
        [sys.executable, "-c", MAKE],
        cwd=elsewhere,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    assert ran.stdout.startswith(str(installed))
    assert (elsewhere / "made.sqlite").is_file()
