"""Our rule engine against a function written by hand and against other engines; and what the shipped packs take.

    make bench

The other engines are installed beside the environment, in `build/peers`; those that are missing are left out.

Every engine runs in a fresh process, in blocks interleaved with the function written by hand: quote the ratios, not the
microseconds. Before it is measured, each is held against the reference on the same cases.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from typing import Any

OURS, FULL = "carecon, rules only", "carecon, from answers to outcome"
LIMITS = {OURS: 2.0, FULL: 4.0}
"""At most so many times as long as the function written by hand."""

BLOCK = 250
CHECKED = 300


def main() -> int:
    """Print the figures, or (`--one`) measure one thing in this process and print it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    if options.one:
        measured = SHIPPED[options.one]() if options.one in SHIPPED else against_hand(options.one, options.cases)
        print(json.dumps(measured))
        return 0
    wrong = print_engines(options.cases, options.runs)
    print_shipped()
    return 1 if wrong else 0


def print_engines(cases: int, runs: int) -> int:
    """The table of engines. Returns how many results differed from the reference."""
    from bench.rules_peers import PEERS

    found: dict[str, list[dict[str, float]]] = {OURS: [], FULL: []}
    for name, (module, _, _) in PEERS.items():
        if find_spec(module) is None:
            print(f"{name} is not installed: left out (make bench installs it)")
        else:
            found[name] = []
    for _ in range(runs):
        for name, rows in found.items():
            rows.append(fresh_process(name, cases))
    wanted = {name: f"<= {limit:g} x hand" for name, limit in LIMITS.items()}
    wanted |= {name: f">= {factor:g} x ours" for name, (_, _, factor) in PEERS.items()}
    middle = {name: statistics.median(row["ratio"] for row in rows) for name, rows in found.items()}
    print(f"\n{'engine':34} {'µs a case':>10} {'x by hand':>10} {'x carecon':>10} {'wanted':>12} {'mismatches':>11}")
    for name, rows in found.items():
        micro = statistics.median(row["µs"] for row in rows)
        wrong = sum(row["mismatches"] for row in rows)
        ours = middle[name] / middle[OURS]
        print(f"{name:34} {micro:10.1f} {middle[name]:10.2f} {ours:10.1f} {wanted[name]:>12} {wrong:11.0f}")
    return int(sum(row["mismatches"] for rows in found.values() for row in rows))


def print_shipped() -> None:
    """What the packs that ship take, in processor time: neighbours on the same machine do not count."""
    print()
    for name in SHIPPED:
        print(f"{name:58} " + ", ".join(f"{key} {value:,.2f}" for key, value in fresh_process(name, 0).items()))


def fresh_process(name: str, cases: int) -> dict[str, float]:
    """What a process of its own measures."""
    command = [sys.executable, "-m", "bench.rules", "--one", name, "--cases", str(cases)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def against_hand(name: str, count: int) -> dict[str, float]:
    """One engine on random cases, in blocks interleaved with the function written by hand."""
    from bench.rules_by_hand import by_hand
    from bench.rules_pack import cases, read_pack
    from bench.rules_peers import PEERS, doubles

    pack = read_pack()
    some = list(cases(pack, count))
    flat = [pack.flat(case) for case in some]
    run: Callable[[Any], Any]
    given: Sequence[Any]
    if name == OURS:
        run, given = pack.rules_only(), [pack.seen(case) for case in some]
    elif name == FULL:
        run, given = pack.in_full(), some
    else:
        run, given = PEERS[name][1](pack), [doubles(case) for case in flat]
    order = sorted(pack.rules, key=lambda rule: -pack.ranks[rule]) if name == FULL else list(pack.rules)
    mismatches = 0
    for case, taken in zip(some[:CHECKED], given, strict=False):
        expected = dict(zip(pack.rules, pack.reference(case), strict=True))
        found = run(taken)
        results = found[0] if name == FULL else found
        mismatches += sum(expected[rule] is not result for rule, result in zip(order, results, strict=True))
    gc.collect()
    gc.disable()
    ours = by = 0
    for start in range(0, count, BLOCK):
        ours += _nanoseconds(run, given[start : start + BLOCK])
        by += _nanoseconds(by_hand, flat[start : start + BLOCK])
    return {"µs": ours / count / 1000, "ratio": ours / by, "mismatches": mismatches}


def _nanoseconds(run: Callable[[Any], Any], given: Sequence[Any]) -> int:
    begun = time.perf_counter_ns()
    for each in given:
        run(each)
    return time.perf_counter_ns() - begun


# ---------------------------------------------------------------------------------------------- the packs that ship


def pack_load() -> dict[str, float]:
    """From nothing to the first advice that could be given: packs read and checked, functions generated."""
    from carecon.rules.ruleset import load_ruleset
    from carecon.rules.running.compiled import compiled

    begun = time.process_time()
    ruleset = load_ruleset("devon")
    read = time.process_time()
    _ = compiled(ruleset).code.open_facts  # made last, where it is first asked for
    done = time.process_time()
    return {"read ms": (read - begun) * 1000, "generated ms": (done - read) * 1000, "ms": (done - begun) * 1000}


def keystroke() -> dict[str, float]:
    """Advice, one look ahead over the questions that are read, and the evidence of every rule that is shown."""
    from carecon.desk.case_desk import LOOKED_AHEAD
    from carecon.rules.advise import advise
    from carecon.rules.questioning.evidence import all_evidence
    from carecon.rules.questioning.look_ahead import look_ahead
    from carecon.rules.ruleset import load_ruleset

    ruleset = load_ruleset("devon")
    taken = []
    for facts, context in [*_calls()] * 2:
        begun = time.process_time()
        advice = advise(facts, context, ruleset)
        look_ahead(facts, context, ruleset, advice.ask[:LOOKED_AHEAD])
        shown = advice.recommended or advice.leaning
        rules = [rule for by in advice.red_flags.raised_by.values() for rule in by]
        all_evidence([*rules, *(shown.because if shown else ())], facts, context, ruleset)
        taken.append((time.process_time() - begun) * 1000)
    return _spread(taken[len(taken) // 2 :])


def advice_alone() -> dict[str, float]:
    """Advice on a case."""
    from carecon.rules.advise import advise

    return _each_call(advise)


def verdict_alone() -> dict[str, float]:
    """A verdict on a case."""
    from carecon.rules.verdict import verdict

    return _each_call(verdict)


def reasons() -> dict[str, float]:
    """Exactly what is still possible, why, and why not: worked out off the loop."""
    from carecon.rules.reasoning import reason

    return _each_call(reason, every=8)


def _each_call(act: Callable[..., object], every: int = 1) -> dict[str, float]:
    from carecon.rules.ruleset import load_ruleset

    ruleset = load_ruleset("devon")
    some = [*_calls()][::every]
    for facts, context in some[:20]:
        act(facts, context, ruleset)
    taken = []
    for facts, context in some:
        begun = time.process_time()
        act(facts, context, ruleset)
        taken.append((time.process_time() - begun) * 1000)
    return _spread(taken)


def _calls() -> Iterator[tuple[Any, Any]]:
    """Calls as they are typed in: random cases answer by answer, and every step of the scenarios."""
    from datetime import UTC, datetime

    from carecon.area.context import derive_context
    from carecon.clinical.casefile import case_from
    from carecon.rules.ruleset import load_ruleset
    from tests.rules.random_cases import cases_of_all_ages
    from tests.rules.scenarios import steps

    area, draw = load_ruleset("devon").area, random.Random(1)
    for facts, context in cases_of_all_ages(area, 1, 60):
        order = sorted(facts, key=lambda fact: (fact != "presenting_problem", draw.random()))
        for known in (1, 3, 6, 12, 25, len(order)):
            yield {fact: facts[fact] for fact in order[:known]}, context
    for step in steps():
        if step.area == "devon":
            case = case_from(step.case, step.name, datetime(2024, 1, 1, tzinfo=UTC))
            yield case.answers, derive_context(area, case.answers, case.at, **case.service.as_arguments())


def _spread(taken: list[float]) -> dict[str, float]:
    taken.sort()
    at = {"median ms": 0.5, "p95 ms": 0.95, "p99 ms": 0.99}
    return {name: taken[min(len(taken) - 1, int(len(taken) * share))] for name, share in at.items()}


SHIPPED: dict[str, Callable[[], dict[str, float]]] = {
    "pack load, generated functions included": pack_load,
    "verdict": verdict_alone,
    "advice": advice_alone,
    "a keystroke: advice, one look ahead, evidence": keystroke,
    "what is possible, why, why not (exact, off the loop)": reasons,
}


if __name__ == "__main__":
    sys.exit(main())
