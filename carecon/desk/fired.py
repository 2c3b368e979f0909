"""On which cases of this shift a rule fired: looked at again with the rules of today, beside the work of the desk."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from carecon.area.context import Context, context_from
from carecon.area.hours import Hours
from carecon.clinical.answers import Answer
from carecon.desk.advising import context_for, facts_for_rules
from carecon.desk.hub import Hub
from carecon.desk.people import Act, AtDesk
from carecon.record.entries import Advised, Signed
from carecon.record.reading import Reading
from carecon.record.recent import LatelyAdvised
from carecon.rules.ruleset import Ruleset
from carecon.rules.running.evaluate import evaluate
from carecon.rules.steps.findings import find
from carecon.rules.steps.route import find_route
from carecon.rules.steps.seniority import set_answer, weigh

MOST_CASES: Final = 200
"""Cases that are looked at, the newest first."""

MOST_KEPT: Final = 500
"""Cases whose rules are remembered: a case that has not changed is not looked at again."""

_DAYS_BACK: Final = 8
"""Within a week any hub has opened; a bank holiday may add a day."""


@dataclass(frozen=True, slots=True)
class FiredCase:
    """A case of this shift, what came of it (`disposition` is empty while nothing is settled), and what held in it.

    `rules` are the ids of the rules and definitions whose conditions are known to hold, and of the danger signs that
    are present.
    """

    case_id: UUID
    reference: str
    at: datetime
    signed: bool
    disposition: str
    rules: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fired:
    """The cases since the hub opened, the newest first.

    `more`: there may be others. `other_rules` counts those that were advised by other rules than today's, and are left
    out: what held then is in the record, not here.
    """

    since: datetime
    cases: tuple[FiredCase, ...] = ()
    more: bool = False
    other_rules: int = 0

    def on(self, rule: str) -> tuple[FiredCase, ...]:
        """The cases on which that rule fired."""
        return tuple(case for case in self.cases if rule in case.rules)


def opened_at(hours: Hours, zone: ZoneInfo, now: datetime) -> datetime:
    """When the hub opened last, in UTC: the beginning of the shift. `now` is aware. Midnight where it never opens."""
    today = now.astimezone(zone).date()
    for back in range(_DAYS_BACK):
        day = today - timedelta(days=back)
        opening = hours.on(day)
        if opening is not None:
            start = datetime.combine(day, opening[0], zone).astimezone(UTC)
            if start <= now:
                return start
    return datetime.combine(today, datetime.min.time(), zone).astimezone(UTC)


class FiredRules:
    """Looks at the cases of the shift, and remembers those that have not changed. For one thread."""

    def __init__(self, hub: Hub) -> None:
        """Nothing is looked at yet."""
        self._hub = hub
        self._known: OrderedDict[tuple[UUID, int], frozenset[str]] = OrderedDict()

    def since_opening(self, who: AtDesk) -> Fired:
        """The cases advised or signed since the hub opened, as far as `who` may see cases. Raises NotPermitted."""
        who.must(Act.READ_CASES)
        hub = self._hub
        since = opened_at(hub.area.hours, hub.area.zone, hub.clock.now())
        with hub.store.read() as reading:
            lately, more = reading.lately_advised(since, MOST_CASES)
            ours = [each for each in lately if _ruleset(each) == hub.ruleset.hash]
            cases = tuple(self._looked_at(each, reading) for each in ours)
        return Fired(since, cases, more, len(lately) - len(ours))

    def _looked_at(self, lately: LatelyAdvised, reading: Reading) -> FiredCase:
        payload = lately.entry.payload
        assert isinstance(payload, Advised | Signed)  # noqa: S101 - what it was looked for as
        if isinstance(payload, Signed):
            key = (lately.case_id, lately.entry.seq)
            if key not in self._known:
                facts = {name: each.answer() for name, each in payload.facts.items()}
                self._keep(key, holding(facts, context_from(payload.context), self._hub.ruleset))
        else:
            view = reading.case(lately.case_id)
            key = (lately.case_id, view.seq)
            if key not in self._known:
                facts = facts_for_rules(self._hub, view)
                self._keep(key, holding(facts, context_for(self._hub, view), self._hub.ruleset))
        signed = isinstance(payload, Signed)
        return FiredCase(
            lately.case_id, lately.reference, lately.entry.at, signed, payload.disposition, self._known[key]
        )

    def _keep(self, key: tuple[UUID, int], rules: frozenset[str]) -> None:
        self._known[key] = rules
        while len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)


def holding(facts: Mapping[str, Answer], context: Context, ruleset: Ruleset) -> frozenset[str]:
    """Rules and definitions whose conditions are known to hold in a case, and danger signs that are present, by id.

    Rules that look at the answer hold where they do for the answer given, or for that which seniors displaced.
    """
    return frozenset(_holding(facts, context, ruleset))


def _holding(facts: Mapping[str, Answer], context: Context, ruleset: Ruleset) -> Iterator[str]:
    found = find(facts, context, ruleset)
    yield from found.flags.present
    course = find_route(found).course
    weighed = weigh(course, found)
    yield from (name for name, when in ruleset.definitions.items() if evaluate(when, found.world) is True)
    for answer in (course, weighed.course):
        set_answer(answer, found.world, senior=weighed.senior)
        yield from (rule.id for rule in ruleset.by_id.values() if evaluate(rule.when, found.world) is True)


def _ruleset(lately: LatelyAdvised) -> str:
    payload = lately.entry.payload
    return payload.ruleset if isinstance(payload, Advised | Signed) else ""
