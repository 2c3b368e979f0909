"""Starting a demonstration's shift in a process of its own. Imports nothing heavy: the console starts with it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Final

URL_VARIABLE: Final = "CARECON_DEMONSTRATION_URL"
"""Tells the process which database is meant."""


def start_demo(url: str, seed: int) -> subprocess.Popen[bytes]:
    """Let a shift happen in the demonstration database at `url`.

    It ends by itself when this process ends, or when `stdin` of what is returned is closed.
    """
    command = [sys.executable, "-m", "carecon.simulation.demo_process", "--seed", str(seed)]
    environment = os.environ | {URL_VARIABLE: url}  # not among the words, which everybody on the machine can read
    return subprocess.Popen(  # noqa: S603 - our own module, with arguments that were checked
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
