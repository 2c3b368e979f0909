"""The queue: who is next, and why. Rows stand still until F5; only clocks, counts and values change by themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.timer import Timer

from carecon.clinical.formats import person_name
from carecon.desk.views import QueueFilter, QueuePage, QueueRow
from carecon.screens.desk_screen import DeskScreen
from carecon.screens.front import FrontScreen
from carecon.screens.keys import bindings
from carecon.screens.port import CaseLoaded, QueueLoaded, RecordChanged, Refused
from carecon.screens.presenters import ticks_in_seconds, to_next_minute
from carecon.screens.queue_lines import clock_cells, counts_line, heading_line, news, row_line, title_line, why_lines
from carecon.screens.queue_news import GONE, compare
from carecon.screens.station import Station
from carecon.screens.widgets.entry import Entry
from carecon.screens.widgets.keyed_list import GUTTER, KeyedList
from carecon.screens.widgets.lines import Lines
from carecon.screens.widgets.spans import Tone

if TYPE_CHECKING:
    from carecon.desk.case_views import CaseOnDesk

MOST_ROWS = 500
"""Rows that are loaded; the rest is reached by the filter."""

FILTER_AFTER = 0.15
"""Seconds without a further letter after which the filter is applied."""


class QueueScreen(FrontScreen[None]):
    """All open cases: crews first, then clinical priority, then time to breach."""

    CONTEXT = "queue"
    CSS_PATH = "queue.tcss"
    BINDINGS = bindings("queue")
    HELP = """\
Who is next, and why. Crews that wait with a person come first, then clinical priority, then who breaches first.
The line under the list says why the selected case stands where it does. Arrivals do not move what you look at:
the notice at the top right counts them, and F5 brings them in. Enter takes a case; exactly one of two takers gets it.
Flags: ! danger sign present, ? danger sign not excluded, E end of life, H care home, F frail."""

    def __init__(self, station: Station, page: QueuePage | None = None) -> None:
        """`page`: the queue as it was read before this screen stood, if it was."""
        super().__init__(station)
        self._page = page
        self._fresh: QueuePage | None = None
        self._wanted = QueueFilter()
        self._asked = 0
        self._apply = True
        self._news = ""
        self._opening = 0
        self._put_off: set[int] = set()
        self._minute = -1
        self._filtering: Timer | None = None
        self._filtered = False
        self._readable = True

    @property
    def cases(self) -> KeyedList[UUID, QueueRow]:
        """The list."""
        return self.query_one("#queue", KeyedList)

    def compose(self) -> ComposeResult:
        """Title, counts, list, two lines about the selected case, notice, keys."""
        yield Lines(lambda width: (self._title(width),), id="title")
        yield Lines(lambda width: (self._counts(width),), id="counts")
        yield Lines(lambda width: (heading_line(width - GUTTER - 1),), id="columns")
        yield KeyedList[UUID, QueueRow](
            lambda row: row.case_id,
            lambda row, width: row_line(row, width, self.now(), self.station.zone),
            name="open cases",
            moved=self._moved,
            empty="Reading the queue ..." if self._page is None else "Nobody waits.",
            id="queue",
        )
        yield Lines(self._why, id="why")
        yield Entry("Show cases with", id="filter")
        yield from self.foot()

    def on_mount(self) -> None:
        """Show what was read already, and ask for the rest."""
        if self._page is not None:
            self._bring_in(self._page)

    # ------------------------------------------------------------------------------------------------ reading

    def _ask(self, *, apply: bool = False) -> None:
        self._apply = self._apply or apply
        self._asked = self.station.desk.load_queue(self, self._wanted, MOST_ROWS)

    def on_record_changed(self, message: RecordChanged) -> None:
        """Somebody wrote something: see whether it concerns the queue. Behind another screen that can wait."""
        if self.is_current:
            self._ask()

    def on_screen_resume(self) -> None:
        """In front (again): bring the list up to date."""
        super().on_screen_resume()
        self._ask(apply=True)

    def on_screen_suspend(self) -> None:
        """Something else is in front: a case that was asked for may not come up over it, nor after it."""
        if self._opening:
            self._put_off.add(self._opening)
            self._opening = 0
        super().on_screen_suspend()

    def on_queue_loaded(self, message: QueueLoaded) -> None:
        """The queue as it is. What was asked before something else was asked is dropped."""
        if message.request != self._asked:
            return
        if self._apply or not len(self.cases.rows):
            self._bring_in(message.page)
            return
        told = compare(self.cases.rows, message.page.rows)
        for row in told.rows:
            if row != self.cases.rows.get(row.case_id):
                self.cases.update_row(row)
        before, self._news = self._news, news(told.arrived, told.crews, told.gone, told.moved)
        if told.crews and self.station.bell and self._news != before:
            self.app.bell()
        self._fresh = message.page
        self._page = message.page
        self._redraw_around()

    def _bring_in(self, page: QueuePage) -> None:
        self._page, self._fresh, self._apply, self._news = page, None, False, ""
        nobody = "No case with these words. Esc shows all." if self._wanted.text else "Nobody waits."
        self.cases.show(page.rows, empty=nobody, others=self._filtered)
        self._filtered = False
        self._redraw_around()

    # ------------------------------------------------------------------------------------------------ what is shown

    def _title(self, width: int) -> tuple[tuple[str, Tone], ...]:
        who = self.station.who
        return title_line(
            width,
            hub=self.station.hub,
            realm=self.station.realm_words,
            counts=None if self._page is None else self._page.counts,
            total=0 if self._page is None else self._page.total,
            wanted=self._wanted,
            now=self.now(),
            zone=self.station.zone,
            who=f"{who.name}, {who.role.replace('_', ' ')}" if who else "",
        )

    def _counts(self, width: int) -> tuple[tuple[str, Tone], ...]:
        page = self._page
        if page is None and not self._readable:
            return ()
        told = self._news
        if page is not None and not told and page.total > len(page.rows):
            told = f"first {len(page.rows)} of {page.total:,}: / finds the rest"
        return counts_line(width, None if page is None else page.counts, told, self.now())

    def _why(self, width: int) -> tuple[tuple[tuple[str, Tone], ...], ...]:
        row = self.cases.selected
        gone = self.cases.rows.gone_key is not None or (row is not None and row.status == GONE)
        return tuple(why_lines(row, gone, width, self.now(), self.station.zone))

    def _redraw_around(self) -> None:
        for name in ("#title", "#counts", "#why"):
            self.query_one(name, Lines).redraw()

    def _moved(self) -> None:
        self.query_one("#why", Lines).redraw()
        if self.said:
            self.say("")

    def tick(self) -> float:
        """Clocks move once a minute; those close to their breach every second. Only their own cells are sent."""
        now = self.now()
        x, width = clock_cells(self.cases.row_width - GUTTER)
        minute = int(now.timestamp() // 60)
        seconds = [row for row in self.cases.visible_rows() if ticks_in_seconds(row.breach_at, now)]
        if minute != self._minute:
            self._minute = minute
            self.cases.redraw_cells(GUTTER + x, width)
            self._redraw_around()
        else:
            for row in seconds:
                self.cases.redraw(row.case_id, GUTTER + x, width)
        return 1.0 if seconds else to_next_minute(now)

    # ------------------------------------------------------------------------------------------------ what can be done

    @on(KeyedList.Chosen)
    def _take(self, message: KeyedList.Chosen) -> None:
        """Take the case, or go on with one's own: the one that Enter was pressed on, whatever moves meanwhile."""
        row = self.cases.rows.get(message.key)
        if row is None or self._opening:
            return
        who = self.station.who
        mine = who is not None and row.owner == str(who.actor)
        if row.status == GONE:
            self.say("This case is no longer in the queue. F5 brings the list up to date.", Tone.CAUTION)
        elif mine or row.status == "handed_over":
            self._opening = self.station.desk.open_case(self, row.case_id)
        elif row.owner:
            self.say(f"{row.owner_name} has this case. F6 opens it to read.", Tone.CAUTION)
        else:
            self.say(f"Taking {person_name(row.family_name, row.given_name)} {row.reference} ...")
            self._opening = self.station.desk.claim(self, row.case_id)

    def action_take(self) -> None:
        """Take the selected case: what Enter on it does."""
        self.cases.action_choose()

    def action_look(self) -> None:
        """Open the selected case without taking it."""
        row = self.cases.selected
        if row is not None and not self._opening:
            self._opening = self.station.desk.open_case(self, row.case_id)

    def on_case_loaded(self, message: CaseLoaded) -> None:
        """The case that was asked for: show it. Another one than was asked for is never shown."""
        if message.request in self._put_off:
            self._put_off.discard(message.request)
            self._say_where(message.case)
        elif message.request == self._opening:
            self._opening = 0
            self._open(message.case)

    def _open(self, case: CaseOnDesk | None) -> None:
        """Show the case, unless something else has come in front: the next keys are meant for that."""
        if case is None:
            return
        if not self.in_front:
            self._say_where(case)
            return
        from carecon.screens.case import CaseScreen

        self.say("")
        self.app.push_screen(CaseScreen(self.station, case), self._returned)

    def _say_where(self, case: CaseOnDesk) -> None:
        """A case came when nobody waited for it here any more: if it is the reader's, say so, here and in front."""
        self.say("")
        who, person, front = self.station.who, case.view.person, self.app.screen
        if who is None or case.view.owner != who.actor:
            return
        name = person_name(person.family_name, person.given_name)
        told = f"{name} {case.view.reference} is yours: it stands in the queue, and Enter opens it there."
        self.say(told, Tone.GOOD)
        if front is not self and isinstance(front, DeskScreen) and front.query("#notice") and not front.said.strip():
            front.say(told, Tone.GOOD)

    def _returned(self, told: str | None) -> None:
        """Back from a case, with what is to be said of it."""
        if told:
            self.say(told, Tone.GOOD)

    def on_refused(self, message: Refused) -> None:
        """Say why, and go on. Who may not read cases sees no queue, and is not told to wait for one."""
        if message.request == self._opening:
            self._opening = 0
        self._put_off.discard(message.request)
        if message.request == self._asked and self._page is None:
            self._readable = False
            self.cases.show((), empty="No queue is shown here.")
            self._redraw_around()
        super().on_refused(message)

    def action_apply(self) -> None:
        """Bring arrivals and changes of order into the list. The selection stays with its patient."""
        if self._fresh is not None:
            self._bring_in(self._fresh)
        self._ask(apply=True)

    def action_new_call(self) -> None:
        """Take a call."""
        from carecon.screens.new_call import NewCallScreen

        self.app.push_screen(NewCallScreen(self.station), self._open)

    def action_rules(self) -> None:
        """All rules, to look into."""
        from carecon.screens.rules import RulesScreen

        self.app.push_screen(RulesScreen(self.station))

    def action_sign_out(self) -> None:
        """Sign out, after asking."""
        from carecon.screens.confirm import ConfirmScreen

        def leave(sure: bool | None) -> None:
            if sure:
                self.shell.sign_out()

        self.app.push_screen(ConfirmScreen(self.station, "Sign out?", "Your cases stay yours."), leave)

    # ------------------------------------------------------------------------------------------------ the filter

    def action_filter(self) -> None:
        """Type what the cases must have in them."""
        self.add_class("-filtering")
        self.query_one("#filter", Entry).focus()

    def action_clear(self) -> None:
        """Show all cases again."""
        entry = self.query_one("#filter", Entry)
        self.remove_class("-filtering")
        self.cases.focus()
        if entry.text:
            entry.text = ""
            self._filter("")

    @on(Entry.Changed)
    def _typed(self, message: Entry.Changed) -> None:
        if self._filtering is not None:
            self._filtering.stop()
        self._filtering = self.set_timer(FILTER_AFTER, lambda: self._filter(message.text))

    @on(Entry.Submitted)
    def _typed_all(self, message: Entry.Submitted) -> None:
        self._filter(message.text)
        self.cases.focus()

    def _filter(self, text: str) -> None:
        if self._filtering is not None:
            self._filtering.stop()
        if text.strip() != self._wanted.text:
            self._wanted = replace(self._wanted, text=text.strip())
            self._filtered = True
            self._ask(apply=True)
