"""The write gate: one at a time, in turn, never for ever, and free again when its holder dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

import pytest

from carecon.errors import StoreUnavailable
from carecon.record.gate import WriteGate

HOLD = (
    "import sys, time; from pathlib import Path; from carecon.record.gate import WriteGate\n"
    "with WriteGate(Path(sys.argv[1])):\n"
    "    print('held', flush=True)\n"
    "    sys.stdin.readline()\n"
)


def test_one_passes_at_a_time(tmp_path: Path) -> None:
    inside: list[str] = []
    gate = WriteGate(tmp_path / "hub.sqlite")

    def pass_through(name: str) -> None:
        for _ in range(50):
            with gate:
                inside.append(name)
                assert len(inside) == 1
                inside.clear()

    threads = [Thread(target=pass_through, args=(str(number),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert inside == []


def test_whoever_waits_too_long_is_told_and_blocks_nobody_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "hub.sqlite"
    holder, impatient = WriteGate(path), WriteGate(path, longest_wait=0.01)
    with holder, pytest.raises(StoreUnavailable, match="Nothing was saved"), impatient:
        raise AssertionError("never reached")
    passed = Event()

    def go_through() -> None:
        with WriteGate(path):
            passed.set()

    thread = Thread(target=go_through)
    thread.start()
    thread.join(timeout=30)
    assert passed.is_set()


def test_the_gate_is_free_when_its_holder_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "hub.sqlite"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    with pytest.raises(StoreUnavailable), WriteGate(path, longest_wait=0.01):
        raise AssertionError("never reached")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with WriteGate(path):
        pass


def test_an_exception_inside_leaves_the_gate_free(tmp_path: Path) -> None:
    gate = WriteGate(tmp_path / "hub.sqlite")
    with pytest.raises(ZeroDivisionError), gate:
        raise ZeroDivisionError
    with gate:
        pass


def test_a_folder_that_cannot_be_written_to_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="cannot be written to"), WriteGate(tmp_path / "none" / "hub.sqlite"):
        raise AssertionError("never reached")


def test_there_is_no_gate_where_the_server_locks_for_itself() -> None:
    gate = WriteGate(None)
    with gate, gate:
        pass
