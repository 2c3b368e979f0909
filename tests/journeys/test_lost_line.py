"""The line to a desk drops: the console ends by itself, in order, and leaves no orphan behind."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from carecon.clinical.answers import Answer
from carecon.desk.calls import OpenCall, open_call
from carecon.desk.hub import make_hub, open_hub
from carecon.desk.people import system
from carecon.record.entry import user_stream
from tests.terminal import Terminal

PATIENCE = 30.0


@pytest.mark.slow
def test_a_console_whose_terminal_vanishes_signs_out_and_ends(tmp_path: Path) -> None:
    path = tmp_path / "hub.sqlite"
    hub = make_hub(str(path), realm="demo", hub="Devon hub")
    open_call(hub, system("caller"), OpenCall(source="care_home", answers=(Answer("presenting_problem", "fall"),)))
    hub.close()
    carecon = str(Path(sys.executable).with_name("carecon"))
    terminal = Terminal([carecon, "demo", "--db", str(path), "--role", "clinician", "--still"])
    terminal.wait_for("Queue: 1 open")
    terminal.press("enter")
    terminal.wait_for("== Facts")

    terminal.hang_up()

    deadline = time.monotonic() + PATIENCE
    while os.waitpid(terminal.pid, os.WNOHANG)[0] == 0:
        assert time.monotonic() < deadline, "the console lives on without a terminal"
        time.sleep(0.05)
    hub = open_hub(str(path))
    with hub.store.read() as reading:
        assert [entry.kind for entry in reading.entries(user_stream("you"))][-1] == "signed_out"
    assert hub.store.verify() == ()
    hub.close()
