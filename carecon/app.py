"""The console put together: the database it stands on, the desk behind it, the screens in front, and how it ends."""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from subprocess import TimeoutExpired
from typing import TYPE_CHECKING

from carecon.area.zones import zone_of
from carecon.clock import Clock, SystemClock
from carecon.desk.first_page import Label, first_page, read_label
from carecon.desk.people import AtDesk, Role
from carecon.errors import CareconError, Exit, NotPermitted
from carecon.record.actor import Actor
from carecon.screens.port import ReplyTo
from carecon.screens.shell import Shell, Start
from carecon.screens.station import Station
from carecon.screens.threaded_port import ThreadedPort
from carecon.settings import Settings, log_path

if TYPE_CHECKING:
    from carecon.desk.hub import Hub
    from carecon.desk.views import QueuePage

DEMO_ORGANISATION = "devon-hub"
SWITCH_INTERVAL_SECONDS = 0.001
"""How often threads take turns. The desk's threads import and fold in Python; keys must not wait for their turn."""


class Console(Shell):
    """The app on a real desk. Ends tidily on a hang-up, and never prints what it knew of a patient when it fails."""

    def __init__(
        self,
        make_station: Callable[[ReplyTo], Station],
        report: Callable[[BaseException], str],
        begin: Callable[[], None],
        *,
        start: Start,
        page: QueuePage | None,
    ) -> None:
        """`report` keeps a fault in the log and returns the sentence that names its incident number.

        `begin` opens the hub; it is called behind the first frame.
        """
        super().__init__(make_station, start=start, first_page=page)
        self._report_fault = report
        self._begin = begin
        self.fault = ""

    def on_mount(self) -> None:
        """Listen for the terminal going away: what was saved is on disk, and the desk is left in order."""
        loop = asyncio.get_running_loop()
        for lost in (signal.SIGHUP, signal.SIGTERM):
            with suppress(NotImplementedError, RuntimeError, ValueError):  # not in the main thread: a test
                loop.add_signal_handler(lost, self.exit, Exit.OK)
        self.call_after_refresh(self._begin)

    def _handle_exception(self, error: Exception) -> None:
        """Textual would print local variables, patients among them: keep the fault in the log and leave."""
        self.fault = self._report_fault(error)
        self._exception = error
        self.exit(Exit.FAILED)


def run_console(url: str, settings: Settings) -> int:
    """Open the console on a database, at the sign-in screen."""
    label = read_label(url)
    return _run(url, label, settings, who=None, start="sign_in" if label.has_users else "first_admin", page=None)


def run_demo(url: str, settings: Settings, *, role: str, seed: int | None) -> int:
    """Open the console on a demonstration database, signed in as `role`, with a shift going on unless `seed` is None.

    Raises NotPermitted for any other database: nobody is signed in without a password on a live one.
    """
    label = read_label(url)
    if label.realm != "demo":
        raise NotPermitted(f"{url} is for {label.realm} use, not a demonstration: open it with `carecon --db`.")
    name = "you"
    who = AtDesk(Actor(name, DEMO_ORGANISATION), "Demo clinician", Role(role))
    page = first_page(url)
    if seed is None:
        return _run(url, label, settings, who=who, start="queue", page=page)
    from carecon.simulation.start import start_demo

    shift = start_demo(url, seed)
    try:
        return _run(url, label, settings, who=who, start="queue", page=page)
    finally:
        if shift.stdin is not None:
            shift.stdin.close()
        try:
            shift.wait(timeout=10)
        except TimeoutExpired:
            shift.kill()
            shift.wait()


def make_console(
    url: str,
    label: Label,
    settings: Settings,
    *,
    who: AtDesk | None,
    start: Start,
    page: QueuePage | None,
    clock: Clock | None = None,
    open_hub: Callable[[], Hub] | None = None,
) -> tuple[Console, ThreadedPort]:
    """The app and the desk behind it, not yet running. Tests hand in a clock and a hub of their own."""
    report = incident_reporter(log_path())
    desks: list[ThreadedPort] = []

    def make_station(app: ReplyTo) -> Station:
        desk = ThreadedPort(
            open_hub or _hub_opener(url, who), lambda limit: first_page(url, limit, clock=clock), who, app, report
        )
        desks.append(desk)
        return Station(
            desk=desk,
            clock=clock or SystemClock(),
            zone=zone_of(label.area),
            hub=label.hub,
            realm=label.realm,
            who=who,
            bell=settings.bell,
        )

    console = Console(make_station, report, lambda: desks[0].start(), start=start, page=page)
    return console, desks[0]


def incident_reporter(log: Path) -> Callable[[BaseException], str]:
    """How faults nobody foresaw are kept: where in the program, never with what values."""

    def report(error: BaseException) -> str:
        number = secrets.token_hex(3).upper()
        where = "".join(traceback.format_tb(error.__traceback__))
        try:
            log.parent.mkdir(parents=True, exist_ok=True)
            handler = logging.FileHandler(log, encoding="utf-8")
            logger = logging.getLogger("carecon.incidents")
            logger.propagate = False  # nothing of this reaches the terminal
            logger.addHandler(handler)
            logger.error("incident %s: %s\n%s", number, type(error).__name__, where)
            logger.removeHandler(handler)
            handler.close()
        except OSError:
            return f"Something went wrong inside carecon (incident {number}; it could not be logged)."
        return f"Something went wrong inside carecon: incident {number}, kept in {log}. What was saved is safe."

    return report


def _hub_opener(url: str, who: AtDesk | None) -> Callable[[], Hub]:
    def open_it() -> Hub:
        from carecon.desk.hub import open_hub

        hub = open_hub(url)
        if who is not None:
            from carecon.desk.accounts import known_or_added

            known_or_added(hub, who.actor.user, who.name, who.role, who.actor.organisation)
        return hub

    return open_it


def _run(
    url: str, label: Label, settings: Settings, *, who: AtDesk | None, start: Start, page: QueuePage | None
) -> int:
    sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)
    console, desk = make_console(url, label, settings, who=who, start=start, page=page)
    try:
        status = console.run(mouse=settings.mouse)
    finally:
        desk.close()
    if console.fault:
        raise CareconError(console.fault)
    return int(status or 0)
