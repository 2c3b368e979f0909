"""The floor that the console is measured against: a bare Textual app with a table of N rows (`bare_app.py 50`)."""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header


class BareApp(App[None]):
    """Header, table, footer."""

    def compose(self) -> ComposeResult:
        """What every Textual tutorial begins with."""
        yield Header()
        yield DataTable[str](cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table, then say so in the title."""
        table = self.query_one(DataTable)
        table.add_columns(*["Pri", "Wait", "Source", "NHS", "Name", "Age", "Loc", "Reason", "Flags", "Status"])
        for row in range(int(sys.argv[1])):
            table.add_row(*[f"r{row}c{column}" for column in range(10)])
        self.title = "READY"


if __name__ == "__main__":
    BareApp().run()
