"""Which facts stand on the case screen, in what order and under which headings. Pure: no drawing, no Textual.

Section `a` is made from what the problem needs and what the advice asks; every section of the vocabulary follows. Rows
that stand in `a` keep their places while answers come: new ones are put behind them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from carecon.clinical.facts import Fact, vocabulary
from carecon.clinical.formats import phrase
from carecon.desk.case_views import CaseOnDesk, FactState, FactView

LETTERS = "abcdefghijklpq"
"""Letters of the sections. m (note), n x z (no value), o and w (who said it) mean something else on the case screen."""

NEEDED = "a"

_COMMON_NEEDS = ("core", "person and place", "observations")
"""Needed whatever the problem is: they stand behind what the problem itself needs."""


@dataclass(frozen=True, slots=True)
class Pending:
    """An answer on its way. `words`: the value as it will be shown; `refused` says why it was not saved."""

    words: str
    request: int = 0
    refused: str = ""


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A heading. `answered` of `total` facts have an answer; `summary` says what matters while it is folded."""

    letter: str
    section: str
    title: str
    answered: int
    total: int
    folded: bool
    summary: str = ""

    @property
    def key(self) -> str:
        """Its key in the list."""
        return f"{self.letter}/"


@dataclass(frozen=True, slots=True)
class FactRow:
    """A question with its answer, if it has one. `asked`: the advice wants it next. `typed`: begun and not entered.

    `state` is how the fact stands, where more is to be said than that nobody asked, or the value.
    """

    letter: str
    fact: Fact
    held: FactView | None = None
    asked: bool = False
    pending: Pending | None = None
    typed: str = ""
    state: FactState | None = None

    @property
    def key(self) -> str:
        """Its key in the list: a fact may stand in section `a` and in its own."""
        return f"{self.letter}/{self.fact.id}"


Row = SectionRow | FactRow


@dataclass(frozen=True, slots=True)
class Folding:
    """What of the list is open. `needed`: what section `a` held before, so that its rows keep their places."""

    unfolded: frozenset[str] = frozenset({NEEDED})
    needed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What is not on disk: answers on their way or refused, and text begun, by fact id."""

    pending: Mapping[str, Pending] = field(default_factory=lambda: MappingProxyType({}))
    typed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def build(case: CaseOnDesk, folding: Folding, unsaved: Unsaved, summaries: Mapping[str, str]) -> list[Row]:
    """The rows of the case from top to bottom. `summaries` goes from section id to what is said of it when folded."""
    known = vocabulary()
    rows = _section(case, NEEDED, "needed", needed_title(case), folding.needed, folding, unsaved, "")
    for letter, section in sections():
        names = [fact.id for fact in known.sections[section]]
        title = known.section_titles[section]
        rows += _section(case, letter, section, title, names, folding, unsaved, summaries.get(section, ""))
    return rows


def sections() -> Sequence[tuple[str, str]]:
    """Letter and id of each section of the vocabulary, in its order."""
    return list(zip(LETTERS[1:], vocabulary().sections, strict=False))


def needed_title(case: CaseOnDesk) -> str:
    """What section `a` is called."""
    problem = case.view.facts.get("presenting_problem")
    if problem is None or not problem.answer.known:
        return "Needed first"
    return f"Needed for: {phrase(str(problem.answer.value))}"


def needed_facts(case: CaseOnDesk, before: Sequence[str]) -> tuple[str, ...]:
    """The facts of section `a`: those that stood there `before` in their places, then what is newly needed or asked.

    Where one of several facts is enough, the answered one stands for them, else the first. The main problem comes
    first: what else is needed depends on it.
    """
    wanted: list[str] = ["presenting_problem"]
    rows = sorted(case.needed, key=lambda row: row.name in _COMMON_NEEDS)
    for row in rows:
        wanted += [member if isinstance(member, str) else _one_of(case, member) for member in row.facts]
    wanted += [question.fact for question in case.advice.ask]
    known = vocabulary()
    return tuple(dict.fromkeys(name for name in (*before, *wanted) if name in known))


def next_asked(case: CaseOnDesk, waiting: Collection[str]) -> str | None:
    """The fact that the advice asks next and that has no answer on its way (`waiting`)."""
    for question in case.advice.ask:
        if question.fact not in waiting and question.fact not in case.view.facts:
            return question.fact
    return None


def _one_of(case: CaseOnDesk, members: Iterable[str]) -> str:
    members = tuple(members)
    return next((name for name in members if name in case.view.facts), members[0])


def _section(
    case: CaseOnDesk,
    letter: str,
    section: str,
    title: str,
    names: Sequence[str],
    folding: Folding,
    unsaved: Unsaved,
    summary: str,
) -> list[Row]:
    facts = case.view.facts
    folded = letter not in folding.unfolded
    answered = sum(name in facts for name in names)
    heading = SectionRow(letter, section, title, answered, len(names), folded, summary)
    if folded:
        return [heading]
    known, asked = vocabulary(), {question.fact for question in case.advice.ask}
    return [
        heading,
        *(
            FactRow(
                letter,
                known[name],
                facts.get(name),
                asked=name in asked and name not in facts,
                pending=unsaved.pending.get(name),
                typed=unsaved.typed.get(name, ""),
                state=case.states.get(name),
            )
            for name in names
        ),
    ]
