"""Who answers for which rules: draft, shadow, approved, retired, each step in the journal with what was found then.

That a pack calls itself approved is its author's claim. What counts is here: who may say so, after checks that passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal

from carecon.desk.hub import Hub
from carecon.desk.people import ROLE_WORDS, Act, AtDesk, system
from carecon.desk.shadowing import ShadowRun, shadow
from carecon.errors import BadInput, Conflict, NotFound, NotPermitted
from carecon.record.entries import RulesetStateChanged
from carecon.record.entry import HUB_STREAM, Entry
from carecon.record.reading import Lookup
from carecon.rules.governing.kept import Kept, in_its_time

State = Literal["draft", "shadow", "approved", "retired"]

FOLLOWS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "draft": (),
        "shadow": ("draft",),
        "approved": ("shadow",),
        "retired": ("draft", "shadow", "approved"),
    }
)
"""Which state may follow which. What is retired stays so: propose it anew, with another version."""

SHORTEST_REASON: Final = 10
"""Characters of a reason: less explains nothing to whoever reads it later."""

REPLAYED_DAYS: Final = 30
"""How far back signed cases are replayed before rules are approved, unless the approver says otherwise."""

_KIND: Final = RulesetStateChanged.KIND


@dataclass(frozen=True, slots=True)
class Change:
    """One step in the life of a ruleset: which state, by whom, why, and what was found at that time."""

    ruleset: str
    title: str
    state: str
    by: str
    user: str
    at: datetime
    reason: str
    figures: Mapping[str, int]

    @property
    def words(self) -> str:
        """`approved 03-Mar-2026 by P Moon, supervisor: reviewed on 3 March`."""
        return f"{self.state} {self.at:%d-%b-%Y} by {self.by}: {self.reason}"


def state_changes(lookup: Lookup, ruleset: str | None = None) -> tuple[Change, ...]:
    """Every step of that ruleset, or of all of them, the oldest first."""
    return tuple(each for each in _changes(lookup) if ruleset is None or each.ruleset == ruleset)


def approval_words(lookup: Lookup, ruleset: str) -> tuple[str, ...]:
    """What the record says of who approved a ruleset."""
    changes = state_changes(lookup, ruleset)
    return tuple(each.words for each in changes) or ("no approval is recorded",)


def propose(hub: Hub, who: AtDesk, kept: Kept, reason: str) -> Change:
    """Keep the full text of a ruleset as a draft, once its tests have been run.

    Raises NotPermitted, Conflict where it was proposed before, BadInput for rules that cannot be read or no reason.
    """
    who.must(Act.PROPOSE_RULES)
    figures, title = _tested(kept)
    return _change(hub, who, kept, "draft", reason, title, figures)


def change_state(
    hub: Hub,
    who: AtDesk,
    kept: Kept,
    state: State,
    reason: str,
    *,
    since: datetime | None = None,
    despite_softening: bool = False,
    logic: bool = True,
    news: Callable[[str], None] = lambda what: None,
) -> Change:
    """Take a ruleset that was proposed to its next state.

    For `shadow` and `approved` its tests must pass and the check must find nothing. For `approved`, moreover, what was
    signed from `since` on is replayed, no danger sign may soften unless `despite_softening`, and somebody else must
    have proposed it. Raises NotPermitted, Conflict where the order is broken or something was found, BadInput.
    """
    who.must(Act.PROPOSE_RULES if state == "shadow" else Act.APPROVE_RULES)
    with hub.store.read() as reading:
        before = state_changes(reading, kept.hash)
    _in_order(kept, before, state)
    if state == "approved":
        _by_another(before, who)
    title, figures = before[0].title, dict[str, int]()
    if state in ("shadow", "approved"):
        news("tests")
        figures, title = _tested(kept)
        _refuse_if(figures["tests_failed"], f"of its tests fail: carecon rules test {kept.hash[:12]}")
        figures |= _checked(kept, hub.clock.now().date(), logic=logic, news=news)
        _refuse_if(figures["findings"], f"findings of the check stand against it: carecon rules check {kept.hash[:12]}")
    if state == "approved":
        news("replay of signed cases")
        figures |= _replayed(hub, kept, since or hub.clock.now() - timedelta(days=REPLAYED_DAYS))
        if not despite_softening:
            told = f"signed cases have a danger sign that softens: carecon rules shadow {kept.hash[:12]}"
            _refuse_if(figures["softened"], told)
    return _change(hub, who, kept, state, reason, title, figures)


def _changes(lookup: Lookup) -> Iterator[Change]:
    return map(_as_change, lookup.entries_of_kind(HUB_STREAM, _KIND))


def _as_change(entry: Entry) -> Change:
    said = entry.payload
    assert isinstance(said, RulesetStateChanged)  # noqa: S101 - asked for as such
    by = f"{said.name}, {said.role}"
    return Change(said.ruleset, said.title, said.state, by, str(entry.actor), entry.at, said.reason, dict(said.figures))


def _in_order(kept: Kept, before: tuple[Change, ...], state: str) -> None:
    if state == "draft":
        if before:
            raise Conflict(f"The rules {kept.hash[:12]} were proposed before: they are {before[-1].state}.")
        return
    if not before:
        raise NotFound(f"The rules {kept.hash[:12]} were never proposed here: carecon rules propose.")
    if before[-1].state not in FOLLOWS[state]:
        allowed = " or ".join(FOLLOWS[state])
        raise Conflict(f"The rules {kept.hash[:12]} are {before[-1].state}: only {allowed} can become {state}.")


def _by_another(before: tuple[Change, ...], who: AtDesk) -> None:
    if before[0].user == str(who.actor):
        raise NotPermitted("Rules are approved by somebody else than who proposed them.")


def _refuse_if(count: int, what: str) -> None:
    if count:
        raise Conflict(f"Not done: {count:,} {what}.")


def _tested(kept: Kept) -> tuple[dict[str, int], str]:
    outcomes = list(in_its_time(kept, "carecon.rules.governing.checking:run_all_tests", {}))
    head = next(in_its_time(kept, "carecon.rules.governing.checking:head_of", {}))
    failed = sum(not each["passed"] for each in outcomes)
    return {"tests": len(outcomes), "tests_failed": failed}, head["title"]


def _checked(kept: Kept, today: date, *, logic: bool, news: Callable[[str], None]) -> dict[str, int]:
    news("check")
    found = allowed = 0
    for told in in_its_time(
        kept, "carecon.rules.governing.checking:check", {"today": today.isoformat(), "logic": logic}
    ):
        found += "finding" in told
        allowed += "allowed" in told
    return {"findings": found, "allowed": allowed}


def _replayed(hub: Hub, kept: Kept, since: datetime) -> dict[str, int]:
    run = ShadowRun()
    for _ in shadow(hub, system("shadow"), kept, since=since, until=hub.clock.now(), run=run):
        pass
    return {"replayed": run.replayed, "changed": run.changed, "softened": run.softened}


def _change(
    hub: Hub, who: AtDesk, kept: Kept, state: State, reason: str, title: str, figures: dict[str, int]
) -> Change:
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise BadInput("reason", f"say why, in at least {SHORTEST_REASON} letters")
    with hub.store.write(who.actor) as work:
        before = state_changes(work, kept.hash)
        _in_order(kept, before, state)
        if work.ruleset_text(kept.hash) is None:
            work.keep_ruleset(kept.hash, kept.text)
        step = RulesetStateChanged(
            ruleset=kept.hash,
            title=title,
            state=state,
            name=who.name,
            role=ROLE_WORDS[who.role],
            reason=reason,
            figures=figures,
        )
        return _as_change(work.append(HUB_STREAM, step))
