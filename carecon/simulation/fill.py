"""Filling a database with synthetic cases, open and closed: as many as asked for, in bounded memory."""

from __future__ import annotations

import gc
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, chain
from random import Random

from carecon.area.area import load_area
from carecon.clock import SystemClock, as_utc
from carecon.desk.people import system
from carecon.errors import NotPermitted
from carecon.ids import Ids
from carecon.record.entries import RulesetAdopted
from carecon.record.entry import HUB_STREAM
from carecon.record.store import Store, open_store
from carecon.rules.ruleset import load_ruleset
from carecon.simulation.draws import randomness
from carecon.simulation.histories import Ending
from carecon.simulation.library import Stencil, library
from carecon.simulation.retelling import Storyteller
from carecon.simulation.timetable import Timetable
from carecon.simulation.workers import share_out

MOST_STENCILS = {
    Ending.CLOSED: 60,
    Ending.WAITING: 30,
    Ending.WITH_CLINICIAN: 12,
    Ending.PARKED: 8,
    Ending.HANDED_OVER: 15,
}
"""Cases that are lived through; the others are these told again of other people, elsewhere and at other times.

In each part of a shared fill, so that a big one has twice as many."""

FEWEST_CLOSED, TOLD_AGAIN = 12, 5
"""Of few closed cases so many are lived through; of more, each is told at least so often. A small fill is quick."""

OPEN_AS = {Ending.WAITING: 0.56, Ending.WITH_CLINICIAN: 0.16, Ending.PARKED: 0.07, Ending.HANDED_OVER: 0.21}
"""How far the open cases have come."""

WORTH_SHARING, PARTS = 10_000, 2
"""From how many cases on the work is shared out, and among how many processes. Never asked of the machine: the same
seed and numbers give the same cases everywhere."""

Progress = Callable[[int, int], None]

_FILLER = system("simulation").actor


@dataclass(frozen=True, slots=True)
class Share:
    """Part `number` of `parts` of a fill: how many cases it makes."""

    seed: int
    number: int
    parts: int
    open_cases: int
    closed_cases: int

    def randomness(self, what: str) -> Random:
        """Randomness for `what` in this part."""
        return randomness(self.seed, f"{what} {self.number}/{self.parts}")


def fill(
    store: Store,
    seed: int,
    *,
    open_cases: int,
    closed_cases: int,
    progress: Progress = lambda done, total: None,
    now: datetime | None = None,
) -> None:
    """Write that many cases into `store`: closed ones of the last half year, and open ones of today.

    `now` (aware; by default the machine's own time) is when the open ones wait. The same seed, numbers and `now` give
    the same cases; only the ids of entries differ. `progress` is called with cases written and cases in all.
    Raises NotPermitted for a live database.
    """
    if store.realm == "live":
        raise NotPermitted("This database is for live use: nothing made up is written into it.")
    moment, total = as_utc(now or SystemClock().now()), open_cases + closed_cases
    _keep_ruleset(store)
    if total < WORTH_SHARING:
        _fill_share(store, Share(seed, 0, 1, open_cases, closed_cases), moment, lambda done: progress(done, total))
    else:
        shares = [Share(seed, n, PARTS, _part(open_cases, n), _part(closed_cases, n)) for n in range(PARTS)]
        share_out(_fill_elsewhere, [(store.url, share, moment) for share in shares], lambda n: progress(n, total))
    progress(total, total)
    store.seal()


def _part(number: int, part: int) -> int:
    return number * (part + 1) // PARTS - number * part // PARTS


def _keep_ruleset(store: Store) -> None:
    """Signed cases name the ruleset they were decided under; its text is kept beside them."""
    ruleset = load_ruleset(store.area)
    with store.write(_FILLER) as work:
        if work.ruleset_text(ruleset.hash) is None:
            work.keep_ruleset(ruleset.hash, ruleset.text)
            work.append(HUB_STREAM, RulesetAdopted(ruleset=ruleset.hash, title=ruleset.title))


def _fill_elsewhere(url: str, share: Share, now: datetime, tell: Callable[[int], None]) -> None:
    clock = SystemClock()
    store = open_store(url, clock, Ids(clock))
    # Nothing that is made here goes in circles: looking for what does would take a twentieth of the time.
    gc.freeze()
    gc.disable()
    try:
        _fill_share(store, share, now, tell)
    finally:
        store.close()


def _fill_share(store: Store, share: Share, now: datetime, tell: Callable[[int], None]) -> None:
    random, area = share.randomness("fill"), load_area(store.area)
    endings = _endings(random, share.open_cases)
    wanted = Counter(endings) | Counter({Ending.CLOSED: share.closed_cases})
    stencils = _stencils(store, share, now.astimezone(area.zone) - timedelta(days=1), wanted)
    times = Timetable(random, now, area.zone)
    slots = chain(times.closed(stencils[Ending.CLOSED], share.closed_cases), times.open(stencils, endings))
    storyteller = Storyteller(area, share.randomness("people"), share.number, share.parts)
    with store.bulk(_FILLER) as writer:
        for done, slot in enumerate(slots):
            tell(done)
            writer.add_case(storyteller.tell(slot))


def _endings(random: Random, number: int) -> list[Ending]:
    """How far each of the open cases has come: in the right shares even where they are few."""
    bounds = list(accumulate(OPEN_AS.values()))
    endings = [list(OPEN_AS)[bisect(bounds, bounds[-1] * (n + 0.5) / number)] for n in range(number)]
    random.shuffle(endings)
    return endings


def _stencils(store: Store, share: Share, day: datetime, wanted: Mapping[Ending, int]) -> dict[Ending, list[Stencil]]:
    """As many as are worth living through: of open cases, which are looked at side by side, one for each if few."""
    numbers = {ending: min(wanted[ending], most) for ending, most in MOST_STENCILS.items()}
    numbers[Ending.CLOSED] = min(numbers[Ending.CLOSED], max(FEWEST_CLOSED, wanted[Ending.CLOSED] // TOLD_AGAIN))
    with library(store, share.seed, share.randomness("stencils"), day) as lives:
        return {ending: [lives.stencil(ending) for _ in range(number)] for ending, number in numbers.items()}
