"""The console against a bare Textual app, in turn, in a real terminal: first frame, patients, keys, memory.

    carecon demo --make big.sqlite --open 10000 --closed 100000
    python -m bench.terminal --db big.sqlite

Quote the ratios, not the milliseconds: machines differ and are noisy.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

from tests.terminal import KEYS, Terminal

SETTLED_SECONDS = 0.12
"""Silence that counts as: the screen is drawn."""


def measure(command: list[str], first: str, usable: str, presses: int) -> dict[str, list[float]]:
    """One run of `command`: seconds to `first` and to `usable` on the screen, then `presses` arrows down."""
    with Terminal(command) as terminal:
        found = {"first frame ms": [terminal.wait_for(first) * 1000], "usable ms": [terminal.wait_for(usable) * 1000]}
        terminal.settle(0.5)
        paints: list[float] = []
        sizes: list[float] = []
        for _ in range(presses):
            pressed = time.perf_counter()
            terminal.write(KEYS["down"])
            last, size = pressed, 0
            while data := terminal.read(SETTLED_SECONDS):
                last, size = time.perf_counter(), size + len(data)
            paints.append((last - pressed) * 1000)
            sizes.append(size)
        memory = [resident_mib(terminal.pid)]
        return found | {"arrow to paint ms": paints, "arrow bytes": sizes, "memory MiB": memory}


def resident_mib(pid: int) -> float:
    """Resident memory of a process and its children, in MiB."""
    total, todo = 0.0, [pid]
    while todo:
        process = todo.pop()
        status = Path(f"/proc/{process}/status").read_text().splitlines()
        total += next((int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS")), 0.0)
        todo += [int(c) for c in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return total


def main() -> int:
    """Run both in turn and print medians and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--db", required=True, help="a demonstration database")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--presses", type=int, default=40)
    options = parser.parse_args()
    binary = Path(sys.executable).parent / "carecon"
    ours = [str(binary), "demo", "--db", options.db, "--role", "clinician", "--still"]
    bare = [sys.executable, str(Path(__file__).with_name("bare_app.py")), "50"]
    results: tuple[dict[str, list[float]], dict[str, list[float]]] = ({}, {})
    for run in range(options.runs + 1):
        sides = ((ours, "Queue", "Queue: "), (bare, "READY", "READY"))
        for result, (command, first, usable) in zip(results, sides, strict=True):
            for name, values in measure(command, first, usable, options.presses).items():
                if run:  # the first round warms the file cache
                    result.setdefault(name, []).extend(values)
    print(f"{'':20} {'carecon':>10} {'bare':>10} {'ratio':>8}")
    for name in results[0]:
        mine, theirs = (statistics.median(result[name]) for result in results)
        print(f"{name:20} {mine:10.1f} {theirs:10.1f} {mine / theirs:8.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
