"""Reasons are worked out beside the console: for the newest state of a case, whatever becomes of the process."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from threading import Condition
from uuid import UUID

import pytest

from carecon.area.area import load_area
from carecon.area.context import Context, derive_context
from carecon.clinical.answers import Answer
from carecon.desk import reasoner as module
from carecon.desk.reasoner import NOT_RUNNING, TOO_LONG, TOO_MANY, Reasoner
from carecon.rules.reasons import Change, Reasoning
from carecon.rules.ruleset import build_ruleset, load_ruleset
from tests.desk.fake_reasoning import ASKED

NOW = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
ADA, NEVILLE = UUID(int=1), UUID(int=2)
PATIENCE = 60
"""Seconds after which something that should have happened counts as not happening."""

Make = Callable[..., Reasoner]


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with ExitStack() as stack:

        def made(function: str = "reason", **named: float) -> Reasoner:
            found = Reasoner(load_ruleset("devon").text, f"tests.desk.fake_reasoning:{function}", **named)
            stack.callback(found.close)
            return found

        yield made


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A pipe that holds up whatever reads it until it is written to."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


class Told:
    """What the reasoner said, by the name under which it was asked."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Reasoning | None, str]] = []
        self._came = Condition()

    def as_(self, name: str) -> Callable[[Reasoning | None, str], None]:
        def tell(reasoning: Reasoning | None, problem: str) -> None:
            with self._came:
                self.said.append((name, reasoning, problem))
                self._came.notify_all()

        return tell

    def wait_for(self, name: str) -> tuple[Reasoning | None, str]:
        with self._came:
            assert self._came.wait_for(lambda: any(name == each for each, _, _ in self.said), PATIENCE), self.said
        return next((reasoning, problem) for each, reasoning, problem in self.said if each == name)

    @property
    def names(self) -> list[str]:
        return [name for name, _, _ in self.said]


@pytest.fixture
def told() -> Told:
    return Told()


def answers(**values: object) -> dict[str, Answer]:
    return {name: Answer(name, value, NOW, "crew", True) for name, value in values.items()}  # type: ignore[arg-type]


def context(facts: dict[str, Answer]) -> Context:
    return derive_context(load_area("devon"), facts, NOW)


def ask(reasoner: Reasoner, told: Told, name: str, case: UUID = ADA, **values: object) -> int:
    facts = answers(**values)
    return reasoner.ask(case, facts, context(facts), told.as_(name))


def begun(pipe: Path) -> int:
    """Wait until somebody reads the pipe: the request is being worked on. Returns the end to let it go by."""
    return os.open(pipe, os.O_WRONLY)


def ended(pid: int) -> bool:
    """Wait until a process has ended, whoever its parent is."""
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watched], [], [], PATIENCE)[0])
    finally:
        os.close(watched)


def test_reasons_come_back_with_the_answers_that_were_recorded(make: Make, told: Told) -> None:
    reasoner = make()
    ask(reasoner, told, "first", able_to_weight_bear=True, istumble=(), postcode="TQ12 9ZZ")

    reasoning, problem = told.wait_for("first")

    assert problem == ""
    assert reasoning is not None
    assert reasoning.why == ("able_to_weight_bear", "istumble", "postcode")
    assert reasoning.possible == ("devon", "open")
    assert reasoning.outranked[0].by == (load_ruleset("devon").hash,)
    recorded = answers(able_to_weight_bear=True)["able_to_weight_bear"]
    assert reasoning.why_not[0].changes == (Change("able_to_weight_bear", recorded, False),)
    assert reasoning.why_not[1].changes == (Change("heart_rate", None, 131),)
    assert reasoning.why_not[2].changes[0].then == ("breathing",)


def test_no_process_runs_before_something_is_asked_and_one_serves_all(
    make: Make, told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ASKED, str(tmp_path / "asked"))
    reasoner = make()
    assert reasoner.process_id is None
    for name in ("one", "two", "three"):
        ask(reasoner, told, name)
        told.wait_for(name)
    assert len(set((tmp_path / "asked").read_text().split())) == 1


def test_only_the_newest_request_of_a_case_is_worked_on_and_told(
    make: Make, told: Told, pipe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ASKED, str(tmp_path / "asked"))
    reasoner = make()
    ask(reasoner, told, "stale", next_of_kin=str(pipe))
    held = begun(pipe)
    ask(reasoner, told, "stale too", head_injury=True)
    ask(reasoner, told, "of another", NEVILLE)
    ask(reasoner, told, "newest", head_injury=False)
    os.close(held)

    told.wait_for("newest")
    told.wait_for("of another")

    assert sorted(told.names) == ["newest", "of another"]
    assert len((tmp_path / "asked").read_text().split()) == 3


def test_a_process_that_was_killed_is_started_again_and_the_request_answered(
    make: Make, told: Told, pipe: Path
) -> None:
    reasoner = make()
    ask(reasoner, told, "held", next_of_kin=str(pipe))
    held = begun(pipe)
    killed = reasoner.process_id
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    assert ended(killed)
    again = begun(pipe)
    os.close(held)
    os.close(again)

    reasoning, _ = told.wait_for("held")

    assert reasoning is not None
    assert reasoner.process_id != killed
    assert not Path(f"/proc/{killed}").exists(), "left as a zombie"


def test_a_process_that_dies_over_a_request_every_time_is_told_plainly(make: Make, told: Told) -> None:
    reasoner = make("die")
    ask(reasoner, told, "deadly")
    assert told.wait_for("deadly") == (None, NOT_RUNNING)
    assert reasoner.process_id is None


def test_whoever_asked_and_has_gone_keeps_nobody_else_waiting(make: Make, told: Told) -> None:
    def gone(reasoning: Reasoning | None, problem: str) -> None:
        raise LookupError("this screen is closed")

    reasoner = make()
    reasoner.ask(ADA, {}, context({}), gone)
    ask(reasoner, told, "still here", NEVILLE)
    assert told.wait_for("still here")[0] is not None


def test_what_takes_too_long_is_given_up_and_the_next_request_answered(make: Make, told: Told, pipe: Path) -> None:
    reasoner = make(patience=0.01)
    ask(reasoner, told, "endless", next_of_kin=str(pipe))
    assert told.wait_for("endless") == (None, TOO_LONG)
    assert reasoner.process_id is None


def test_what_is_not_installed_is_named(told: Told) -> None:
    reasoner = Reasoner(load_ruleset("devon").text, "no_such_solver:reason")
    try:
        ask(reasoner, told, "asked")
        reasoning, problem = told.wait_for("asked")
    finally:
        reasoner.close()
    assert reasoning is None
    assert "not installed" in problem
    assert "no_such_solver" in problem


def test_a_fault_is_told_by_its_place_and_never_by_what_the_case_holds(make: Make, told: Told) -> None:
    ask(make("fail"), told, "faulty", next_of_kin="Rosalind")
    reasoning, problem = told.wait_for("faulty")
    assert reasoning is None
    assert "ZeroDivisionError, fake_reasoning.py" in problem
    assert "Rosalind" not in problem


def test_what_a_library_prints_is_no_answer(make: Make, told: Told) -> None:
    ask(make("chatter"), told, "asked")
    reasoning, problem = told.wait_for("asked")
    assert (reasoning is not None, problem) == (True, "")


def test_the_rules_are_those_of_the_console_whatever_stands_on_the_disk(told: Told, make: Make) -> None:
    older = build_ruleset(load_area("devon"), ())
    reasoner = Reasoner(older.text, "tests.desk.fake_reasoning:reason")
    try:
        ask(reasoner, told, "asked")
        reasoning, problem = told.wait_for("asked")
    finally:
        reasoner.close()
    assert problem == ""
    assert reasoning is not None
    assert reasoning.outranked[0].by == (older.hash,)


def test_the_facts_of_those_rules_count_in_it(told: Told, make: Make) -> None:
    text = load_ruleset("devon").text
    older = text.replace('label = "Postcode', 'label = "Old postcode', 1)
    assert older != text
    reasoner = Reasoner(older, "tests.desk.fake_reasoning:labels")
    try:
        ask(reasoner, told, "asked")
        reasoning, problem = told.wait_for("asked")
    finally:
        reasoner.close()
    assert problem == ""
    assert reasoning is not None
    assert any(label.startswith("Old postcode") for label in reasoning.possible)


def test_what_is_no_ruleset_is_told_as_such(told: Told, make: Make) -> None:
    reasoner = Reasoner("nothing", "tests.desk.fake_reasoning:reason")
    try:
        ask(reasoner, told, "asked")
        reasoning, problem = told.wait_for("asked")
    finally:
        reasoner.close()
    assert reasoning is None
    assert "not the text of a ruleset" in problem


def test_more_cases_than_can_wait_are_told_so_and_nothing_piles_up(make: Make, told: Told, pipe: Path) -> None:
    reasoner = make()
    ask(reasoner, told, "held", next_of_kin=str(pipe))
    held = begun(pipe)
    for number in range(2, module.MOST_WAITING + 4):
        ask(reasoner, told, str(number), UUID(int=number))
    assert told.said == [("2", None, TOO_MANY), ("3", None, TOO_MANY)]
    os.close(held)
    told.wait_for(str(module.MOST_WAITING + 3))


def test_closing_ends_the_process_while_it_works_and_nothing_is_told_after(make: Make, told: Told, pipe: Path) -> None:
    reasoner = make()
    ask(reasoner, told, "held", next_of_kin=str(pipe))
    held = begun(pipe)
    pid = reasoner.process_id
    assert pid is not None
    reasoner.close()
    ask(reasoner, told, "after")
    os.close(held)
    assert not Path(f"/proc/{pid}").exists()
    assert told.said == []


def test_a_process_that_nobody_asks_is_let_go(make: Make, told: Told) -> None:
    reasoner = make(idle=0.01)
    ask(reasoner, told, "asked")
    told.wait_for("asked")
    pid = reasoner.process_id
    assert pid is None or ended(pid)
    ask(reasoner, told, "again")
    assert told.wait_for("again")[0] is not None


def test_it_ends_with_its_parent_even_where_that_is_killed_while_it_works(pipe: Path) -> None:
    code = (
        "import sys, time\n"
        "from tests.desk.test_reasoner import ADA, Reasoner, Told, ask, load_ruleset\n"
        "reasoner = Reasoner(load_ruleset('devon').text, 'tests.desk.fake_reasoning:reason')\n"
        f"ask(reasoner, Told(), 'held', next_of_kin={str(pipe)!r})\n"
        "while reasoner.process_id is None: time.sleep(0.01)\n"
        "print(reasoner.process_id, flush=True)\n"
        "sys.stdin.read()\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd=ROOT
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        held = begun(pipe)
        parent.kill()
        assert ended(pid)
        os.close(held)
