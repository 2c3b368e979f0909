"""The desk behind the screens: in turn, as whoever asked, and never silently."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.message import Message

from carecon.clinical.answers import Answer
from carecon.desk import advising, reasoner
from carecon.desk.calls import OpenCall, open_call
from carecon.desk.first_page import first_page
from carecon.desk.hub import Hub, make_hub, open_hub
from carecon.desk.people import AtDesk, Role, system
from carecon.desk.reasoner import Reasoner
from carecon.record.actor import Actor
from carecon.screens import port
from carecon.screens.threaded_port import ThreadedPort

WHO = AtDesk(Actor("rhale", "devon-hub"), "R Hale", Role.CLINICIAN)


class Listener:
    """Whoever asked: keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[Message] = []
        self._came = threading.Condition()

    def post_message(self, message: Message) -> bool:
        with self._came:
            self.told.append(message)
            self._came.notify_all()
        return True

    def wait_for(self, kind: type[Message]) -> Any:
        with self._came:
            assert self._came.wait_for(lambda: any(isinstance(m, kind) for m in self.told), 20), self.told
            return next(m for m in self.told if isinstance(m, kind))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "hub.sqlite"
    hub = make_hub(str(path), realm="demo", hub="Devon hub")
    open_call(hub, system("caller"), OpenCall(source="care_home", answers=(Answer("presenting_problem", "fall"),)))
    hub.close()
    return path


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def desk(path: Path, listener: Listener) -> Iterator[ThreadedPort]:
    desk = port_on(lambda: open_hub(str(path)), path, listener)
    desk.start()
    yield desk
    desk.close()


def port_on(open_it: Callable[[], Hub], path: Path, listener: Listener) -> ThreadedPort:
    return ThreadedPort(open_it, lambda limit: first_page(str(path), limit), WHO, listener, lambda _: "incident")


def facts_on_disk(path: Path) -> set[str]:
    hub = open_hub(str(path))
    with hub.store.read() as reading:
        facts = set(reading.case(reading.queue().rows[0].case_id).facts)
    hub.close()
    return facts


def test_what_was_asked_before_closing_is_on_disk_after_it(path: Path, listener: Listener) -> None:
    may_open = threading.Event()

    def slowly() -> Hub:
        may_open.wait(20)
        return open_hub(str(path))

    desk = port_on(slowly, path, listener)
    desk.start()
    case_id = first_page(str(path), 1).rows[0].case_id
    desk.answer(listener, case_id, [Answer("fall", True)])
    desk.answer(listener, case_id, [Answer("head_injury", False)])
    threading.Timer(0.1, may_open.set).start()

    desk.close()

    assert {"fall", "head_injury"} <= facts_on_disk(path)
    assert not [m for m in listener.told if isinstance(m, port.Refused)]


def test_closing_before_the_first_frame_does_not_wait_for_ever(path: Path, listener: Listener) -> None:
    port_on(lambda: open_hub(str(path)), path, listener).close()


def test_what_is_saved_is_never_called_unsaved_because_the_advice_failed(
    desk: ThreadedPort, path: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = first_page(str(path), 1).rows[0].case_id
    desk.open_case(listener, case_id)
    listener.wait_for(port.CaseLoaded)

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(advising, "advise_and_note", broken)
    desk.answer(listener, case_id, [Answer("fall", True)])

    listener.wait_for(port.Saved)
    assert "What you entered is saved" in listener.wait_for(port.RecordAway).problem
    assert "fall" in facts_on_disk(path)


def test_a_database_that_cannot_be_opened_is_told_and_every_call_refused(path: Path, listener: Listener) -> None:
    desk = port_on(lambda: open_hub(str(path) + ".nowhere"), path, listener)
    desk.start()
    desk.claim(listener, first_page(str(path), 1).rows[0].case_id)

    assert "no database" in listener.wait_for(port.RecordAway).problem
    assert "no database" in listener.wait_for(port.Refused).problem
    desk.close()


def test_rules_and_the_cases_they_fired_on_are_read_beside_the_work(desk: ThreadedPort, listener: Listener) -> None:
    desk.load_rules(listener)
    desk.load_fired(listener)
    ruleset = listener.wait_for(port.RulesLoaded).ruleset
    fired = listener.wait_for(port.FiredLoaded).fired
    assert "devon" in ruleset.title
    assert fired.cases == ()


def test_reasons_come_from_a_process_of_their_own_that_ends_with_the_desk(
    path: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Reasoner] = []

    def fake(ruleset: str) -> Reasoner:
        made.append(Reasoner(ruleset, "tests.desk.fake_reasoning:reason"))
        return made[0]

    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.setattr(reasoner, "Reasoner", fake)
    desk = port_on(lambda: open_hub(str(path)), path, listener)
    desk.start()
    case_id = first_page(str(path), 1).rows[0].case_id
    desk.open_case(listener, case_id)
    case = listener.wait_for(port.CaseLoaded).case

    number = desk.reason(listener, case)

    told = listener.wait_for(port.Reasoned)
    assert (told.request, told.case_id, told.seq, told.problem) == (number, case_id, case.view.seq, "")
    assert told.reasoning.why == ("presenting_problem", "source")
    pid = made[0].process_id
    desk.close()
    assert not Path(f"/proc/{pid}").exists()
