"""Outside text is data: shown as it was typed and never obeyed, in every field and in every widget that shows it."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from textual import events
from textual.app import App, ComposeResult

from carecon.clinical.plain_text import one_line
from carecon.desk.case_views import NoteView
from carecon.screens.advice_lines import advice_lines, ask_lines
from carecon.screens.case import CaseScreen
from carecon.screens.case_lines import banner_lines, note_lines, strip_line
from carecon.screens.case_reasons import WorkedOut
from carecon.screens.danger_lines import danger_lines
from carecon.screens.decision_lines import preview_lines, title_line
from carecon.screens.decision_lines import row_line as decision_line
from carecon.screens.decision_rows import begin, rows
from carecon.screens.fact_lines import question_lines, row_line
from carecon.screens.fact_sections import FactRow, Pending
from carecon.screens.queue_lines import row_line as queue_line
from carecon.screens.queue_lines import why_lines
from carecon.screens.reasoning_lines import reasoning_lines
from carecon.screens.widgets.edited_list import EditedList
from carecon.screens.widgets.entry import Entry
from carecon.screens.widgets.lines import Lines, Page
from carecon.screens.widgets.note_area import NoteArea
from carecon.screens.widgets.spans import Line, fitted, plain
from tests.screens.fake_advice import BECAUSE, FLAGS, REASONING, on_desk
from tests.screens.fake_app import FakeApp
from tests.screens.fake_desk import FakeDesk
from tests.screens.piloting import settled
from tests.screens.synthetic import NOW, ZONE, fact, fenwick, row, uuid

NASTY = [
    "[/b] [red]x",
    "SpO2 [low] 88",
    "\x1b[31mred\x1b[0m \x1b]52;c;aGVsbG8=\x07",
    "left\u202etfel\u202c \u2066x\u2069",
    "👩\u200d⚕️ 🇬🇧 👍🏽",
    "ascii\ttab\nnew line\r\nand \x00 nul",
    "x" * 10_000,
    "漢字 " * 2_000,
    "e\u0301\u0301\u0301" * 300,
]
"""What people paste, what systems send, and what somebody might try."""

ANY_TEXT = st.one_of(st.sampled_from(NASTY), st.text(max_size=200))
WIDTH = st.sampled_from([20, 57, 80, 120])

Safe = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def obeyed(text: str) -> str:
    """The characters of `text` that a terminal would obey or that reorder a line."""
    bad = ("Cc", "Zl", "Zp")
    bidi = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    return "".join(c for c in text if unicodedata.category(c) in bad or c in bidi)


def drawn(lines: object, width: int) -> str:
    """The text of lines as a widget would send it."""
    assert isinstance(lines, list | tuple)
    return "\n".join("".join(text for text, _ in fitted(line, width)) for line in lines).replace("\n", " ")


@Safe
@given(ANY_TEXT, WIDTH)
@example("\x1b[31mred\x1b[0m", 120)
def test_the_queue_obeys_nothing(text: str, width: int) -> None:
    case = row(
        1,
        family_name=text,
        given_name=text,
        title=text,
        reason=text,
        problem="",
        owner_name=text,
        location=text,
        callback=text,
        priority_reason=text,
        postcode_district=text[:20],
        spoke=text[:20],
        gender=text[:20],
    )
    assert obeyed(drawn([queue_line(case, width, NOW, ZONE)], width)) == ""
    assert obeyed(drawn(list(why_lines(case, False, width, NOW, ZONE)), width)) == ""


@Safe
@given(ANY_TEXT, WIDTH)
def test_the_case_obeys_nothing(text: str, width: int) -> None:
    view = fenwick()
    person = replace(view.person, family_name=text, given_name=text, title=text, nhs_number=text, gender=text[:30])
    notes = (NoteView(2, text, False, replace(view.notes[0].written_by, user=text), NOW),)
    facts = {**view.facts, "next_of_kin": fact("next_of_kin", text, by=text)}
    case = replace(
        on_desk(
            replace(
                view,
                person=person,
                notes=notes,
                facts=facts,
                reason=text,
                location=text,
                callback=text,
                warnings=(text,),
                owner_name=text,
                reference=text[:8],
            )
        ),
        mine=False,
        because=dict.fromkeys(BECAUSE, text),
        flags={name: replace(words, title=text, because=text) for name, words in FLAGS.items()},
        spoke_name=text,
        ruleset_title=text,
    )
    shown = [
        *banner_lines(case, width, ZONE, wide=True),
        *banner_lines(case, width, ZONE, wide=False),
        strip_line(case, width, NOW, ZONE, realm="TRAINING"),
        *note_lines(case.view, width, ZONE),
        *danger_lines(case, width, 11),
        *danger_lines(case, width, 4),
        *advice_lines(case, width),
        *ask_lines(case, width, 9),
        *reasoning_lines(case, width, WorkedOut(REASONING)),
        title_line(case, width),
        *(decision_line(case, made, width) for made in rows(case, begin(case, text))),
        *preview_lines(text, "avoided_conveyance", width),
    ]
    assert obeyed(drawn(shown, width)) == ""


@Safe
@given(ANY_TEXT, WIDTH)
def test_a_fact_obeys_nothing(text: str, width: int) -> None:
    from carecon.clinical.facts import vocabulary

    known = vocabulary()["next_of_kin"]
    for made in (
        FactRow("p", known, fact("next_of_kin", text, by=text)),
        FactRow("p", known, pending=Pending(text, 1)),
        FactRow("p", known, pending=Pending(text, 1, text)),
        FactRow("p", known, typed=text),
    ):
        lines: list[Line] = [row_line(made, width, ZONE)]
        lines += question_lines(made, width, ZONE, typed=None, height=4)
        lines += question_lines(made, width, ZONE, typed=text, height=4)
        assert obeyed(drawn(lines, width)) == ""


class EveryWidget(App[None]):
    """One of each widget that shows outside text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        yield Lines(lambda _width: (plain(self.text),), id="lines")
        yield Entry("Label", text=self.text, id="entry")
        yield Page(lambda _width: [plain(self.text)] * 3, name="page", id="page")
        yield EditedList[str, str](
            lambda typed: typed, lambda typed, _width: plain(typed), value_at=lambda _width: 10, name="list", id="list"
        )
        yield NoteArea(self.text, id="note")

    def on_mount(self) -> None:
        edited = self.query_one(EditedList)
        edited.show([self.text, "other"])
        edited.edit(self.text, self.text)

    def sent(self) -> str:
        """What all widgets would send."""
        found = []
        for widget in (Lines, Entry, Page, EditedList, NoteArea):
            shown = self.query_one(widget)
            found += [shown.render_line(y).text for y in range(shown.size.height)]
        return " ".join(found)


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
async def test_no_widget_sends_what_a_terminal_would_obey(text: str) -> None:
    app = EveryWidget(text)
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.pause()
        assert obeyed(app.sent()) == ""
        assert app.query_one(Entry).text == text
        assert app.query_one(EditedList).typed == text
        assert app.query_one("#note", NoteArea).text == text.replace("\r\n", "\n").replace("\r", "\n") or "\r" in text


@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=80))
async def test_no_widget_obeys_any_text(text: str) -> None:
    app = EveryWidget(text)
    async with app.run_test(size=(60, 30)) as pilot:
        await pilot.pause()
        assert obeyed(app.sent()) == ""


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
async def test_screens_stand_whatever_stands_in_every_field(text: str) -> None:
    desk = FakeDesk([row(1, family_name=text, reason=text, owner_name="", location=text, callback=text)])
    view = fenwick()
    person = replace(view.person, family_name=text)
    facts = {**view.facts, "next_of_kin": fact("next_of_kin", text)}
    desk.views[uuid(1)] = replace(view, person=person, reason=text, location=text, facts=facts)
    app = FakeApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, CaseScreen)
        await pilot.press("p", "f3", "f4", "f2", "f7")
        await settled(pilot)
        await pilot.press("escape", "f8")
        await settled(pilot)
        await pilot.press("escape", "f10", "escape", "m", "escape", "f1", "escape", "escape")
        await settled(pilot)
        assert len(app.screen_stack) == 1


@pytest.mark.parametrize("text", [text for text in NASTY if "\r" not in text], ids=lambda text: repr(text[:12]))
async def test_what_is_pasted_into_a_fact_is_sent_to_the_desk_exactly(text: str) -> None:
    app = FakeApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter", "p")
        await settled(pilot)
        case = app.screen
        assert isinstance(case, CaseScreen)
        case.pane.facts.select("p/next_of_kin")
        await pilot.press("enter")
        case.pane.facts.post_message(events.Paste(text))
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        (_, given_answer), *_ = app.desk.asked("answer")
        assert getattr(given_answer, "value", None) == text


def test_brackets_are_shown_as_typed() -> None:
    assert one_line("SpO2 [low] 88") == "SpO2 [low] 88"
