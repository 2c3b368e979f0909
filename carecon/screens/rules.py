"""The rules: all of them, searched as one types, with what each says and on which cases of this shift it fired."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from carecon.desk.fired import Fired
from carecon.screens.front import FrontScreen
from carecon.screens.keys import bindings
from carecon.screens.port import FiredLoaded, Refused, RulesLoaded
from carecon.screens.presenters import people
from carecon.screens.rule_catalogue import RuleCatalogue, RuleEntry, catalogue_of
from carecon.screens.rule_lines import entry_line, entry_lines, fired_heading, heading_of_list
from carecon.screens.station import Station
from carecon.screens.widgets.entry import Entry
from carecon.screens.widgets.keyed_list import GUTTER, KeyedList
from carecon.screens.widgets.lines import Lines, Page
from carecon.screens.widgets.spans import BLANK, Line, Tone, apart, plain


class RulesScreen(FrontScreen[None]):
    """A list that narrows with every letter. Letters go to the search, the arrow keys to the list, at any time."""

    CONTEXT = "rules"
    CSS_PATH = "rules.tcss"
    BINDINGS = bindings("rules")
    AUTO_FOCUS = "#search"
    HELP = """\
All rules, definitions and danger signs that advice is made from. Type to search: every word must stand in the id, the
title, the reason, the source or the facts of a rule. The arrow keys move in the list at any time. F3 and F2 go through
the kinds of rules; F5 leaves only those that fired in this shift. The last column counts the cases of this shift on
which a rule fired. Enter opens a rule: its condition as a checklist, its source, its tests, and those cases. Nothing
can be changed here."""

    def __init__(self, station: Station) -> None:
        """Nothing is read yet."""
        super().__init__(station)
        self._catalogue: RuleCatalogue | None = None
        self._fired: Fired | None = None
        self._counts: dict[str, int] = {}
        self._kind = ""
        self._only_fired = False
        self._unreadable = False
        self._asked_rules = 0
        self._asked_fired = 0

    @property
    def rules(self) -> KeyedList[str, RuleEntry]:
        """The list."""
        return self.query_one("#rules", KeyedList)

    def compose(self) -> ComposeResult:
        """Title, search, list, and beside it in a wide window what the selected rule says."""
        yield Lines(lambda width: (self._title(width),), id="title")
        yield Entry("Search", id="search")
        with Container(id="body"):
            rules = KeyedList[str, RuleEntry](
                lambda entry: entry.id,
                lambda entry, width: entry_line(entry, width, self._count(entry)),
                name="rules",
                moved=self._moved,
                empty="Reading the rules ...",
                id="rules",
            )
            rules.can_focus = False  # the search has the keys; arrows come here by way of the screen
            with Container(id="left"):
                columns = (" " * GUTTER, Tone.PLAIN)
                yield Lines(lambda width: ((columns, *heading_of_list(width - GUTTER - 1)),), id="columns")
                yield rules
            yield Page(self._detail, name="rule", id="rule")
        yield from self.foot()

    def on_mount(self) -> None:
        """Read the rules; look beside that where they fired."""
        self.query_one("#rule", Page).can_focus = False
        self._asked_rules = self.station.desk.load_rules(self)
        self._asked_fired = self.station.desk.load_fired(self)

    # ------------------------------------------------------------------------------------------------ from the desk

    def on_rules_loaded(self, message: RulesLoaded) -> None:
        """The rules are there."""
        if message.request == self._asked_rules:
            self._catalogue = catalogue_of(message.ruleset)
            self._narrow()

    def on_fired_loaded(self, message: FiredLoaded) -> None:
        """Where they fired. Only counts change, unless only rules that fired are shown."""
        if message.request != self._asked_fired:
            return
        self._fired, self._unreadable = message.fired, False
        self._counts = {}
        for case in message.fired.cases:
            for rule in case.rules:
                self._counts[rule] = self._counts.get(rule, 0) + 1
        if self._only_fired:
            self._narrow()
        else:
            self.rules.redraw_cells(0, self.rules.row_width)
            self._redraw_around()

    def on_refused(self, message: Refused) -> None:
        """Say why, and stop waiting for it."""
        if message.request == self._asked_rules:
            self.rules.show((), empty="The rules cannot be shown.")
        elif message.request == self._asked_fired:
            self._unreadable = True
            self._narrow()
        super().on_refused(message)

    # ------------------------------------------------------------------------------------------------ what is shown

    def _count(self, entry: RuleEntry) -> int | None:
        return None if self._fired is None else self._counts.get(entry.id, 0)

    def _title(self, width: int) -> Line:
        catalogue = self._catalogue
        if catalogue is None:
            return apart(plain(" Rules"), (), width)
        kind = next((each.kind_words for each in catalogue.entries.values() if each.kind == self._kind), "all kinds")
        shown = f"{kind}{', fired in this shift' if self._only_fired else ''}"
        left = ((f" Rules of {catalogue.title}", Tone.STRONG), (f"   F3 {shown}", Tone.PLAIN))
        count = f"{len(self.rules.rows)} of {people(len(catalogue.entries), 'rule')} "
        return apart(left, plain(count), width)

    def _detail(self, width: int) -> Sequence[Line]:
        entry = self.rules.selected
        if entry is None:
            return ()
        fired = plain(f" {fired_heading(entry.id, self._fired, self.station.zone)}")
        return [*entry_lines(entry, width), BLANK, fired]

    def _moved(self) -> None:
        page = self.query_one("#rule", Page)
        if page.display:
            page.show(self._detail)

    def _redraw_around(self) -> None:
        self.query_one("#title", Lines).redraw()
        self.query_one("#rule", Page).redraw()

    def _narrow(self) -> None:
        """Show what is asked for."""
        if self._catalogue is None:
            return
        found = self._catalogue.find(self.query_one("#search", Entry).text, self._kind)
        if self._only_fired:
            found = tuple(each for each in found if self._counts.get(each.id))
        self.rules.show(found, empty=self._nobody(), others=True)
        self._redraw_around()

    def _nobody(self) -> str:
        if self._only_fired and self._unreadable:
            return "The cases of this shift cannot be looked at."
        if self._only_fired and self._fired is None:
            return "Looking where rules fired ..."
        return "None of these fired in this shift." if self._only_fired else "No rule with these words. Esc shows all."

    @on(Entry.Changed, "#search")
    def _typed(self) -> None:
        self._narrow()

    # ------------------------------------------------------------------------------------------------ what can be done

    @on(Entry.Submitted, "#search")
    def _entered(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Open the selected rule."""
        entry = self.rules.selected
        if entry is not None:
            from carecon.screens.rule import RuleScreen

            self.app.push_screen(RuleScreen(self.station, entry.id))

    def action_next_kind(self) -> None:
        """Only the next kind."""
        self._step(1)

    def action_kind_before(self) -> None:
        """Only the kind before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if self._catalogue is not None:
            kinds = ("", *self._catalogue.kinds)
            self._kind = kinds[(kinds.index(self._kind) + by) % len(kinds)]
            self._narrow()

    def action_fired(self) -> None:
        """Only those that fired in this shift, looked at anew; or all again."""
        self._only_fired = not self._only_fired
        if self._only_fired:
            self._unreadable = False
            self._asked_fired = self.station.desk.load_fired(self)
        self._narrow()

    def action_up(self) -> None:
        """One rule up."""
        self.rules.action_up()

    def action_down(self) -> None:
        """One rule down."""
        self.rules.action_down()

    def action_page_up(self) -> None:
        """One screenful up."""
        self.rules.action_page_up()

    def action_page_down(self) -> None:
        """One screenful down."""
        self.rules.action_page_down()

    def action_back(self) -> None:
        """Take the search away; without one, back."""
        search = self.query_one("#search", Entry)
        if search.text or self._kind or self._only_fired:
            search.text, self._kind, self._only_fired = "", "", False
            self._narrow()
        else:
            self.dismiss(None)
