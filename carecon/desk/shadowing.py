"""Signed cases advised again under new rules before anybody works with them: what would have come out otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from carecon.desk.hub import Hub
from carecon.desk.people import Act, AtDesk
from carecon.errors import BadInput
from carecon.record.signed import count_cases
from carecon.rules.governing.kept import Elsewhere, Kept

MOST_PROCESSES: Final = 16

_WORK: Final = "carecon.desk.shadow_process:shadow"


@dataclass(slots=True)
class ShadowRun:
    """What a replay came to, filled while it runs.

    `outcomes` counts pairs of old and new disposition ("not settled" where facts were needed), `directions` the changed
    cases: safer, less safe, mixed, same (only the state differs). `softened` are changed cases in which a danger sign
    that was present is gone or settles later.
    """

    replayed: int = 0
    changed: int = 0
    softened: int = 0
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    directions: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "replayed": self.replayed,
            "changed": self.changed,
            "softened": self.softened,
            "outcomes": [[*pair, times] for pair, times in sorted(self.outcomes.items())],
            "directions": dict(sorted(self.directions.items())),
            "rules": dict(self.rules.most_common()),
        }


def shadow(
    hub: Hub,
    who: AtDesk,
    new: Kept,
    *,
    since: datetime,
    until: datetime,
    run: ShadowRun,
    processes: int = 2,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[dict[str, Any]]:
    """Advise what was signed from `since` on and before `until` (aware) again under `new`, in several processes.

    Yields each changed case in the order in which cases were opened; `run` counts meanwhile. Memory does not grow with
    the number of cases. Raises BadInput for a number of processes outside 1 to 16, or rules that cannot be read.
    """
    who.must(Act.READ_CASES)
    if not 1 <= processes <= MOST_PROCESSES:
        raise BadInput("processes", f"must be 1 to {MOST_PROCESSES}, not {processes}")
    request = {"url": hub.store.url, "since": since.isoformat(), "until": until.isoformat(), "parts": processes}
    with hub.store.read() as reading:
        old_texts = {each: reading.ruleset_text(each) for each in reading.rulesets()}
    total, done = count_cases(hub.store.url, since), 0
    with ExitStack() as stack:
        parts = (request | {"part": part, "old_texts": old_texts} for part in range(processes))
        workers = [stack.enter_context(Elsewhere(new, _WORK, part)) for part in parts]
        for page in _in_turn([iter(worker) for worker in workers]):
            done += page["cases"]
            _count(run, page)
            progress(done, max(total, done))
            yield from page["changed"]


def _in_turn(workers: list[Iterator[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    """A page of each in turn: the first that has no more has come to the end, and so have those after it."""
    while True:
        for number, worker in enumerate(workers):
            page = next(worker, None)
            if page is None:
                for other in (*workers[number + 1 :], *workers[:number]):
                    yield from other  # nothing more, but a failure that is to be told
                return
            yield page


def _count(run: ShadowRun, page: dict[str, Any]) -> None:
    run.replayed += page["replayed"]
    for old, new, times in page["outcomes"]:
        run.outcomes[old, new] += times
    for case in page["changed"]:
        run.changed += 1
        run.softened += bool(case["softened"])
        run.directions[case["direction"]] += 1
        run.rules.update(case["rules"])
