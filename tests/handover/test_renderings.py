"""A note as text and as Markdown: all of it there, and none of it obeyed."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from carecon.clinical.answers import Answer
from carecon.clinical.facts import FactKind, vocabulary
from carecon.clinical.formats import value_words
from carecon.clinical.plain_text import one_line, shown_lines
from carecon.handover.note import Group, Line, Note, Section
from carecon.handover.render_markdown import as_markdown, escaped
from carecon.handover.render_text import as_text
from carecon.handover.wrap import cells
from carecon.record.case_view import CaseView, FactView, PersonView
from tests.clinical.strategies import values
from tests.handover.cases import CLERK, DRAFT, LONDON, RECEIVED, case, fact, note_of, signed, written

NASTY = [
    "[/b] [red]x",
    "SpO2 [low] 88",
    "**bold** _it_ ~~gone~~ `code`",
    "<script>alert(1)</script> &amp; <b>",
    "# heading",
    "- item",
    "+ item",
    "1. first",
    "12) twelfth",
    "> quote",
    "    indented",
    "```",
    "---",
    "===",
    "| a | b |",
    "[link](http://x.example) ![img](x) [ref]: http://x.example",
    "www.example.com http://example.com mailto:a@b.example a@b.example example.com",
    "line one\nline two\n\n- three",
    "ends with a backslash \\",
    "\x1b[2J\x1b]0;title\x07",
    "safe\u202eefasnu",
    "שרה כהן 🚶🏽‍♀️ 山田",
    "36.4 °C 138/72 05:30",
    "$x$ {y} ^z^ :smile: @home",
    "x" * 300,
]

nasty = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=60), st.text(alphabet="*_`[]()<>#-+.!|~\\ \n1a:/@&", max_size=30)
)

KNOWN = vocabulary()


@st.composite
def fact_views(draw: st.DrawFn) -> FactView:
    """Any fact with any value it can take, said by anybody."""
    found = draw(st.sampled_from(list(KNOWN.facts.values())))
    value = draw(nasty if found.kind is FactKind.TEXT else values(found))
    answer = Answer(found.id, value, by=draw(st.none() | nasty), seen=draw(st.sampled_from([True, False, None])))
    return FactView(answer, CLERK, RECEIVED, seq=2)


@st.composite
def cases(draw: st.DrawFn) -> CaseView:
    """A case with any facts, notes and names."""
    return case(
        *draw(st.lists(fact_views(), max_size=6, unique_by=lambda view: view.answer.fact)),
        notes=tuple(written(draw(nasty), seq=n) for n in range(draw(st.integers(0, 2)))),
        person=PersonView(family_name=draw(nasty), given_name=draw(nasty), address=draw(nasty)),
        location=draw(nasty),
        reason=draw(nasty),
        warnings=(draw(nasty),),
    )


def squeezed(text: str) -> str:
    """Without spaces and line breaks, which a rendering may set as it likes."""
    return "".join(text.split())


class _TextOf(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data


def read_markdown(markdown: str, flavour: str) -> tuple[list[Token], str]:
    """The tokens of a Markdown text, and the text that a reader sees."""
    parser = MarkdownIt(flavour)
    tokens = [inner for token in parser.parse(markdown) for inner in (token, *(token.children or ()))]
    seen = _TextOf()
    seen.feed(parser.render(markdown))
    return tokens, seen.text


OURS = {"heading", "paragraph", "bullet_list", "list_item", "strong", "inline", "text", "softbreak"}


@given(cases(), st.sampled_from([60, 72, 78]))
@settings(max_examples=60)
def test_every_fact_and_note_is_in_the_text_with_its_label_and_value(view: CaseView, width: int) -> None:
    text = squeezed(as_text(note_of(view, draft=DRAFT), width))
    for recorded in view.facts.values():
        declared = KNOWN[recorded.answer.fact]
        value = recorded.answer.value
        words = (
            "".join(shown_lines(value))
            if isinstance(value, str) and declared.kind is FactKind.TEXT
            else value_words(declared, value, LONDON)
        )
        assert squeezed(declared.label) in text
        assert squeezed(words) in text
    for note in view.notes:
        assert squeezed("".join(shown_lines(note.text))) in text


@given(cases(), st.sampled_from([72, 78]))
@settings(max_examples=60)
def test_nothing_in_the_text_is_obeyed_by_a_terminal_and_no_line_is_too_wide(view: CaseView, width: int) -> None:
    text = as_text(note_of(signed(view)), width)
    for line in text.split("\n"):
        assert cells(line) <= width
        assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in line)
        assert not set(line) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(cases())
@settings(max_examples=30)
def test_the_same_case_gives_the_same_note(view: CaseView) -> None:
    assert as_text(note_of(signed(view))) == as_text(note_of(signed(view)))
    assert as_markdown(note_of(signed(view))) == as_markdown(note_of(signed(view)))


@given(cases(), st.sampled_from(["commonmark", "gfm-like"]))
@settings(max_examples=60)
def test_outside_text_never_acts_as_markdown(view: CaseView, flavour: str) -> None:
    tokens, _ = read_markdown(as_markdown(note_of(view, draft=DRAFT)), flavour)
    assert {token.type.removesuffix("_open").removesuffix("_close") for token in tokens} <= OURS


@pytest.mark.parametrize("flavour", ["commonmark", "gfm-like"])
@pytest.mark.parametrize("text", NASTY)
def test_markup_like_text_is_read_as_typed(text: str, flavour: str) -> None:
    note = Note((), "Title", ("Name",), (Line("Said", text, "crew"),), (), "End.")
    _, seen = read_markdown(as_markdown(note), flavour)
    assert squeezed("".join(shown_lines(text))) in squeezed(seen)


@given(nasty, st.sampled_from(["commonmark", "gfm-like"]))
def test_an_escaped_line_reads_as_the_line(text: str, flavour: str) -> None:
    line = one_line(text)
    _, seen = read_markdown(f"- {escaped(line)}", flavour)
    assert squeezed(seen) == squeezed(line)


def test_a_note_of_ten_thousand_characters_is_there_in_full() -> None:
    long = "All of it matters. " * 527
    assert squeezed(long) in squeezed(as_text(note_of(case(notes=(written(long),)))))


def test_lines_of_a_value_stay_lines() -> None:
    note = Note(
        (), "T", ("N",), (), (Section("S", "Situation", (Group("G", (Line("Note", "one\ntwo", "r"),)),)),), "End."
    )
    assert "  Note:  [r]\n      one\n      two\n" in as_text(note)
    assert "- **Note:** (r)\n  - one\n  - two\n" in as_markdown(note)


def test_an_nhs_number_is_never_broken_over_two_lines() -> None:
    for width in (40, 60, 72, 78):
        assert "NHS No. 999 000 1073" in as_text(note_of(signed(case())), width)


def test_a_small_note_reads_like_this() -> None:
    view = case(fact("head_injury", False, seen=True, at=datetime(2024, 1, 16, 10, 3, tzinfo=UTC)))
    text = as_text(replace(note_of(signed(view)), sections=()))
    assert text.splitlines() == [
        "*** TEST PATIENT: an NHS number of the test range ***",
        "Handover to South from Devon hub",
        "FENWICK, Ada (Mrs)   Born 04-May-1937 (86y)   Gender Female",
        "NHS No. 999 000 1073",
        "Danger signs present: head injury, high risk. The decision is no emergency",
        "Case: K7F-2QM",
        "Decision: Community response within 2 hours, South",
        "Help by: 12:19 (within 2 h)",
        "Main problem: not asked",
        "Safety-netting: Ring 999 if worse",
        "Call-back: 16-Jan-2024 12:19, by R Hale",
        "Ring back: 07700 900123",
        "Owner: R Hale owns this patient until the handover is accepted by South",
        "Author: R Hale, clinician, signed 16-Jan-2024 10:19",
        "=" * 78,
        "As it stood at 16-Jan-2024 10:19. What was recorded later is not in this note.",
    ]
