"""F7: the whole reasoning behind the advice, as a page to read, and the rules behind it to go to."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult

from carecon.clinical.formats import person_name
from carecon.screens.case_reasons import CaseReasons
from carecon.screens.desk_screen import DeskScreen
from carecon.screens.keys import bindings
from carecon.screens.reasoning_lines import danger_place, reasoning_lines
from carecon.screens.reasoning_rules import RuleBehind, rule_behind_line, rules_behind
from carecon.screens.station import Station
from carecon.screens.widgets.keyed_list import KeyedList
from carecon.screens.widgets.lines import Lines, Page, heading


class ReasoningScreen(DeskScreen[None]):
    """Why the advice on one case is what it is. Its case is that of the case screen under it, and goes on with it."""

    CONTEXT = "reasoning"
    CSS_PATH = "reasoning.tcss"
    BINDINGS = bindings("reasoning")
    AUTO_FOCUS = "#reasoning"
    HELP = """\
The whole reasoning: the advice; the smallest set of answers that leads there whatever the others are; the smallest
changes of answers that would lead somewhere else; what is still possible; which rules hold and were outranked; every
danger sign with what would settle it. It is worked out beside the advice, which never waits for it. Below stand the
rules behind it: F6 goes there and back, Enter on a rule opens it with its source, its tests and the cases of this shift
on which it fired."""

    def __init__(self, station: Station, reasons: CaseReasons) -> None:
        """For the case of `reasons`."""
        super().__init__(station)
        self.reasons = reasons

    @property
    def rules(self) -> KeyedList[str, RuleBehind]:
        """The rules behind the advice."""
        return self.query_one("#rules", KeyedList)

    def compose(self) -> ComposeResult:
        """Title, text, rules."""
        yield Lines(lambda width: (heading(self._heading(), width),), id="heading")
        yield Page(
            lambda width: reasoning_lines(self.reasons.case, width, self.reasons.shown),
            name="reasoning",
            id="reasoning",
        )
        yield Lines(lambda width: (heading("Rules behind it", width),), id="rules_title")
        yield KeyedList[str, RuleBehind](
            lambda row: row.rule,
            rule_behind_line,
            name="rules behind the advice",
            empty="No rule: nothing is known yet.",
            id="rules",
        )
        yield from self.foot()

    def on_mount(self) -> None:
        """Have the reasons worked out, and show them once they are there."""
        self.reasons.listener = self._changed
        self.rules.show(self._rows())
        self.reasons.ask()

    def on_unmount(self) -> None:
        """Nobody looks any more."""
        if self.reasons.listener == self._changed:
            self.reasons.listener = None

    def _heading(self) -> str:
        person = self.reasons.case.view.person
        return f"Why, for {person_name(person.family_name, person.given_name)} {self.reasons.case.view.reference}"

    def _rows(self) -> tuple[RuleBehind, ...]:
        return rules_behind(self.reasons.case, self.reasons.shown)

    def _changed(self) -> None:
        """Reasons came, or the case went on. What is being read further down stays where it is."""
        page = self.query_one("#reasoning", Page)
        before, top = danger_place(page.lines), page.scroll_offset.y
        page.redraw()
        if top >= before > 0:
            page.scroll_to(y=top + danger_place(page.lines) - before, animate=False)
        self.query_one("#heading", Lines).redraw()
        self.rules.show(self._rows(), others=True)

    # ------------------------------------------------------------------------------------------------ going elsewhere

    @on(KeyedList.Chosen, "#rules")
    def _chosen(self, message: KeyedList.Chosen) -> None:
        from carecon.screens.rule import RuleScreen

        self.app.push_screen(RuleScreen(self.station, str(message.key)))

    def action_open(self) -> None:
        """Open the selected rule: what Enter on it does."""
        self.rules.action_choose()

    def action_other_part(self) -> None:
        """From the text to the rules, and back."""
        (self.query_one("#reasoning") if self.rules.has_focus else self.rules).focus()

    def action_back(self) -> None:
        """Back to the case."""
        self.dismiss(None)
