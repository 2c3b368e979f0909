"""One rule: what it says, where that comes from, how it is tested, and the cases of this shift on which it fired."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from textual import on
from textual.app import ComposeResult

from carecon.desk.case_views import CaseOnDesk
from carecon.desk.fired import Fired, FiredCase
from carecon.screens.front import FrontScreen
from carecon.screens.keys import bindings
from carecon.screens.port import CaseLoaded, FiredLoaded, Refused, RulesLoaded
from carecon.screens.rule_catalogue import RuleEntry, catalogue_of
from carecon.screens.rule_lines import entry_lines, fired_heading, fired_line
from carecon.screens.station import Station
from carecon.screens.widgets.keyed_list import KeyedList
from carecon.screens.widgets.lines import Lines, Page, heading
from carecon.screens.widgets.spans import Line, Tone, plain, wrapped


class RuleScreen(FrontScreen[None]):
    """To be read. A case of its list is opened on Enter alone, to be read as well."""

    CONTEXT = "rule"
    CSS_PATH = "rule.tcss"
    BINDINGS = bindings("rule")
    AUTO_FOCUS = "#text"
    HELP = """\
One rule: what comes of it, its condition as a checklist, its source, when it is to be reviewed, the hazards of the
safety case that it keeps in check, and its tests, each with what is known and whether the rule then holds. Below stand
the cases advised since the hub opened on which it fired, looked at with the rules of today. F6 goes to them and back;
Enter opens the selected one to read, without taking it."""

    def __init__(self, station: Station, rule: str) -> None:
        """`rule`: the id of a rule, a definition or a danger sign."""
        super().__init__(station)
        self._rule = rule
        self._entry: RuleEntry | None = None
        self._missing = False
        self._fired: Fired | None = None
        self._unreadable = ""
        self._asked_rules = 0
        self._asked_fired = 0
        self._opening = 0

    @property
    def cases(self) -> KeyedList[UUID, FiredCase]:
        """The cases it fired on."""
        return self.query_one("#cases", KeyedList)

    def compose(self) -> ComposeResult:
        """Title, text, cases."""
        zone = self.station.zone
        yield Lines(lambda width: (heading(f"Rule {self._rule}", width),), id="heading")
        yield Page(self._text, name="rule", id="text")
        yield Lines(lambda width: (heading(self._cases_heading(), width),), id="cases_title")
        yield KeyedList[UUID, FiredCase](
            lambda case: case.case_id,
            lambda case, width: fired_line(case, width, zone),
            name="cases of this shift",
            empty="Looking at the cases of this shift ...",
            id="cases",
        )
        yield from self.foot()

    def on_mount(self) -> None:
        """Read the rule; look beside that where it fired."""
        self._asked_rules = self.station.desk.load_rules(self)
        self._asked_fired = self.station.desk.load_fired(self)

    def on_screen_suspend(self) -> None:
        """Something else is in front: a case that was asked for may not come up over it, nor after it."""
        self._opening = 0
        super().on_screen_suspend()

    # ------------------------------------------------------------------------------------------------ from the desk

    def on_rules_loaded(self, message: RulesLoaded) -> None:
        """The rule is there, or is none of those in force."""
        if message.request == self._asked_rules:
            self._entry = catalogue_of(message.ruleset).entries.get(self._rule)
            self._missing = self._entry is None
            self.query_one("#text", Page).redraw()

    def on_fired_loaded(self, message: FiredLoaded) -> None:
        """Where it fired."""
        if message.request == self._asked_fired:
            self._fired = message.fired
            self.cases.show(message.fired.on(self._rule), empty="It has not fired in this shift.")
            self.query_one("#cases_title", Lines).redraw()

    def on_case_loaded(self, message: CaseLoaded) -> None:
        """The case that was asked for: show it, to be read. Another one, or a late one, is never shown."""
        if message.request == self._opening:
            self._opening = 0
            self._open(message.case)

    def on_refused(self, message: Refused) -> None:
        """Say why, and go on."""
        if message.request == self._opening:
            self._opening = 0
        elif message.request == self._asked_fired:
            self._unreadable = "The cases of this shift cannot be looked at."
            self.cases.show((), empty=self._unreadable)
            self.query_one("#cases_title", Lines).redraw()
        super().on_refused(message)

    # ------------------------------------------------------------------------------------------------ what is shown

    def _text(self, width: int) -> Sequence[Line]:
        if self._entry is not None:
            return entry_lines(self._entry, width)
        if self._missing:
            told = " It is none of the rules that are in force now: the advice that names it was given by others."
            return wrapped(told, width, Tone.CAUTION, indent=" ")
        return (plain(" Reading the rule ..."),)

    def _cases_heading(self) -> str:
        return self._unreadable or fired_heading(self._rule, self._fired, self.station.zone)

    # ------------------------------------------------------------------------------------------------ what can be done

    @on(KeyedList.Chosen, "#cases")
    def _chosen(self, message: KeyedList.Chosen) -> None:
        """Open the case that Enter was pressed on, whatever moves meanwhile."""
        from carecon.screens.case import CaseScreen

        case = self.cases.rows.get(message.key)
        if case is None or self._opening:
            return
        under = [screen.case_id for screen in self.app.screen_stack if isinstance(screen, CaseScreen)]
        if case.case_id in under:
            self.say(f"{case.reference} is the case you came from: Esc leads back to it.", Tone.CAUTION)
        else:
            self.say(f"Opening {case.reference} ...")
            self._opening = self.station.desk.open_case(self, case.case_id)

    def _open(self, case: CaseOnDesk) -> None:
        if not self.in_front:
            return
        from carecon.screens.case import CaseScreen

        self.say("")
        self.app.push_screen(CaseScreen(self.station, case), self._returned)

    def _returned(self, told: str | None) -> None:
        if told:
            self.say(told, Tone.GOOD)

    def action_look(self) -> None:
        """Open the selected case: what Enter on it does."""
        self.cases.action_choose()

    def action_other_part(self) -> None:
        """From the text to the cases, and back."""
        (self.query_one("#text") if self.cases.has_focus else self.cases).focus()

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss(None)
