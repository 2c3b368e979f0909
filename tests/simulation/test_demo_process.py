"""The process behind the demonstration: only on a demonstration database, and only as long as it is wanted."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from carecon.clock import ManualClock
from carecon.desk.hub import Hub
from carecon.errors import Exit, NotPermitted
from carecon.simulation.demo_process import BACKLOG, main, make_simulator, open_cases, run
from carecon.simulation.start import start_demo

MODULE = "carecon.simulation.demo_process"


@pytest.mark.parametrize("realm", ["live", "training"])
def test_it_refuses_any_database_that_is_no_demonstration(
    realm: str, new_hub: Callable[..., Hub], capsys: pytest.CaptureFixture[str]
) -> None:
    hub = new_hub(realm=realm)
    with pytest.raises(NotPermitted, match=f"for {realm} use"):
        make_simulator(hub, seed=1, speed=8)
    assert main([hub.store.url]) == Exit.REFUSED
    assert f"for {realm} use" in capsys.readouterr().err
    assert open_cases(hub) == 0


def test_an_empty_hub_gets_a_dozen_cases_at_once_and_a_full_one_none(
    new_hub: Callable[..., Hub], clock: ManualClock
) -> None:
    hub = new_hub(clock)
    make_simulator(hub, seed=1, speed=8).run_until(clock.now())
    assert open_cases(hub) == BACKLOG
    make_simulator(hub, seed=2, speed=8).run_until(clock.now())
    assert open_cases(hub) == BACKLOG


def test_the_shift_goes_on_until_nobody_wants_it(new_hub: Callable[..., Hub], clock: ManualClock) -> None:
    hub = new_hub(clock)
    end = clock.now() + timedelta(minutes=6)

    def nap(longest: timedelta) -> bool:
        clock.advance(longest)
        return clock.now() < end

    run(make_simulator(hub, seed=1, speed=8), clock, nap)
    assert clock.now() >= end
    assert open_cases(hub) > BACKLOG


@pytest.mark.slow
def test_it_ends_with_whoever_started_it(new_hub: Callable[..., Hub]) -> None:
    process = start_demo(new_hub().store.url, seed=1)
    assert process.stdin is not None
    with process:
        process.stdin.close()
        assert process.wait(timeout=30) == Exit.OK


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="watches a process by its descriptor, as only Linux does")
def test_it_ends_when_its_parent_is_killed(new_hub: Callable[..., Hub]) -> None:
    url = new_hub().store.url
    parent = (
        "import os, subprocess, sys;"
        f"p = subprocess.Popen([sys.executable, '-m', {MODULE!r}, {url!r}], stdin=subprocess.PIPE);"
        "print(p.pid, flush=True); sys.stdin.read(1); os.abort()"
    )
    with subprocess.Popen([sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as started:
        assert started.stdout is not None
        child = int(started.stdout.readline())
        started.communicate(b"x", timeout=30)
    assert _ends(child)


def test_a_database_that_is_not_there_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.sqlite")]) != Exit.OK
    assert len(capsys.readouterr().err.splitlines()) == 1


def _ends(process_id: int) -> bool:
    """Whether a process that is not our child is gone, or ends within half a minute."""
    try:
        descriptor = os.pidfd_open(process_id)
    except ProcessLookupError:
        return True
    try:
        ended, _, _ = select.select([descriptor], [], [], 30)
        return bool(ended)
    finally:
        os.close(descriptor)
